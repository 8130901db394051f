-- +goose ENVSUB ON
-- +goose Up
-- Which hazards stand in which official paper.
CREATE TABLE hazard_papers (
    hazard_id TEXT NOT NULL REFERENCES hazards (id),
    paper_id  TEXT NOT NULL,
    n         INTEGER NOT NULL,
    PRIMARY KEY (hazard_id, paper_id)
);
CREATE INDEX hazard_papers_paper ON hazard_papers (paper_id, n);

-- What a school answers to a notice (整改报告、回执): one per notice. items is JSON.
CREATE TABLE hazard_replies (
    paper_id   TEXT PRIMARY KEY,
    version    BIGINT NOT NULL,
    path       TEXT NOT NULL ${BYTEWISE},
    state      TEXT NOT NULL CHECK (state IN ('draft', 'filed')),
    items      TEXT NOT NULL,
    note       TEXT NOT NULL DEFAULT '',
    written_by TEXT NOT NULL,
    head       TEXT NOT NULL DEFAULT '',
    filed_at   BIGINT NOT NULL DEFAULT 0
);

-- A random re-check of closed hazards (随机复核): drawn by a seed that is published,
-- so that anybody can draw it again.
CREATE TABLE hazard_draws (
    id        TEXT PRIMARY KEY,
    path      TEXT NOT NULL ${BYTEWISE},
    seed      TEXT NOT NULL,
    from_day  TEXT NOT NULL,
    to_day    TEXT NOT NULL,
    pool      INTEGER NOT NULL,
    pool_hash TEXT NOT NULL,
    size      INTEGER NOT NULL,
    at        BIGINT NOT NULL,
    by_id     TEXT NOT NULL,
    by_name   TEXT NOT NULL
);
CREATE INDEX hazard_draws_path ON hazard_draws (path, at);

CREATE TABLE hazard_rechecks (
    draw_id    TEXT NOT NULL REFERENCES hazard_draws (id),
    n          INTEGER NOT NULL,
    hazard_id  TEXT NOT NULL REFERENCES hazards (id),
    result     TEXT NOT NULL DEFAULT '' CHECK (result IN ('', 'fixed', 'unfixed')),
    note       TEXT NOT NULL DEFAULT '',
    at         BIGINT NOT NULL DEFAULT 0,
    by_name    TEXT NOT NULL DEFAULT '',
    -- The hazard that was put down anew because this one was not mended.
    new_id     TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (draw_id, hazard_id)
);

-- What re-checks have come to, kept on write; as hazard_counts, month is that of the
-- re-check.
CREATE TABLE hazard_recheck_counts (
    path    TEXT NOT NULL ${BYTEWISE},
    month   TEXT NOT NULL,
    dim     TEXT NOT NULL,
    key     TEXT NOT NULL,
    checked BIGINT NOT NULL DEFAULT 0,
    unfixed BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (path, dim, month, key)
);

-- One workbook of an old ledger that somebody has uploaded.
CREATE TABLE hazard_imports (
    id         TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL,
    file_name  TEXT NOT NULL,
    -- The paths for which the person may import, as they were at the upload (JSON).
    paths      TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('checking', 'checked', 'applying', 'done', 'failed')),
    failure    TEXT NOT NULL,
    total      INTEGER NOT NULL,
    done       INTEGER NOT NULL,
    result     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX hazard_imports_person ON hazard_imports (person_id, id);

-- What an old ledger said of its pictures, which it does not carry.
CREATE TABLE hazard_imported (
    hazard_id   TEXT PRIMARY KEY REFERENCES hazards (id),
    import_id   TEXT NOT NULL,
    row         INTEGER NOT NULL,
    before_note TEXT NOT NULL,
    after_note  TEXT NOT NULL
);
