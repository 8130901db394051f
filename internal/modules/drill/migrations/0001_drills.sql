-- +goose ENVSUB ON
-- +goose Up
-- One drill (应急演练) of one school, from the plan to the archive. What people
-- write on the form and nobody searches in is JSON: sheet, notice, safety,
-- evaluation. Instants are UTC milliseconds, 0 for "not yet".
CREATE TABLE drills (
    id             TEXT PRIMARY KEY,
    version        BIGINT NOT NULL DEFAULT 1,
    no             TEXT NOT NULL UNIQUE,
    school_id      TEXT NOT NULL,
    school_name    TEXT NOT NULL,
    path           TEXT NOT NULL ${BYTEWISE},
    month          TEXT NOT NULL,
    day            TEXT NOT NULL,
    at_min         INTEGER NOT NULL CHECK (at_min BETWEEN 0 AND 1439),
    scenario       TEXT NOT NULL,
    form           TEXT NOT NULL CHECK (form IN ('actual', 'tabletop', 'discussion')),
    scope          TEXT NOT NULL CHECK (scope IN ('all', 'part')),
    title          TEXT NOT NULL CHECK (title <> ''),
    place          TEXT NOT NULL DEFAULT '',
    commander      TEXT NOT NULL DEFAULT '',
    target_s       INTEGER NOT NULL DEFAULT 0,
    sheet          TEXT NOT NULL DEFAULT '{}',
    state          TEXT NOT NULL CHECK (state IN ('planned', 'submitted', 'approved', 'noticed', 'ready', 'running',
                                                  'held', 'evaluated', 'archived', 'cancelled', 'interrupted')),
    author_id      TEXT NOT NULL DEFAULT '',
    author         TEXT NOT NULL DEFAULT '',
    author_at      BIGINT NOT NULL DEFAULT 0,
    approver_id    TEXT NOT NULL DEFAULT '',
    approver       TEXT NOT NULL DEFAULT '',
    approver_at    BIGINT NOT NULL DEFAULT 0,
    approve_note   TEXT NOT NULL DEFAULT '',
    cancel_reason  TEXT NOT NULL DEFAULT '',
    notice         TEXT NOT NULL DEFAULT '',
    safety         TEXT NOT NULL DEFAULT '',
    signal_id      TEXT NOT NULL DEFAULT '',
    signal_by      TEXT NOT NULL DEFAULT '',
    signal_at      BIGINT NOT NULL DEFAULT 0,
    signal_pressed BIGINT NOT NULL DEFAULT 0,
    stop_id        TEXT NOT NULL DEFAULT '',
    stop_by        TEXT NOT NULL DEFAULT '',
    stop_at        BIGINT NOT NULL DEFAULT 0,
    stop_note      TEXT NOT NULL DEFAULT '',
    out_at         BIGINT NOT NULL DEFAULT 0,
    full_at        BIGINT NOT NULL DEFAULT 0,
    ended_at       BIGINT NOT NULL DEFAULT 0,
    alarm_id       TEXT NOT NULL DEFAULT '',
    press_id       TEXT NOT NULL DEFAULT '',
    evaluation     TEXT NOT NULL DEFAULT '',
    evaluator_id   TEXT NOT NULL DEFAULT '',
    evaluator      TEXT NOT NULL DEFAULT '',
    evaluator_at   BIGINT NOT NULL DEFAULT 0,
    archived_id    TEXT NOT NULL DEFAULT '',
    archived_by    TEXT NOT NULL DEFAULT '',
    archived_at    BIGINT NOT NULL DEFAULT 0,
    valid          BOOLEAN NOT NULL DEFAULT FALSE,
    enrolled       INTEGER NOT NULL DEFAULT 0,
    classes        INTEGER NOT NULL DEFAULT 0,
    arrived        INTEGER NOT NULL DEFAULT 0,
    reported       INTEGER NOT NULL DEFAULT 0,
    pupils         INTEGER NOT NULL DEFAULT 0,
    present        INTEGER NOT NULL DEFAULT 0,
    unaccounted    INTEGER NOT NULL DEFAULT 0,
    changed_at     BIGINT NOT NULL,
    CHECK ((state = 'cancelled') = (cancel_reason <> '')),
    CHECK ((state = 'interrupted') = (alarm_id <> ''))
);
-- A school holds one drill at a time.
CREATE UNIQUE INDEX drills_running ON drills (school_id) WHERE state = 'running';
CREATE INDEX drills_month ON drills (month, path, day, id);
CREATE INDEX drills_path ON drills (path, day, id);
CREATE INDEX drills_day ON drills (day, path) WHERE state NOT IN ('archived', 'cancelled');
CREATE INDEX drills_changed ON drills (changed_at);

-- The classes that take part, as they were when the plan was submitted.
CREATE TABLE drill_classes (
    drill_id    TEXT NOT NULL REFERENCES drills (id),
    class_id    TEXT NOT NULL,
    seq         INTEGER NOT NULL,
    name        TEXT NOT NULL,
    grade       INTEGER NOT NULL,
    teacher     TEXT NOT NULL,
    teacher_id  TEXT NOT NULL DEFAULT '',
    pupils      INTEGER NOT NULL,
    -- As pressed and as received.
    arrived_at  BIGINT NOT NULL DEFAULT 0,
    arrived_got BIGINT NOT NULL DEFAULT 0,
    present     INTEGER NOT NULL DEFAULT 0,
    missing     INTEGER NOT NULL DEFAULT 0,
    note        TEXT NOT NULL DEFAULT '',
    by_name     TEXT NOT NULL DEFAULT '',
    said_at     BIGINT NOT NULL DEFAULT 0,
    got_at      BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (drill_id, class_id)
);

-- What happened, line by line.
CREATE TABLE drill_timeline (
    id       TEXT PRIMARY KEY,
    drill_id TEXT NOT NULL REFERENCES drills (id),
    at       BIGINT NOT NULL,
    kind     TEXT NOT NULL,
    by_name  TEXT NOT NULL,
    data     TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX drill_timeline_drill ON drill_timeline (drill_id, id);

CREATE TABLE drill_problems (
    id       TEXT PRIMARY KEY,
    drill_id TEXT NOT NULL REFERENCES drills (id),
    n        INTEGER NOT NULL,
    text     TEXT NOT NULL CHECK (text <> ''),
    measure  TEXT NOT NULL DEFAULT '',
    owner    TEXT NOT NULL DEFAULT '',
    due      TEXT NOT NULL DEFAULT '',
    state    TEXT NOT NULL CHECK (state IN ('open', 'mended')),
    fixed    TEXT NOT NULL DEFAULT '',
    fixed_by TEXT NOT NULL DEFAULT '',
    fixed_at BIGINT NOT NULL DEFAULT 0,
    UNIQUE (drill_id, n)
);

CREATE TABLE drill_photos (
    drill_id TEXT NOT NULL REFERENCES drills (id),
    file_id  TEXT NOT NULL,
    caption  TEXT NOT NULL DEFAULT '',
    by_name  TEXT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (drill_id, file_id)
);

-- What a school did in a month, kept on write, so that a figure of the city never
-- counts drills. evac_ms is the sum over the valid drills, from signal to all out.
CREATE TABLE drill_counts (
    school_id TEXT NOT NULL,
    month     TEXT NOT NULL,
    path      TEXT NOT NULL ${BYTEWISE},
    held      INTEGER NOT NULL DEFAULT 0,
    valid     INTEGER NOT NULL DEFAULT 0,
    evac_ms   BIGINT NOT NULL DEFAULT 0,
    present   BIGINT NOT NULL DEFAULT 0,
    enrolled  BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (school_id, month)
);
CREATE INDEX drill_counts_month ON drill_counts (month, path);
