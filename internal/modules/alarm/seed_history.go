package alarm

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"huxue/internal/kit/canon"
	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// SeedHistory invents a year of closed alarms for the demo city, n of them, each
// with its chain, so that the figures have something to count. Nobody is called
// and no other room hears of them. access: the seed alone, which acts as the system.
func (s *Service) SeedHistory(ctx context.Context, n int) error {
	if access.From(ctx).Kind != access.System {
		return access.ErrForbidden
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		sites, err := db.All(ctx, tx, func(sc db.Scanner) (p past, err error) {
			err = sc.Scan(&p.schoolID, &p.name, &p.path, &p.phone, &p.lon, &p.lat, &p.guardID, &p.guard, &p.unit)
			return p, err
		}, `SELECT s.id, s.name, s.path, s.phone, COALESCE(s.lon, 0), COALESCE(s.lat, 0), p.id, p.name, p.unit
			FROM schools s JOIN people p ON p.school_id = s.id WHERE s.status = 'active' AND p.unit LIKE '%保安%' ORDER BY p.id`)
		if err != nil || len(sites) == 0 {
			return err
		}
		var desk, office access.Actor
		for login, who := range map[string]*access.Actor{"zhihui": &desk, "jiaoyuju": &office} {
			if err := tx.QueryRow(ctx, `SELECT id, name, unit FROM people WHERE login = $1`, login).Scan(&who.ID, &who.Name, &who.Unit); err != nil {
				return err
			}
		}
		dice := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // an invented city is the same each time
		times := make([]time.Time, n)
		for i := range times {
			// Alarms come in school hours, on school days more than on others.
			t := tx.Now.Add(-time.Duration(1+dice.IntN(364)) * 24 * time.Hour).In(city)
			times[i] = time.Date(t.Year(), t.Month(), t.Day(), 7+dice.IntN(11), dice.IntN(60), dice.IntN(60), dice.IntN(1000)*1e6, city).UTC()
		}
		slices.SortFunc(times, time.Time.Compare)
		var lines [][]any
		for _, t := range times {
			p := sites[dice.IntN(len(sites))]
			if p.county, err = s.countyName(ctx, tx, p.path); err != nil {
				return err
			}
			a, story := p.alarm(dice, t, desk, office)
			if err := insertAlarm(ctx, tx, a); err != nil {
				return err
			}
			called := 6 + dice.IntN(6)
			if _, err := tx.Exec(ctx, `UPDATE alarms SET version = lines, changed_at = t7, called = $1, reached = $2, police_ack_at = $3,
				police_ack_by = $4, school_ack_at = $5, school_ack_by = $6, education_ack_at = $7, education_ack_by = $8 WHERE id = $9`,
				called, called-dice.IntN(3), db.Millis(a.Acks.Police.At), a.Acks.Police.Name, db.Millis(a.Acks.School.At), a.Acks.School.Name,
				db.Millis(a.Acks.Education.At), a.Acks.Education.Name, a.ID); err != nil {
				return err
			}
			lines = append(lines, story...)
		}
		if _, err := tx.Insert(ctx, "alarm_timeline", lineColumns, lines, ""); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "alarm.seed_history", "", map[string]int{"alarms": n})
	})
}

var lineColumns = []string{"id", "alarm_id", "seq", "at", "kind", "by_id", "by_name", "by_unit", "data", "prev", "hash"}

// past is a school at which something happened, and the guard who pressed.
type past struct {
	schoolID, name, path, phone, county string
	lon, lat                            float64
	guardID, guard, unit                string
}

// alarm invents one closed alarm of the school with its chained story.
func (p past) alarm(dice *rand.Rand, at time.Time, desk, office access.Actor) (a *Alarm, story [][]any) {
	// Times of people are skewed: most are quick, a few take very long.
	took := func(median, spread float64) time.Duration {
		return time.Duration(median*math.Exp(spread*dice.NormFloat64())*1000) * time.Millisecond
	}
	a = &Alarm{
		ID: id.New("alm"), Mode: Real, Level: Emergency, State: Reset, Outcome: Handled, Path: p.path, SchoolID: p.schoolID, SchoolName: p.name,
		SchoolPhone: p.phone, CountyName: p.county, Lon: p.lon, Lat: p.lat, Source: "phone", PresserID: p.guardID, PresserName: p.guard,
		PresserUnit: p.unit, DeskID: desk.ID, DeskName: desk.Name, T0: at, T1: at.Add(took(0.3, 0.4)),
		Place: pick(dice, "南门门卫室", "北门门卫室", "教学楼一层", "宿舍楼值班室", "操场"),
	}
	switch d := dice.IntN(10); {
	case d < 2:
		a.Mode = Test
	case d < 4:
		a.Mode = Drill
	}
	if a.Kind = pick(dice, Kinds...); dice.IntN(3) == 0 {
		a.Kind = ""
	}
	guard := access.Actor{ID: p.guardID, Name: p.guard, Unit: p.unit}
	a.T2 = a.T1.Add(took(22, 0.45))
	type step struct {
		at   time.Time
		kind string
		by   access.Actor
		data map[string]any
	}
	steps := []step{{a.T1, "raised", guard, map[string]any{"kind": a.Kind, "place": a.Place, "silent": false}}, {a.T2, "accepted", desk, nil}}
	if dice.IntN(10) < 3 {
		a.T6 = a.T2.Add(took(150, 0.5))
		a.Outcome, a.OutcomeReason = FalseAlarm, pick(dice, "mistouch", "mistouch", "mistouch", "equipment", "misjudged", "test_unregistered", "other")
		steps = append(steps, step{a.T6, "false_alarm", desk, map[string]any{"reason": a.OutcomeReason, "note": "电话核实"}})
	} else {
		a.ResponderUnit = p.county + "公安分局"
		a.T3 = a.T2.Add(took(15, 0.4))
		a.T4 = a.T0.Add(took(42, 0.35))
		a.T5 = a.T3.Add(took(215, 0.3))
		a.T6 = a.T5.Add(took(900, 0.6))
		steps = append(steps, step{a.T3, "dispatched", desk, map[string]any{"unit": a.ResponderUnit, "note": ""}},
			step{a.T4, "guard_arrived", guard, nil}, step{a.T5, "police_arrived", desk, nil},
			step{a.T6, "resolved", desk, map[string]any{"note": "已处置"}})
	}
	// The police know when they take it, the school when its people arrive, and the
	// bureau says so by itself, now and then not at all.
	a.Acks.Police = Ack{desk.Name, a.T2}
	if !a.T4.IsZero() {
		a.Acks.School = Ack{p.guard, a.T4}
	}
	if at := a.T0.Add(took(70, 0.5)).Truncate(time.Millisecond); dice.IntN(10) < 8 && at.Before(a.T6) {
		a.Acks.Education = Ack{office.Name, at}
		steps = append(steps, step{at, "acknowledged", office, map[string]any{"agency": Education}})
	}
	a.T7 = a.T6.Add(took(600, 0.5))
	steps = append(steps, step{a.T7, "reset", desk, nil})
	for _, t := range []*time.Time{&a.T1, &a.T2, &a.T3, &a.T4, &a.T5, &a.T6, &a.T7, &a.Acks.Police.At, &a.Acks.School.At} {
		*t = t.Truncate(time.Millisecond)
	}
	slices.SortStableFunc(steps, func(x, y step) int { return x.at.Compare(y.at) })
	for _, s := range steps {
		data, _ := canon.Marshal(s.data)
		l := Line{Seq: a.lines + 1, ID: id.New("evt"), At: db.Millis(s.at), Kind: s.kind, ByID: s.by.ID, ByName: s.by.Name, ByUnit: s.by.Unit,
			Data: string(data), Prev: a.head}
		l.Hash = l.seal(a.ID)
		a.lines, a.head = l.Seq, l.Hash
		story = append(story, []any{l.ID, a.ID, l.Seq, l.At, l.Kind, l.ByID, l.ByName, l.ByUnit, l.Data, l.Prev, l.Hash})
	}
	return a, story
}

func pick(dice *rand.Rand, from ...string) string { return from[dice.IntN(len(from))] }
