-- +goose ENVSUB ON
-- +goose Up
-- The kinds of disputes, as data: an area may add its own. days_key names the norm
-- that limits how long one may take.
CREATE TABLE mediation_kinds (
    code     TEXT PRIMARY KEY,
    path     TEXT NOT NULL ${BYTEWISE},
    name     TEXT NOT NULL CHECK (name <> ''),
    name_en  TEXT NOT NULL,
    days_key TEXT NOT NULL,
    more_key TEXT NOT NULL DEFAULT '',
    sort     INTEGER NOT NULL,
    active   BOOLEAN NOT NULL DEFAULT TRUE
);
INSERT INTO mediation_kinds (code, path, name, name_en, days_key, more_key, sort) VALUES
    ('teacher_pupil', '/', '师生', 'Teacher and pupil', 'mediation.days', '', 1),
    ('pupils', '/', '生生', 'Among pupils', 'mediation.days', '', 2),
    ('bullying', '/', '生生（欺凌）', 'Bullying', 'mediation.bullying_d', '', 3),
    ('home_school', '/', '家校', 'Home and school', 'mediation.days', '', 4),
    ('staff', '/', '教职工内部（劳资、编制）', 'Within the staff', 'mediation.days', '', 5),
    ('injury', '/', '学生伤害赔偿', 'Injury of a pupil', 'mediation.injury_d', 'mediation.injury_more_d', 6),
    ('admission', '/', '招生入学', 'Admission', 'mediation.days', '', 7),
    ('fees', '/', '收费退费', 'Fees', 'mediation.days', '', 8),
    ('supplies', '/', '食堂、校服等采购', 'Canteen, uniforms and other purchases', 'mediation.days', '', 9),
    ('neighbours', '/', '校社邻里（围墙、道路、噪声）', 'Neighbours (wall, road, noise)', 'mediation.days', '', 10),
    ('works', '/', '工程欠款', 'Unpaid works', 'mediation.days', '', 11),
    ('former_staff', '/', '离职、被处分人员', 'Former or disciplined staff', 'mediation.days', '', 12),
    ('petition', '/', '涉校信访舆情', 'Petitions and public opinion', 'mediation.days', '', 13),
    ('other', '/', '其他', 'Other', 'mediation.days', '', 14);

-- One dispute. No name of a party stands here. Days are business days, instants UTC
-- milliseconds, 0 for "not yet".
CREATE TABLE mediation_disputes (
    id             TEXT PRIMARY KEY,
    version        BIGINT NOT NULL,
    no             TEXT NOT NULL UNIQUE,
    school_id      TEXT NOT NULL,
    school_name    TEXT NOT NULL,
    path           TEXT NOT NULL ${BYTEWISE},
    day            TEXT NOT NULL,
    kind           TEXT NOT NULL REFERENCES mediation_kinds (code),
    source         TEXT NOT NULL,
    sheet          TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('registered', 'graded', 'assigned', 'mediating', 'agreed', 'fulfilled', 'revisited', 'tracking', 'closed')),
    risk           TEXT NOT NULL CHECK (risk IN ('', 'red', 'orange', 'yellow', 'blue')),
    registrar_id   TEXT NOT NULL,
    registrar      TEXT NOT NULL,
    registered_at  BIGINT NOT NULL,
    department     TEXT NOT NULL DEFAULT '',
    owner_id       TEXT NOT NULL DEFAULT '',
    owner          TEXT NOT NULL DEFAULT '',
    measures       TEXT NOT NULL DEFAULT '',
    due            TEXT NOT NULL DEFAULT '',
    leader_id      TEXT NOT NULL DEFAULT '',
    leader         TEXT NOT NULL DEFAULT '',
    calm           TEXT NOT NULL DEFAULT '',
    rule           TEXT NOT NULL DEFAULT '',
    extended       BOOLEAN NOT NULL DEFAULT FALSE,
    finders        TEXT NOT NULL DEFAULT '[]',
    way            TEXT NOT NULL DEFAULT '',
    result         TEXT NOT NULL DEFAULT '',
    agreement      TEXT NOT NULL DEFAULT '',
    agreement_file TEXT NOT NULL DEFAULT '',
    revisit        TEXT NOT NULL DEFAULT '',
    report         TEXT NOT NULL DEFAULT '',
    relapses       INTEGER NOT NULL DEFAULT 0,
    supervised_at  BIGINT NOT NULL DEFAULT 0,
    closed_at      BIGINT NOT NULL DEFAULT 0,
    -- Nothing is handed on before the four are fixed, nor at the upper levels without a leader.
    CHECK (state IN ('registered', 'graded') OR (department <> '' AND owner_id <> '' AND measures <> '' AND due <> '')),
    CHECK (state IN ('registered', 'graded') OR risk NOT IN ('red', 'orange') OR leader_id <> ''),
    CHECK ((state = 'closed') = (closed_at <> 0))
);
CREATE INDEX mediation_disputes_path ON mediation_disputes (path, day, id);
CREATE INDEX mediation_disputes_day ON mediation_disputes (day, id);
CREATE INDEX mediation_disputes_due ON mediation_disputes (due) WHERE state <> 'closed';

-- The restricted field: the parties, as code and relation. staff_id is never shown; it
-- only keeps a party from establishing the facts.
CREATE TABLE mediation_parties (
    dispute_id TEXT NOT NULL REFERENCES mediation_disputes (id),
    n          INTEGER NOT NULL,
    code       TEXT NOT NULL CHECK (code <> ''),
    relation   TEXT NOT NULL CHECK (relation <> ''),
    minor      BOOLEAN NOT NULL,
    staff_id   TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (dispute_id, n)
);

-- Who has read something restricted, and what for. subject is a dispute or an entry of
-- the care list.
CREATE TABLE mediation_reads (
    id         TEXT PRIMARY KEY,
    subject_id TEXT NOT NULL,
    path       TEXT NOT NULL ${BYTEWISE},
    at         BIGINT NOT NULL,
    by_id      TEXT NOT NULL,
    by_name    TEXT NOT NULL,
    purpose    TEXT NOT NULL CHECK (purpose <> '')
);
CREATE INDEX mediation_reads_subject ON mediation_reads (subject_id, id);

-- What happened, line by line, to whatever this room keeps.
CREATE TABLE mediation_lines (
    id         TEXT PRIMARY KEY,
    subject_id TEXT NOT NULL,
    at         BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    by_name    TEXT NOT NULL,
    data       TEXT NOT NULL
);
CREATE INDEX mediation_lines_subject ON mediation_lines (subject_id, id);

-- The weekly and monthly returns of schools; zero says that nothing was found.
CREATE TABLE mediation_returns (
    school_id TEXT NOT NULL,
    period    TEXT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('weekly', 'monthly')),
    path      TEXT NOT NULL ${BYTEWISE},
    zero      BOOLEAN NOT NULL,
    found     INTEGER NOT NULL,
    open      INTEGER NOT NULL,
    note      TEXT NOT NULL,
    late      BOOLEAN NOT NULL,
    by_id     TEXT NOT NULL,
    by_name   TEXT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (school_id, period),
    CHECK (zero = (found = 0))
);
CREATE INDEX mediation_returns_period ON mediation_returns (period, path);
