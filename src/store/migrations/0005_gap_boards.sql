-- Channels that want to know every week what was asked in vain. `next_at` is when the next board is due.
CREATE TABLE gap_boards (
    channel BIGINT NOT NULL PRIMARY KEY,
    guild BIGINT NOT NULL,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    set_by BIGINT,
    set_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL
);
