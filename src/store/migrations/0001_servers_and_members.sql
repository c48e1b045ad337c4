-- TEXT, BIGINT and DOUBLE PRECISION only: what sqlx's Any carries on SQLite and PostgreSQL alike. Times are epoch
-- seconds. Ids are Discord's. Never change this file once it is released: add another.

CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
);

CREATE TABLE guilds (
    guild BIGINT NOT NULL PRIMARY KEY,
    joined_at BIGINT NOT NULL
);

-- `scope` is 'guild' or 'channel', `scope_id` the id of that.
CREATE TABLE settings (
    guild BIGINT NOT NULL,
    scope TEXT NOT NULL,
    scope_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (scope, scope_id, key)
);

CREATE INDEX settings_by_guild ON settings (guild);

CREATE TABLE feedback (
    id BIGINT NOT NULL PRIMARY KEY,
    given_at BIGINT NOT NULL,
    guild BIGINT,
    channel BIGINT NOT NULL,
    member BIGINT NOT NULL,
    message BIGINT NOT NULL,
    kind TEXT NOT NULL,
    topic TEXT NOT NULL,
    question TEXT,
    wrong TEXT NOT NULL,
    correct TEXT NOT NULL,
    evidence TEXT NOT NULL,
    state TEXT NOT NULL,
    decided_by BIGINT,
    decided_at BIGINT,
    decision TEXT NOT NULL
);

CREATE UNIQUE INDEX feedback_once ON feedback (member, message, kind);
CREATE INDEX feedback_by_state ON feedback (state, id);

-- Who asked is not here, on purpose. `week` is the Monday of the week in UTC, in days since 1970-01-01.
CREATE TABLE gaps (
    week BIGINT NOT NULL,
    property TEXT NOT NULL,
    entity TEXT NOT NULL,
    asked BIGINT NOT NULL,
    PRIMARY KEY (week, property, entity)
);

CREATE TABLE audit (
    id BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    member BIGINT NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    generation_before TEXT,
    generation_after TEXT
);
