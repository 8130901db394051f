-- +goose Up
-- The roster: whom a class has. A pupil who has left stays, because what he has
-- completed names him. Names of minors stand in no other table of this rung.
CREATE TABLE pupils (
    id        TEXT PRIMARY KEY,
    school_id TEXT NOT NULL REFERENCES schools (id),
    class_id  TEXT NOT NULL REFERENCES school_classes (id),
    -- 座号; with the class code it is how a pupil says who he is.
    seat      INTEGER NOT NULL CHECK (seat > 0),
    name      TEXT NOT NULL CHECK (name <> ''),
    -- 学号, one of its kind in the whole city: it finds a pupil again who has moved.
    number    TEXT NOT NULL UNIQUE CHECK (number <> ''),
    status    TEXT NOT NULL CHECK (status IN ('active', 'left')),
    version   INTEGER NOT NULL
);
CREATE UNIQUE INDEX pupils_seat ON pupils (class_id, seat) WHERE status = 'active';
CREATE INDEX pupils_class ON pupils (class_id, status);
CREATE INDEX pupils_school ON pupils (school_id, status);

-- The code by which a class is found without an app, printed on every slip.
CREATE TABLE pupil_classes (
    class_id TEXT PRIMARY KEY REFERENCES school_classes (id),
    code     TEXT NOT NULL UNIQUE
);

-- What a pupil logs in with: a start code printed on a slip, good for once, and
-- the PIN he chose with it. Both are keyed hashes, '' for none.
CREATE TABLE pupil_keys (
    pupil_id    TEXT PRIMARY KEY REFERENCES pupils (id),
    start_hash  TEXT NOT NULL,
    start_until BIGINT NOT NULL,
    pin_hash    TEXT NOT NULL,
    -- When the first slip was issued, and when last again after he had one; 0 for
    -- never. What is completed shortly after a second slip deserves a look.
    issued_at   BIGINT NOT NULL,
    reissued_at BIGINT NOT NULL,
    pin_at      BIGINT NOT NULL
);

-- Tokens given out before this generation are void: the slip was issued again,
-- the pupil has moved or left. Servers keep the recent ones in memory.
CREATE TABLE pupil_revoked (
    pupil_id   TEXT PRIMARY KEY REFERENCES pupils (id),
    generation INTEGER NOT NULL,
    at         BIGINT NOT NULL
);
CREATE INDEX pupil_revoked_at ON pupil_revoked (at);

-- Wrong tries, by pupil and by class.
CREATE TABLE pupil_failures (
    subject      TEXT PRIMARY KEY,
    fails        INTEGER NOT NULL,
    at           BIGINT NOT NULL,
    locked_until BIGINT NOT NULL
);
