-- +goose ENVSUB ON
-- +goose Up
-- One row per message, however many people it is for. title is a code and
-- params a JSON object; the page that shows it has the sentence.
CREATE TABLE notify_messages (
  id         TEXT NOT NULL PRIMARY KEY,
  lane       TEXT NOT NULL CHECK (lane IN ('urgent', 'normal')),
  room       TEXT NOT NULL,
  kind       TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  path       TEXT NOT NULL ${BYTEWISE},
  title      TEXT NOT NULL,
  params     TEXT NOT NULL,
  link       TEXT NOT NULL,
  mode       TEXT NOT NULL CHECK (mode IN ('real', 'drill', 'test')),
  silent     BOOLEAN NOT NULL,
  once       TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX notify_messages_subject ON notify_messages (subject_id, id);
CREATE INDEX notify_messages_age ON notify_messages (created_at);
CREATE UNIQUE INDEX notify_messages_once ON notify_messages (once) WHERE once <> '';

-- Where a person can be reached beside the pages: one row per browser, later
-- per telephone, mailbox or robot. secret is what the channel needs to write to it.
CREATE TABLE notify_targets (
  id          TEXT NOT NULL PRIMARY KEY,
  person_id   TEXT NOT NULL,
  channel     TEXT NOT NULL,
  address     TEXT NOT NULL,
  secret      TEXT NOT NULL,
  label       TEXT NOT NULL,
  urgent_only BOOLEAN NOT NULL,
  created_at  BIGINT NOT NULL,
  UNIQUE (channel, address)
);
CREATE INDEX notify_targets_person ON notify_targets (person_id);

-- The ledger, one row per recipient and channel. It is also the queue: next_at
-- is when the row may be tried by whoever comes first, and a server that is
-- trying it moves next_at to the end of its lease.
CREATE TABLE notify_receipts (
  message_id   TEXT NOT NULL REFERENCES notify_messages (id) ON DELETE CASCADE,
  person_id    TEXT NOT NULL,
  channel      TEXT NOT NULL,
  target       TEXT NOT NULL,
  lane         TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'delivered', 'seen', 'failed', 'expired')),
  attempts     INTEGER NOT NULL,
  next_at      BIGINT NOT NULL,
  lease_by     TEXT NOT NULL,
  error        TEXT NOT NULL,
  queued_at    BIGINT NOT NULL,
  sent_at      BIGINT NOT NULL,
  delivered_at BIGINT NOT NULL,
  seen_at      BIGINT NOT NULL,
  PRIMARY KEY (message_id, person_id, channel, target)
);
-- Empty when nothing waits, so that the sweep of each second costs nothing.
CREATE INDEX notify_receipts_due ON notify_receipts (lane, channel, next_at) WHERE state = 'queued';
-- The inbox and its unread count are read from the index alone.
CREATE INDEX notify_receipts_inbox ON notify_receipts (person_id, message_id, seen_at) WHERE channel = 'inapp';

-- The key pair by which push services know us; made once.
CREATE TABLE notify_keys (
  name       TEXT NOT NULL PRIMARY KEY,
  public     TEXT NOT NULL,
  private    TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
