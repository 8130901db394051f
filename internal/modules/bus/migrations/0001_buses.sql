-- +goose ENVSUB ON
-- +goose Up
-- One vehicle, one file (一车一档). Days are business days, '' for unknown.
CREATE TABLE bus_vehicles (
    id           TEXT PRIMARY KEY,
    version      BIGINT NOT NULL,
    school_id    TEXT NOT NULL,
    school_name  TEXT NOT NULL,
    path         TEXT NOT NULL ${BYTEWISE},
    plate        TEXT NOT NULL UNIQUE CHECK (plate <> ''),
    kind         TEXT NOT NULL CHECK (kind IN ('kindergarten', 'primary', 'school')),
    seats        INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 80),
    owner        TEXT NOT NULL,
    permit_no    TEXT NOT NULL,
    permit_until TEXT NOT NULL,
    inspected_on TEXT NOT NULL,
    hammer       BOOLEAN NOT NULL,
    extinguisher BOOLEAN NOT NULL,
    first_aid    BOOLEAN NOT NULL,
    recorder     BOOLEAN NOT NULL,
    letter_on    TEXT NOT NULL,
    -- On the sticker at the last row.
    code         TEXT NOT NULL UNIQUE,
    retired      BOOLEAN NOT NULL
);
CREATE INDEX bus_vehicles_path ON bus_vehicles (path, id);

-- Drivers and attendants; born is a month, and of what was looked into only that it was.
CREATE TABLE bus_crew (
    id          TEXT PRIMARY KEY,
    version     BIGINT NOT NULL,
    school_id   TEXT NOT NULL,
    school_name TEXT NOT NULL,
    path        TEXT NOT NULL ${BYTEWISE},
    kind        TEXT NOT NULL CHECK (kind IN ('driver', 'attendant')),
    name        TEXT NOT NULL CHECK (name <> ''),
    born        TEXT NOT NULL,
    licensed_on TEXT NOT NULL,
    review_on   TEXT NOT NULL,
    cleared     TEXT NOT NULL,
    person_id   TEXT NOT NULL,
    retired     BOOLEAN NOT NULL
);
CREATE INDEX bus_crew_path ON bus_crew (path, id);

CREATE TABLE bus_lines (
    id           TEXT PRIMARY KEY,
    version      BIGINT NOT NULL,
    school_id    TEXT NOT NULL,
    school_name  TEXT NOT NULL,
    path         TEXT NOT NULL ${BYTEWISE},
    name         TEXT NOT NULL CHECK (name <> ''),
    vehicle_id   TEXT NOT NULL REFERENCES bus_vehicles (id),
    driver_id    TEXT NOT NULL REFERENCES bus_crew (id),
    attendant_id TEXT NOT NULL REFERENCES bus_crew (id),
    stops        TEXT NOT NULL,
    arrive       INTEGER NOT NULL CHECK (arrive BETWEEN 0 AND 1439),
    leave        INTEGER NOT NULL CHECK (leave BETWEEN 0 AND 1439),
    days         TEXT NOT NULL CHECK (days <> ''),
    active       BOOLEAN NOT NULL
);
CREATE INDEX bus_lines_path ON bus_lines (path, id);

-- One pupil, one file (一生一档): his stop and his seat. The name stands with the roster.
CREATE TABLE bus_riders (
    line_id  TEXT NOT NULL REFERENCES bus_lines (id),
    pupil_id TEXT NOT NULL,
    stop     INTEGER NOT NULL,
    seat     INTEGER NOT NULL CHECK (seat > 0),
    PRIMARY KEY (line_id, pupil_id),
    UNIQUE (line_id, seat)
);

-- One drive. due_at is when it turns red by itself, by the steady clock; 0 for never.
CREATE TABLE bus_trips (
    id               TEXT PRIMARY KEY,
    version          BIGINT NOT NULL,
    line_id          TEXT NOT NULL REFERENCES bus_lines (id),
    line_name        TEXT NOT NULL,
    school_id        TEXT NOT NULL,
    school_name      TEXT NOT NULL,
    path             TEXT NOT NULL ${BYTEWISE},
    vehicle_id       TEXT NOT NULL,
    plate            TEXT NOT NULL,
    code             TEXT NOT NULL,
    driver           TEXT NOT NULL,
    attendant        TEXT NOT NULL,
    attendant_person TEXT NOT NULL,
    day              TEXT NOT NULL,
    direction        TEXT NOT NULL CHECK (direction IN ('to', 'back')),
    from_min         INTEGER NOT NULL,
    to_min           INTEGER NOT NULL,
    seats            INTEGER NOT NULL,
    state            TEXT NOT NULL CHECK (state IN ('planned', 'checked', 'running', 'arrived', 'done', 'cancelled')),
    list             TEXT NOT NULL,
    answers          TEXT NOT NULL,
    checked_by       TEXT NOT NULL,
    checked_at       BIGINT NOT NULL,
    started_at       BIGINT NOT NULL,
    arrived_at       BIGINT NOT NULL,
    cleared_at       BIGINT NOT NULL,
    cleared_by       TEXT NOT NULL,
    clear_way        TEXT NOT NULL,
    clear_file       TEXT NOT NULL,
    boarded          INTEGER NOT NULL,
    alighted         INTEGER NOT NULL,
    expected         INTEGER NOT NULL,
    absent           INTEGER NOT NULL,
    due_at           BIGINT NOT NULL,
    alarm            TEXT NOT NULL CHECK (alarm IN ('', 'uncleared', 'mismatch', 'silent')),
    alarm_at         BIGINT NOT NULL,
    resolved_at      BIGINT NOT NULL,
    resolved_by      TEXT NOT NULL,
    reason           TEXT NOT NULL,
    cancelled_by     TEXT NOT NULL,
    changed_at       BIGINT NOT NULL,
    UNIQUE (line_id, day, direction),
    -- Over only with a look at the last row; settled only with a reason.
    CHECK ((state = 'done') = (cleared_at <> 0)),
    CHECK (resolved_at = 0 OR reason <> '')
);
CREATE INDEX bus_trips_day ON bus_trips (day, path, from_min);
CREATE INDEX bus_trips_due ON bus_trips (due_at) WHERE due_at <> 0;
CREATE INDEX bus_trips_red ON bus_trips (path) WHERE alarm <> '' AND resolved_at = 0;
CREATE INDEX bus_trips_attendant ON bus_trips (attendant_person, day);
CREATE INDEX bus_trips_changed ON bus_trips (changed_at);

-- Who was aboard, kept for a year. (domain.md §9.4)
CREATE TABLE bus_roll (
    trip_id  TEXT NOT NULL REFERENCES bus_trips (id),
    pupil_id TEXT NOT NULL,
    stop     INTEGER NOT NULL,
    seat     INTEGER NOT NULL,
    on_at    BIGINT NOT NULL,
    off_at   BIGINT NOT NULL,
    absent   BOOLEAN NOT NULL,
    PRIMARY KEY (trip_id, pupil_id),
    CHECK (off_at = 0 OR on_at <> 0)
);

-- What happened, line by line.
CREATE TABLE bus_timeline (
    id      TEXT PRIMARY KEY,
    trip_id TEXT NOT NULL REFERENCES bus_trips (id),
    at      BIGINT NOT NULL,
    kind    TEXT NOT NULL,
    by_name TEXT NOT NULL,
    data    TEXT NOT NULL
);
CREATE INDEX bus_timeline_trip ON bus_timeline (trip_id, id);
