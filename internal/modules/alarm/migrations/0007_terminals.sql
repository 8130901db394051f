-- +goose Up
-- What state a terminal is in, one row per device that was ever heard, written
-- only when the state changes. since is when it did; seen_at when the device was
-- last heard of before.
CREATE TABLE alarm_terminals (
    device_id  TEXT PRIMARY KEY REFERENCES devices (id),
    state      TEXT NOT NULL CHECK (state IN ('on', 'lost', 'off')),
    since      BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    battery    INTEGER NOT NULL CHECK (battery BETWEEN -1 AND 100),
    version    BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX alarm_terminals_changed ON alarm_terminals (changed_at);
CREATE INDEX alarm_terminals_missing ON alarm_terminals (state) WHERE state <> 'on';

-- Where several servers tell one another which devices they have heard, every
-- two seconds and many in one statement. Unused where there is one server. at is
-- by the database's own clock, so that no two servers need the same one.
CREATE TABLE alarm_terminal_beats (
    device_id TEXT PRIMARY KEY REFERENCES devices (id),
    at        BIGINT NOT NULL,
    node      TEXT NOT NULL,
    word      TEXT NOT NULL,
    battery   INTEGER NOT NULL,
    told_at   BIGINT NOT NULL
);
CREATE INDEX alarm_terminal_beats_told ON alarm_terminal_beats (told_at);
