-- +goose Up
-- What a school has beside what has a column of its own: nap rooms, gas, a fire
-- control room … a JSON list of codes, as surroundings is.
ALTER TABLE schools ADD COLUMN facilities TEXT NOT NULL DEFAULT '[]';
