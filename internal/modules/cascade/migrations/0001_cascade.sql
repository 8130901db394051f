-- +goose ENVSUB ON
-- +goose Up
-- Platforms above us that we register with as a lower platform (上级平台). The secret
-- is the password, sealed.
CREATE TABLE cascade_uppers (
    id          TEXT NOT NULL PRIMARY KEY,
    version     BIGINT NOT NULL DEFAULT 1,
    path        TEXT NOT NULL ${BYTEWISE},
    name        TEXT NOT NULL CHECK (name <> ''),
    address     TEXT NOT NULL,
    code        TEXT NOT NULL CHECK (LENGTH(code) = 20),
    domain      TEXT NOT NULL CHECK (domain <> ''),
    own_code    TEXT NOT NULL CHECK (LENGTH(own_code) = 20),
    login       TEXT NOT NULL DEFAULT '',
    secret      TEXT NOT NULL DEFAULT '',
    transport   TEXT NOT NULL CHECK (transport IN ('udp', 'tcp')),
    expiry_s    INTEGER NOT NULL CHECK (expiry_s BETWEEN 60 AND 604800),
    beat_s      INTEGER NOT NULL CHECK (beat_s BETWEEN 5 AND 3600),
    -- Where pictures may be sent besides the platform's own host, separated by commas.
    media_hosts TEXT NOT NULL DEFAULT '',
    alarms      BOOLEAN NOT NULL,
    practice    BOOLEAN NOT NULL,
    may_view    BOOLEAN NOT NULL,
    may_replay  BOOLEAN NOT NULL,
    may_turn    BOOLEAN NOT NULL,
    enabled     BOOLEAN NOT NULL,
    -- Alarms before it are not sent up.
    since       BIGINT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('off', 'connecting', 'registered', 'refused', 'offline')),
    -- What is wrong: a code of ours, and what the platform said.
    why         TEXT NOT NULL DEFAULT '',
    said        TEXT NOT NULL DEFAULT '',
    state_at    BIGINT NOT NULL DEFAULT 0,
    heard_at    BIGINT NOT NULL DEFAULT 0,
    next_sn     BIGINT NOT NULL DEFAULT 1,
    -- Which server keeps the line, and until when the others leave it alone.
    held_by     TEXT NOT NULL DEFAULT '',
    held_until  BIGINT NOT NULL DEFAULT 0,
    created_at  BIGINT NOT NULL
);

-- What a platform above may see, under which number (共享目录). None by default.
CREATE TABLE cascade_shares (
    id         TEXT NOT NULL PRIMARY KEY,
    version    BIGINT NOT NULL DEFAULT 1,
    upper_id   TEXT NOT NULL REFERENCES cascade_uppers (id),
    device_id  TEXT NOT NULL,
    code       TEXT NOT NULL CHECK (LENGTH(code) = 20),
    created_at BIGINT NOT NULL,
    UNIQUE (upper_id, device_id),
    UNIQUE (upper_id, code)
);

-- Alarms on their way up (报警上报), each under one number and one name for ever.
CREATE TABLE cascade_sendings (
    id          TEXT NOT NULL PRIMARY KEY,
    upper_id    TEXT NOT NULL REFERENCES cascade_uppers (id),
    path        TEXT NOT NULL ${BYTEWISE},
    subject_id  TEXT NOT NULL,
    no          TEXT NOT NULL,
    school      TEXT NOT NULL,
    mode        TEXT NOT NULL CHECK (mode IN ('real', 'drill', 'test')),
    sn          BIGINT NOT NULL,
    code        TEXT NOT NULL,
    priority    INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 4),
    pressed_at  BIGINT NOT NULL,
    description TEXT NOT NULL,
    lon         DOUBLE PRECISION NOT NULL,
    lat         DOUBLE PRECISION NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'confirmed', 'failed')),
    why         TEXT NOT NULL DEFAULT '',
    said        TEXT NOT NULL DEFAULT '',
    tries       INTEGER NOT NULL DEFAULT 0,
    -- From when on it is kept for the platform before people must look.
    queued_at   BIGINT NOT NULL,
    next_at     BIGINT NOT NULL DEFAULT 0,
    created_at  BIGINT NOT NULL,
    tried_at    BIGINT NOT NULL DEFAULT 0,
    sent_at     BIGINT NOT NULL DEFAULT 0,
    receipt_at  BIGINT NOT NULL DEFAULT 0,
    UNIQUE (upper_id, subject_id),
    UNIQUE (upper_id, sn)
);
CREATE INDEX cascade_sendings_path ON cascade_sendings (path, id);
CREATE INDEX cascade_sendings_waiting ON cascade_sendings (upper_id, sn) WHERE state = 'waiting';

-- What a platform above has asked for (上级调阅). Questions of one kind about one
-- thing share a line for a while (slot); each view has its own.
CREATE TABLE cascade_asked (
    id        TEXT NOT NULL PRIMARY KEY,
    upper_id  TEXT NOT NULL REFERENCES cascade_uppers (id),
    path      TEXT NOT NULL ${BYTEWISE},
    what      TEXT NOT NULL CHECK (what IN ('catalog', 'info', 'status', 'records', 'subscribe', 'view', 'replay', 'control')),
    slot      TEXT NOT NULL,
    code      TEXT NOT NULL,
    device_id TEXT NOT NULL DEFAULT '',
    device    TEXT NOT NULL DEFAULT '',
    school    TEXT NOT NULL DEFAULT '',
    state     TEXT NOT NULL CHECK (state IN ('answered', 'refused', 'running', 'ended')),
    why       TEXT NOT NULL DEFAULT '',
    n         INTEGER NOT NULL DEFAULT 1,
    at        BIGINT NOT NULL,
    last_at   BIGINT NOT NULL,
    UNIQUE (upper_id, what, code, slot, state)
);
CREATE INDEX cascade_asked_path ON cascade_asked (path, id);
CREATE INDEX cascade_asked_at ON cascade_asked (last_at);

-- Until when the alarms have been looked at.
CREATE TABLE cascade_cursor (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    at  BIGINT NOT NULL
);
