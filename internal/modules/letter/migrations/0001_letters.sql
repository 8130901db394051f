-- +goose ENVSUB ON
-- +goose Up
-- Letters to parents (告家长书). The code stands in the public address; a letter
-- is found by it only once it has been published.
CREATE TABLE letters (
    id              TEXT PRIMARY KEY,
    version         BIGINT NOT NULL DEFAULT 1,
    code            TEXT NOT NULL UNIQUE,
    -- Where it belongs: a school's or an area's path. publisher is what stands under it.
    path            TEXT NOT NULL ${BYTEWISE},
    school_id       TEXT REFERENCES schools (id),
    publisher       TEXT NOT NULL CHECK (publisher <> ''),
    kind            TEXT NOT NULL CHECK (kind IN ('drowning', 'traffic', 'holiday', 'fire', 'fraud', 'drill', 'other')),
    title           TEXT NOT NULL CHECK (title <> ''),
    text            TEXT NOT NULL CHECK (text <> ''),
    -- Whether the paper carries a slip to tear off; it is always voluntary.
    slip            BOOLEAN NOT NULL DEFAULT FALSE,
    state           TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'published', 'withdrawn')),
    -- The letter of the bureau that a school has taken over.
    source_id       TEXT REFERENCES letters (id),
    created_at      BIGINT NOT NULL,
    created_by      TEXT NOT NULL,
    created_name    TEXT NOT NULL,
    -- Why it was sent back, '' unless it was.
    return_reason   TEXT NOT NULL DEFAULT '',
    approved_name   TEXT NOT NULL DEFAULT '',
    published_at    BIGINT NOT NULL DEFAULT 0,
    withdrawn_at    BIGINT NOT NULL DEFAULT 0,
    withdraw_reason TEXT NOT NULL DEFAULT '',
    -- Kept on write: receipts of its own, schools that have taken it over.
    receipts        INTEGER NOT NULL DEFAULT 0 CHECK (receipts >= 0),
    adopted         INTEGER NOT NULL DEFAULT 0 CHECK (adopted >= 0)
);
CREATE INDEX letters_path ON letters (path, created_at);
CREATE UNIQUE INDEX letters_source ON letters (source_id, school_id) WHERE source_id IS NOT NULL AND state <> 'withdrawn';

-- That a browser has pressed 已阅 under a letter. mark is a hash over a random
-- cookie and the letter: it says neither who nor what else he has read.
CREATE TABLE letter_receipts (
    letter_id TEXT NOT NULL REFERENCES letters (id),
    mark      TEXT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (letter_id, mark)
);
