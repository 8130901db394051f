-- +goose Up
-- The timeline becomes a chain: each line knows its place, the hash of the line
-- before it and its own; the alarm knows how many lines there are and the last
-- hash. Lines from before have a place and no hash.
ALTER TABLE alarm_timeline ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE alarm_timeline ADD COLUMN prev TEXT NOT NULL DEFAULT '';
ALTER TABLE alarm_timeline ADD COLUMN hash TEXT NOT NULL DEFAULT '';
UPDATE alarm_timeline SET seq = (SELECT count(*) FROM alarm_timeline o
    WHERE o.alarm_id = alarm_timeline.alarm_id AND o.id <= alarm_timeline.id);
DROP INDEX alarm_timeline_alarm;
CREATE UNIQUE INDEX alarm_timeline_place ON alarm_timeline (alarm_id, seq);

ALTER TABLE alarms ADD COLUMN lines BIGINT NOT NULL DEFAULT 0;
ALTER TABLE alarms ADD COLUMN head TEXT NOT NULL DEFAULT '';
UPDATE alarms SET lines = (SELECT count(*) FROM alarm_timeline l WHERE l.alarm_id = alarms.id);

-- How many people were called and how many had it when the alarm was closed:
-- the receipts themselves are not kept for ever.
ALTER TABLE alarms ADD COLUMN called BIGINT NOT NULL DEFAULT 0;
ALTER TABLE alarms ADD COLUMN reached BIGINT NOT NULL DEFAULT 0;

-- What the statistics of a period read, from the index alone.
CREATE INDEX alarms_stats ON alarms (t0, path, t2, t4, t5, state, outcome, outcome_reason, called, reached) WHERE mode = 'real';
