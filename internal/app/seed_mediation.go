package app

import (
	"context"

	schoolbus "huxue/internal/modules/bus"
	"huxue/internal/modules/mediation"
)

// mediation plants disputes, link orders, a notice at a gate and children under care.
func (s *seeding) mediation(ctx context.Context) error {
	return s.app.mediation.Seed(ctx, mediation.Cast{Home: s.school[s.city.Schools[0].Code].ID, Principal: s.accounts["xiaozhang"], Safety: s.accounts["anquan"],
		Teacher: s.accounts["banzhuren"], Guard: s.accounts["menwei"], Officer: s.accounts["paichusuo"]})
}

// buses plants vehicles, crews and lines, and opens the trips of the day.
func (s *seeding) buses(ctx context.Context) error {
	cast := schoolbus.Cast{Home: s.school[s.city.Schools[0].Code].ID, Attendant: s.accounts["zhaoguan"]}
	for _, x := range s.city.Accounts {
		if x.Login == "zhaoguan" {
			cast.AttendantName = x.Person.Name
		}
	}
	return s.app.buses.Seed(ctx, cast)
}
