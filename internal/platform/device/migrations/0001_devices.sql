-- +goose ENVSUB ON
-- +goose Up
-- The register of boxes and cameras (设备台账). code is how a device names itself in
-- its protocol; one that was taken out of use leaves its code to the next.
CREATE TABLE device_registry (
    id             TEXT NOT NULL PRIMARY KEY,
    version        BIGINT NOT NULL DEFAULT 1,
    school_id      TEXT NOT NULL REFERENCES schools (id),
    path           TEXT NOT NULL ${BYTEWISE},
    place_id       TEXT NOT NULL DEFAULT '',
    name           TEXT NOT NULL CHECK (name <> ''),
    kind           TEXT NOT NULL CHECK (kind IN ('box', 'camera', 'recorder', 'helppoint')),
    protocol       TEXT NOT NULL CHECK (protocol IN ('gb28181', 'dc09', 'mqtt', 'webhook', 'sip')),
    code           TEXT NOT NULL CHECK (code <> ''),
    parent_id      TEXT NOT NULL DEFAULT '',
    panic          BOOLEAN NOT NULL,
    heartbeat_s    INTEGER NOT NULL CHECK (heartbeat_s BETWEEN 0 AND 86400),
    state          TEXT NOT NULL CHECK (state IN ('unseen', 'online', 'late', 'lost', 'retired')),
    -- Sealed; '' for a channel, which its parent answers for.
    secret         TEXT NOT NULL DEFAULT '',
    last_seen_at   BIGINT NOT NULL DEFAULT 0,
    last_addr      TEXT NOT NULL DEFAULT '',
    battery        INTEGER CHECK (battery BETWEEN 0 AND 100),
    clock_drift_ms BIGINT NOT NULL DEFAULT 0,
    last_proven_at BIGINT NOT NULL DEFAULT 0,
    created_at     BIGINT NOT NULL,
    retired_at     BIGINT NOT NULL DEFAULT 0,
    retired_why    TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX device_registry_code ON device_registry (protocol, code) WHERE state <> 'retired';
CREATE INDEX device_registry_path ON device_registry (path, id);
CREATE INDEX device_registry_school ON device_registry (school_id);
CREATE INDEX device_registry_parent ON device_registry (parent_id) WHERE parent_id <> '';
-- Whom the watch looks at: those that speak, or spoke, in time.
CREATE INDEX device_registry_watch ON device_registry (last_seen_at) WHERE state IN ('online', 'late');

-- Everything that came in, as it came (原始报文). It is written before it is read.
CREATE TABLE device_inputs (
    id        TEXT NOT NULL PRIMARY KEY,
    at        BIGINT NOT NULL,
    protocol  TEXT NOT NULL,
    source    TEXT NOT NULL,
    -- The name that the sender gave itself.
    code      TEXT NOT NULL,
    -- The sender's own name of this message, '' where it has none.
    once      TEXT NOT NULL DEFAULT '',
    body      ${BYTES} NOT NULL,
    -- The sender has not shown who it is.
    doubted   BOOLEAN NOT NULL DEFAULT FALSE,
    device_id TEXT NOT NULL DEFAULT '',
    path      TEXT NOT NULL DEFAULT '/' ${BYTEWISE},
    outcome   TEXT NOT NULL CHECK (outcome IN ('taken', 'understood', 'unparsed', 'refused', 'repeated')),
    reason    TEXT NOT NULL DEFAULT '',
    beat      BOOLEAN NOT NULL DEFAULT FALSE,
    press     BOOLEAN NOT NULL DEFAULT FALSE,
    judged_at BIGINT NOT NULL DEFAULT 0,
    tries     INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX device_inputs_once ON device_inputs (protocol, code, once) WHERE once <> '';
-- What nobody has judged: hardly ever a row.
CREATE INDEX device_inputs_taken ON device_inputs (id) WHERE outcome = 'taken';
CREATE INDEX device_inputs_device ON device_inputs (device_id, id);
CREATE INDEX device_inputs_path ON device_inputs (path, id) WHERE NOT beat;
CREATE INDEX device_inputs_beats ON device_inputs (at) WHERE beat;
CREATE INDEX device_inputs_others ON device_inputs (at) WHERE NOT beat;

CREATE TABLE device_faults (
    id        TEXT NOT NULL PRIMARY KEY,
    device_id TEXT NOT NULL REFERENCES device_registry (id),
    path      TEXT NOT NULL ${BYTEWISE},
    kind      TEXT NOT NULL CHECK (kind IN ('silent', 'battery', 'tamper', 'clock', 'credential', 'picture')),
    began_at  BIGINT NOT NULL,
    ended_at  BIGINT NOT NULL DEFAULT 0,
    detail    TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX device_faults_open ON device_faults (device_id, kind) WHERE ended_at = 0;
CREATE INDEX device_faults_path ON device_faults (path, id);

-- What was turned away before it was stored, by day and why.
CREATE TABLE device_counts (
    day      TEXT NOT NULL,
    protocol TEXT NOT NULL,
    reason   TEXT NOT NULL,
    n        BIGINT NOT NULL,
    PRIMARY KEY (day, protocol, reason)
);
