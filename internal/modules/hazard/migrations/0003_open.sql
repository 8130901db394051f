-- +goose Up
-- The hazards of a county that are not yet struck off, the last found first: few of many.
CREATE INDEX hazards_open ON hazards (county, found_at, id)
    WHERE state IN ('registered', 'graded', 'assigned', 'rectifying', 'verifying');

-- The tabs of the major and the listed ones, as list.go writes them.
CREATE INDEX hazards_major_open ON hazards (found_at, id)
    WHERE level = 'major' AND state NOT IN ('closed', 'archived', 'invalid', 'merged');
CREATE INDEX hazards_listed_open ON hazards (found_at, id)
    WHERE listed NOT IN ('', 'proposed', 'refused', 'approved') AND state NOT IN ('closed', 'archived', 'invalid', 'merged');
