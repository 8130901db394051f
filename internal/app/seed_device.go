package app

import (
	"context"

	"huxue/internal/platform/org"
)

// equipment gives every school its one-key boxes, recorder and gate cameras.
func (s *seeding) equipment(ctx context.Context) error {
	if err := s.app.devices.SeedRegister(ctx, []string{string(org.Guardroom), string(org.MonitorRoom), string(org.Dormitory)}); err != nil {
		return err
	}
	return s.app.alarms.JoinDevices(ctx) // a box and the button of its place are one thing
}
