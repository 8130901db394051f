-- +goose Up
-- When an input that could not be judged is tried again; and how many days of
-- pictures a camera or recorder says it keeps (录像天数), NULL where it has not said.
ALTER TABLE device_inputs ADD COLUMN retry_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE device_registry ADD COLUMN recorded_days INTEGER CHECK (recorded_days >= 0);
ALTER TABLE device_registry ADD COLUMN recorded_at BIGINT NOT NULL DEFAULT 0;
