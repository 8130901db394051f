-- +goose ENVSUB ON
-- +goose Up
-- Who has an alarm open before him. A row lives as long as its beats go on; who
-- falls silent is found by a node that has seen no new beat for a while by its
-- own steady clock, so that a set clock changes nothing.
CREATE TABLE alarm_looks (
    alarm_id  TEXT NOT NULL REFERENCES alarms (id),
    person_id TEXT NOT NULL,
    name      TEXT NOT NULL,
    since     BIGINT NOT NULL,
    beats     BIGINT NOT NULL,
    PRIMARY KEY (alarm_id, person_id)
);

-- How often the group of those who look at an alarm has changed: what desks are
-- told carries it, and the newest one counts.
CREATE TABLE alarm_look_versions (
    alarm_id   TEXT PRIMARY KEY REFERENCES alarms (id),
    version    BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX alarm_look_versions_changed ON alarm_look_versions (changed_at);
