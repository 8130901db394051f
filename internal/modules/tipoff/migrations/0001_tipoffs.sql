-- +goose ENVSUB ON
-- +goose Up
-- What anybody has reported (随手拍). The code is what the reporter follows it by.
CREATE TABLE tipoffs (
    id            TEXT PRIMARY KEY,
    version       BIGINT NOT NULL DEFAULT 1,
    code          TEXT NOT NULL UNIQUE,
    -- What the form carried: a second press of the button finds the first report.
    press         TEXT NOT NULL UNIQUE,
    number        TEXT NOT NULL UNIQUE,
    -- A school's path, or that of an area: where no school was named, and for what
    -- the school is not to see.
    path          TEXT NOT NULL ${BYTEWISE},
    school_id     TEXT REFERENCES schools (id),
    kind          TEXT NOT NULL CHECK (kind IN ('fire', 'building', 'traffic', 'food', 'gate', 'crowd', 'around', 'harm', 'other')),
    text          TEXT NOT NULL CHECK (text <> ''),
    place         TEXT NOT NULL,
    photos        TEXT NOT NULL,
    -- Encrypted; '' where none was left.
    phone         TEXT NOT NULL,
    phone_mask    TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('received', 'accepted', 'hazard', 'closed', 'declined', 'merged')),
    handler_id    TEXT NOT NULL DEFAULT '',
    handler_name  TEXT NOT NULL DEFAULT '',
    reply         TEXT NOT NULL DEFAULT '',
    into_id       TEXT REFERENCES tipoffs (id),
    hazard_id     TEXT NOT NULL DEFAULT '',
    hazard_number TEXT NOT NULL DEFAULT '',
    created_at    BIGINT NOT NULL,
    accepted_at   BIGINT NOT NULL DEFAULT 0,
    answered_at   BIGINT NOT NULL DEFAULT 0,
    due_at        BIGINT NOT NULL,
    CHECK ((state = 'merged') = (into_id IS NOT NULL)),
    CHECK (state <> 'hazard' OR hazard_id <> ''),
    CHECK (state NOT IN ('closed', 'declined') OR reply <> '')
);
CREATE INDEX tipoffs_path ON tipoffs (path, created_at);
CREATE INDEX tipoffs_hazard ON tipoffs (hazard_id) WHERE hazard_id <> '';

-- How many reports each day has, for their numbers.
CREATE TABLE tipoff_days (
    day  TEXT PRIMARY KEY,
    last INTEGER NOT NULL
);
