-- +goose ENVSUB ON
-- +goose Up
-- Who has looked at which camera, when and why (视频观看记录). Never changed but for
-- how it went on, never deleted.
CREATE TABLE video_views (
    id          TEXT NOT NULL PRIMARY KEY,
    path        TEXT NOT NULL ${BYTEWISE},
    school_id   TEXT NOT NULL REFERENCES schools (id),
    device_id   TEXT NOT NULL REFERENCES device_registry (id),
    camera      TEXT NOT NULL,
    place       TEXT NOT NULL DEFAULT '',
    -- The alarm it belongs to, or the reason; one of them is there.
    alarm_id    TEXT NOT NULL DEFAULT '',
    reason      TEXT NOT NULL DEFAULT '',
    person_id   TEXT NOT NULL,
    person_name TEXT NOT NULL,
    unit        TEXT NOT NULL DEFAULT '',
    how         TEXT NOT NULL DEFAULT '' CHECK (how IN ('', 'webrtc', 'mp4')),
    opened_at   BIGINT NOT NULL,
    -- From opening to the first picture sent, 0 for none.
    first_ms    BIGINT NOT NULL DEFAULT 0,
    ended_at    BIGINT NOT NULL DEFAULT 0,
    CHECK (alarm_id <> '' OR reason <> '')
);
CREATE INDEX video_views_path ON video_views (path, id);
CREATE INDEX video_views_device ON video_views (device_id, id);

-- Cameras that are called all day, so that the half minute before a press is there (常开预录).
CREATE TABLE video_kept (
    device_id TEXT NOT NULL PRIMARY KEY REFERENCES device_registry (id),
    path      TEXT NOT NULL ${BYTEWISE},
    by_name   TEXT NOT NULL,
    at        BIGINT NOT NULL
);

-- What the cameras of a school showed at a real press (报警录像), in parts. A part is
-- written to a file of its own and taken over when it is complete.
CREATE TABLE video_clips (
    id         TEXT NOT NULL PRIMARY KEY,
    path       TEXT NOT NULL ${BYTEWISE},
    alarm_id   TEXT NOT NULL,
    school_id  TEXT NOT NULL REFERENCES schools (id),
    device_id  TEXT NOT NULL REFERENCES device_registry (id),
    camera     TEXT NOT NULL,
    place      TEXT NOT NULL DEFAULT '',
    part       INTEGER NOT NULL CHECK (part > 0),
    state      TEXT NOT NULL CHECK (state IN ('recording', 'kept', 'failed', 'expired')),
    why        TEXT NOT NULL DEFAULT '',
    file_id    TEXT NOT NULL DEFAULT '',
    sha256     TEXT NOT NULL DEFAULT '',
    size       BIGINT NOT NULL DEFAULT 0,
    -- How much of it was before the press.
    before_ms  BIGINT NOT NULL DEFAULT 0,
    began_at   BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL DEFAULT 0,
    UNIQUE (alarm_id, device_id, part)
);
CREATE INDEX video_clips_path ON video_clips (path, id);
CREATE INDEX video_clips_old ON video_clips (ended_at) WHERE state = 'kept';
