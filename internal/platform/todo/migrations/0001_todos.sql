-- +goose ENVSUB ON
-- +goose Up
-- What somebody has to do. Either a person has it (person_id) or whoever holds
-- the permission at the path (perm); one row per thing to do, not per person.
CREATE TABLE todos (
    id         TEXT PRIMARY KEY,
    room       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    path       TEXT NOT NULL ${BYTEWISE},
    person_id  TEXT NOT NULL DEFAULT '',
    perm       TEXT NOT NULL DEFAULT '',
    title      TEXT NOT NULL,
    params     TEXT NOT NULL,
    link       TEXT NOT NULL,
    priority   INTEGER NOT NULL,
    by_hand    BOOLEAN NOT NULL,
    due_at     BIGINT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
    created_at BIGINT NOT NULL,
    done_at    BIGINT NOT NULL DEFAULT 0,
    done_by    TEXT NOT NULL DEFAULT '',
    CHECK ((person_id = '') <> (perm = '')),
    UNIQUE (room, kind, subject_id, person_id, perm)
);
CREATE INDEX todos_person ON todos (person_id, due_at) WHERE state = 'open';
CREATE INDEX todos_perm ON todos (perm, path, due_at) WHERE state = 'open';
