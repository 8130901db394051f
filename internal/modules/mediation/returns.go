package mediation

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
	"huxue/internal/platform/todo"
)

// returnDayKey is the norm that says by which day of a month its return is due. [S 30]
const (
	returnDayKey     = "mediation.return_day"
	returnDayDefault = 20
)

// Return is what a school says of a week or a month: so many disputes, or none. Saying
// "none" counts as submitted, saying nothing does not.
type Return struct {
	SchoolID string `json:"schoolId"`
	School   string `json:"school"`
	Path     string `json:"path"`
	Period   string `json:"period" doc:"2026-03, or 2026-W10 for a week"`
	State    string `json:"state" enum:"missing,submitted,zero"`
	Found    int    `json:"found" doc:"disputes entered in the period"`
	Open     int    `json:"open" doc:"of all of the school's, not yet struck off"`
	Note     string `json:"note"`
	Late     bool   `json:"late"`
	By       string `json:"by"`
	At       int64  `json:"at"`
}

var (
	errPeriod  = errs.Invalid("mediation.period_wrong", errs.Field{Name: "period", Code: "mediation.period_wrong"})
	errEarly   = errs.Invalid("mediation.period_ahead", errs.Field{Name: "period", Code: "mediation.period_ahead"})
	errZero    = errs.Invalid("mediation.zero_needed", errs.Field{Name: "zero", Code: "mediation.zero_needed"})
	errNotZero = errs.Conflict("mediation.not_zero")
	monthly    = regexp.MustCompile(`^20\d\d-(0[1-9]|1[0-2])$`)
	weekly     = regexp.MustCompile(`^(20\d\d)-W(0[1-9]|[1-4]\d|5[0-3])$`)
)

// span is a period of screening: its first and last business day, and the last on which
// its return is in time. A month's is due on the norm's day of the month itself, a
// week's on its Sunday.
type span struct{ kind, from, to, due string }

func spanOf(period string, returnDay int) (span, error) {
	switch {
	case monthly.MatchString(period):
		first := dayStart(period + "-01")
		last := first.AddDate(0, 1, -1)
		due := min(max(returnDay, 1), last.Day())
		return span{"monthly", first.Format(time.DateOnly), last.Format(time.DateOnly), fmt.Sprintf("%s-%02d", period, due)}, nil
	case weekly.MatchString(period):
		var year, week int
		_, _ = fmt.Sscanf(period, "%d-W%d", &year, &week)
		// The fourth of January lies in the first week (ISO 8601, GB/T 7408).
		fourth := time.Date(year, 1, 4, 0, 0, 0, 0, city)
		monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7+7*(week-1))
		if y, w := monday.ISOWeek(); y != year || w != week {
			return span{}, errPeriod
		}
		sunday := monday.AddDate(0, 0, 6).Format(time.DateOnly)
		return span{"weekly", monday.Format(time.DateOnly), sunday, sunday}, nil
	}
	return span{}, errPeriod
}

// Submit hands in a school's return. Where nothing was entered, zero must be said
// aloud; where something was, zero is refused.
func (s *Service) Submit(ctx context.Context, schoolID, period string, zero bool, note string) (*Return, error) {
	note = clip(note, 300)
	var out *Return
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := org.GetSchool(ctx, tx, schoolID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, x.Path, org.ErrNoSchool); err != nil {
			return err
		}
		if err := access.Require(ctx, PermRegister, x.Path); err != nil {
			return err
		}
		p, err := spanOf(period, s.limits.Now(ctx, returnDayKey, x.Path, returnDayDefault))
		if err != nil {
			return err
		}
		now := today(tx.Now)
		if p.from > now {
			return errEarly
		}
		r := &Return{SchoolID: x.ID, School: x.Name, Path: x.Path, Period: period, Note: note, Late: now > p.due, By: access.From(ctx).Name, At: db.Millis(tx.Now)}
		if err := tx.QueryRow(ctx, `SELECT COUNT(CASE WHEN day >= $2 AND day <= $3 THEN 1 END), COUNT(CASE WHEN state <> 'closed' THEN 1 END)
			FROM mediation_disputes WHERE school_id = $1`, x.ID, p.from, p.to).Scan(&r.Found, &r.Open); err != nil {
			return err
		}
		switch {
		case r.Found == 0 && !zero:
			return errZero
		case r.Found > 0 && zero:
			return errNotZero.With("n", r.Found)
		}
		if err := screen(false, note); err != nil {
			return err
		}
		r.State = map[bool]string{true: "zero", false: "submitted"}[zero]
		// Handing in again writes the figures anew; whether it was in time stays.
		if _, err := tx.Insert(ctx, "mediation_returns", returnColumns, [][]any{r.row(p.kind, access.From(ctx).ID)},
			`ON CONFLICT (school_id, period) DO UPDATE SET zero = excluded.zero, found = excluded.found, open = excluded.open, note = excluded.note,
			by_id = excluded.by_id, by_name = excluded.by_name, at = excluded.at`); err != nil {
			return err
		}
		out = r
		if err := todo.Finish(ctx, tx, "mediation", "return_due", returnSubject(x.ID, period)); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "mediation.return", x.ID, map[string]any{"period": period, "zero": zero, "found": r.Found})
	})
	return out, err
}

var returnColumns = []string{"school_id", "period", "kind", "path", "zero", "found", "open", "note", "late", "by_id", "by_name", "at"}

func (r *Return) row(kind, byID string) []any {
	return []any{r.SchoolID, r.Period, kind, r.Path, r.State == "zero", r.Found, r.Open, r.Note, r.Late, byID, r.By, r.At}
}

func returnSubject(schoolID, period string) string { return schoolID + " " + period }

// ReturnSum is how a period stands in an area.
type ReturnSum struct {
	Path      string `json:"path"`
	Name      string `json:"name"`
	Schools   int    `json:"schools"`
	Submitted int    `json:"submitted" doc:"zero reports included"`
	Zero      int    `json:"zero"`
	Late      int    `json:"late"`
	Missing   int    `json:"missing"`
	Found     int    `json:"found"`
}

// Returns are the returns of a period: sums by county and the schools one by one, those
// who are missing first.
type Returns struct {
	Period string      `json:"period"`
	Kind   string      `json:"kind" enum:"weekly,monthly"`
	From   string      `json:"from"`
	To     string      `json:"to"`
	Due    string      `json:"due" doc:"last business day in time"`
	Sum    ReturnSum   `json:"sum"`
	Areas  []ReturnSum `json:"areas" nullable:"false"`
	Items  []Return    `json:"items" nullable:"false"`
}

// maxReturns bounds the schools that one page lists; the sums are of all.
const maxReturns = 500

// ReturnsOf shows who has reported for a period and who has not.
func (s *Service) ReturnsOf(ctx context.Context, period, path, state string) (*Returns, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	areas := access.Areas(ctx, PermView)
	at := access.Everywhere
	if len(areas) > 0 {
		at = areas[0]
	}
	p, err := spanOf(period, s.limits.Now(ctx, returnDayKey, at, returnDayDefault))
	if err != nil {
		return nil, err
	}
	out := &Returns{Period: period, Kind: p.kind, From: p.from, To: p.to, Due: p.due, Areas: []ReturnSum{}, Items: []Return{}}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := returnsOf(ctx, tx, areas, path, period)
		if err != nil {
			return err
		}
		names, err := countyNames(ctx, tx)
		if err != nil {
			return err
		}
		out.gather(all, names, state)
		return nil
	})
	return out, err
}

func (out *Returns) gather(all []Return, names map[string]string, state string) {
	by := map[string]*ReturnSum{}
	for _, r := range all {
		county := countyOf(r.Path)
		c := by[county]
		if c == nil {
			c = &ReturnSum{Path: county, Name: names[county]}
			by[county] = c
		}
		for _, sum := range []*ReturnSum{c, &out.Sum} {
			sum.add(&r)
		}
		if len(out.Items) < maxReturns && (state == "" || r.State == state || state == "late" && r.Late) {
			out.Items = append(out.Items, r)
		}
	}
	for _, c := range by {
		out.Areas = append(out.Areas, *c)
	}
	slices.SortFunc(out.Areas, func(a, b ReturnSum) int { return strings.Compare(a.Path, b.Path) })
}

func (x *ReturnSum) add(r *Return) {
	x.Schools++
	x.Found += r.Found
	switch r.State {
	case "missing":
		x.Missing++
		return
	case "zero":
		x.Zero++
	}
	x.Submitted++
	if r.Late {
		x.Late++
	}
}

func returnsOf(ctx context.Context, tx *db.Tx, areas []string, path, period string) ([]Return, error) {
	var a db.Args
	per := a.Add(period)
	where := a.Within("s.path", areas)
	if path != "" {
		where += " AND " + a.Within("s.path", []string{path})
	}
	return db.All(ctx, tx, func(s db.Scanner) (r Return, err error) {
		var there, zero bool
		err = s.Scan(&r.SchoolID, &r.School, &r.Path, &there, &zero, &r.Found, &r.Open, &r.Note, &r.Late, &r.By, &r.At)
		r.Period, r.State = period, "missing"
		if there {
			r.State = map[bool]string{true: "zero", false: "submitted"}[zero]
		}
		return r, err
	}, `SELECT s.id, s.name, s.path, r.school_id IS NOT NULL, COALESCE(r.zero, FALSE), COALESCE(r.found, 0), COALESCE(r.open, 0), COALESCE(r.note, ''),
		COALESCE(r.late, FALSE), COALESCE(r.by_name, ''), COALESCE(r.at, 0)
		FROM schools s LEFT JOIN mediation_returns r ON r.school_id = s.id AND r.period = `+per+`
		WHERE s.status = 'active' AND `+where+` ORDER BY CASE WHEN r.school_id IS NULL THEN 0 ELSE 1 END, s.path`, a.Values()...)
}

// countyOf is the path of the county a school lies in: /province/city/county/.
func countyOf(path string) string {
	parts := strings.SplitAfterN(path, "/", 5)
	return strings.Join(parts[:min(4, len(parts))], "")
}

func countyNames(ctx context.Context, tx *db.Tx) (map[string]string, error) {
	out := map[string]string{}
	err := db.Each(ctx, tx, func(row db.Scanner) error {
		var path, name string
		err := row.Scan(&path, &name)
		out[path] = name
		return err
	}, `SELECT path, name FROM areas WHERE level = 'county'`)
	return out, err
}
