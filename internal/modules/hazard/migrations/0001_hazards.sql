-- +goose ENVSUB ON
-- +goose Up
-- One hazard (隐患) of one school, from the day it was found to the archive. A
-- row is never deleted; what was no hazard is 'invalid', what was one twice is
-- 'merged'. Instants are UTC milliseconds, 0 for "not yet". county is the path of
-- the county the school lies in, so that a list of 300,000 needs one equality.
CREATE TABLE hazards (
    id             TEXT PRIMARY KEY,
    version        BIGINT NOT NULL DEFAULT 1,
    number         TEXT NOT NULL UNIQUE,
    source         TEXT NOT NULL ${BYTEWISE},
    school_id      TEXT NOT NULL,
    school_name    TEXT NOT NULL,
    path           TEXT NOT NULL ${BYTEWISE},
    county         TEXT NOT NULL ${BYTEWISE},
    year           INTEGER NOT NULL,
    found_at       BIGINT NOT NULL,
    way            TEXT NOT NULL,
    finder_id      TEXT NOT NULL DEFAULT '',
    finder         TEXT NOT NULL DEFAULT '',
    finder_unit    TEXT NOT NULL DEFAULT '',
    finder_agency  TEXT NOT NULL DEFAULT '',
    category       TEXT NOT NULL,
    sub            TEXT NOT NULL DEFAULT '',
    item_code      TEXT NOT NULL DEFAULT '',
    place          TEXT NOT NULL CHECK (place <> ''),
    text           TEXT NOT NULL CHECK (text <> ''),
    stop           BOOLEAN NOT NULL DEFAULT FALSE,
    proposed       TEXT NOT NULL CHECK (proposed IN ('general', 'major')),
    level          TEXT NOT NULL CHECK (level IN ('general', 'major')),
    grader_id      TEXT NOT NULL DEFAULT '',
    grader         TEXT NOT NULL DEFAULT '',
    graded_at      BIGINT NOT NULL DEFAULT 0,
    rule_set       TEXT NOT NULL DEFAULT '',
    clauses        TEXT NOT NULL DEFAULT '',
    basis          TEXT NOT NULL DEFAULT '',
    kind           TEXT NOT NULL CHECK (kind IN ('immediate', 'limited')),
    state          TEXT NOT NULL CHECK (state IN ('draft', 'registered', 'graded', 'assigned', 'rectifying', 'verifying',
                                                  'closed', 'archived', 'invalid', 'merged')),
    agency         TEXT NOT NULL,
    from_agency    TEXT NOT NULL DEFAULT '',
    transfer       TEXT NOT NULL DEFAULT '' CHECK (transfer IN ('', 'sent', 'received')),
    unit           TEXT NOT NULL DEFAULT '',
    owner_id       TEXT NOT NULL DEFAULT '',
    owner          TEXT NOT NULL DEFAULT '',
    leader         TEXT NOT NULL DEFAULT '',
    measures       TEXT NOT NULL DEFAULT '',
    funds          BIGINT NOT NULL DEFAULT -1,
    funds_from     TEXT NOT NULL DEFAULT '',
    plan           TEXT NOT NULL DEFAULT '',
    interim        TEXT NOT NULL DEFAULT '',
    interim_kind   TEXT NOT NULL DEFAULT '',
    interim_by     TEXT NOT NULL DEFAULT '',
    interim_at     BIGINT NOT NULL DEFAULT 0,
    reported_up    TEXT NOT NULL DEFAULT '',
    reported_by    TEXT NOT NULL DEFAULT '',
    reported_at    BIGINT NOT NULL DEFAULT 0,
    due_at         BIGINT NOT NULL,
    due_norm       TEXT NOT NULL DEFAULT '',
    first_due_at   BIGINT NOT NULL,
    assigner_id    TEXT NOT NULL DEFAULT '',
    assigner       TEXT NOT NULL DEFAULT '',
    assigned_at    BIGINT NOT NULL DEFAULT 0,
    received_by    TEXT NOT NULL DEFAULT '',
    received_at    BIGINT NOT NULL DEFAULT 0,
    progress       TEXT NOT NULL DEFAULT '',
    fixer_id       TEXT NOT NULL DEFAULT '',
    fixer          TEXT NOT NULL DEFAULT '',
    fixer_led      BOOLEAN NOT NULL DEFAULT FALSE,
    fixed_at       BIGINT NOT NULL DEFAULT 0,
    fix_note       TEXT NOT NULL DEFAULT '',
    verifier_id    TEXT NOT NULL DEFAULT '',
    verifier       TEXT NOT NULL DEFAULT '',
    verified_at    BIGINT NOT NULL DEFAULT 0,
    verify_note    TEXT NOT NULL DEFAULT '',
    closed_at      BIGINT NOT NULL DEFAULT 0,
    archived_at    BIGINT NOT NULL DEFAULT 0,
    reworks        INTEGER NOT NULL DEFAULT 0,
    extensions     INTEGER NOT NULL DEFAULT 0,
    asked          TEXT NOT NULL DEFAULT '' CHECK (asked IN ('', 'downgrade', 'invalid', 'extend')),
    asked_id       TEXT NOT NULL DEFAULT '',
    asked_by       TEXT NOT NULL DEFAULT '',
    asked_at       BIGINT NOT NULL DEFAULT 0,
    asked_why      TEXT NOT NULL DEFAULT '',
    asked_due      BIGINT NOT NULL DEFAULT 0,
    asks           INTEGER NOT NULL DEFAULT 0,
    listed_no      TEXT NOT NULL DEFAULT '',
    listed_level   TEXT NOT NULL DEFAULT '' CHECK (listed_level IN ('', 'county', 'city')),
    listed         TEXT NOT NULL DEFAULT '' CHECK (listed IN ('', 'proposed', 'refused', 'approved', 'issued', 'planned', 'rectifying',
                                                              'delist_asked', 'inspected', 'delisted', 'archived')),
    recurrence_of  TEXT NOT NULL DEFAULT '',
    merged_into    TEXT NOT NULL DEFAULT '',
    end_reason     TEXT NOT NULL DEFAULT '',
    remark         TEXT NOT NULL DEFAULT '',
    overdue        BOOLEAN NOT NULL DEFAULT FALSE,
    step           INTEGER NOT NULL DEFAULT 0,
    step_at        BIGINT NOT NULL DEFAULT 0,
    changed_at     BIGINT NOT NULL
);
CREATE UNIQUE INDEX hazards_source ON hazards (source) WHERE source <> '';
CREATE INDEX hazards_found ON hazards (found_at, id);
CREATE INDEX hazards_state ON hazards (state, found_at, id);
CREATE INDEX hazards_county ON hazards (county, found_at, id);
CREATE INDEX hazards_county_state ON hazards (county, state, found_at, id);
CREATE INDEX hazards_school ON hazards (school_id, found_at, id);
CREATE INDEX hazards_path ON hazards (path);
CREATE INDEX hazards_agency ON hazards (agency, found_at, id);
CREATE INDEX hazards_from_agency ON hazards (from_agency, found_at, id) WHERE from_agency <> '';
CREATE INDEX hazards_level ON hazards (found_at, id) WHERE level = 'major';
CREATE INDEX hazards_overdue ON hazards (found_at, id) WHERE overdue;
CREATE INDEX hazards_listed ON hazards (found_at, id) WHERE listed <> '';
CREATE INDEX hazards_step ON hazards (step_at) WHERE step_at > 0;
CREATE INDEX hazards_closed ON hazards (closed_at, id) WHERE state = 'closed';

-- The last serial number given out in a county and year.
CREATE TABLE hazard_serials (
    scope TEXT NOT NULL,
    year  INTEGER NOT NULL,
    last  BIGINT NOT NULL,
    PRIMARY KEY (scope, year)
);

-- What happened, line by line; never changed.
CREATE TABLE hazard_timeline (
    id        TEXT PRIMARY KEY,
    hazard_id TEXT NOT NULL REFERENCES hazards (id),
    at        BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    by_id     TEXT NOT NULL DEFAULT '',
    by_name   TEXT NOT NULL,
    unit      TEXT NOT NULL DEFAULT '',
    data      TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX hazard_timeline_hazard ON hazard_timeline (hazard_id, id);

-- A picture; phase says of which moment. pair is the picture of before that one of
-- after answers. taken_at is the camera's clock, at the server's.
CREATE TABLE hazard_photos (
    id        TEXT PRIMARY KEY,
    hazard_id TEXT NOT NULL REFERENCES hazards (id),
    file_id   TEXT NOT NULL,
    phase     TEXT NOT NULL CHECK (phase IN ('before', 'after', 'interim', 'progress', 'paper')),
    pair      TEXT NOT NULL DEFAULT '',
    round     INTEGER NOT NULL DEFAULT 0,
    taken_at  BIGINT NOT NULL DEFAULT 0,
    at        BIGINT NOT NULL,
    by_name   TEXT NOT NULL,
    UNIQUE (hazard_id, file_id)
);

-- A hand-over to another agency, its receipt and what it has told since.
CREATE TABLE hazard_transfers (
    id          TEXT PRIMARY KEY,
    hazard_id   TEXT NOT NULL REFERENCES hazards (id),
    n           INTEGER NOT NULL,
    from_agency TEXT NOT NULL,
    to_agency   TEXT NOT NULL,
    reason      TEXT NOT NULL,
    by_id       TEXT NOT NULL,
    by_name     TEXT NOT NULL,
    at          BIGINT NOT NULL,
    due_at      BIGINT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('sent', 'received', 'returned')),
    receipt_no  TEXT NOT NULL DEFAULT '',
    receipt_by  TEXT NOT NULL DEFAULT '',
    receipt_at  BIGINT NOT NULL DEFAULT 0,
    note        TEXT NOT NULL DEFAULT '',
    ended_at    BIGINT NOT NULL DEFAULT 0,
    UNIQUE (hazard_id, n)
);

-- One listed supervision (挂牌督办) of a major hazard. Sheet holds what people write.
CREATE TABLE hazard_listings (
    id          TEXT PRIMARY KEY,
    version     BIGINT NOT NULL DEFAULT 1,
    hazard_id   TEXT NOT NULL REFERENCES hazards (id),
    number      TEXT NOT NULL DEFAULT '',
    level       TEXT NOT NULL CHECK (level IN ('county', 'city')),
    path        TEXT NOT NULL ${BYTEWISE},
    state       TEXT NOT NULL CHECK (state IN ('proposed', 'refused', 'approved', 'issued', 'planned', 'rectifying',
                                               'delist_asked', 'inspected', 'delisted', 'archived')),
    proposer_id TEXT NOT NULL,
    proposer    TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    approver_id TEXT NOT NULL DEFAULT '',
    approver    TEXT NOT NULL DEFAULT '',
    approved_at BIGINT NOT NULL DEFAULT 0,
    issued_at   BIGINT NOT NULL DEFAULT 0,
    due_at      BIGINT NOT NULL DEFAULT 0,
    report_due  BIGINT NOT NULL DEFAULT 0,
    delisted_at BIGINT NOT NULL DEFAULT 0,
    reopen      BOOLEAN NOT NULL DEFAULT FALSE,
    reopened_at BIGINT NOT NULL DEFAULT 0,
    sheet       TEXT NOT NULL DEFAULT '{}'
);
CREATE UNIQUE INDEX hazard_listings_open ON hazard_listings (hazard_id) WHERE state NOT IN ('refused', 'archived');
CREATE UNIQUE INDEX hazard_listings_number ON hazard_listings (number) WHERE number <> '';
CREATE INDEX hazard_listings_hazard ON hazard_listings (hazard_id, id);
CREATE INDEX hazard_listings_report ON hazard_listings (report_due) WHERE report_due > 0;

-- A progress report on a listing, or an outcome (约谈、停课整顿、通报、移交).
CREATE TABLE hazard_listing_notes (
    id         TEXT PRIMARY KEY,
    listing_id TEXT NOT NULL REFERENCES hazard_listings (id),
    at         BIGINT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('report', 'talk', 'suspend', 'circular', 'handover', 'reopen')),
    by_name    TEXT NOT NULL,
    text       TEXT NOT NULL,
    paper_no   TEXT NOT NULL DEFAULT '',
    percent    INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX hazard_listing_notes_listing ON hazard_listing_notes (listing_id, id);

-- The rules by which a hazard is judged to be a major one, by province and version.
CREATE TABLE hazard_rule_sets (
    id         TEXT PRIMARY KEY,
    path       TEXT NOT NULL ${BYTEWISE},
    n          INTEGER NOT NULL,
    title      TEXT NOT NULL,
    basis      TEXT NOT NULL,
    from_day   TEXT NOT NULL,
    rules      TEXT NOT NULL,
    note       TEXT NOT NULL DEFAULT '',
    by_name    TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (path, n)
);

-- What there is, kept on write, so that no figure ever counts hazards. path is the
-- school's and every area's above it; month is that of the finding for found, open,
-- closed …, that of the deadline for due and on_time, that of the closing for
-- closed_in. dim '' is everything, 'category', 'agency' and 'state' one key of it
-- (state has no month, its key is "state|agency").
CREATE TABLE hazard_counts (
    path       TEXT NOT NULL ${BYTEWISE},
    month      TEXT NOT NULL,
    dim        TEXT NOT NULL,
    key        TEXT NOT NULL,
    found      BIGINT NOT NULL DEFAULT 0,
    closed     BIGINT NOT NULL DEFAULT 0,
    major      BIGINT NOT NULL DEFAULT 0,
    major_open BIGINT NOT NULL DEFAULT 0,
    listed     BIGINT NOT NULL DEFAULT 0,
    overdue    BIGINT NOT NULL DEFAULT 0,
    recurred   BIGINT NOT NULL DEFAULT 0,
    extended   BIGINT NOT NULL DEFAULT 0,
    reworked   BIGINT NOT NULL DEFAULT 0,
    invalid    BIGINT NOT NULL DEFAULT 0,
    due        BIGINT NOT NULL DEFAULT 0,
    on_time    BIGINT NOT NULL DEFAULT 0,
    closed_in  BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (path, dim, month, key)
);
