-- +goose ENVSUB ON
-- +goose Up
-- A platform takes alarms, notices (安全提示、预警), or both; those that are set up
-- take alarms as before.
ALTER TABLE handover_targets ADD COLUMN alarms BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE handover_targets ADD COLUMN notices BOOLEAN NOT NULL DEFAULT FALSE;

-- The stages of a notice stand beside those of an alarm. No engine of ours changes a
-- CHECK in place alike, so the table is written anew.
CREATE TABLE handover_sendings_now (
    id         TEXT NOT NULL PRIMARY KEY,
    target_id  TEXT NOT NULL REFERENCES handover_targets (id),
    path       TEXT NOT NULL ${BYTEWISE},
    subject_id TEXT NOT NULL,
    no         TEXT NOT NULL,
    school     TEXT NOT NULL,
    stage      TEXT NOT NULL CHECK (stage IN ('raised', 'accepted', 'closed', 'test', 'issued', 'updated', 'cancelled')),
    mode       TEXT NOT NULL CHECK (mode IN ('real', 'drill', 'test')),
    body       TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('sending', 'delivered', 'failed')),
    code       TEXT NOT NULL DEFAULT '',
    receipt    TEXT NOT NULL DEFAULT '',
    tries      INTEGER NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    tried_at   BIGINT NOT NULL DEFAULT 0,
    done_at    BIGINT NOT NULL DEFAULT 0,
    UNIQUE (target_id, subject_id, stage)
);
INSERT INTO handover_sendings_now (id, target_id, path, subject_id, no, school, stage, mode, body, state, code, receipt, tries, created_at, tried_at, done_at)
    SELECT id, target_id, path, subject_id, no, school, stage, mode, body, state, code, receipt, tries, created_at, tried_at, done_at FROM handover_sendings;
DROP TABLE handover_sendings;
ALTER TABLE handover_sendings_now RENAME TO handover_sendings;
CREATE INDEX handover_sendings_path ON handover_sendings (path, id);
CREATE INDEX handover_sendings_target ON handover_sendings (target_id, id);
CREATE INDEX handover_sendings_subject ON handover_sendings (subject_id);
