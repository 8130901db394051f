-- +goose ENVSUB ON
-- +goose Up
ALTER TABLE notify_receipts ADD COLUMN acked_at BIGINT NOT NULL DEFAULT 0;

-- A shared address at a place: a group robot, a webhook, a duty mailbox, a duty
-- telephone, the siren of a duty room. Its id stands in person_id and target of
-- its receipts. secret is sealed; for a robot it holds the address too, since
-- that is what lets anybody write to the group.
CREATE TABLE notify_endpoints (
  id         TEXT NOT NULL PRIMARY KEY,
  path       TEXT NOT NULL ${BYTEWISE} CHECK (path LIKE '/%'),
  channel    TEXT NOT NULL CHECK (channel <> ''),
  name       TEXT NOT NULL CHECK (name <> ''),
  address    TEXT NOT NULL,
  secret     TEXT NOT NULL,
  modes      TEXT NOT NULL,
  enabled    BOOLEAN NOT NULL,
  version    BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE INDEX notify_endpoints_place ON notify_endpoints (path);

-- How the way to a shared address, or to a gateway that many go through, did
-- last. shut_until is when it is tried again after failing several times.
CREATE TABLE notify_lines (
  line       TEXT NOT NULL PRIMARY KEY,
  ok_at      BIGINT NOT NULL,
  failed_at  BIGINT NOT NULL,
  error      TEXT NOT NULL,
  shut_until BIGINT NOT NULL
);

-- The mailbox a person wants to be told at; one each.
CREATE TABLE notify_mailboxes (
  person_id  TEXT NOT NULL PRIMARY KEY,
  address    TEXT NOT NULL CHECK (address <> ''),
  created_at BIGINT NOT NULL
);
