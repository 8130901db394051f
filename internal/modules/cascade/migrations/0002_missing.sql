-- +goose Up
-- Under which name somebody was told that the platform has been gone too long, '' while
-- it is not missed.
ALTER TABLE cascade_uppers ADD COLUMN missing_id TEXT NOT NULL DEFAULT '';
