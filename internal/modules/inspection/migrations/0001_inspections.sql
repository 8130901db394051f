-- +goose ENVSUB ON
-- +goose Up
-- An inspection that is ordered (检查任务): what is looked at, where, from when until
-- when. The version of the checklist is pinned. Days are business days, instants UTC
-- milliseconds, 0 for "not yet". due and submitted are kept on write.
CREATE TABLE inspection_rounds (
    id           TEXT PRIMARY KEY,
    version      BIGINT NOT NULL DEFAULT 1,
    kind         TEXT NOT NULL,
    title        TEXT NOT NULL CHECK (title <> ''),
    note         TEXT NOT NULL DEFAULT '',
    path         TEXT NOT NULL ${BYTEWISE},
    area_name    TEXT NOT NULL,
    list_id      TEXT NOT NULL,
    list_version INTEGER NOT NULL,
    list_title   TEXT NOT NULL,
    starts       TEXT NOT NULL,
    ends         TEXT NOT NULL CHECK (ends >= starts),
    agencies     TEXT NOT NULL,
    targeting    TEXT NOT NULL CHECK (targeting IN ('all', 'chosen', 'drawn')),
    hidden       BOOLEAN NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('draft', 'open', 'closed', 'cancelled')),
    -- How schools are drawn, the commitment before, the seed and result after.
    draw         TEXT NOT NULL DEFAULT '',
    seed         TEXT NOT NULL DEFAULT '',
    due          INTEGER NOT NULL DEFAULT 0,
    submitted    INTEGER NOT NULL DEFAULT 0,
    author_id    TEXT NOT NULL,
    author       TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    opened_at    BIGINT NOT NULL DEFAULT 0,
    closed_at    BIGINT NOT NULL DEFAULT 0,
    changed_at   BIGINT NOT NULL
);
CREATE INDEX inspection_rounds_list ON inspection_rounds (starts, id);
CREATE INDEX inspection_rounds_changed ON inspection_rounds (changed_at);

-- The schools a round is for. visit_id is the visit that stands for it.
CREATE TABLE inspection_targets (
    round_id  TEXT NOT NULL REFERENCES inspection_rounds (id),
    school_id TEXT NOT NULL,
    path      TEXT NOT NULL ${BYTEWISE},
    state     TEXT NOT NULL CHECK (state IN ('due', 'planned', 'submitted', 'excluded')),
    visit_id  TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (round_id, school_id)
);
CREATE INDEX inspection_targets_school ON inspection_targets (school_id, state);
CREATE INDEX inspection_targets_path ON inspection_targets (path, state);

-- One inspection of one school (检查). hidden: the school must not know beforehand.
CREATE TABLE inspection_visits (
    id           TEXT PRIMARY KEY,
    version      BIGINT NOT NULL DEFAULT 1,
    no           TEXT NOT NULL UNIQUE,
    round_id     TEXT NOT NULL DEFAULT '',
    kind         TEXT NOT NULL,
    own          BOOLEAN NOT NULL,
    title        TEXT NOT NULL,
    school_id    TEXT NOT NULL,
    school_name  TEXT NOT NULL,
    path         TEXT NOT NULL ${BYTEWISE},
    day          TEXT NOT NULL,
    list_id      TEXT NOT NULL,
    list_version INTEGER NOT NULL,
    lead_id      TEXT NOT NULL,
    lead_name    TEXT NOT NULL,
    lead_agency  TEXT NOT NULL,
    hidden       BOOLEAN NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('planned', 'running', 'signing', 'submitted', 'void')),
    reason       TEXT NOT NULL DEFAULT '',
    note         TEXT NOT NULL DEFAULT '',
    revision     BIGINT NOT NULL DEFAULT 0,
    total        INTEGER NOT NULL DEFAULT 0,
    answered     INTEGER NOT NULL DEFAULT 0,
    faults       INTEGER NOT NULL DEFAULT 0,
    partly       INTEGER NOT NULL DEFAULT 0,
    na           INTEGER NOT NULL DEFAULT 0,
    fixed        INTEGER NOT NULL DEFAULT 0,
    disputes     INTEGER NOT NULL DEFAULT 0,
    score        TEXT NOT NULL DEFAULT '',
    author_id    TEXT NOT NULL,
    author       TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    begun_at     BIGINT NOT NULL DEFAULT 0,
    submitted_at BIGINT NOT NULL DEFAULT 0,
    void_reason  TEXT NOT NULL DEFAULT '',
    changed_at   BIGINT NOT NULL,
    CHECK ((state = 'void') = (void_reason <> '')),
    CHECK ((state = 'submitted') = (submitted_at <> 0))
);
CREATE INDEX inspection_visits_path ON inspection_visits (path, day, id);
CREATE INDEX inspection_visits_day ON inspection_visits (day, id);
CREATE INDEX inspection_visits_school ON inspection_visits (school_id, day);
CREATE INDEX inspection_visits_round ON inspection_visits (round_id, day) WHERE round_id <> '';
CREATE INDEX inspection_visits_changed ON inspection_visits (changed_at);

-- What applies at this school and what the norms computed for it, as it stood when
-- the visit was planned: a visit is never judged by later norms.
CREATE TABLE inspection_prepared (
    visit_id TEXT PRIMARY KEY REFERENCES inspection_visits (id),
    data     TEXT NOT NULL
);

CREATE TABLE inspection_parts (
    visit_id  TEXT NOT NULL REFERENCES inspection_visits (id),
    person_id TEXT NOT NULL,
    name      TEXT NOT NULL,
    unit      TEXT NOT NULL,
    agency    TEXT NOT NULL,
    lead      BOOLEAN NOT NULL,
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (visit_id, person_id)
);
CREATE INDEX inspection_parts_person ON inspection_parts (person_id, visit_id);

-- Every answer a phone has ever sent, under the name the phone gave it: what is here
-- was taken, and is taken once. fate: applied (it stands, or stood), disputed (two
-- people, one item: the lead decides), overruled (he decided otherwise), late (the
-- visit was over; kept, not judged by).
CREATE TABLE inspection_ops (
    visit_id  TEXT NOT NULL REFERENCES inspection_visits (id),
    id        TEXT NOT NULL,
    item      TEXT NOT NULL,
    fate      TEXT NOT NULL CHECK (fate IN ('applied', 'disputed', 'overruled', 'late')),
    base      BIGINT NOT NULL,
    result    TEXT NOT NULL,
    said      TEXT NOT NULL,
    by_id     TEXT NOT NULL,
    by_name   TEXT NOT NULL,
    agency    TEXT NOT NULL,
    device    TEXT NOT NULL,
    device_at BIGINT NOT NULL,
    skew_ms   BIGINT NOT NULL DEFAULT 0,
    at        BIGINT NOT NULL,
    PRIMARY KEY (visit_id, id)
);
CREATE INDEX inspection_ops_fate ON inspection_ops (visit_id, item) WHERE fate = 'disputed';

-- The answer that stands for each item.
CREATE TABLE inspection_answers (
    visit_id  TEXT NOT NULL REFERENCES inspection_visits (id),
    item      TEXT NOT NULL,
    op_id     TEXT NOT NULL,
    revision  BIGINT NOT NULL,
    result    TEXT NOT NULL CHECK (result IN ('', 'ok', 'fault', 'partly', 'na')),
    said      TEXT NOT NULL,
    by_id     TEXT NOT NULL,
    by_name   TEXT NOT NULL,
    agency    TEXT NOT NULL,
    device    TEXT NOT NULL,
    device_at BIGINT NOT NULL,
    skew_ms   BIGINT NOT NULL DEFAULT 0,
    at        BIGINT NOT NULL,
    disputed  BOOLEAN NOT NULL DEFAULT FALSE,
    recheck   TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (visit_id, item)
);

-- Photos, recordings and signatures by the name the phone gave them; file_id is ''
-- until the bytes have arrived.
CREATE TABLE inspection_uploads (
    visit_id TEXT NOT NULL REFERENCES inspection_visits (id),
    key      TEXT NOT NULL,
    purpose  TEXT NOT NULL,
    by_id    TEXT NOT NULL,
    file_id  TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (visit_id, key)
);
CREATE INDEX inspection_uploads_waiting ON inspection_uploads (visit_id, by_id) WHERE file_id = '';

CREATE TABLE inspection_signs (
    visit_id TEXT NOT NULL REFERENCES inspection_visits (id),
    agency   TEXT NOT NULL,
    name     TEXT NOT NULL,
    by_id    TEXT NOT NULL,
    by_name  TEXT NOT NULL,
    key      TEXT NOT NULL,
    refused  BOOLEAN NOT NULL,
    note     TEXT NOT NULL,
    digest   TEXT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (visit_id, agency)
);

-- What happened, line by line, to a round or a visit.
CREATE TABLE inspection_lines (
    id         TEXT PRIMARY KEY,
    subject_id TEXT NOT NULL,
    at         BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    by_name    TEXT NOT NULL,
    data       TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX inspection_lines_subject ON inspection_lines (subject_id, id);

-- Who must not inspect which school (回避).
CREATE TABLE inspection_conflicts (
    person_id TEXT NOT NULL,
    school_id TEXT NOT NULL,
    reason    TEXT NOT NULL,
    by_name   TEXT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (person_id, school_id)
);

-- How often a school was inspected in a month, kept on write, so that no figure ever
-- counts visits.
CREATE TABLE inspection_months (
    month     TEXT NOT NULL,
    school_id TEXT NOT NULL,
    path      TEXT NOT NULL ${BYTEWISE},
    own       INTEGER NOT NULL DEFAULT 0,
    official  INTEGER NOT NULL DEFAULT 0,
    items     INTEGER NOT NULL DEFAULT 0,
    faults    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (month, school_id)
);
CREATE INDEX inspection_months_path ON inspection_months (month, path);
