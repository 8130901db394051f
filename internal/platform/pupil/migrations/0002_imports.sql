-- +goose Up
-- One row per roster that somebody has uploaded. The workbook, what is wrong with it
-- and what would be done lie in the data folder under the row's id.
CREATE TABLE pupil_imports (
    id         TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL,
    file_name  TEXT NOT NULL,
    -- The paths for which the person may import, as they were at the upload (JSON).
    paths      TEXT NOT NULL,
    -- Classes of the schools named that the workbook does not name count as gone.
    whole      BOOLEAN NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('checking', 'checked', 'applying', 'done', 'failed')),
    -- Why it failed, an error code.
    failure    TEXT NOT NULL,
    total      INTEGER NOT NULL,
    done       INTEGER NOT NULL,
    result     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX pupil_imports_person ON pupil_imports (person_id, id);
