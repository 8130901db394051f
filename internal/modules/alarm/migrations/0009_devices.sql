-- +goose Up
-- What the desk is told of a box that was pressed.
ALTER TABLE alarms ADD COLUMN unparsed BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE alarms ADD COLUMN battery INTEGER;
