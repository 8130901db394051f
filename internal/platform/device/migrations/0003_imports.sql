-- +goose Up
-- Workbooks of devices on their way into the register (设备台账导入). What they would
-- do lies in a file beside, with its secrets sealed; the workbook itself is not kept.
CREATE TABLE device_imports (
    id         TEXT NOT NULL PRIMARY KEY,
    person_id  TEXT NOT NULL,
    file_name  TEXT NOT NULL,
    -- Where its person might keep devices when it was handed in, as JSON.
    paths      TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('checked', 'applying', 'done', 'failed')),
    failure    TEXT NOT NULL DEFAULT '',
    done       INTEGER NOT NULL DEFAULT 0,
    -- What the check has found, as JSON.
    result     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX device_imports_person ON device_imports (person_id, id);
