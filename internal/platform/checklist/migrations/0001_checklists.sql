-- +goose ENVSUB ON
-- +goose Up
-- Checklists (检查表). A list belongs to an area, or to everywhere for the ones
-- that come with the program. key is what it is in every place: a county's copy
-- of the city's list has the same one, and takes its place there.
CREATE TABLE checklists (
    id         TEXT PRIMARY KEY,
    key        TEXT NOT NULL CHECK (key <> ''),
    path       TEXT NOT NULL ${BYTEWISE},
    kind       TEXT NOT NULL CHECK (kind IN ('term', 'joint', 'theme', 'daily', 'bus', 'drill', 'before')),
    title      TEXT NOT NULL CHECK (title <> ''),
    -- The newest published version, 0 before the first; the one being written, 0 for none.
    version    INTEGER NOT NULL DEFAULT 0,
    draft      INTEGER NOT NULL DEFAULT 0,
    retired    BOOLEAN NOT NULL DEFAULT FALSE,
    revision   INTEGER NOT NULL DEFAULT 1,
    sort       INTEGER NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (version > 0 OR draft > 0)
);
CREATE UNIQUE INDEX checklists_key ON checklists (path, key);

-- The versions of a list. A published one is never written again.
CREATE TABLE checklist_versions (
    list_id        TEXT NOT NULL REFERENCES checklists (id),
    version        INTEGER NOT NULL CHECK (version > 0),
    title          TEXT NOT NULL CHECK (title <> ''),
    sheet          TEXT NOT NULL,
    sections       INTEGER NOT NULL,
    items          INTEGER NOT NULL,
    -- What the version changes, in the words of who published it.
    note           TEXT NOT NULL DEFAULT '',
    created_at     BIGINT NOT NULL,
    created_name   TEXT NOT NULL,
    published_at   BIGINT NOT NULL DEFAULT 0,
    published_name TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (list_id, version)
);
