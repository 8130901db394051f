-- +goose ENVSUB ON
-- +goose Up
-- How loudly it was pressed, who answers for it now, who of each agency has said
-- that he knows, and where the calling stands.
ALTER TABLE alarms ADD COLUMN level TEXT NOT NULL DEFAULT 'emergency' CHECK (level IN ('emergency', 'help'));
ALTER TABLE alarms ADD COLUMN owner_id TEXT NOT NULL DEFAULT '';
ALTER TABLE alarms ADD COLUMN owner_name TEXT NOT NULL DEFAULT '';
ALTER TABLE alarms ADD COLUMN owner_unit TEXT NOT NULL DEFAULT '';
ALTER TABLE alarms ADD COLUMN owner_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE alarms ADD COLUMN police_ack_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE alarms ADD COLUMN police_ack_by TEXT NOT NULL DEFAULT '';
ALTER TABLE alarms ADD COLUMN school_ack_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE alarms ADD COLUMN school_ack_by TEXT NOT NULL DEFAULT '';
ALTER TABLE alarms ADD COLUMN education_ack_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE alarms ADD COLUMN education_ack_by TEXT NOT NULL DEFAULT '';
ALTER TABLE alarms ADD COLUMN step INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alarms ADD COLUMN next_step_at BIGINT NOT NULL DEFAULT 0;
-- A repeated press joins an alarm that is still open, counted from the last one.
ALTER TABLE alarms ADD COLUMN last_press_at BIGINT NOT NULL DEFAULT 0;
DROP INDEX alarms_fresh;
CREATE INDEX alarms_fresh ON alarms (path, presser_id, device_id, place, last_press_at) WHERE state NOT IN ('resolved', 'reset');

-- A response plan of an area or a school, in place of the one it would inherit.
-- steps is a JSON list.
CREATE TABLE alarm_plans (
    path       TEXT NOT NULL ${BYTEWISE},
    level      TEXT NOT NULL CHECK (level IN ('emergency', 'help')),
    version    BIGINT NOT NULL,
    steps      TEXT NOT NULL,
    repeat_s   INTEGER NOT NULL CHECK (repeat_s > 0),
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (path, level)
);

-- Who fills a post of the plan at a place, and when: days are bits, Monday 1;
-- minutes of the city's day, over midnight where until lies before since.
CREATE TABLE alarm_posts (
    id         TEXT PRIMARY KEY,
    path       TEXT NOT NULL ${BYTEWISE},
    post       TEXT NOT NULL,
    person_id  TEXT NOT NULL REFERENCES people (id),
    days       INTEGER NOT NULL CHECK (days BETWEEN 1 AND 127),
    since_min  INTEGER NOT NULL CHECK (since_min BETWEEN 0 AND 1439),
    until_min  INTEGER NOT NULL CHECK (until_min BETWEEN 0 AND 1440),
    UNIQUE (path, post, person_id, days, since_min)
);

-- The steps of an alarm, called, skipped or still to come. due_at is reckoned by
-- the steady clock; the rest of the row is what was done.
CREATE TABLE alarm_calls (
    alarm_id TEXT NOT NULL REFERENCES alarms (id),
    seq      INTEGER NOT NULL,
    round    INTEGER NOT NULL,
    step     INTEGER NOT NULL,
    due_at   BIGINT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('pending', 'called', 'skipped', 'cancelled')),
    done_at  BIGINT NOT NULL,
    whom     TEXT NOT NULL,
    PRIMARY KEY (alarm_id, seq)
);
-- Empty when nothing is to come, so that looking each second costs nothing.
CREATE INDEX alarm_calls_due ON alarm_calls (due_at) WHERE state = 'pending';

-- Everybody who has said that he knows.
CREATE TABLE alarm_acks (
    alarm_id  TEXT NOT NULL REFERENCES alarms (id),
    person_id TEXT NOT NULL,
    agency    TEXT NOT NULL CHECK (agency IN ('police', 'school', 'education')),
    name      TEXT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (alarm_id, person_id)
);
