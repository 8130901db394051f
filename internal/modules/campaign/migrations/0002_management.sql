-- +goose Up
-- Who froze the figures, and by which number and hash a bulletin is known.
ALTER TABLE campaigns ADD COLUMN frozen_by TEXT NOT NULL DEFAULT '';
ALTER TABLE campaigns ADD COLUMN bulletin_sum TEXT NOT NULL DEFAULT '';
CREATE INDEX campaigns_bulletin ON campaigns (bulletin_sum) WHERE bulletin_sum <> '';
