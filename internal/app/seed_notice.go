package app

import (
	"context"

	"huxue/internal/modules/notice"
	"huxue/internal/platform/org"
)

// notices plants prompts and relayed warnings of the last weeks, some in force.
func (s *seeding) notices(ctx context.Context) error {
	var city, county string
	for _, a := range s.areas {
		if a.Level == org.City {
			city = a.Path
		}
	}
	for _, x := range s.city.Accounts {
		if x.Role == "bureau_county" {
			county = s.areas[x.AreaCode].Path
		}
	}
	home := s.school[s.city.Schools[0].Code]
	return s.app.advice.SeedNotices(ctx, notice.Seeds{City: city, County: county, School: home.Path, SchoolID: home.ID})
}
