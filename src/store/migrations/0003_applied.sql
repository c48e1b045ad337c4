-- Which state of the data is in force: the row of the highest number. Fingerprints are in hexadecimal; `replaced` is
-- empty where nothing was in force before.
CREATE TABLE applied (
    number BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    member BIGINT NOT NULL,
    fingerprint TEXT NOT NULL,
    replaced TEXT NOT NULL
);

-- States of the data that the moderators were told of.
CREATE TABLE told (
    fingerprint TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);
