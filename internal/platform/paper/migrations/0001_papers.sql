-- +goose ENVSUB ON
-- +goose Up
-- The word mark of an agency (发文机关代字), such as 忻教安: what stands before
-- the word of the kind in the number of its papers. No two agencies share one.
CREATE TABLE paper_marks (
    issuer_id TEXT PRIMARY KEY REFERENCES agencies (id),
    mark      TEXT NOT NULL UNIQUE CHECK (mark <> ''),
    version   BIGINT NOT NULL
);

-- The last number given, per agency, kind and year. It is taken in the
-- transaction that issues the paper, so that no number is ever missing.
CREATE TABLE paper_counters (
    issuer_id TEXT NOT NULL REFERENCES agencies (id),
    kind      TEXT NOT NULL,
    year      INTEGER NOT NULL,
    last      INTEGER NOT NULL CHECK (last > 0),
    PRIMARY KEY (issuer_id, kind, year)
);

-- What was issued. number to sha256 are never changed.
CREATE TABLE papers (
    id              TEXT PRIMARY KEY,
    version         BIGINT NOT NULL,
    number          TEXT NOT NULL UNIQUE,
    code            TEXT NOT NULL UNIQUE,
    kind            TEXT NOT NULL,
    year            INTEGER NOT NULL,
    seq             INTEGER NOT NULL CHECK (seq > 0),
    -- Where it belongs: the path of the school or area it is about.
    path            TEXT NOT NULL ${BYTEWISE},
    issuer_id       TEXT NOT NULL REFERENCES agencies (id),
    issuer_name     TEXT NOT NULL CHECK (issuer_name <> ''),
    issuer_kind     TEXT NOT NULL,
    addressee       TEXT NOT NULL,
    subject         TEXT NOT NULL CHECK (subject <> ''),
    body            TEXT NOT NULL,
    sha256          TEXT NOT NULL,
    source          TEXT NOT NULL,
    issued_at       BIGINT NOT NULL,
    issued_by       TEXT NOT NULL,
    issued_name     TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('issued', 'served', 'received', 'withdrawn')),
    -- How it reached whom it is for, 0 and '' until it has.
    served_at       BIGINT NOT NULL DEFAULT 0,
    served_way      TEXT NOT NULL DEFAULT '' CHECK (served_way IN ('', 'online', 'direct', 'left', 'post', 'notice')),
    served_by       TEXT NOT NULL DEFAULT '',
    served_name     TEXT NOT NULL DEFAULT '',
    served_note     TEXT NOT NULL DEFAULT '',
    received_at     BIGINT NOT NULL DEFAULT 0,
    received_by     TEXT NOT NULL DEFAULT '',
    received_name   TEXT NOT NULL DEFAULT '',
    withdrawn_at    BIGINT NOT NULL DEFAULT 0,
    withdrawn_name  TEXT NOT NULL DEFAULT '',
    withdraw_reason TEXT NOT NULL DEFAULT '',
    UNIQUE (issuer_id, kind, year, seq),
    CHECK (state <> 'received' OR received_at > 0),
    CHECK (state <> 'withdrawn' OR withdrawn_at > 0)
);
CREATE INDEX papers_path ON papers (path, issued_at);
CREATE INDEX papers_issuer ON papers (issuer_id, issued_at);
CREATE UNIQUE INDEX papers_source ON papers (kind, source) WHERE source <> '' AND state <> 'withdrawn';
