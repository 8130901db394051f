-- +goose ENVSUB ON
-- +goose Up
-- What people have handed in. The bytes lie in the data folder under their
-- SHA-256, once, however many rows name them.
CREATE TABLE files (
    id         TEXT PRIMARY KEY,
    sha256     TEXT NOT NULL CHECK (LENGTH(sha256) = 64),
    size       BIGINT NOT NULL CHECK (size > 0),
    media_type TEXT NOT NULL CHECK (media_type <> ''),
    name       TEXT NOT NULL CHECK (name <> ''),
    purpose    TEXT NOT NULL CHECK (purpose <> ''),
    path       TEXT NOT NULL ${BYTEWISE},
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When a room took the file into one of its records; 0 while none has.
    kept_at    BIGINT NOT NULL
);
CREATE INDEX files_sha256 ON files (sha256);
CREATE INDEX files_unkept ON files (created_at) WHERE kept_at = 0;
