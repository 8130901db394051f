-- +goose ENVSUB ON
-- +goose Up
-- An alarm keeps a copy of what the school was called and where it stood at the
-- time; a school that is renamed later does not rewrite what happened.
CREATE TABLE alarms (
    id              TEXT PRIMARY KEY,
    no              TEXT NOT NULL UNIQUE,
    version         BIGINT NOT NULL DEFAULT 1,
    mode            TEXT NOT NULL CHECK (mode IN ('real', 'drill', 'test')),
    state           TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'dispatched', 'on_scene', 'resolved', 'reset')),
    outcome         TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'handled', 'false_alarm')),
    outcome_reason  TEXT NOT NULL DEFAULT '',
    kind            TEXT NOT NULL DEFAULT '',
    severity        TEXT NOT NULL CHECK (severity IN ('critical', 'major', 'minor', 'slight')),
    silent          BOOLEAN NOT NULL DEFAULT FALSE,
    note            TEXT NOT NULL DEFAULT '',
    path            TEXT NOT NULL ${BYTEWISE},
    school_id       TEXT NOT NULL DEFAULT '',
    school_name     TEXT NOT NULL DEFAULT '',
    school_phone    TEXT NOT NULL DEFAULT '',
    county_name     TEXT NOT NULL DEFAULT '',
    lon             DOUBLE PRECISION NOT NULL DEFAULT 0,
    lat             DOUBLE PRECISION NOT NULL DEFAULT 0,
    place_id        TEXT NOT NULL DEFAULT '',
    place           TEXT NOT NULL DEFAULT '',
    source          TEXT NOT NULL,
    presser_id      TEXT NOT NULL DEFAULT '',
    presser_name    TEXT NOT NULL DEFAULT '',
    presser_unit    TEXT NOT NULL DEFAULT '',
    device_id       TEXT NOT NULL DEFAULT '',
    session_expired BOOLEAN NOT NULL DEFAULT FALSE,
    repeats         INTEGER NOT NULL DEFAULT 0,
    desk_id         TEXT NOT NULL DEFAULT '',
    desk_name       TEXT NOT NULL DEFAULT '',
    responder_unit  TEXT NOT NULL DEFAULT '',
    responder_phone TEXT NOT NULL DEFAULT '',
    device_at       BIGINT NOT NULL DEFAULT 0,
    clock_off_ms    BIGINT NOT NULL DEFAULT 0,
    t0              BIGINT NOT NULL,
    t1              BIGINT NOT NULL,
    t2              BIGINT NOT NULL DEFAULT 0,
    t3              BIGINT NOT NULL DEFAULT 0,
    t4              BIGINT NOT NULL DEFAULT 0,
    t5              BIGINT NOT NULL DEFAULT 0,
    t6              BIGINT NOT NULL DEFAULT 0,
    t7              BIGINT NOT NULL DEFAULT 0,
    changed_at      BIGINT NOT NULL
);
CREATE INDEX alarms_open ON alarms (path, id) WHERE state NOT IN ('resolved', 'reset');
CREATE INDEX alarms_fresh ON alarms (path, presser_id, device_id, place, t1) WHERE state = 'waiting';
CREATE INDEX alarms_path ON alarms (path, id);
CREATE INDEX alarms_changed ON alarms (changed_at);
CREATE INDEX alarms_presser ON alarms (presser_id, id);

-- Every press that ever reached us, by the name the phone gave it. A press that
-- is sent again finds its alarm here; one that repeats a fresh alarm joins it.
CREATE TABLE alarm_presses (
    press_id  TEXT PRIMARY KEY,
    -- A press is claimed before its alarm is written.
    alarm_id  TEXT NOT NULL REFERENCES alarms (id) DEFERRABLE INITIALLY DEFERRED,
    at        BIGINT NOT NULL,
    device_at BIGINT NOT NULL,
    body      TEXT NOT NULL
);
CREATE INDEX alarm_presses_alarm ON alarm_presses (alarm_id);

CREATE TABLE alarm_timeline (
    id       TEXT PRIMARY KEY,
    alarm_id TEXT NOT NULL REFERENCES alarms (id),
    at       BIGINT NOT NULL,
    kind     TEXT NOT NULL,
    by_id    TEXT NOT NULL,
    by_name  TEXT NOT NULL,
    by_unit  TEXT NOT NULL,
    data     TEXT NOT NULL
);
CREATE INDEX alarm_timeline_alarm ON alarm_timeline (alarm_id, id);
