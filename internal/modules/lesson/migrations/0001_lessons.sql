-- +goose ENVSUB ON
-- +goose Up
-- Lessons. What a ledger shows is copied out of the content when it is written.
CREATE TABLE lessons (
    id          TEXT PRIMARY KEY,
    -- Names a lesson that comes with the program; '' for all others.
    key         TEXT NOT NULL,
    path        TEXT NOT NULL ${BYTEWISE},
    state       TEXT NOT NULL CHECK (state IN ('draft', 'published', 'retired')),
    title       TEXT NOT NULL,
    topic       TEXT NOT NULL,
    block       TEXT NOT NULL,
    stage       TEXT NOT NULL,
    minutes     INTEGER NOT NULL,
    questions   INTEGER NOT NULL,
    -- The newest published version, 0 for none, and the hash of its content.
    newest      INTEGER NOT NULL,
    newest_hash TEXT NOT NULL,
    -- What is written and not published; '' when there is nothing.
    draft       TEXT NOT NULL,
    version     INTEGER NOT NULL,
    changed_at  BIGINT NOT NULL,
    changed_by  TEXT NOT NULL,
    CHECK ((state = 'draft') = (newest = 0))
);
CREATE UNIQUE INDEX lessons_key ON lessons (key) WHERE key <> '';
CREATE INDEX lessons_path ON lessons (path);

-- What was published. A row is written once and never changed.
CREATE TABLE lesson_versions (
    lesson_id    TEXT NOT NULL REFERENCES lessons (id),
    version      INTEGER NOT NULL CHECK (version > 0),
    hash         TEXT NOT NULL CHECK (LENGTH(hash) = 64),
    content      TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    published_by TEXT NOT NULL,
    PRIMARY KEY (lesson_id, version)
);

-- The pictures and videos a lesson has taken in, for drafts and versions alike.
CREATE TABLE lesson_files (
    lesson_id  TEXT NOT NULL REFERENCES lessons (id),
    file_id    TEXT NOT NULL REFERENCES files (id),
    sha256     TEXT NOT NULL,
    media_type TEXT NOT NULL,
    PRIMARY KEY (lesson_id, file_id)
);
CREATE INDEX lesson_files_sha256 ON lesson_files (sha256);

-- Packages that others have made: what a file is that plays in a box. The row is
-- written when the file is looked through and kept.
CREATE TABLE lesson_packages (
    file_id TEXT PRIMARY KEY,
    kind    TEXT NOT NULL CHECK (kind IN ('scorm12', 'scorm2004')),
    entry   TEXT NOT NULL CHECK (entry <> ''),
    title   TEXT NOT NULL
);
