-- +goose ENVSUB ON
-- +goose Up
-- Completions that are acknowledged and not yet in the roll: a row is what was taken
-- in one transaction, packed (see pack). A fold brings them into campaign_pupils and
-- the counters, and takes the rows away.
CREATE TABLE campaign_journal (
    id   TEXT PRIMARY KEY,
    body ${BYTES} NOT NULL
);

-- The fold under way, on whatever server: which rows of the journal it takes, and up
-- to which pupil (campaign_pupils.no) it has come. round counts the folds.
CREATE TABLE campaign_folding (
    id TEXT PRIMARY KEY
);
CREATE TABLE campaign_fold (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    round  BIGINT NOT NULL,
    passed BIGINT NOT NULL
);
INSERT INTO campaign_fold (one, round, passed) VALUES (1, 0, 0);
