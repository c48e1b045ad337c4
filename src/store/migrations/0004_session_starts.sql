-- When sessions with Discord's gateway were started: Discord allows so many a day, and a process that is restarted again
-- and again must not use them up.

-- How often a range of shards was started in a second.
CREATE TABLE session_starts (
    shards TEXT NOT NULL,
    at BIGINT NOT NULL,
    starts BIGINT NOT NULL,
    PRIMARY KEY (shards, at)
);
