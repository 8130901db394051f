-- +goose Up
-- What was said is a line of the timeline; here stands under which name the
-- phone sent it, so that the same line sent twice is one line.
CREATE TABLE alarm_lines (
    alarm_id TEXT NOT NULL REFERENCES alarms (id),
    line_id  TEXT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (alarm_id, line_id)
);

-- Where those who share their position are now; gone once the alarm is over.
CREATE TABLE alarm_positions (
    alarm_id  TEXT NOT NULL REFERENCES alarms (id),
    person_id TEXT NOT NULL,
    name      TEXT NOT NULL,
    unit      TEXT NOT NULL,
    lon       DOUBLE PRECISION NOT NULL,
    lat       DOUBLE PRECISION NOT NULL,
    accuracy  DOUBLE PRECISION NOT NULL,
    -- When the phone was there, and when we were told.
    at        BIGINT NOT NULL,
    told_at   BIGINT NOT NULL,
    version   BIGINT NOT NULL,
    PRIMARY KEY (alarm_id, person_id)
);
CREATE INDEX alarm_positions_told ON alarm_positions (told_at);

-- The school's action card: what has been ticked off. The timeline keeps who
-- ticked and unticked before.
CREATE TABLE alarm_actions (
    alarm_id TEXT NOT NULL REFERENCES alarms (id),
    code     TEXT NOT NULL CHECK (code IN ('gate', 'broadcast', 'shelter', 'aid', 'count', 'preserve')),
    how      TEXT NOT NULL CHECK (how IN ('', 'evacuate', 'hide')),
    done_at  BIGINT NOT NULL,
    by_name  TEXT NOT NULL,
    PRIMARY KEY (alarm_id, code)
);

-- A roll call keeps a copy of the classes as they were; full_at is when every
-- class had reported and nobody was missing, 0 while that is not so.
CREATE TABLE alarm_rolls (
    alarm_id   TEXT PRIMARY KEY REFERENCES alarms (id),
    started_at BIGINT NOT NULL,
    full_at    BIGINT NOT NULL
);

CREATE TABLE alarm_roll_classes (
    alarm_id    TEXT NOT NULL REFERENCES alarms (id),
    class_id    TEXT NOT NULL,
    sort        INTEGER NOT NULL,
    name        TEXT NOT NULL,
    teacher     TEXT NOT NULL,
    teacher_id  TEXT NOT NULL,
    pupils      INTEGER NOT NULL,
    present     INTEGER NOT NULL,
    unaccounted INTEGER NOT NULL,
    -- Seat numbers of the missing, as JSON; never names.
    seats       TEXT NOT NULL,
    note        TEXT NOT NULL,
    by_name     TEXT NOT NULL,
    -- 0 while the class has not reported.
    reported_at BIGINT NOT NULL,
    PRIMARY KEY (alarm_id, class_id)
);
