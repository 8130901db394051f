package app

import (
	"context"
	"strings"

	"huxue/internal/city"
	"huxue/internal/modules/hazard"
	"huxue/internal/platform/access"
)

// paperKinds are the official papers of all rooms.
var paperKinds = hazard.PaperKinds()

// issuesPapers is what every agency may do that has instruments of its own. An old
// ledger is brought in by a bureau.
var (
	issuesPapers = []access.Perm{hazard.PermNotice}
	importsBooks = []access.Perm{hazard.PermImport}
	paperHeld    = map[string][]access.Perm{
		"bureau_city": with(issuesPapers, importsBooks), "bureau_county": with(issuesPapers, importsBooks), "police_station": issuesPapers,
		"inspector": issuesPapers, "market": issuesPapers, "fire": issuesPapers,
	}
)

// marks gives the agencies of the city their word marks (发文机关代字). All are
// invented, as the city is.
func (s *seeding) marks(ctx context.Context) error {
	byAgency := map[string]string{}
	for _, g := range s.city.Agencies {
		if mark := wordMark(g, s.areas[g.AreaCode].Name); mark != "" {
			byAgency[s.agency[g.Code].ID] = mark
		}
	}
	return s.app.papers.SeedMarks(ctx, byAgency)
}

// offices are the end of a word mark, by the kind of agency.
var offices = map[city.AgencyKind]string{
	city.Education: "教安", city.Police: "公治", city.Market: "市监", city.Fire: "消", city.Inspectorate: "政教督", city.PoliceStation: "公",
}

// wordMark is the area's short name and the office: 忻教安, 定襄公治, 忻府公长征.
func wordMark(g city.Agency, area string) string {
	office, ok := offices[g.Kind]
	if !ok {
		return ""
	}
	short := "忻"
	if len(g.AreaCode) > 4 {
		for _, level := range []string{"区", "县", "市"} {
			area = strings.TrimSuffix(area, level)
		}
		short = area
	}
	if g.Kind != city.PoliceStation {
		return short + office
	}
	_, town, _ := strings.Cut(strings.TrimSuffix(g.Name, "派出所"), "公安局")
	return short + office + strings.TrimPrefix(town, "忻府分局")
}
