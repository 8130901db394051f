-- +goose ENVSUB ON
-- +goose Up
-- What can be ruled on. Keys are known to the code; names are for people.
CREATE TABLE norms (
    key     TEXT PRIMARY KEY CHECK (key <> ''),
    kind    TEXT NOT NULL CHECK (kind IN ('number', 'duration', 'monthday', 'list', 'steps')),
    unit    TEXT NOT NULL,
    name    TEXT NOT NULL,
    name_en TEXT NOT NULL,
    sort    INTEGER NOT NULL
);

-- What was ruled, by whom, where and from when. A row's value never changes; a
-- new value is a new row, and only the end of the old one's validity is written.
CREATE TABLE norm_versions (
    id             TEXT PRIMARY KEY,
    key            TEXT NOT NULL REFERENCES norms (key),
    level          TEXT NOT NULL CHECK (level IN ('nation', 'province', 'city', 'county', 'school')),
    path           TEXT NOT NULL ${BYTEWISE},
    -- '' holds for every sort of school, and for boarding and day schools alike.
    school_kind    TEXT NOT NULL,
    boarding       TEXT NOT NULL CHECK (boarding IN ('', 'yes', 'no')),
    value          TEXT NOT NULL,
    strictness     TEXT NOT NULL CHECK (strictness IN ('floor', 'ceiling', 'advice')),
    basis          TEXT NOT NULL,
    clause         TEXT NOT NULL,
    mark           TEXT NOT NULL CHECK (mark IN ('L', 'S', 'M', 'D')),
    sources        TEXT NOT NULL,
    -- Business days, both inclusive; '' is open.
    effective_from TEXT NOT NULL,
    effective_to   TEXT NOT NULL,
    note           TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('valid', 'withdrawn')),
    -- Names the starting row this is, '' for what people entered.
    seed           TEXT NOT NULL,
    version        INTEGER NOT NULL,
    created_at     BIGINT NOT NULL,
    created_by     TEXT NOT NULL,
    ended_at       BIGINT NOT NULL,
    ended_by       TEXT NOT NULL,
    CHECK (effective_to = '' OR effective_to >= effective_from)
);
CREATE INDEX norm_versions_scope ON norm_versions (key, path);
CREATE UNIQUE INDEX norm_versions_start ON norm_versions (key, path, school_kind, boarding, effective_from)
    WHERE state = 'valid';
CREATE UNIQUE INDEX norm_versions_seed ON norm_versions (seed) WHERE seed <> '';
