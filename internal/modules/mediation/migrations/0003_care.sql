-- +goose ENVSUB ON
-- +goose Up
-- A child under care. The reasons are codes; the name stands with the roster only, here
-- is its first character for who is named.
CREATE TABLE mediation_care (
    id          TEXT PRIMARY KEY,
    version     BIGINT NOT NULL,
    school_id   TEXT NOT NULL,
    school_name TEXT NOT NULL,
    path        TEXT NOT NULL ${BYTEWISE},
    pupil_id    TEXT NOT NULL,
    class_id    TEXT NOT NULL,
    class_name  TEXT NOT NULL,
    masked      TEXT NOT NULL,
    kinds       TEXT NOT NULL,
    measures    TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('proposed', 'active', 'refused', 'ended')),
    until       TEXT NOT NULL,
    proposer_id TEXT NOT NULL,
    proposer    TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    approver_id TEXT NOT NULL,
    approver    TEXT NOT NULL,
    approved_at BIGINT NOT NULL,
    note        TEXT NOT NULL,
    report      TEXT NOT NULL,
    readers     TEXT NOT NULL,
    ended_at    BIGINT NOT NULL,
    -- Nobody approves what he has put forward himself.
    CHECK (approver_id = '' OR approver_id <> proposer_id)
);
CREATE UNIQUE INDEX mediation_care_pupil ON mediation_care (pupil_id) WHERE state IN ('proposed', 'active');
CREATE INDEX mediation_care_path ON mediation_care (path, state);
CREATE INDEX mediation_care_until ON mediation_care (until) WHERE state IN ('proposed', 'active');

CREATE TABLE mediation_care_readers (
    care_id   TEXT NOT NULL REFERENCES mediation_care (id),
    person_id TEXT NOT NULL,
    PRIMARY KEY (care_id, person_id)
);
CREATE INDEX mediation_care_readers_person ON mediation_care_readers (person_id);

CREATE TABLE mediation_care_kinds (
    care_id TEXT NOT NULL REFERENCES mediation_care (id),
    kind    TEXT NOT NULL,
    PRIMARY KEY (care_id, kind)
);
