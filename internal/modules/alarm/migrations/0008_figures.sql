-- +goose Up
-- What the statistics of a period read, from the index alone: now also how
-- loudly it was pressed, and when each agency first said that it knew.
DROP INDEX alarms_stats;
CREATE INDEX alarms_stats ON alarms (t0, path, level, t2, t4, t5, police_ack_at, school_ack_at, education_ack_at,
    state, outcome, outcome_reason, called, reached) WHERE mode = 'real';
