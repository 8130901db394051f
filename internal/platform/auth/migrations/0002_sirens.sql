-- +goose ENVSUB ON
-- +goose Up
-- A siren stands in the duty room of a school or of an agency. What a table
-- demands of its columns is loosened in place on both engines: sessions and
-- terminals refer to devices, so it is not made anew. On SQLite this is the way
-- its makers give for taking back NOT NULL and CHECK.
${ON_POSTGRES} ALTER TABLE devices ALTER COLUMN school_id DROP NOT NULL;
${ON_POSTGRES} ALTER TABLE devices DROP CONSTRAINT devices_kind_check;
${ON_POSTGRES} ALTER TABLE devices ADD CONSTRAINT devices_kind_check CHECK (kind IN ('gate', 'phone', 'siren'));
${ON_SQLITE} PRAGMA writable_schema = ON;
${ON_SQLITE} UPDATE sqlite_schema SET sql = replace(replace(sql, 'school_id  TEXT NOT NULL', 'school_id  TEXT'), '(''gate'', ''phone'')', '(''gate'', ''phone'', ''siren'')') WHERE type = 'table' AND name = 'devices';
${ON_SQLITE} PRAGMA writable_schema = RESET;
ALTER TABLE devices ADD COLUMN agency_id TEXT REFERENCES agencies (id)
    CHECK ((school_id IS NULL) <> (agency_id IS NULL) AND (agency_id IS NULL OR kind = 'siren'));
CREATE INDEX devices_agency ON devices (agency_id);
