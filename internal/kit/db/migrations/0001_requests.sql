-- +goose ENVSUB ON
-- +goose Up
-- One row per act of a person that came with an Idempotency-Key.
CREATE TABLE request_keys (
    actor  TEXT NOT NULL,
    key    TEXT NOT NULL,
    at     BIGINT NOT NULL,
    status INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (actor, key)
);
CREATE INDEX request_keys_at ON request_keys (at);
