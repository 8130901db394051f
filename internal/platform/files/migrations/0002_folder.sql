-- +goose Up
-- The mark that lies in the folder of files. A server that does not find it
-- there looks at another folder than the others, or at one that is not mounted.
CREATE TABLE files_folder (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    mark TEXT NOT NULL
);
