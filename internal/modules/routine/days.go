package routine

import (
	"context"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// piece is how many schools are written at once: a press does not wait for a
// whole city's morning.
const piece = 50

// catchUp is for how many days back the morning's work makes good what nobody
// did while no server ran.
const catchUp = 7

// OpenDays writes down for today, and for the last days where nobody did, what
// is due of every school. It runs each morning.
func (s *Service) OpenDays(ctx context.Context) error {
	if err := access.RequireSomewhere(ctx, PermManage); err != nil {
		return err
	}
	today := dayOf(s.db.Clock().Now())
	for n := catchUp; n >= 0; n-- {
		if err := s.settle(ctx, access.Everywhere, addDays(today, -n)); err != nil {
			return err
		}
	}
	return nil
}

// pupilSchool is a school with what is needed to say what is due there.
type pupilSchool struct {
	id, path string
	classes  int
}

// change is what becomes of one school's day.
type change struct {
	pupilSchool
	day  string
	was  schoolDay
	kind Kind
}

// settle brings what is due below a path on a day into line with the calendar:
// a day that became a holiday is taken off where nobody has held anything, a day
// that became a school day is opened.
func (s *Service) settle(ctx context.Context, path, day string) error {
	var changes []change
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		cal, err := loadCalendar(ctx, tx)
		if err != nil {
			return err
		}
		schools, err := schoolsWithClasses(ctx, tx, path)
		if err != nil {
			return err
		}
		known, err := daysKnown(ctx, tx, path, day)
		if err != nil {
			return err
		}
		for _, x := range schools {
			was := known[x.id]
			kind := cal.At(x.path).Due(day, s.cadence(ctx, x.path))
			if was.kind != kind && was.held+was.late == 0 {
				changes = append(changes, change{x, day, was, kind})
			}
		}
		return nil
	}); err != nil {
		return err
	}
	for part := range slices.Chunk(changes, piece) {
		if err := s.db.Write(db.WithoutKey(ctx), func(tx *db.Tx) error {
			if err := applyChanges(ctx, tx, part); err != nil {
				return err
			}
			return audit.Record(ctx, tx, "routine.open", day, map[string]any{"path": path, "schools": len(part)})
		}); err != nil {
			return err
		}
	}
	return nil
}

// applyChanges writes the days of a portion of schools and their sums.
func applyChanges(ctx context.Context, tx *db.Tx, list []change) error {
	sums := tally{}
	var rows [][]any
	for _, c := range list {
		if c.was.kind != None {
			// Meanwhile somebody may have held one: then it stays.
			res, err := tx.Exec(ctx, `DELETE FROM routine_days WHERE school_id = $1 AND day = $2 AND held + late = 0`, c.id, c.day)
			if err != nil {
				return err
			}
			if n, err := res.RowsAffected(); err != nil || n == 0 {
				continue
			}
			sums.add(c.path, c.day, c.was.kind, -c.was.due, 0, 0)
		}
		if c.kind != None {
			rows = append(rows, []any{c.id, c.day, c.path, int(c.kind), c.classes})
		}
	}
	opened, err := openRows(ctx, tx, rows)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.kind != None && opened[c.id] {
			sums.add(c.path, c.day, c.kind, c.classes, 0, 0)
		}
	}
	return sums.save(ctx, tx)
}

// openRows inserts days and the classes they are due of, and says which schools'
// days were not there before.
func openRows(ctx context.Context, tx *db.Tx, rows [][]any) (map[string]bool, error) {
	out := map[string]bool{}
	for _, r := range rows {
		res, err := tx.Exec(ctx, `INSERT INTO routine_days (school_id, day, path, kind, due) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`, r...)
		if err != nil {
			return nil, err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return nil, err
		}
		out[r[0].(string)] = n > 0
		if _, err := tx.Exec(ctx, `INSERT INTO routine_classes (class_id, school_id, since)
			SELECT c.id, c.school_id, CAST($1 AS TEXT) FROM school_classes c WHERE c.school_id = $2 AND c.status = 'active' ON CONFLICT DO NOTHING`, r[1], r[0]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// tally gathers what is to be added to the sums of a school's month and of all
// areas above it.
type tally map[sumKey]*[3]int

type sumKey struct {
	path, month string
	kind        Kind
}

func (t tally) add(path, day string, kind Kind, due, held, late int) {
	for _, p := range access.Above(path)[1:] {
		key := sumKey{p, day[:7], kind}
		if t[key] == nil {
			t[key] = &[3]int{}
		}
		t[key][0] += due
		t[key][1] += held
		t[key][2] += late
	}
}

// save adds them up, in one order for everybody so that nobody waits for another
// who waits for him, and at the end of the transaction so that nobody waits long.
func (t tally) save(ctx context.Context, tx *db.Tx) error {
	keys := make([]sumKey, 0, len(t))
	for k := range t {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b sumKey) int {
		if a.path != b.path {
			return strings.Compare(a.path, b.path)
		}
		if a.month != b.month {
			return strings.Compare(a.month, b.month)
		}
		return int(a.kind - b.kind)
	})
	for _, k := range keys {
		if err := tx.Post(ctx, `INSERT INTO routine_sums (path, month, kind, due, held, late) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (path, month, kind) DO UPDATE SET due = routine_sums.due + excluded.due, held = routine_sums.held + excluded.held,
				late = routine_sums.late + excluded.late`, k.path, k.month, int(k.kind), t[k][0], t[k][1], t[k][2]); err != nil {
			return err
		}
	}
	return nil
}
