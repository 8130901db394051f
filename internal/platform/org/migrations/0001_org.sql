-- +goose ENVSUB ON
-- +goose Up
CREATE TABLE areas (
    id        TEXT PRIMARY KEY,
    code      TEXT NOT NULL UNIQUE,
    name      TEXT NOT NULL CHECK (name <> ''),
    level     TEXT NOT NULL CHECK (level IN ('province', 'city', 'county', 'town')),
    parent_id TEXT REFERENCES areas (id),
    path      TEXT NOT NULL ${BYTEWISE} UNIQUE,
    sort      INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE schools (
    id             TEXT PRIMARY KEY,
    -- A school that has no 学校标识码 yet has NULL here.
    code           TEXT UNIQUE,
    name           TEXT NOT NULL CHECK (name <> ''),
    -- The name as names are compared: width, spaces and case taken out.
    name_key       TEXT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('kindergarten', 'primary', 'junior', 'nine_year', 'complete',
                                                 'senior', 'vocational', 'special', 'reform', 'point')),
    ownership      TEXT NOT NULL CHECK (ownership IN ('public', 'private')),
    boarding       BOOLEAN NOT NULL,
    pupils         INTEGER NOT NULL CHECK (pupils >= 0),
    boarders       INTEGER NOT NULL CHECK (boarders >= 0 AND boarders <= pupils),
    staff          INTEGER NOT NULL CHECK (staff >= 0),
    guards         INTEGER NOT NULL CHECK (guards >= 0),
    storeys        INTEGER NOT NULL CHECK (storeys >= 0),
    canteen        TEXT NOT NULL CHECK (canteen IN ('none', 'own', 'contracted', 'delivered')),
    bus            TEXT NOT NULL CHECK (bus IN ('none', 'own', 'contracted')),
    gates          INTEGER NOT NULL CHECK (gates >= 0),
    lab_chemicals  BOOLEAN NOT NULL,
    boiler         BOOLEAN NOT NULL,
    elevator       BOOLEAN NOT NULL,
    counter_terror BOOLEAN NOT NULL,
    surroundings   TEXT NOT NULL,
    setting        TEXT NOT NULL CHECK (setting IN ('urban', 'rural')),
    address        TEXT NOT NULL,
    phone          TEXT NOT NULL,
    principal      TEXT NOT NULL,
    lon            DOUBLE PRECISION,
    lat            DOUBLE PRECISION,
    area_id        TEXT NOT NULL REFERENCES areas (id),
    path           TEXT NOT NULL ${BYTEWISE} UNIQUE,
    status         TEXT NOT NULL CHECK (status IN ('active', 'closed', 'merged')),
    version        INTEGER NOT NULL,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL,
    CHECK ((lon IS NULL) = (lat IS NULL))
);
CREATE INDEX schools_name_key ON schools (name_key);
CREATE INDEX schools_area ON schools (area_id);

CREATE TABLE school_places (
    id        TEXT PRIMARY KEY,
    school_id TEXT NOT NULL REFERENCES schools (id),
    name      TEXT NOT NULL CHECK (name <> ''),
    kind      TEXT NOT NULL CHECK (kind IN ('gate', 'guardroom', 'monitor_room', 'dormitory', 'classroom',
                                            'canteen', 'other')),
    sort      INTEGER NOT NULL,
    UNIQUE (school_id, name)
);

CREATE TABLE agencies (
    id         TEXT PRIMARY KEY,
    code       TEXT UNIQUE,
    kind       TEXT NOT NULL CHECK (kind IN ('education', 'police_command', 'police_bureau', 'police_station',
                                             'market', 'fire', 'inspectorate', 'discipline', 'other')),
    name       TEXT NOT NULL CHECK (name <> ''),
    area_id    TEXT NOT NULL REFERENCES areas (id),
    -- The path of its area: an agency answers for all of it.
    path       TEXT NOT NULL ${BYTEWISE},
    address    TEXT NOT NULL,
    phone      TEXT NOT NULL,
    duty_phone TEXT NOT NULL,
    lon        DOUBLE PRECISION,
    lat        DOUBLE PRECISION,
    version    INTEGER NOT NULL,
    UNIQUE (area_id, name)
);
CREATE INDEX agencies_path ON agencies (path, kind);

CREATE TABLE agency_coverage (
    agency_id TEXT NOT NULL REFERENCES agencies (id),
    school_id TEXT NOT NULL REFERENCES schools (id),
    PRIMARY KEY (agency_id, school_id)
);
CREATE INDEX agency_coverage_school ON agency_coverage (school_id);
