-- +goose Up
-- The classes of a school with their head count, for a roll call. A class that
-- has ended stays, because records name it.
CREATE TABLE school_classes (
    id         TEXT PRIMARY KEY,
    school_id  TEXT NOT NULL REFERENCES schools (id),
    grade      INTEGER NOT NULL CHECK (grade >= 0),
    name       TEXT NOT NULL CHECK (name <> ''),
    pupils     INTEGER NOT NULL CHECK (pupils >= 0),
    -- Who leads the class (班主任); the person is NULL for whom has no account.
    teacher    TEXT NOT NULL,
    teacher_id TEXT,
    status     TEXT NOT NULL CHECK (status IN ('active', 'ended')),
    version    INTEGER NOT NULL
);
-- A name is free again once the class that had it has ended.
CREATE UNIQUE INDEX school_classes_name ON school_classes (school_id, name) WHERE status = 'active';
CREATE INDEX school_classes_school ON school_classes (school_id, status, grade);
CREATE INDEX school_classes_teacher ON school_classes (teacher_id) WHERE teacher_id IS NOT NULL;
