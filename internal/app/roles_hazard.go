package app

import (
	"slices"

	"huxue/internal/modules/hazard"
	"huxue/internal/platform/access"
	"huxue/internal/platform/auth"
)

// The bundles of hazards: who looks on, a school and its head, a county and the
// city, and the competent agencies, who see what is routed to them. (domain.md §9.1)
var (
	hazardSee    = []access.Perm{hazard.PermView, hazard.PermAll, hazard.PermStats}
	hazardSchool = []access.Perm{hazard.PermView, hazard.PermAll, hazard.PermStats, hazard.PermFind, hazard.PermRectify}
	hazardHead   = []access.Perm{hazard.PermLead}
	hazardBureau = []access.Perm{hazard.PermView, hazard.PermAll, hazard.PermStats, hazard.PermFind, hazard.PermGrade}
	hazardCounty = []access.Perm{hazard.PermCounty}
	hazardCity   = []access.Perm{hazard.PermOversee, hazard.PermRules}
	hazardPolice = []access.Perm{hazard.PermView, hazard.PermFind, hazard.PermOf("police"), hazard.PermOf("traffic")}
	hazardMarket = []access.Perm{hazard.PermView, hazard.PermFind, hazard.PermOf("market")}
	hazardFire   = []access.Perm{hazard.PermView, hazard.PermFind, hazard.PermOf("fire")}
)

// hazardHeld are the permissions that roles have in this room.
var hazardHeld = map[string][]access.Perm{
	"bureau_city": with(hazardBureau, hazardCity), "bureau_county": with(hazardBureau, hazardCounty),
	"principal": with(hazardSchool, hazardHead), "safety_officer": hazardSchool,
	"police_command": hazardPolice, "police_station": hazardPolice, "market": hazardMarket, "fire": hazardFire,
	"inspector": with(hazardSee, []access.Perm{hazard.PermFind}),
}

// hazardRoles are who is reminded of hazards; hazardAgencies whom people act for.
var (
	hazardRoles = hazard.Roles{
		School: []string{"safety_officer"}, Head: []string{"principal"}, County: []string{"bureau_county"}, City: []string{"bureau_city"},
		Agency: map[string][]string{"police": {"police_station"}, "traffic": {"police_command"}, "market": {"market"}, "fire": {"fire"}},
	}
	hazardAgencies = map[string]string{
		"bureau_city": hazard.Education, "bureau_county": hazard.Education, "inspector": hazard.Education, "police_command": "police",
		"police_station": "police", "market": "market", "fire": "fire", "principal": hazard.School, "safety_officer": hazard.School,
	}
)

// also gives roles what a room has for them in a file of its own.
func also(list []auth.Role, held ...map[string][]access.Perm) []auth.Role {
	for i := range list {
		for _, more := range held {
			list[i].Perms = append(slices.Clone(list[i].Perms), more[list[i].Key]...)
		}
	}
	return list
}
