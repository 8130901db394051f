-- +goose ENVSUB ON
-- +goose Up
-- What is coming in piece by piece over a bad line. The pieces lie in the data
-- folder until the whole is there; how much of it has come is the length of that
-- file and nothing else. The key is made by the phone, one for each file of one
-- person.
CREATE TABLE files_uploads (
    person     TEXT NOT NULL,
    key        TEXT NOT NULL CHECK (LENGTH(key) BETWEEN 8 AND 64),
    purpose    TEXT NOT NULL,
    path       TEXT NOT NULL ${BYTEWISE},
    size       BIGINT NOT NULL CHECK (size > 0),
    sha256     TEXT NOT NULL CHECK (LENGTH(sha256) = 64),
    name       TEXT NOT NULL,
    -- '' until it has come in whole.
    file_id    TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    touched_at BIGINT NOT NULL,
    PRIMARY KEY (person, key)
);
CREATE INDEX files_uploads_age ON files_uploads (touched_at);
CREATE INDEX files_uploads_file ON files_uploads (file_id) WHERE file_id <> '';
