-- +goose ENVSUB ON
-- +goose Up
-- A risk link order (风险联动单). There is no column for a person: not a name, not a
-- number, not an illness, not a past.
CREATE TABLE mediation_links (
    id         TEXT PRIMARY KEY,
    version    BIGINT NOT NULL,
    no         TEXT NOT NULL UNIQUE,
    agency_id  TEXT NOT NULL,
    agency     TEXT NOT NULL,
    officer_id TEXT NOT NULL,
    officer    TEXT NOT NULL,
    path       TEXT NOT NULL ${BYTEWISE},
    risk       TEXT NOT NULL CHECK (risk IN ('red', 'orange', 'yellow', 'blue')),
    concerns   TEXT NOT NULL,
    measures   TEXT NOT NULL,
    note       TEXT NOT NULL,
    from_day   TEXT NOT NULL,
    to_day     TEXT NOT NULL CHECK (to_day >= from_day),
    state      TEXT NOT NULL CHECK (state IN ('active', 'ended')),
    renewed    INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,
    end_note   TEXT NOT NULL,
    CHECK ((state = 'ended') = (ended_at <> 0))
);
CREATE INDEX mediation_links_to ON mediation_links (to_day) WHERE state = 'active';

CREATE TABLE mediation_link_schools (
    link_id     TEXT NOT NULL REFERENCES mediation_links (id),
    school_id   TEXT NOT NULL,
    school_name TEXT NOT NULL,
    path        TEXT NOT NULL ${BYTEWISE},
    received_at BIGINT NOT NULL,
    received_by TEXT NOT NULL,
    done        TEXT NOT NULL,
    note        TEXT NOT NULL,
    answered_at BIGINT NOT NULL,
    answered_by TEXT NOT NULL,
    PRIMARY KEY (link_id, school_id)
);
CREATE INDEX mediation_link_schools_path ON mediation_link_schools (path);

-- A controlled notice (受控提示) is the police's: it lies under their area's path. What
-- it shows is wiped when it ends; that there was one, and who looked at it, stays.
CREATE TABLE mediation_notices (
    id         TEXT PRIMARY KEY,
    version    BIGINT NOT NULL,
    no         TEXT NOT NULL UNIQUE,
    agency_id  TEXT NOT NULL,
    agency     TEXT NOT NULL,
    issuer_id  TEXT NOT NULL,
    issuer     TEXT NOT NULL,
    path       TEXT NOT NULL ${BYTEWISE},
    -- Sealed with the installation's key; '' once wiped.
    content    TEXT NOT NULL,
    picture    TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    until      BIGINT NOT NULL CHECK (until > created_at),
    state      TEXT NOT NULL CHECK (state IN ('active', 'withdrawn', 'purged')),
    ended_at   BIGINT NOT NULL,
    CHECK (state = 'active' OR (content = '' AND picture = '' AND ended_at <> 0))
);
CREATE INDEX mediation_notices_until ON mediation_notices (until) WHERE state = 'active';

-- The gates at which it is shown.
CREATE TABLE mediation_notice_posts (
    notice_id   TEXT NOT NULL REFERENCES mediation_notices (id),
    school_id   TEXT NOT NULL,
    school_name TEXT NOT NULL,
    path        TEXT NOT NULL ${BYTEWISE},
    place_id    TEXT NOT NULL,
    place       TEXT NOT NULL,
    PRIMARY KEY (notice_id, place_id)
);
CREATE INDEX mediation_notice_posts_path ON mediation_notice_posts (path);

-- Each look at one. n stands in the watermark of the picture.
CREATE TABLE mediation_notice_views (
    notice_id TEXT NOT NULL REFERENCES mediation_notices (id),
    n         INTEGER NOT NULL,
    at        BIGINT NOT NULL,
    by_id     TEXT NOT NULL,
    by_name   TEXT NOT NULL,
    unit      TEXT NOT NULL,
    place     TEXT NOT NULL,
    device    TEXT NOT NULL,
    PRIMARY KEY (notice_id, n)
);
