package hazard

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// rankLeast is how many hazards a unit has to have before it is ranked: a rate of
// three is no rate. (domain.md §9.3)
var rankLeast = normKey{"hazard.rank_least", 10}

var errMonths = errs.Invalid("hazard.months_wrong", errs.Field{Name: "from", Code: "hazard.months_wrong"})

// Figures are those of one line: a unit, a category, an agency or a month, with its figures.
type Figures struct {
	Key     string `json:"key" doc:"path, category, agency or month"`
	Name    string `json:"name"`
	Level   string `json:"level" enum:",county,town,school"`
	Small   bool   `json:"small" doc:"too few to be ranked"`
	Checked int64  `json:"checked" doc:"re-checked at random"`
	Unfixed int64  `json:"unfixed" doc:"of them, found not mended"`
	Count
}

// Heat is one cell of the map of categories over units.
type Heat struct {
	Unit     string `json:"unit"`
	Category string `json:"category"`
	Found    int64  `json:"found"`
	Open     int64  `json:"open"`
}

// Numbers are the figures of an area over some months, each from counters that are
// kept on write.
type Numbers struct {
	Path       string           `json:"path"`
	Name       string           `json:"name"`
	From       string           `json:"from"`
	To         string           `json:"to"`
	Total      Figures          `json:"total"`
	States     map[string]int64 `json:"states" doc:"as it stands now"`
	Units      []Figures        `json:"units" nullable:"false"`
	Categories []Figures        `json:"categories" nullable:"false"`
	Agencies   []Figures        `json:"agencies" nullable:"false"`
	Months     []Figures        `json:"months" nullable:"false"`
	Heat       []Heat           `json:"heat" nullable:"false"`
	RankLeast  int              `json:"rankLeast"`
	At         int64            `json:"at"`
}

// unit is a direct child of the area that is looked at.
type unit struct{ Path, Name, Level string }

// Numbers returns the figures of an area: path may be empty where the actor has one.
// Schools that were closed or merged are left out. (domain.md §9.3)
func (s *Service) Numbers(ctx context.Context, path, from, to string) (*Numbers, error) {
	if err := access.RequireSomewhere(ctx, PermStats); err != nil {
		return nil, err
	}
	if own := access.Areas(ctx, PermStats); path == "" && len(own) > 0 {
		path = own[0]
	}
	out := &Numbers{States: map[string]int64{}, From: from, To: to, RankLeast: s.norm(ctx, rankLeast, path)}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := s.place(ctx, tx, path, out); err != nil {
			return err
		}
		if err := access.Require(ctx, PermStats, out.Path); err != nil {
			return err
		}
		out.At = db.Millis(tx.Now)
		if out.To == "" {
			out.To = monthOf(tx.Now)
		}
		if out.From == "" {
			out.From = monthOf(tx.Now.AddDate(-1, 1, 0))
		}
		if !validMonths(out.From, out.To) {
			return errMonths
		}
		units, err := unitsOf(ctx, tx, out.Path)
		if err != nil {
			return err
		}
		return s.sumUp(ctx, tx, units, out)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func validMonths(from, to string) bool {
	a, err1 := time.Parse("2006-01", from)
	b, err2 := time.Parse("2006-01", to)
	return err1 == nil && err2 == nil && !b.Before(a) && b.Sub(a) < 6*366*24*time.Hour
}

// place finds what a path is called. Who sees everything begins at the city.
func (s *Service) place(ctx context.Context, tx *db.Tx, path string, out *Numbers) error {
	q := `SELECT path, name FROM areas WHERE path = $1 UNION ALL SELECT path, name FROM schools WHERE path = $1`
	args := []any{path}
	if path == access.Everywhere || path == "" {
		q, args = `SELECT path, name FROM areas WHERE level = 'city' ORDER BY path LIMIT 1`, nil
	}
	err := tx.QueryRow(ctx, q, args...).Scan(&out.Path, &out.Name)
	if db.IsNotFound(err) {
		return access.ErrForbidden
	}
	return err
}

// unitsOf are the counties of a city, or the schools of a county or town; a school
// has none.
func unitsOf(ctx context.Context, tx *db.Tx, path string) ([]unit, error) {
	scan := func(row db.Scanner) (u unit, err error) { return u, row.Scan(&u.Path, &u.Name, &u.Level) }
	var a db.Args
	counties, err := db.All(ctx, tx, scan, `SELECT path, name, 'county' FROM areas WHERE level = 'county' AND `+a.Within("path", []string{path})+` AND path <> `+a.Add(path)+` ORDER BY path`, a.Values()...)
	if err != nil || len(counties) > 0 {
		return counties, err
	}
	var b db.Args
	return db.All(ctx, tx, scan, `SELECT path, name, 'school' FROM schools WHERE status = 'active' AND `+b.Within("path", []string{path})+` AND path <> `+b.Add(path)+` ORDER BY path LIMIT 1000`, b.Values()...)
}
