-- +goose ENVSUB ON
-- +goose Up
-- The register of one-key buttons (按钮台账): where a school can call for help.
CREATE TABLE alarm_buttons (
    id             TEXT PRIMARY KEY,
    version        BIGINT NOT NULL DEFAULT 1,
    school_id      TEXT NOT NULL REFERENCES schools (id),
    path           TEXT NOT NULL ${BYTEWISE},
    -- A place that was taken off the school's list leaves its button its name.
    place_id       TEXT NOT NULL,
    device_id      TEXT NOT NULL DEFAULT '',
    name           TEXT NOT NULL CHECK (name <> ''),
    since          TEXT NOT NULL,
    status         TEXT NOT NULL CHECK (status IN ('active', 'retired')),
    retired_on     TEXT NOT NULL DEFAULT '',
    -- When a joint test last went through, 0 for never; and how the last one ended.
    last_proven_at BIGINT NOT NULL DEFAULT 0,
    last_result    TEXT NOT NULL DEFAULT '' CHECK (last_result IN ('', 'passed', 'failed', 'missed')),
    CHECK ((status = 'retired') = (retired_on <> ''))
);
CREATE UNIQUE INDEX alarm_buttons_name ON alarm_buttons (school_id, name) WHERE status = 'active';
CREATE INDEX alarm_buttons_path ON alarm_buttons (path, last_proven_at);
CREATE INDEX alarm_buttons_place ON alarm_buttons (place_id) WHERE status = 'active';

-- One joint test (联测) of one button: planned, told to the police, run, judged.
-- The measured times are those of the alarm; they are copied here when the test
-- is judged, since records are kept longer than alarms.
CREATE TABLE alarm_tests (
    id            TEXT PRIMARY KEY,
    version       BIGINT NOT NULL DEFAULT 1,
    button_id     TEXT NOT NULL REFERENCES alarm_buttons (id),
    button_name   TEXT NOT NULL,
    school_id     TEXT NOT NULL,
    school_name   TEXT NOT NULL,
    path          TEXT NOT NULL ${BYTEWISE},
    station_id    TEXT NOT NULL DEFAULT '',
    station_name  TEXT NOT NULL DEFAULT '',
    month         TEXT NOT NULL,
    day           TEXT NOT NULL,
    from_min      INTEGER NOT NULL CHECK (from_min >= 0 AND from_min < to_min),
    to_min        INTEGER NOT NULL CHECK (to_min <= 1440),
    state         TEXT NOT NULL CHECK (state IN ('planned', 'announced', 'running', 'passed', 'failed', 'missed', 'cancelled')),
    unannounced   BOOLEAN NOT NULL DEFAULT FALSE,
    announced_at  BIGINT NOT NULL DEFAULT 0,
    cancel_reason TEXT NOT NULL DEFAULT '',
    alarm_id      TEXT NOT NULL DEFAULT '',
    t0            BIGINT NOT NULL DEFAULT 0,
    t1            BIGINT NOT NULL DEFAULT 0,
    t2            BIGINT NOT NULL DEFAULT 0,
    t5            BIGINT NOT NULL DEFAULT 0,
    located       TEXT NOT NULL DEFAULT '' CHECK (located IN ('', 'yes', 'no', 'none')),
    video         TEXT NOT NULL DEFAULT '' CHECK (video IN ('', 'yes', 'no', 'none')),
    talk          TEXT NOT NULL DEFAULT '' CHECK (talk IN ('', 'yes', 'no', 'none')),
    problem       TEXT NOT NULL DEFAULT '',
    fix           TEXT NOT NULL DEFAULT '',
    school_by     TEXT NOT NULL DEFAULT '',
    school_who    TEXT NOT NULL DEFAULT '',
    school_at     BIGINT NOT NULL DEFAULT 0,
    police_by     TEXT NOT NULL DEFAULT '',
    police_who    TEXT NOT NULL DEFAULT '',
    police_at     BIGINT NOT NULL DEFAULT 0,
    -- Why it failed, and the norms it was judged by; JSON lists.
    reasons       TEXT NOT NULL DEFAULT '[]',
    norms         TEXT NOT NULL DEFAULT '[]',
    judged_at     BIGINT NOT NULL DEFAULT 0
);
-- A button has one open test a month; one that was missed or failed may be tested again.
CREATE UNIQUE INDEX alarm_tests_open ON alarm_tests (button_id, month) WHERE state IN ('planned', 'announced', 'running');
CREATE INDEX alarm_tests_month ON alarm_tests (month, path, day);
CREATE INDEX alarm_tests_button ON alarm_tests (button_id, month);
CREATE INDEX alarm_tests_day ON alarm_tests (day) WHERE state IN ('planned', 'announced', 'running');
CREATE INDEX alarm_tests_alarm ON alarm_tests (alarm_id) WHERE alarm_id <> '';
