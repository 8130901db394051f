-- +goose Up
-- How many pictures a hazard has of before and of after, kept on write: the ledger
-- says it of each, and looking for them took half of an export.
ALTER TABLE hazards ADD COLUMN photos_before INTEGER NOT NULL DEFAULT 0;
ALTER TABLE hazards ADD COLUMN photos_after INTEGER NOT NULL DEFAULT 0;
UPDATE hazards SET
    photos_before = (SELECT COUNT(*) FROM hazard_photos p WHERE p.hazard_id = hazards.id AND p.phase = 'before'),
    photos_after = (SELECT COUNT(*) FROM hazard_photos p WHERE p.hazard_id = hazards.id AND p.phase = 'after')
    WHERE id IN (SELECT hazard_id FROM hazard_photos);
