package org_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

func TestASchoolIsWrittenReadAndChanged(t *testing.T) {
	play(t, func(s *stage) {
		f := facts("忻府区第一中学", 1200)
		f.Code, f.Kind, f.Boarding, f.Boarders, f.Surroundings = "3114020001", org.Complete, true, 800, []string{"water", "road", "water"}
		lon, lat := 112.7345, 38.41
		f.Lon, f.Lat = &lon, &lat
		c := s.school("140902100", f)
		f.Surroundings = []string{"road", "water"}
		if d := cmp.Diff(f, c.Facts); d != "" {
			s.t.Fatal(d)
		}
		if c.CountyName != "忻府区" || c.TownName != "播明镇" || c.AreaCode != "140902100" || c.Path != xinfu+"140902100/"+c.ID+"/" {
			s.t.Fatalf("%+v", c.SchoolRow)
		}
		ctx := as("zhao", cityPath)
		f.Pupils = 1300
		got, err := s.EditSchool(ctx, c.ID, 1, org.SchoolInput{Facts: f, Area: "140902101"})
		s.must(err)
		if got.Pupils != 1300 || got.Version != 2 || got.TownName != "奇村镇" {
			s.t.Fatalf("%+v", got.SchoolRow)
		}
		if d := cmp.Diff([][2]string{{c.Path, got.Path}}, s.moves); d != "" {
			s.t.Fatal(d)
		}
		_, err = s.EditSchool(ctx, c.ID, 1, org.SchoolInput{Facts: f, Area: "140902101"})
		s.refused(err, "stale_version")
		if s.audited("org.school_edit") != 1 {
			s.t.Fatal("an act was not recorded once")
		}
	})
}

func TestTwoSchoolsAreNotOne(t *testing.T) {
	play(t, func(s *stage) {
		f := facts("南关小学", 10)
		f.Code = "2114020001"
		s.school("140902", f)
		s.school("140921", facts("南关小学", 20)) // the same name in another county
		_, err := s.AddSchool(system(), org.SchoolInput{Facts: facts("南关 小学", 30), Area: "140902100"})
		s.refusedAt(err, "name", "taken")
		g := facts("北关小学", 10)
		g.Code = "2114020001"
		_, err = s.AddSchool(system(), org.SchoolInput{Facts: g, Area: "140902"})
		s.refusedAt(err, "code", "taken")
		_, err = s.AddSchool(system(), org.SchoolInput{Facts: facts("北关小学", 10), Area: "1409"})
		s.refusedAt(err, "areaCode", "not_a_county")
	})
}

func (s *stage) refusedAt(err error, field, code string) {
	s.t.Helper()
	e, ok := err.(*errs.Error) //nolint:errorlint // the service returns it bare
	if !ok || len(e.Fields) == 0 || e.Fields[0].Name != field || e.Fields[0].Code != code {
		s.t.Fatalf("got %v, want %s: %s", err, field, code)
	}
}

func TestPagesMeetWithoutGapOrOverlap(t *testing.T) {
	play(t, func(s *stage) {
		for i := range 23 {
			f := facts(fmt.Sprintf("第%02d小学", i), 100*(i%4))
			f.Boarding, f.Status = i%2 == 0, []org.Status{org.Active, org.Active, org.Closed}[i%3]
			if i > 3 {
				f.Code = fmt.Sprintf("21140200%02d", i)
			}
			s.school([]string{"140902", "140921", "140902100"}[i%3], f)
		}
		for _, sort := range []string{"", "name", "-name", "pupils", "-pupils", "code", "-code", "-updated", "county"} {
			seen := map[string]bool{}
			var order []string
			q := org.SchoolQuery{Sort: sort, Limit: 5}
			for pages := 0; ; pages++ {
				page, err := s.Schools(system(), q)
				s.must(err)
				for _, r := range page.Items {
					if seen[r.ID] {
						s.t.Fatalf("sort %q: %s twice", sort, r.Name)
					}
					seen[r.ID] = true
					order = append(order, r.Name)
				}
				if page.Total != 23 || page.Counts["closed"] != 7 || page.Counts[""] != 23 {
					s.t.Fatalf("%d %v", page.Total, page.Counts)
				}
				if q.After = page.Next; q.After == "" || pages > 9 {
					break
				}
			}
			if len(order) != 23 || sort == "name" && order[0] != "第00小学" || sort == "-name" && order[0] != "第22小学" {
				s.t.Fatalf("sort %q: %v", sort, order)
			}
		}
		count := func(q org.SchoolQuery) int {
			page, err := s.Schools(system(), q)
			s.must(err)
			return page.Total
		}
		for want, q := range map[int]org.SchoolQuery{
			15: {Area: "140902"}, 8: {Area: "140921"}, 7: {Area: "140902100"}, 0: {Area: "99"}, 12: {Boarding: "true"}, 1: {Q: "第07"},
		} {
			if got := count(q); got != want {
				s.t.Errorf("%+v: %d", q, got)
			}
		}
		if got := count(org.SchoolQuery{Q: "%"}); got != 0 {
			s.t.Errorf("a wildcard that was typed found %d", got)
		}
		_, err := s.Schools(system(), org.SchoolQuery{Sort: "path; DROP TABLE schools"})
		s.refused(err, "request.invalid")
		_, err = s.Schools(system(), org.SchoolQuery{After: "x"})
		s.refused(err, "request.invalid")
	})
}

func TestPlaces(t *testing.T) {
	play(t, func(s *stage) {
		c := s.school("140902", facts("南关小学", 10))
		ctx := as("zhao", xinfu)
		gate, err := s.AddPlace(ctx, c.ID, org.PlaceInput{Name: " 南门 ", Kind: org.Gate, Sort: 2})
		s.must(err)
		_, err = s.AddPlace(ctx, c.ID, org.PlaceInput{Name: "门卫室", Kind: org.Guardroom, Sort: 1})
		s.must(err)
		_, err = s.AddPlace(ctx, c.ID, org.PlaceInput{Name: "南门", Kind: org.Gate})
		s.refusedAt(err, "name", "taken")
		_, err = s.EditPlace(ctx, gate.ID, org.PlaceInput{Name: "正门", Kind: org.Gate})
		s.must(err)
		_, err = s.EditPlace(as("qian", dingx), gate.ID, org.PlaceInput{Name: "后门", Kind: org.Gate})
		s.refused(err, "org.place_not_found")
		card, err := s.School(ctx, c.ID)
		s.must(err)
		if len(card.Places) != 2 || card.Places[0].Name != "正门" {
			s.t.Fatalf("%v", card.Places)
		}
		s.must(s.RemovePlace(ctx, gate.ID))
		s.refused(s.RemovePlace(ctx, gate.ID), "org.place_not_found")
	})
}

func TestWhichStationAnswersForASchool(t *testing.T) {
	play(t, func(s *stage) {
		c := s.school("140902100", facts("播明小学", 10))
		ctx := as("zhao", cityPath)
		add := func(kind org.AgencyKind, name, area string) org.Agency {
			a, err := s.SaveAgency(ctx, "", 0, org.AgencyInput{Kind: kind, Name: name, Area: area, DutyPhone: "0350-3021110"})
			s.must(err)
			return a
		}
		city, county := add(org.Education, "忻州市教育局", "1409"), add(org.Education, "忻府区教育局", "140902")
		add(org.Education, "定襄县教育局", "140921")
		station := add(org.PoliceStation, "播明派出所", "140902")
		_, err := s.SaveAgency(ctx, "", 0, org.AgencyInput{Kind: org.Education, Name: "忻府区教育局", Area: "140902"})
		s.refusedAt(err, "name", "taken")
		s.must(s.SetStation(ctx, c.ID, station.ID))
		s.must(s.SetStation(ctx, c.ID, station.ID))
		s.refused(s.SetStation(ctx, c.ID, county.ID), "org.station_invalid")
		card, err := s.School(ctx, c.ID)
		s.must(err)
		if card.Station == nil || card.Station.Name != "播明派出所" {
			s.t.Fatalf("%+v", card.Station)
		}
		if len(card.Agencies) != 2 || card.Agencies[0].ID != county.ID || card.Agencies[1].ID != city.ID {
			s.t.Fatalf("%+v", card.Agencies)
		}
		page, err := s.Agencies(as("head", c.Path), org.AgencyQuery{Kind: "police_station"})
		s.must(err)
		if page.Total != 1 || page.Items[0].Schools != 1 || page.Items[0].AreaName != "忻府区" {
			s.t.Fatalf("%+v", page)
		}
		_, err = s.SaveAgency(ctx, station.ID, 1, org.AgencyInput{Kind: org.PoliceStation, Name: "播明镇派出所", Area: "140902"})
		s.must(err)
		_, err = s.SaveAgency(ctx, station.ID, 1, org.AgencyInput{Kind: org.PoliceStation, Name: "再改", Area: "140902"})
		s.refused(err, "stale_version")
		s.must(s.SetStation(ctx, c.ID, ""))
		card, err = s.School(ctx, c.ID)
		s.must(err)
		if card.Station != nil {
			s.t.Fatal("the station is still named")
		}
	})
}

func TestTheTreeOneSees(t *testing.T) {
	play(t, func(s *stage) {
		c := s.school("140902100", facts("播明小学", 10))
		for path, want := range map[string][]string{
			cityPath: {"忻州市", "忻府区", "播明镇", "奇村镇", "定襄县"}, xinfu: {"忻府区", "播明镇", "奇村镇"}, c.Path: {"忻府区", "播明镇"},
		} {
			list, err := s.Areas(as("zhao", path))
			s.must(err)
			var got []string
			for _, a := range list {
				got = append(got, a.Name)
			}
			if d := cmp.Diff(want, got); d != "" {
				s.t.Errorf("%s: %s", path, d)
			}
		}
		a, err := s.AddArea(as("zhao", xinfu), org.AreaInput{Code: "140902102", Name: "豆罗镇", Parent: "140902"})
		s.must(err)
		if a.Path != xinfu+"140902102/" || a.Level != org.Town {
			s.t.Fatalf("%+v", a)
		}
		_, err = s.AddArea(as("zhao", xinfu), org.AreaInput{Code: "140902102", Name: "豆罗镇", Parent: "140902"})
		s.refusedAt(err, "code", "taken")
		_, err = s.AddArea(as("zhao", xinfu), org.AreaInput{Code: "140921101", Name: "宏道镇", Parent: "140902"})
		s.refusedAt(err, "code", "not_below_parent")
		_, err = s.AddArea(as("zhao", xinfu), org.AreaInput{Code: "140902102001", Name: "某村", Parent: "140902102"})
		s.refusedAt(err, "parent", "too_deep")
		_, err = s.AddArea(as("zhao", xinfu), org.AreaInput{Code: "15", Name: "某省"})
		s.refused(err, "forbidden")
		p, err := s.AddArea(as("zhao", access.Everywhere), org.AreaInput{Code: "15", Name: "某省"})
		s.must(err)
		if p.Path != "/15/" || p.Level != org.Province {
			s.t.Fatalf("%+v", p)
		}
		b, err := s.RenameArea(as("zhao", xinfu), a.ID, "豆罗镇（新）")
		s.must(err)
		if b.Name != "豆罗镇（新）" {
			s.t.Fatal(b.Name)
		}
	})
}
