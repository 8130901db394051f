package norm_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/norm"
	"huxue/internal/platform/org"
)

var (
	schemas = []db.Schema{audit.Schema, org.Schema, norm.Schema}
	system  = access.AsSystem(context.Background(), "test")
)

const (
	city, county, other = "/14/1409/", "/14/1409/140902/", "/14/1409/140921/"
	today               = "2026-09-07" // dbtest.Start
)

func as(name string, paths ...string) context.Context {
	return access.With(context.Background(), access.Actor{Kind: access.Person, ID: "per_" + name, Name: name,
		Held: map[access.Perm][]string{norm.PermView: paths, norm.PermEdit: paths}})
}

// register is a seeded register over one city with two schools.
func register(t *testing.T, f func(t *testing.T, s *norm.Service, d *db.DB, clk *clock.Fake)) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		must(t, d.Write(system, func(tx *db.Tx) error {
			for _, a := range [][]any{{"are_1", "14", "山西省", "province", nil, "/14/"}, {"are_2", "1409", "忻州市", "city", "are_1", city},
				{"are_3", "140902", "忻府区", "county", "are_2", county}, {"are_4", "140921", "定襄县", "county", "are_2", other},
				{"are_5", "140902100", "播明镇", "town", "are_3", county + "140902100/"}} {
				if _, err := tx.Exec(system, `INSERT INTO areas (id, code, name, level, parent_id, path) VALUES ($1, $2, $3, $4, $5, $6)`, a...); err != nil {
					return err
				}
			}
			insert := func(id, kind string, boarding bool, pupils, boarders int, area, path string) error {
				_, err := tx.Exec(system, `INSERT INTO schools (id, name, name_key, kind, ownership, boarding, pupils, boarders, staff, guards, storeys,
					canteen, bus, gates, lab_chemicals, boiler, elevator, counter_terror, surroundings, setting, address, phone, principal,
					area_id, path, status, version, created_at, updated_at)
					VALUES ($1, $1, $1, $2, 'public', $3, $4, $5, 100, 2, 4, 'none', 'none', 2, FALSE, FALSE, FALSE, FALSE, '[]', 'urban', '', '', '',
					$6, $7, 'active', 1, 0, 0)`, id, kind, boarding, pupils, boarders, area, path)
				return err
			}
			if err := insert("sch_senior", "senior", true, 1600, 650, "are_5", county+"140902100/sch_senior/"); err != nil {
				return err
			}
			return insert("sch_nursery", "kindergarten", false, 90, 0, "are_4", other+"sch_nursery/")
		}))
		s := norm.New(norm.Options{DB: d})
		must(t, s.Seed(system))
		f(t, s, d, clk)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func ruling(area, value string) norm.Input {
	return norm.Input{Area: area, Value: json.RawMessage(value), Strictness: norm.Floor, Basis: "忻教安〔2026〕9号", Mark: norm.Source, EffectiveFrom: today}
}

func TestALocalValueHoldsUntilItEnds(t *testing.T) {
	register(t, func(t *testing.T, s *norm.Service, _ *db.DB, clk *clock.Fake) {
		bureau := as("bureau", city)
		added, err := s.Add(bureau, "video.retention_days", ruling("1409", "60"))
		must(t, err)
		if added.OverruledBy != nil || added.Version.PlaceName != "忻州市" || added.Version.Level != norm.City {
			t.Fatalf("%+v", added)
		}
		holds := func(day string) *norm.Resolved {
			a, err := s.Holds(as("principal", county+"140902100/sch_senior/"), "video.retention_days", norm.Question{School: "sch_senior", Day: day})
			must(t, err)
			return a.Resolved
		}
		if r := holds(""); r.Number() != 60 || r.ID != added.Version.ID || len(r.Considered) != 2 {
			t.Fatalf("today: %+v", r)
		}
		if r := holds("2019-09-29"); r.Number() != 30 {
			t.Fatalf("in 2019: %+v", r)
		}
		clk.Add(48 * time.Hour)
		in := ruling("1409", "45")
		in.EffectiveFrom = "2026-10-01"
		next, err := s.Add(bureau, "video.retention_days", in)
		must(t, err)
		for day, want := range map[string]float64{"2026-09-30": 60, "2026-10-01": 45} {
			if r := holds(day); r.Number() != want {
				t.Errorf("on %s: %v, want %v", day, r.Number(), want)
			}
		}
		must(t, s.End(bureau, next.Version.ID, "2026-12-31", next.Version.Version))
		if r := holds("2027-01-01"); r.Number() != 30 {
			t.Errorf("after its end: %v", r.Number())
		}
		if err := s.End(bureau, next.Version.ID, "2027-12-31", 2); errs.Code(err) != "norm.ended_already" {
			t.Errorf("ended twice: %v", err)
		}
		one, err := s.Get(bureau, "video.retention_days")
		must(t, err)
		if len(one.Versions) != 3 {
			t.Errorf("history: %d versions", len(one.Versions))
		}
	})
}

func TestALooserValueIsToldThatItHasNoEffect(t *testing.T) {
	register(t, func(t *testing.T, s *norm.Service, d *db.DB, _ *clock.Fake) {
		added, err := s.Add(as("county", county), "video.retention_days", ruling("140902", "15"))
		must(t, err)
		if added.OverruledBy == nil || added.OverruledBy.Level != norm.Nation || string(added.OverruledBy.Value) != "30" {
			t.Fatalf("%+v", added)
		}
		must(t, d.Read(system, func(tx *db.Tx) error {
			school, err := org.GetSchool(system, tx, "sch_senior")
			must(t, err)
			days, r, err := norm.Int(system, tx, "video.retention_days", norm.At(&school, today))
			if days != 30 || len(r.Overruled()) != 1 {
				t.Errorf("%d days: %+v", days, r)
			}
			return err
		}))
	})
}

func TestAWrongValueIsReplacedOnItsDay(t *testing.T) {
	register(t, func(t *testing.T, s *norm.Service, _ *db.DB, _ *clock.Fake) {
		bureau := as("bureau", city)
		wrong, err := s.Add(bureau, "alarm.test_interval", ruling("1409", `"P2W"`))
		must(t, err)
		right := ruling("1409", `"P1M"`)
		right.Strictness = norm.Ceiling
		_, err = s.Add(bureau, "alarm.test_interval", right)
		must(t, err)
		one, err := s.Get(bureau, "alarm.test_interval")
		must(t, err)
		i := slices.IndexFunc(one.Versions, func(v norm.Version) bool { return v.ID == wrong.Version.ID })
		if i < 0 || one.Versions[i].State != norm.Withdrawn || string(one.Versions[i].Value) != `"P2W"` || one.Versions[i].EndedBy != "bureau" {
			t.Fatalf("%+v", one.Versions)
		}
		a, err := s.Holds(bureau, "alarm.test_interval", norm.Question{Area: "1409"})
		must(t, err)
		if a.Resolved.Text() != "P1M" || a.Place != "忻州市" {
			t.Fatalf("%+v", a)
		}
	})
}

func TestGuards(t *testing.T) {
	register(t, func(t *testing.T, s *norm.Service, d *db.DB, _ *clock.Fake) {
		count := func(id, day string) (n int, err error) {
			must(t, d.Read(system, func(tx *db.Tx) error {
				school, e := org.GetSchool(system, tx, id)
				must(t, e)
				n, _, err = norm.Guards(system, tx, &school, day)
				return nil
			}))
			return n, err
		}
		for _, c := range []struct {
			school, day string
			want        int
			code        string
		}{
			{"sch_senior", today, 6, ""}, // 1600 pupils: 3 + 1; 650 boarders: + 2
			{"sch_nursery", today, 1, ""},
			{"sch_senior", "2019-09-29", 0, "norm.none_holds"}, // the 2012 edition is not in the register
		} {
			if n, err := count(c.school, c.day); n != c.want || errs.Code(err) != c.code {
				t.Errorf("%s on %s: %d %v, want %d %s", c.school, c.day, n, err, c.want, c.code)
			}
		}
		_, err := s.Add(as("bureau", city), "guard.per_gate_min", ruling("1409", "4"))
		must(t, err)
		if n, err := count("sch_nursery", today); n != 8 || err != nil {
			t.Errorf("with a floor per gate: %d %v", n, err)
		}
	})
}

func TestWhatIsRefused(t *testing.T) {
	register(t, func(t *testing.T, s *norm.Service, _ *db.DB, _ *clock.Fake) {
		bureau := as("bureau", city)
		edit := func(f func(*norm.Input)) norm.Input { in := ruling("1409", "60"); f(&in); return in }
		for name, c := range map[string]struct {
			ctx    context.Context
			key    string
			in     norm.Input
			code   string
			fields string
		}{
			"nobody":             {context.Background(), "video.retention_days", ruling("1409", "60"), "unauthorized", ""},
			"the neighbour":      {as("n", other), "video.retention_days", ruling("140902", "60"), "forbidden", ""},
			"above oneself":      {as("n", county), "video.retention_days", ruling("1409", "60"), "forbidden", ""},
			"the nation":         {bureau, "video.retention_days", ruling("", "60"), "forbidden", ""},
			"an unknown key":     {bureau, "video.retention", ruling("1409", "60"), "norm.unknown", ""},
			"an unknown area":    {bureau, "video.retention_days", ruling("9999", "60"), "org.area_not_found", ""},
			"a town":             {bureau, "video.retention_days", ruling("140902100", "60"), "norm.version_invalid", "areaCode"},
			"no number":          {bureau, "video.retention_days", ruling("1409", `"60"`), "norm.version_invalid", "value"},
			"null":               {bureau, "video.retention_days", ruling("1409", `null`), "norm.version_invalid", "value"},
			"no period":          {bureau, "alarm.test_interval", ruling("1409", `"P0D"`), "norm.version_invalid", "value"},
			"no basis":           {bureau, "video.retention_days", edit(func(in *norm.Input) { in.Basis = " " }), "norm.version_invalid", "basis"},
			"no day":             {bureau, "video.retention_days", edit(func(in *norm.Input) { in.EffectiveFrom = "2026-13-01" }), "norm.version_invalid", "effectiveFrom"},
			"ends before":        {bureau, "video.retention_days", edit(func(in *norm.Input) { in.EffectiveTo = "2026-01-01" }), "norm.version_invalid", "effectiveTo"},
			"a floor for a list": {bureau, "edu.1530", ruling("1409", "[1, 5, 30]"), "norm.version_invalid", "strictness"},
		} {
			_, err := s.Add(c.ctx, c.key, c.in)
			var e *errs.Error
			var fields []string
			if errors.As(err, &e) {
				for _, f := range e.Fields {
					fields = append(fields, f.Name)
				}
			}
			if errs.Code(err) != c.code || strings.Join(fields, " ") != c.fields {
				t.Errorf("%s: %v %v, want %s %s", name, err, fields, c.code, c.fields)
			}
		}
		if _, err := s.Holds(as("n", other), "video.retention_days", norm.Question{School: "sch_senior"}); errs.Code(err) != "org.school_not_found" {
			t.Errorf("asked about a neighbour's school: %v", err)
		}
	})
}

func TestTheRegisterShowsWhatConcernsOne(t *testing.T) {
	register(t, func(t *testing.T, s *norm.Service, _ *db.DB, _ *clock.Fake) {
		_, err := s.Add(as("xinfu", county), "video.retention_days", ruling("140902", "60"))
		must(t, err)
		lines := func(ctx context.Context, q norm.Query) *norm.Page {
			t.Helper()
			q.Limit = 500
			p, err := s.List(ctx, q)
			must(t, err)
			return p
		}
		all, mine, theirs := lines(as("bureau", city), norm.Query{}), lines(as("p", county+"140902100/sch_senior/"), norm.Query{}), lines(as("d", other), norm.Query{})
		if mine.Total != all.Total || theirs.Total != all.Total-1 {
			t.Errorf("%d, %d and %d lines", all.Total, mine.Total, theirs.Total)
		}
		if p := lines(as("bureau", city), norm.Query{Level: "county"}); p.Total != 1 || p.Items[0].Status != "current" {
			t.Errorf("%+v", p)
		}
		if p := lines(as("bureau", city), norm.Query{Q: "视频", Mark: "L"}); p.Total != 2 {
			t.Errorf("视频 by law: %d", p.Total)
		}
		var keys []string
		for q := (norm.Query{Limit: 7}); ; {
			p, err := s.List(as("bureau", city), q)
			must(t, err)
			for _, r := range p.Items {
				keys = append(keys, r.Version.ID)
			}
			if q.After = p.Next; q.After == "" {
				break
			}
		}
		slices.Sort(keys)
		if len(slices.Compact(keys)) != all.Total {
			t.Errorf("page by page %d lines of %d", len(keys), all.Total)
		}
	})
}

func TestStartingAgainLeavesWhatWasRuled(t *testing.T) {
	register(t, func(t *testing.T, s *norm.Service, d *db.DB, clk *clock.Fake) {
		_, err := s.Add(system, "auth.lock_fail", ruling("", "3"))
		must(t, err)
		must(t, s.Seed(system))
		if n := s.Now(system, "auth.lock_fail", access.Everywhere, 9); n != 3 {
			t.Errorf("after a restart %d", n)
		}
		second := norm.New(norm.Options{DB: d})
		if n := second.Now(system, "auth.lock_fail", access.Everywhere, 9); n != 3 {
			t.Errorf("on another server %d", n)
		}
		_, err = s.Add(system, "auth.lock_fail", ruling("", "4"))
		must(t, err)
		clk.Add(2 * time.Second)
		if n := second.Now(system, "auth.lock_fail", access.Everywhere, 9); n != 4 {
			t.Errorf("on another server two seconds later %d", n)
		}
		if n := s.Now(system, "no.such", access.Everywhere, 9); n != 9 {
			t.Errorf("what nobody ruled is %d", n)
		}
	})
}

func TestASchoolsOwnValueMovesWithIt(t *testing.T) {
	register(t, func(t *testing.T, s *norm.Service, d *db.DB, _ *clock.Fake) {
		in := ruling("", "90")
		in.School = "sch_nursery"
		_, err := s.Add(as("nursery", other+"sch_nursery/"), "video.retention_days", in)
		must(t, err)
		must(t, d.Write(system, func(tx *db.Tx) error {
			if _, err := tx.Exec(system, `UPDATE schools SET path = $1 WHERE id = 'sch_nursery'`, county+"sch_nursery/"); err != nil {
				return err
			}
			return norm.Moved(system, tx, other+"sch_nursery/", county+"sch_nursery/")
		}))
		a, err := s.Holds(system, "video.retention_days", norm.Question{School: "sch_nursery"})
		must(t, err)
		if a.Resolved.Number() != 90 || a.Resolved.Level != norm.School {
			t.Errorf("%+v", a.Resolved)
		}
	})
}
