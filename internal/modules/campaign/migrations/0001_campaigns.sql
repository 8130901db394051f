-- +goose ENVSUB ON
-- +goose Up
-- A campaign. no is its short number: rows of pupils and tickets carry it. steps,
-- stages and pinned are JSON; pinned are the lessons as they were when it was
-- published. next_unit numbers its units, see campaign_units.
CREATE TABLE campaigns (
    id            TEXT PRIMARY KEY,
    no            BIGINT NOT NULL UNIQUE CHECK (no > 0 AND no < 1048576),
    version       BIGINT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('draft', 'review', 'published', 'running', 'closed', 'frozen', 'announced', 'archived')),
    title         TEXT NOT NULL CHECK (title <> ''),
    theme         TEXT NOT NULL,
    definition    TEXT NOT NULL,
    path          TEXT NOT NULL ${BYTEWISE},
    area_name     TEXT NOT NULL,
    stages        TEXT NOT NULL,
    steps         TEXT NOT NULL,
    pinned        TEXT NOT NULL DEFAULT '{}',
    start_at      BIGINT NOT NULL,
    until_at      BIGINT NOT NULL,
    snapshot_at   BIGINT NOT NULL,
    author_id     TEXT NOT NULL,
    author_name   TEXT NOT NULL,
    approver_id   TEXT NOT NULL DEFAULT '',
    approver_name TEXT NOT NULL DEFAULT '',
    return_reason TEXT NOT NULL DEFAULT '',
    next_unit     BIGINT NOT NULL DEFAULT 1,
    created_at    BIGINT NOT NULL,
    approved_at   BIGINT NOT NULL DEFAULT 0,
    published_at  BIGINT NOT NULL DEFAULT 0,
    running_at    BIGINT NOT NULL DEFAULT 0,
    closed_at     BIGINT NOT NULL DEFAULT 0,
    frozen_at     BIGINT NOT NULL DEFAULT 0,
    announced_at  BIGINT NOT NULL DEFAULT 0,
    archived_at   BIGINT NOT NULL DEFAULT 0,
    -- The bulletin: number, text and who signed, once it is announced.
    bulletin      TEXT NOT NULL DEFAULT '{}',
    -- How far the search for doubtful completions has come.
    swept_to      BIGINT NOT NULL DEFAULT 0,
    CHECK (start_at < until_at)
);
CREATE INDEX campaigns_path ON campaigns (path, id);
CREATE INDEX campaigns_state ON campaigns (state, id);

-- What is counted: the whole campaign, a county's grade, a school, a class, as
-- they stood at the snapshot. no is the campaign's no × 2^20 and a running number,
-- 0 for the whole. snapshot_at is set once all pupils of a school are enrolled.
CREATE TABLE campaign_units (
    no          ${ROWID} PRIMARY KEY,
    campaign_no BIGINT NOT NULL REFERENCES campaigns (no),
    kind        TEXT NOT NULL CHECK (kind IN ('whole', 'area', 'school', 'class')),
    path        TEXT NOT NULL ${BYTEWISE},
    county      TEXT NOT NULL ${BYTEWISE},
    name        TEXT NOT NULL,
    school_id   TEXT NOT NULL DEFAULT '',
    class_id    TEXT NOT NULL DEFAULT '',
    stage       TEXT NOT NULL DEFAULT '',
    -- The year of schooling: 1 to 12, in a kindergarten 1 to 3; 0 is mixed.
    grade       INTEGER NOT NULL DEFAULT 0,
    school_kind TEXT NOT NULL DEFAULT '',
    school_no   BIGINT NOT NULL DEFAULT 0,
    area_no     BIGINT NOT NULL DEFAULT 0,
    snapshot_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX campaign_units_key ON campaign_units (campaign_no, kind, path, class_id, stage, grade);
CREATE INDEX campaign_units_school ON campaign_units (school_no) WHERE kind = 'class';
CREATE INDEX campaign_units_class ON campaign_units (class_id, campaign_no) WHERE kind = 'class';

-- The counters of the units: what changes with every completion, apart from what
-- never does and as narrow as possible, because a storm of completions writes
-- every page of it in every transaction. done never counts the late ones.
-- reached_at is when done became what it is: it decides ties.
CREATE TABLE campaign_counts (
    no         ${ROWID} PRIMARY KEY,
    enrolled   BIGINT NOT NULL DEFAULT 0,
    excluded   BIGINT NOT NULL DEFAULT 0,
    done       BIGINT NOT NULL DEFAULT 0,
    late       BIGINT NOT NULL DEFAULT 0,
    questioned BIGINT NOT NULL DEFAULT 0,
    collective BIGINT NOT NULL DEFAULT 0,
    reached_at BIGINT NOT NULL DEFAULT 0,
    version    BIGINT NOT NULL DEFAULT 0,
    CHECK (done <= enrolled - excluded)
);

-- The curve: completions of a day in a county.
CREATE TABLE campaign_days (
    campaign_no BIGINT NOT NULL,
    county      TEXT NOT NULL ${BYTEWISE},
    day         TEXT NOT NULL,
    done        BIGINT NOT NULL,
    PRIMARY KEY (campaign_no, county, day)
);

-- Who is due, as enrolled at the snapshot. no is the class's unit × 2^12 and a
-- running number within it, so that the classmates lie side by side and a row tells
-- its class without a column. done_at 0 is "not yet"; mode 1 own device, 2 computer
-- room, 3 with the class. device and address are keyed hashes, forgotten after the
-- archive. Tickets from before voided_at are void.
CREATE TABLE campaign_pupils (
    no         ${ROWID} PRIMARY KEY,
    pupil_id   TEXT NOT NULL,
    done_at    BIGINT NOT NULL DEFAULT 0,
    took_ms    BIGINT NOT NULL DEFAULT 0,
    device     BIGINT NOT NULL DEFAULT 0,
    address    BIGINT NOT NULL DEFAULT 0,
    voided_at  BIGINT NOT NULL DEFAULT 0,
    mode       INTEGER NOT NULL DEFAULT 0,
    late       INTEGER NOT NULL DEFAULT 0,
    excluded   INTEGER NOT NULL DEFAULT 0,
    questioned INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX campaign_pupils_pupil ON campaign_pupils (pupil_id, no);
CREATE INDEX campaign_pupils_done ON campaign_pupils (done_at) WHERE done_at > 0;

-- What looks doubtful: one finding of a rule in one school, with the completions
-- it is about as they were found.
CREATE TABLE campaign_flags (
    id          TEXT PRIMARY KEY,
    campaign_no BIGINT NOT NULL REFERENCES campaigns (no),
    rule        TEXT NOT NULL CHECK (rule IN ('device', 'address', 'overlap', 'identical', 'speed', 'reissued')),
    subject     TEXT NOT NULL,
    school_no   BIGINT NOT NULL,
    path        TEXT NOT NULL ${BYTEWISE},
    class_no    BIGINT NOT NULL DEFAULT 0,
    state       TEXT NOT NULL CHECK (state IN ('open', 'cleared', 'confirmed')),
    pupils      BIGINT NOT NULL,
    first_at    BIGINT NOT NULL,
    last_at     BIGINT NOT NULL,
    -- The numbers of the norm register it was judged by, JSON.
    limits      TEXT NOT NULL,
    found_at    BIGINT NOT NULL,
    decided_at  BIGINT NOT NULL DEFAULT 0,
    decided_by  TEXT NOT NULL DEFAULT '',
    decider     TEXT NOT NULL DEFAULT '',
    note        TEXT NOT NULL DEFAULT '',
    version     BIGINT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX campaign_flags_subject ON campaign_flags (campaign_no, rule, subject, school_no);
CREATE INDEX campaign_flags_path ON campaign_flags (campaign_no, state, path);

CREATE TABLE campaign_flagged (
    flag_id  TEXT NOT NULL REFERENCES campaign_flags (id),
    no       BIGINT NOT NULL,
    pupil_id TEXT NOT NULL,
    done_at  BIGINT NOT NULL,
    took_ms  BIGINT NOT NULL,
    PRIMARY KEY (flag_id, no)
);
CREATE INDEX campaign_flagged_pupil ON campaign_flagged (no);

-- A lesson that a class took together.
CREATE TABLE campaign_holds (
    id          TEXT PRIMARY KEY,
    campaign_no BIGINT NOT NULL REFERENCES campaigns (no),
    class_no    BIGINT NOT NULL,
    path        TEXT NOT NULL ${BYTEWISE},
    held_at     BIGINT NOT NULL,
    minutes     INTEGER NOT NULL CHECK (minutes > 0),
    present     INTEGER NOT NULL,
    asked       INTEGER NOT NULL,
    understood  INTEGER NOT NULL CHECK (understood BETWEEN 0 AND asked),
    note        TEXT NOT NULL DEFAULT '',
    by_id       TEXT NOT NULL,
    by_name     TEXT NOT NULL
);
CREATE INDEX campaign_holds_class ON campaign_holds (class_no, id);

-- Who is asked to be left out of the count (长期病休、离校), why, and who agreed.
-- kept is what the frozen figures must not lose.
CREATE TABLE campaign_exclusions (
    id          TEXT PRIMARY KEY,
    campaign_no BIGINT NOT NULL REFERENCES campaigns (no),
    no          BIGINT NOT NULL,
    pupil_id    TEXT NOT NULL,
    path        TEXT NOT NULL ${BYTEWISE},
    reason      TEXT NOT NULL,
    note        TEXT NOT NULL DEFAULT '',
    state       TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'refused', 'withdrawn')),
    asked_at    BIGINT NOT NULL,
    asked_by    TEXT NOT NULL,
    asker       TEXT NOT NULL,
    decided_at  BIGINT NOT NULL DEFAULT 0,
    decided_by  TEXT NOT NULL DEFAULT '',
    decider     TEXT NOT NULL DEFAULT '',
    version     BIGINT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX campaign_exclusions_once ON campaign_exclusions (no) WHERE state IN ('asked', 'approved');
CREATE INDEX campaign_exclusions_path ON campaign_exclusions (campaign_no, state, path);

-- The figures as they were frozen, and what was corrected afterwards. level is
-- city, county, school, grade, class or the like; rank 0 is "not ranked".
CREATE TABLE campaign_figures (
    campaign_no BIGINT NOT NULL REFERENCES campaigns (no),
    level       TEXT NOT NULL,
    path        TEXT NOT NULL ${BYTEWISE},
    key         TEXT NOT NULL DEFAULT '',
    name        TEXT NOT NULL,
    enrolled    BIGINT NOT NULL,
    excluded    BIGINT NOT NULL,
    done        BIGINT NOT NULL,
    late        BIGINT NOT NULL,
    questioned  BIGINT NOT NULL,
    collective  BIGINT NOT NULL,
    reached_at  BIGINT NOT NULL,
    rank        INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (campaign_no, level, path, key)
);

CREATE TABLE campaign_corrections (
    id          TEXT PRIMARY KEY,
    campaign_no BIGINT NOT NULL REFERENCES campaigns (no),
    level       TEXT NOT NULL,
    path        TEXT NOT NULL ${BYTEWISE},
    name        TEXT NOT NULL,
    field       TEXT NOT NULL,
    was         BIGINT NOT NULL,
    became      BIGINT NOT NULL,
    reason      TEXT NOT NULL CHECK (reason <> ''),
    state       TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'refused')),
    asked_at    BIGINT NOT NULL,
    asked_by    TEXT NOT NULL,
    asker       TEXT NOT NULL,
    decided_at  BIGINT NOT NULL DEFAULT 0,
    decided_by  TEXT NOT NULL DEFAULT '',
    decider     TEXT NOT NULL DEFAULT '',
    version     BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX campaign_corrections_campaign ON campaign_corrections (campaign_no, id);
