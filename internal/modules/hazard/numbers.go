package hazard

import (
	"context"
	"slices"
	"strings"
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

// book gathers figures by unit and key.
type book struct {
	total                Figures
	units, months        map[string]*Figures
	categories, agencies map[string]*Figures
	heat                 map[[2]string]*Heat
	path                 string
}

func (s *Service) sumUp(ctx context.Context, tx *db.Tx, units []unit, out *Numbers) error {
	b := &book{units: map[string]*Figures{}, months: map[string]*Figures{}, categories: map[string]*Figures{}, agencies: map[string]*Figures{},
		heat: map[[2]string]*Heat{}, path: out.Path}
	b.total.Key, b.total.Name = out.Path, out.Name
	for _, u := range units {
		b.units[u.Path] = &Figures{Key: u.Path, Name: u.Name, Level: u.Level}
	}
	gone, err := goneSchools(ctx, tx, out.Path)
	if err != nil {
		return err
	}
	if err := b.readUnits(ctx, tx, units, gone, out); err != nil {
		return err
	}
	if out.States, err = states(ctx, tx, []string{out.Path}, ""); err != nil {
		return err
	}
	out.Total = b.total
	for _, u := range units {
		f := b.units[u.Path]
		f.Small = f.Found < int64(out.RankLeast)
		out.Units = append(out.Units, *f)
	}
	out.Categories, out.Agencies, out.Months = sorted(b.categories), sorted(b.agencies), sorted(b.months)
	out.Heat = []Heat{}
	for _, u := range units {
		for _, c := range Categories {
			if h := b.heat[[2]string{u.Path, c}]; h != nil && h.Found > 0 {
				out.Heat = append(out.Heat, *h)
			}
		}
	}
	if out.Units == nil {
		out.Units = []Figures{}
	}
	return nil
}

func sorted(m map[string]*Figures) []Figures {
	out := []Figures{}
	for _, f := range m {
		out = append(out, *f)
	}
	slices.SortFunc(out, func(a, b Figures) int { return strings.Compare(a.Key, b.Key) })
	return out
}

// goneSchools are the paths of schools that no longer count.
func goneSchools(ctx context.Context, tx *db.Tx, path string) ([]string, error) {
	var a db.Args
	return db.All(ctx, tx, db.Value[string], `SELECT path FROM schools WHERE status <> 'active' AND `+a.Within("path", []string{path}), a.Values()...)
}

// chunk is how many paths one statement names.
const chunk = 400

func (b *book) readUnits(ctx context.Context, tx *db.Tx, units []unit, gone []string, out *Numbers) error {
	paths := []string{out.Path}
	dims := []string{"", "category", "agency"}
	for _, u := range units {
		paths = append(paths, u.Path)
	}
	if len(units) > 0 && units[0].Level == "school" { // of schools only the sum is shown
		if err := b.read(ctx, tx, []string{out.Path}, dims, out, 1); err != nil {
			return err
		}
		dims, paths = []string{"", "category"}, paths[1:]
	}
	for part := range slices.Chunk(paths, chunk) {
		if err := b.read(ctx, tx, part, dims, out, 1); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(gone, chunk) {
		if err := b.read(ctx, tx, part, []string{"", "category", "agency"}, out, -1); err != nil {
			return err
		}
	}
	return nil
}

// read adds the rows of some paths, or takes them away with sign −1: those of
// schools that are gone, from every unit above them.
func (b *book) read(ctx context.Context, tx *db.Tx, paths, dims []string, out *Numbers, sign int64) error {
	if len(paths) == 0 {
		return nil
	}
	var a db.Args
	where := a.In("path", paths) + ` AND ` + a.In("dim", dims) + ` AND month >= ` + a.Add(out.From) + ` AND month <= ` + a.Add(out.To)
	if err := db.Each(ctx, tx, func(row db.Scanner) error {
		k, c, err := scanCount(row)
		if err == nil {
			b.each(k, sign, func(f *Figures) {
				for i, v := range f.fields() {
					*v += sign * *c.fields()[i]
				}
			})
			b.warm(k, c, sign)
		}
		return err
	}, `SELECT path, month, dim, key, found, closed, major, major_open, listed, overdue, recurred, extended, reworked, invalid, due, on_time, closed_in
		FROM hazard_counts WHERE `+where, a.Values()...); err != nil {
		return err
	}
	return db.Each(ctx, tx, func(row db.Scanner) error {
		var k countKey
		var checked, unfixed int64
		err := row.Scan(&k.Path, &k.Month, &k.Dim, &k.Key, &checked, &unfixed)
		b.each(k, sign, func(f *Figures) { f.Checked, f.Unfixed = f.Checked+sign*checked, f.Unfixed+sign*unfixed })
		return err
	}, `SELECT path, month, dim, key, checked, unfixed FROM hazard_recheck_counts WHERE `+where, a.Values()...)
}

// each finds the figures that a row belongs to.
func (b *book) each(k countKey, sign int64, add func(*Figures)) {
	if k.Path == b.path || sign < 0 {
		switch k.Dim {
		case "":
			add(&b.total)
			add(entry(b.months, k.Month))
		case "category":
			add(entry(b.categories, k.Key))
		case "agency":
			add(entry(b.agencies, k.Key))
		}
	}
	if k.Dim != "" {
		return
	}
	if f := b.units[k.Path]; f != nil {
		add(f)
		return
	}
	for path, f := range b.units {
		if sign < 0 && strings.HasPrefix(k.Path, path) {
			add(f)
		}
	}
}

func (b *book) warm(k countKey, c Count, sign int64) {
	if k.Dim != "category" || k.Path == b.path {
		return
	}
	unit := k.Path
	if sign < 0 {
		unit = ""
		for path := range b.units {
			if strings.HasPrefix(k.Path, path) {
				unit = path
			}
		}
	}
	if b.units[unit] == nil {
		return
	}
	h := b.heat[[2]string{unit, k.Key}]
	if h == nil {
		h = &Heat{Unit: unit, Category: k.Key}
		b.heat[[2]string{unit, k.Key}] = h
	}
	h.Found += sign * c.Found
	h.Open += sign * (c.Found - c.Closed)
}

func entry(m map[string]*Figures, key string) *Figures {
	f := m[key]
	if f == nil {
		f = &Figures{Key: key}
		m[key] = f
	}
	return f
}
