-- +goose ENVSUB ON
-- +goose Up
-- Safety prompts and relayed warnings (安全提示、预警). What was issued is never
-- rewritten: a change (变更) is a notice of its own that follows the one before.
CREATE TABLE notices (
    id              TEXT PRIMARY KEY,
    version         BIGINT NOT NULL DEFAULT 1,
    -- Stands in the public address.
    code            TEXT NOT NULL UNIQUE,
    -- '' until it is issued.
    number          TEXT NOT NULL DEFAULT '',
    -- Whose it is: a school's or an area's path. publisher is what stands under it.
    path            TEXT NOT NULL ${BYTEWISE},
    school_id       TEXT REFERENCES schools (id),
    publisher       TEXT NOT NULL CHECK (publisher <> ''),
    kind            TEXT NOT NULL CHECK (kind IN ('prompt', 'warning')),
    level           TEXT NOT NULL CHECK (level IN ('', 'red', 'orange', 'yellow', 'blue')),
    theme           TEXT NOT NULL,
    -- Who has declared a warning; '' for a prompt.
    authority_kind  TEXT NOT NULL DEFAULT '',
    authority       TEXT NOT NULL DEFAULT '',
    basis           TEXT NOT NULL DEFAULT '',
    title           TEXT NOT NULL CHECK (title <> ''),
    impact          TEXT NOT NULL DEFAULT '',
    for_school      TEXT NOT NULL DEFAULT '',
    for_class       TEXT NOT NULL DEFAULT '',
    for_parent      TEXT NOT NULL DEFAULT '',
    for_pupil       TEXT NOT NULL DEFAULT '',
    suspend         TEXT NOT NULL DEFAULT 'none' CHECK (suspend IN ('none', 'outdoor', 'classes')),
    contact         TEXT NOT NULL DEFAULT '',
    -- Kinds of schools it is for, parted by commas; '' for all.
    school_kinds    TEXT NOT NULL DEFAULT '',
    public          BOOLEAN NOT NULL DEFAULT TRUE,
    starts_at       BIGINT NOT NULL,
    ends_at         BIGINT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'issued', 'updated', 'cancelled', 'expired', 'discarded')),
    -- The notice it changes, and the first of all of them.
    prev_id         TEXT REFERENCES notices (id),
    chain_id        TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    created_by      TEXT NOT NULL,
    created_name    TEXT NOT NULL,
    return_reason   TEXT NOT NULL DEFAULT '',
    approved_name   TEXT NOT NULL DEFAULT '',
    issued_at       BIGINT NOT NULL DEFAULT 0,
    ended_at        BIGINT NOT NULL DEFAULT 0,
    end_reason      TEXT NOT NULL DEFAULT '',
    -- When the last school had it; 0 while it is being delivered.
    delivered_at    BIGINT NOT NULL DEFAULT 0,
    -- Kept on write: schools that have it, have confirmed it, have done so late or
    -- not yet in time, have said what they did.
    schools         INTEGER NOT NULL DEFAULT 0 CHECK (schools >= 0),
    confirmed       INTEGER NOT NULL DEFAULT 0 CHECK (confirmed >= 0),
    late            INTEGER NOT NULL DEFAULT 0 CHECK (late >= 0),
    done            INTEGER NOT NULL DEFAULT 0 CHECK (done >= 0),
    CHECK ((kind = 'warning') = (level <> '')),
    CHECK ((kind = 'warning') = (authority <> '')),
    CHECK (ends_at > starts_at)
);
CREATE INDEX notices_path ON notices (path, id);
CREATE INDEX notices_chain ON notices (chain_id, id);
CREATE INDEX notices_running ON notices (ends_at) WHERE state = 'issued';
CREATE UNIQUE INDEX notices_change ON notices (prev_id) WHERE prev_id IS NOT NULL AND state <> 'discarded';

-- Where it holds: areas, or schools one by one.
CREATE TABLE notice_areas (
    notice_id TEXT NOT NULL REFERENCES notices (id),
    path      TEXT NOT NULL ${BYTEWISE},
    PRIMARY KEY (notice_id, path)
);

-- A school's receipt (签收): delivered, confirmed by a person with a name, done.
CREATE TABLE notice_receipts (
    notice_id      TEXT NOT NULL REFERENCES notices (id),
    school_id      TEXT NOT NULL REFERENCES schools (id),
    path           TEXT NOT NULL ${BYTEWISE},
    state          TEXT NOT NULL CHECK (state IN ('open', 'confirmed', 'ended')),
    delivered_at   BIGINT NOT NULL,
    due_at         BIGINT NOT NULL,
    -- When it was found that nobody has confirmed in time; 0 unless so.
    overdue_at     BIGINT NOT NULL DEFAULT 0,
    confirmed_at   BIGINT NOT NULL DEFAULT 0,
    confirmed_by   TEXT NOT NULL DEFAULT '',
    confirmed_name TEXT NOT NULL DEFAULT '',
    done_at        BIGINT NOT NULL DEFAULT 0,
    done_name      TEXT NOT NULL DEFAULT '',
    done_note      TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (notice_id, school_id)
);
CREATE INDEX notice_receipts_path ON notice_receipts (path, notice_id);
CREATE INDEX notice_receipts_due ON notice_receipts (due_at) WHERE state = 'open' AND overdue_at = 0;

-- What went out as CAP 1.2, as it was written; later ones refer to it.
CREATE TABLE notice_messages (
    id         TEXT NOT NULL PRIMARY KEY,
    notice_id  TEXT NOT NULL REFERENCES notices (id),
    chain_id   TEXT NOT NULL,
    msg_type   TEXT NOT NULL CHECK (msg_type IN ('Alert', 'Update', 'Cancel')),
    sender     TEXT NOT NULL,
    sent_at    BIGINT NOT NULL,
    body       TEXT NOT NULL
);
CREATE INDEX notice_messages_chain ON notice_messages (chain_id, sent_at);

-- The last number of each year, issuer and kind.
CREATE TABLE notice_numbers (
    path TEXT NOT NULL ${BYTEWISE},
    kind TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (path, kind, year)
);
