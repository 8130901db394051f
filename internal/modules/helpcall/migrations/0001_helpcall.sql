-- +goose ENVSUB ON
-- +goose Up
-- Calls of help-points (求助点通话): who called, at which alarm, and who answered. Never
-- deleted. beat_at is when the server that has the line last said so: what stays
-- silent is over.
CREATE TABLE help_calls (
    id          TEXT NOT NULL PRIMARY KEY,
    path        TEXT NOT NULL ${BYTEWISE},
    alarm_id    TEXT NOT NULL,
    press_id    TEXT NOT NULL,
    device_id   TEXT NOT NULL REFERENCES device_registry (id),
    device      TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('ringing', 'answered', 'over')),
    person_id   TEXT NOT NULL DEFAULT '',
    person_name TEXT NOT NULL DEFAULT '',
    unit        TEXT NOT NULL DEFAULT '',
    began_at    BIGINT NOT NULL,
    answered_at BIGINT NOT NULL DEFAULT 0,
    ended_at    BIGINT NOT NULL DEFAULT 0,
    why         TEXT NOT NULL DEFAULT '',
    beat_at     BIGINT NOT NULL
);
CREATE INDEX help_calls_alarm ON help_calls (alarm_id, began_at);
CREATE INDEX help_calls_open ON help_calls (beat_at) WHERE state <> 'over';
