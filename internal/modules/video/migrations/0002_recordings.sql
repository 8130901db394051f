-- +goose Up
-- A look may be at a recording of the device (录像回放): what of the past was looked at.
ALTER TABLE video_views ADD COLUMN kind TEXT NOT NULL DEFAULT 'live' CHECK (kind IN ('live', 'replay'));
ALTER TABLE video_views ADD COLUMN from_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE video_views ADD COLUMN to_at BIGINT NOT NULL DEFAULT 0;
-- Whether the camera was turned during it (云台).
ALTER TABLE video_views ADD COLUMN turned INTEGER NOT NULL DEFAULT 0;
