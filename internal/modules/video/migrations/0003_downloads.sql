-- +goose ENVSUB ON
-- +goose Up
-- Stretches of what devices have recorded that somebody had handed over (录像下载). The
-- bytes go when they have been kept long enough, the line stays.
CREATE TABLE video_downloads (
    id          TEXT NOT NULL PRIMARY KEY,
    path        TEXT NOT NULL ${BYTEWISE},
    school_id   TEXT NOT NULL REFERENCES schools (id),
    device_id   TEXT NOT NULL REFERENCES device_registry (id),
    camera      TEXT NOT NULL,
    place       TEXT NOT NULL DEFAULT '',
    alarm_id    TEXT NOT NULL DEFAULT '',
    reason      TEXT NOT NULL DEFAULT '',
    person_id   TEXT NOT NULL,
    person_name TEXT NOT NULL,
    unit        TEXT NOT NULL DEFAULT '',
    from_at     BIGINT NOT NULL,
    to_at       BIGINT NOT NULL CHECK (to_at > from_at),
    state       TEXT NOT NULL CHECK (state IN ('fetching', 'kept', 'failed', 'expired')),
    why         TEXT NOT NULL DEFAULT '',
    -- How much of it has come.
    got_ms      BIGINT NOT NULL DEFAULT 0,
    file_id     TEXT NOT NULL DEFAULT '',
    sha256      TEXT NOT NULL DEFAULT '',
    size        BIGINT NOT NULL DEFAULT 0,
    began_at    BIGINT NOT NULL,
    ended_at    BIGINT NOT NULL DEFAULT 0,
    CHECK (alarm_id <> '' OR reason <> '')
);
CREATE INDEX video_downloads_person ON video_downloads (person_id, id);
CREATE INDEX video_downloads_path ON video_downloads (path, id);
CREATE INDEX video_downloads_old ON video_downloads (ended_at, id) WHERE state = 'kept';
