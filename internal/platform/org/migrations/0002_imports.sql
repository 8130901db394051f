-- +goose Up
-- One row per workbook a person has uploaded; the file itself lies in the data
-- folder under the row's id until the import is done or has expired.
CREATE TABLE org_imports (
    id          TEXT PRIMARY KEY,
    person_id   TEXT NOT NULL,
    file_name   TEXT NOT NULL,
    digest      TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('draft', 'done')),
    sheet       TEXT NOT NULL,
    mapping     TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    result      TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL
);
CREATE INDEX org_imports_expires ON org_imports (expires_at);
