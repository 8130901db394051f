-- +goose ENVSUB ON
-- +goose Up
-- Whose keys are believed. A key that is replaced stays, revoked: what it signed
-- was good then.
CREATE TABLE federation_cities (
    id            TEXT PRIMARY KEY,
    code          TEXT NOT NULL,
    name          TEXT NOT NULL,
    path          TEXT NOT NULL ${BYTEWISE},
    public_key    TEXT NOT NULL UNIQUE,
    fingerprint   TEXT NOT NULL,
    registered_at BIGINT NOT NULL,
    registered_by TEXT NOT NULL,
    revoked_at    BIGINT NOT NULL DEFAULT 0,
    revoked_by    TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX federation_cities_code ON federation_cities (code) WHERE revoked_at = 0;

-- What was taken, every one as it was signed. The newest of a city and a subject
-- is the one that counts.
CREATE TABLE federation_summaries (
    id          TEXT PRIMARY KEY,
    city_id     TEXT NOT NULL REFERENCES federation_cities (id),
    code        TEXT NOT NULL,
    path        TEXT NOT NULL ${BYTEWISE},
    subject     TEXT NOT NULL,
    seq         BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    reached     BIGINT NOT NULL,
    due         BIGINT NOT NULL CHECK (due >= 0),
    completed   BIGINT NOT NULL CHECK (completed >= 0 AND completed <= due),
    questioned  BIGINT NOT NULL CHECK (questioned >= 0 AND questioned <= completed),
    late        BIGINT NOT NULL CHECK (late >= 0),
    digest      TEXT NOT NULL,
    file        TEXT NOT NULL,
    current     BOOLEAN NOT NULL,
    way         TEXT NOT NULL CHECK (way IN ('upload', 'push')),
    received_at BIGINT NOT NULL,
    UNIQUE (city_id, seq)
);
CREATE UNIQUE INDEX federation_summaries_current ON federation_summaries (subject, code) WHERE current;

-- What this installation signed, and what became of it.
CREATE TABLE federation_reports (
    id          TEXT PRIMARY KEY,
    seq         BIGINT NOT NULL UNIQUE,
    campaign_id TEXT NOT NULL,
    path        TEXT NOT NULL ${BYTEWISE},
    subject     TEXT NOT NULL,
    title       TEXT NOT NULL,
    at          BIGINT NOT NULL,
    due         BIGINT NOT NULL,
    completed   BIGINT NOT NULL,
    questioned  BIGINT NOT NULL,
    late        BIGINT NOT NULL,
    digest      TEXT NOT NULL,
    file        TEXT NOT NULL,
    signed_at   BIGINT NOT NULL,
    signed_by   TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('signed', 'sending', 'received', 'refused')),
    code        TEXT NOT NULL DEFAULT '',
    tries       INTEGER NOT NULL DEFAULT 0,
    tried_at    BIGINT NOT NULL DEFAULT 0,
    receipt     TEXT NOT NULL DEFAULT ''
);
