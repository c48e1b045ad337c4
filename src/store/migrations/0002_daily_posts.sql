-- `minute` counts from local midnight, `taste` is what the channel wants beside days with events, `next_at` is when the
-- next local day's time comes: all before it has been seen to. A parked channel has a reason and since when.
CREATE TABLE subscriptions (
    channel BIGINT NOT NULL PRIMARY KEY,
    guild BIGINT NOT NULL,
    kind TEXT NOT NULL,
    minute BIGINT NOT NULL,
    zone TEXT NOT NULL,
    taste TEXT NOT NULL,
    role BIGINT,
    publish BIGINT NOT NULL,
    language TEXT NOT NULL,
    set_by BIGINT,
    set_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    parked TEXT,
    parked_at BIGINT,
    told_at BIGINT,
    look_at BIGINT
);

CREATE INDEX subscriptions_by_guild ON subscriptions (guild);
CREATE INDEX subscriptions_by_next ON subscriptions (next_at);

-- The outbox: a row for each channel, local day and edition.
CREATE TABLE deliveries (
    channel BIGINT NOT NULL,
    day TEXT NOT NULL,
    edition TEXT NOT NULL,
    guild BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    owner TEXT NOT NULL,
    claimed_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    message BIGINT,
    publish BIGINT NOT NULL,
    done_at BIGINT,
    reason TEXT NOT NULL,
    PRIMARY KEY (channel, day, edition)
);

CREATE INDEX deliveries_by_state ON deliveries (state, claimed_at);
CREATE INDEX deliveries_by_guild ON deliveries (guild);
