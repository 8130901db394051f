-- +goose ENVSUB ON
-- +goose Up
-- Platforms of others that take what we hand over (上报接口). The secret holds the
-- header line and the key of the signature; it is sealed.
CREATE TABLE handover_targets (
    id         TEXT NOT NULL PRIMARY KEY,
    version    BIGINT NOT NULL DEFAULT 1,
    path       TEXT NOT NULL ${BYTEWISE},
    name       TEXT NOT NULL CHECK (name <> ''),
    kind       TEXT NOT NULL CHECK (kind IN ('json', 'cap')),
    address    TEXT NOT NULL,
    secret     TEXT NOT NULL DEFAULT '',
    -- How our fields become theirs: a JSON text with names in braces. '' for cap.
    template   TEXT NOT NULL DEFAULT '',
    ok_field   TEXT NOT NULL DEFAULT '',
    ok_value   TEXT NOT NULL DEFAULT '',
    receipt_field TEXT NOT NULL DEFAULT '',
    practice   BOOLEAN NOT NULL DEFAULT FALSE,
    enabled    BOOLEAN NOT NULL,
    -- Alarms before it are not handed over.
    since      BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

-- What was handed over, as it was sent, and what became of it (上报记录).
CREATE TABLE handover_sendings (
    id         TEXT NOT NULL PRIMARY KEY,
    target_id  TEXT NOT NULL REFERENCES handover_targets (id),
    path       TEXT NOT NULL ${BYTEWISE},
    subject_id TEXT NOT NULL,
    no         TEXT NOT NULL,
    school     TEXT NOT NULL,
    stage      TEXT NOT NULL CHECK (stage IN ('raised', 'accepted', 'closed', 'test')),
    mode       TEXT NOT NULL CHECK (mode IN ('real', 'drill', 'test')),
    body       TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('sending', 'delivered', 'failed')),
    code       TEXT NOT NULL DEFAULT '',
    receipt    TEXT NOT NULL DEFAULT '',
    tries      INTEGER NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    tried_at   BIGINT NOT NULL DEFAULT 0,
    done_at    BIGINT NOT NULL DEFAULT 0,
    UNIQUE (target_id, subject_id, stage)
);
CREATE INDEX handover_sendings_path ON handover_sendings (path, id);
CREATE INDEX handover_sendings_target ON handover_sendings (target_id, id);

-- Until when the alarms have been looked at.
CREATE TABLE handover_cursor (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    at  BIGINT NOT NULL
);
