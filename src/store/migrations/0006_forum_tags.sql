-- The tag that posts to a forum get; none where it demands none.
ALTER TABLE subscriptions ADD COLUMN tag BIGINT;
ALTER TABLE gap_boards ADD COLUMN tag BIGINT;
