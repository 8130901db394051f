-- +goose Up
-- A photograph is kept drawn anew. original_sha256 is that of the bytes as they
-- came, thumb_sha256 and thumb_size those of the small picture; '' and 0 for what
-- is kept as it came.
ALTER TABLE files ADD COLUMN original_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE files ADD COLUMN thumb_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE files ADD COLUMN thumb_size BIGINT NOT NULL DEFAULT 0;
CREATE INDEX files_thumb ON files (thumb_sha256) WHERE thumb_sha256 <> '';
