-- +goose Up
-- Which key the secrets of this database are sealed with: the hash of the key,
-- never the key. A server with another one does not start.
CREATE TABLE setting_key (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    fingerprint TEXT NOT NULL
);
