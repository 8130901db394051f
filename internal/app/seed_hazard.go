package app

import "context"

// hazards gives the city a year of hazards, the most telling ones at the first
// school.
func (s *seeding) hazards(ctx context.Context) error {
	return s.app.hazards.SeedHazards(ctx, s.school[s.city.Schools[0].Code].ID)
}
