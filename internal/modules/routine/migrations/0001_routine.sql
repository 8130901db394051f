-- +goose ENVSUB ON
-- +goose Up
-- Which days are rests and which working days by order (节假日与调休). The nation's
-- rows stand at '/'; a city, a county or a school may rule otherwise for itself.
CREATE TABLE routine_holidays (
    path    TEXT NOT NULL ${BYTEWISE},
    day     TEXT NOT NULL CHECK (LENGTH(day) = 10),
    rest    BOOLEAN NOT NULL,
    name    TEXT NOT NULL CHECK (name <> ''),
    -- How sure we are: L S M D as in the norm register, M is 待核.
    mark    TEXT NOT NULL CHECK (mark IN ('L', 'S', 'M', 'D')),
    basis   TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (path, day)
);

CREATE TABLE routine_terms (
    id       TEXT PRIMARY KEY,
    version  BIGINT NOT NULL DEFAULT 1,
    path     TEXT NOT NULL ${BYTEWISE},
    name     TEXT NOT NULL CHECK (name <> ''),
    from_day TEXT NOT NULL,
    to_day   TEXT NOT NULL,
    mark     TEXT NOT NULL CHECK (mark IN ('L', 'S', 'M', 'D')),
    CHECK (from_day <= to_day)
);

-- One school day of one school: what was due of each class and how many have
-- held it. held is on time, late was entered afterwards (补录).
CREATE TABLE routine_days (
    school_id TEXT NOT NULL REFERENCES schools (id),
    day       TEXT NOT NULL,
    path      TEXT NOT NULL ${BYTEWISE},
    kind      INTEGER NOT NULL CHECK (kind IN (1, 5, 30)),
    due       INTEGER NOT NULL CHECK (due >= 0),
    held      INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
    late      INTEGER NOT NULL DEFAULT 0 CHECK (late >= 0),
    PRIMARY KEY (school_id, day),
    CHECK (held + late <= due)
);
CREATE INDEX routine_days_day ON routine_days (day, path);
CREATE INDEX routine_days_path ON routine_days (path, day);

-- The same, summed up for a month of a school and of every area above it.
CREATE TABLE routine_sums (
    path  TEXT NOT NULL ${BYTEWISE},
    month TEXT NOT NULL,
    kind  INTEGER NOT NULL,
    due   INTEGER NOT NULL,
    held  INTEGER NOT NULL,
    late  INTEGER NOT NULL,
    PRIMARY KEY (path, month, kind)
);

-- From which day on something is due of a class.
CREATE TABLE routine_classes (
    class_id  TEXT PRIMARY KEY REFERENCES school_classes (id),
    school_id TEXT NOT NULL,
    since     TEXT NOT NULL
);
CREATE INDEX routine_classes_school ON routine_classes (school_id);

CREATE TABLE routine_records (
    id          TEXT PRIMARY KEY,
    class_id    TEXT NOT NULL REFERENCES school_classes (id),
    school_id   TEXT NOT NULL REFERENCES schools (id),
    path        TEXT NOT NULL ${BYTEWISE},
    day         TEXT NOT NULL,
    kind        INTEGER NOT NULL CHECK (kind IN (1, 5, 30)),
    theme       TEXT NOT NULL CHECK (theme <> ''),
    block       TEXT NOT NULL CHECK (block IN ('social', 'health', 'accident', 'network', 'nature', 'other')),
    speaker     TEXT NOT NULL CHECK (speaker IN ('head_teacher', 'teacher', 'pupil', 'officer', 'guest')),
    present     INTEGER NOT NULL CHECK (present >= 0),
    points      TEXT NOT NULL DEFAULT '',
    photo_id    TEXT NOT NULL DEFAULT '',
    -- By the phone's account, and when it reached us. Only the second counts.
    held_at     BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    late        BOOLEAN NOT NULL,
    by_id       TEXT NOT NULL,
    by_name     TEXT NOT NULL,
    void_at     BIGINT NOT NULL DEFAULT 0,
    void_by     TEXT NOT NULL DEFAULT '',
    void_reason TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX routine_records_once ON routine_records (class_id, day) WHERE void_at = 0;
CREATE INDEX routine_records_school ON routine_records (school_id, day);
CREATE INDEX routine_records_path ON routine_records (path, id);

-- Minutes of safety education that a class has had in a school year, by block and
-- by where they come from.
CREATE TABLE routine_hours (
    class_id  TEXT NOT NULL REFERENCES school_classes (id),
    year      TEXT NOT NULL,
    block     TEXT NOT NULL,
    source    TEXT NOT NULL CHECK (source IN ('1530', 'lesson')),
    school_id TEXT NOT NULL,
    minutes   INTEGER NOT NULL CHECK (minutes >= 0),
    PRIMARY KEY (class_id, year, block, source)
);
CREATE INDEX routine_hours_school ON routine_hours (school_id, year);

-- Hours that a school plans for a grade and block in a school year.
CREATE TABLE routine_plans (
    school_id TEXT NOT NULL REFERENCES schools (id),
    year      TEXT NOT NULL,
    grade     INTEGER NOT NULL,
    block     TEXT NOT NULL,
    hours     INTEGER NOT NULL CHECK (hours >= 0),
    PRIMARY KEY (school_id, year, grade, block)
);

-- Safety lessons (安全课) of a class, as they are entered.
CREATE TABLE routine_lessons (
    id         TEXT PRIMARY KEY,
    class_id   TEXT NOT NULL REFERENCES school_classes (id),
    school_id  TEXT NOT NULL REFERENCES schools (id),
    path       TEXT NOT NULL ${BYTEWISE},
    day        TEXT NOT NULL,
    minutes    INTEGER NOT NULL CHECK (minutes > 0),
    block      TEXT NOT NULL,
    title      TEXT NOT NULL CHECK (title <> ''),
    present    INTEGER NOT NULL CHECK (present >= 0),
    by_id      TEXT NOT NULL,
    by_name    TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX routine_lessons_school ON routine_lessons (school_id, day);

-- Lessons by police counsellors and rule-of-law vice-principals. No officer is
-- named: station and post only.
CREATE TABLE routine_visits (
    id           TEXT PRIMARY KEY,
    version      BIGINT NOT NULL DEFAULT 1,
    school_id    TEXT NOT NULL REFERENCES schools (id),
    path         TEXT NOT NULL ${BYTEWISE},
    day          TEXT NOT NULL,
    post         TEXT NOT NULL CHECK (post IN ('vice_principal', 'counsellor', 'officer')),
    unit         TEXT NOT NULL CHECK (unit <> ''),
    topic        TEXT NOT NULL CHECK (topic <> ''),
    block        TEXT NOT NULL,
    audience     TEXT NOT NULL CHECK (audience <> ''),
    state        TEXT NOT NULL CHECK (state IN ('planned', 'agreed', 'held', 'confirmed', 'cancelled')),
    present      INTEGER NOT NULL DEFAULT 0,
    minutes      INTEGER NOT NULL DEFAULT 0,
    note         TEXT NOT NULL DEFAULT '',
    created_name TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    agreed_name  TEXT NOT NULL DEFAULT '',
    agreed_at    BIGINT NOT NULL DEFAULT 0,
    held_at      BIGINT NOT NULL DEFAULT 0,
    confirmed_name TEXT NOT NULL DEFAULT '',
    confirmed_at BIGINT NOT NULL DEFAULT 0,
    cancel_reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX routine_visits_path ON routine_visits (path, day);

-- The nation's days of 2026 and 2027 and terms as they usually are: from memory, so
-- every row is marked M (待核). A city sets its own over them.
INSERT INTO routine_holidays (path, day, rest, name, mark, basis) VALUES
    ('/', '2026-01-01', TRUE, '元旦', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-01-02', TRUE, '元旦', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-01-03', TRUE, '元旦', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-01-04', FALSE, '元旦调休上班', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-02-15', TRUE, '春节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-02-16', TRUE, '春节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-02-17', TRUE, '春节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-02-18', TRUE, '春节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-02-19', TRUE, '春节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-02-20', TRUE, '春节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-02-21', TRUE, '春节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-02-22', TRUE, '春节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-02-23', TRUE, '春节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-02-14', FALSE, '春节调休上班', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-02-28', FALSE, '春节调休上班', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-04-04', TRUE, '清明节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-04-05', TRUE, '清明节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-04-06', TRUE, '清明节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-05-01', TRUE, '劳动节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-05-02', TRUE, '劳动节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-05-03', TRUE, '劳动节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-05-04', TRUE, '劳动节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-05-05', TRUE, '劳动节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-05-09', FALSE, '劳动节调休上班', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-06-19', TRUE, '端午节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-06-20', TRUE, '端午节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-06-21', TRUE, '端午节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-09-25', TRUE, '中秋节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-09-26', TRUE, '中秋节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-09-27', TRUE, '中秋节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-10-01', TRUE, '国庆节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-10-02', TRUE, '国庆节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-10-03', TRUE, '国庆节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-10-04', TRUE, '国庆节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-10-05', TRUE, '国庆节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-10-06', TRUE, '国庆节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-10-07', TRUE, '国庆节', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-09-20', FALSE, '国庆节调休上班', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2026-10-10', FALSE, '国庆节调休上班', 'M', '凭记忆录入，待按国务院办公厅通知核对'),
    ('/', '2027-01-01', TRUE, '元旦', 'M', '只录法定节日，调休安排待国务院办公厅通知'),
    ('/', '2027-02-05', TRUE, '春节', 'M', '只录法定节日，调休安排待国务院办公厅通知'),
    ('/', '2027-02-06', TRUE, '春节', 'M', '只录法定节日，调休安排待国务院办公厅通知'),
    ('/', '2027-02-07', TRUE, '春节', 'M', '只录法定节日，调休安排待国务院办公厅通知'),
    ('/', '2027-02-08', TRUE, '春节', 'M', '只录法定节日，调休安排待国务院办公厅通知'),
    ('/', '2027-04-05', TRUE, '清明节', 'M', '只录法定节日，调休安排待国务院办公厅通知'),
    ('/', '2027-05-01', TRUE, '劳动节', 'M', '只录法定节日，调休安排待国务院办公厅通知'),
    ('/', '2027-05-02', TRUE, '劳动节', 'M', '只录法定节日，调休安排待国务院办公厅通知'),
    ('/', '2027-06-09', TRUE, '端午节', 'M', '只录法定节日，调休安排待国务院办公厅通知'),
    ('/', '2027-09-15', TRUE, '中秋节', 'M', '只录法定节日，调休安排待国务院办公厅通知'),
    ('/', '2027-10-01', TRUE, '国庆节', 'M', '只录法定节日，调休安排待国务院办公厅通知'),
    ('/', '2027-10-02', TRUE, '国庆节', 'M', '只录法定节日，调休安排待国务院办公厅通知'),
    ('/', '2027-10-03', TRUE, '国庆节', 'M', '只录法定节日，调休安排待国务院办公厅通知');
INSERT INTO routine_terms (id, path, name, from_day, to_day, mark) VALUES
    ('trm_2025_2', '/', '2025—2026学年第二学期', '2026-03-02', '2026-07-10', 'M'),
    ('trm_2026_1', '/', '2026—2027学年第一学期', '2026-09-01', '2027-01-22', 'M'),
    ('trm_2026_2', '/', '2026—2027学年第二学期', '2027-03-01', '2027-07-09', 'M');
