-- +goose Up
CREATE TABLE people (
    id         TEXT PRIMARY KEY,
    -- Lower case; what is typed at the log-in.
    login      TEXT NOT NULL UNIQUE CHECK (login <> ''),
    name       TEXT NOT NULL CHECK (name <> ''),
    unit       TEXT NOT NULL,
    phone      TEXT NOT NULL,
    -- Where the person belongs: a school or an agency, or neither.
    school_id  TEXT REFERENCES schools (id),
    agency_id  TEXT REFERENCES agencies (id),
    status     TEXT NOT NULL CHECK (status IN ('active', 'disabled')),
    lang       TEXT NOT NULL CHECK (lang IN ('zh', 'en')),
    version    INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (school_id IS NULL OR agency_id IS NULL)
);
CREATE INDEX people_school ON people (school_id);
CREATE INDEX people_agency ON people (agency_id);

-- Apart from people, so that no list of people ever carries one of these.
CREATE TABLE auth_secrets (
    person_id   TEXT PRIMARY KEY REFERENCES people (id),
    -- argon2id in PHC form, '' for none.
    password    TEXT NOT NULL,
    password_at BIGINT NOT NULL,
    totp        TEXT NOT NULL,
    -- A second factor that was shown but not yet confirmed with a code.
    totp_new    TEXT NOT NULL,
    -- The last time step whose code was taken; no code is taken twice.
    totp_step   BIGINT NOT NULL,
    pin         TEXT NOT NULL
);

CREATE TABLE auth_recovery (
    person_id TEXT NOT NULL REFERENCES people (id),
    code_hash TEXT NOT NULL,
    used_at   BIGINT NOT NULL,
    PRIMARY KEY (person_id, code_hash)
);

CREATE TABLE auth_failures (
    subject      TEXT PRIMARY KEY,
    fails        INTEGER NOT NULL,
    at           BIGINT NOT NULL,
    locked_until BIGINT NOT NULL
);

CREATE TABLE auth_links (
    token_hash TEXT PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('setup', 'invite')),
    person_id  TEXT REFERENCES people (id),
    created_at BIGINT NOT NULL,
    until      BIGINT NOT NULL,
    used_at    BIGINT NOT NULL,
    CHECK ((kind = 'setup') = (person_id IS NULL))
);
CREATE INDEX auth_links_person ON auth_links (person_id);

-- A log-in that waits for its second factor.
CREATE TABLE auth_pending (
    token_hash TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL REFERENCES people (id),
    method     TEXT NOT NULL CHECK (method IN ('password', 'oidc')),
    until      BIGINT NOT NULL
);

CREATE TABLE grants (
    id         TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL REFERENCES people (id),
    role       TEXT NOT NULL CHECK (role <> ''),
    -- One of the two; neither means everywhere. The path is looked up, so that a
    -- school that moves takes its grants along.
    area_id    TEXT REFERENCES areas (id),
    school_id  TEXT REFERENCES schools (id),
    created_at BIGINT NOT NULL,
    CHECK (area_id IS NULL OR school_id IS NULL)
);
CREATE UNIQUE INDEX grants_once ON grants (person_id, role, (COALESCE(area_id, school_id, '')));
CREATE INDEX grants_area ON grants (area_id);
CREATE INDEX grants_school ON grants (school_id);
CREATE INDEX grants_everywhere ON grants (role) WHERE area_id IS NULL AND school_id IS NULL;

CREATE TABLE devices (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL CHECK (name <> ''),
    kind       TEXT NOT NULL CHECK (kind IN ('gate', 'phone')),
    school_id  TEXT NOT NULL REFERENCES schools (id),
    place_id   TEXT REFERENCES school_places (id),
    status     TEXT NOT NULL CHECK (status IN ('new', 'paired', 'revoked')),
    code_hash  TEXT UNIQUE,
    code_until BIGINT NOT NULL,
    token_hash TEXT UNIQUE,
    paired_at  BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    version    INTEGER NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX devices_school ON devices (school_id);

CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    person_id  TEXT NOT NULL REFERENCES people (id),
    -- The device a PIN log-in is bound to.
    device_id  TEXT REFERENCES devices (id),
    method     TEXT NOT NULL CHECK (method IN ('password', 'pin', 'oidc')),
    second     BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    until      BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL,
    ip         TEXT NOT NULL,
    agent      TEXT NOT NULL
);
CREATE INDEX sessions_person ON sessions (person_id);
CREATE INDEX sessions_device ON sessions (device_id);
