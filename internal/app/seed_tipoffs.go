package app

import "context"

// tipoffs plants a few things that the public has reported, some of them at the
// first school.
func (s *seeding) tipoffs(ctx context.Context) error {
	home := s.school[s.city.Schools[0].Code].ID
	return s.app.tipoffs.SeedTipoffs(ctx, home, s.accounts["xianju"])
}
