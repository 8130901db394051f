-- +goose Up
-- A line that the register of devices (设备台账) has brought goes with its device.
ALTER TABLE alarm_buttons ADD COLUMN by_device BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX alarm_buttons_device ON alarm_buttons (device_id);
