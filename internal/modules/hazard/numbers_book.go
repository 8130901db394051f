package hazard

import (
	"context"
	"slices"
	"strings"

	"huxue/internal/kit/db"
)

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

// readUnits reads the area's own figures and the sums of its units. The database adds
// up what is shown as a sum: to hand over each month of each unit takes longer than all
// the rest.
func (b *book) readUnits(ctx context.Context, tx *db.Tx, units []unit, gone []string, out *Numbers) error {
	all := []string{"", "category", "agency"}
	if err := b.read(ctx, tx, []string{out.Path}, all, out, 1); err != nil {
		return err
	}
	paths := make([]string, len(units))
	for i, u := range units {
		paths[i] = u.Path
	}
	for part := range slices.Chunk(paths, chunk) {
		if err := b.read(ctx, tx, part, []string{""}, out, 1); err != nil {
			return err
		}
		if err := b.readHeat(ctx, tx, part, out); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(gone, chunk) {
		if err := b.read(ctx, tx, part, all, out, -1); err != nil {
			return err
		}
	}
	return nil
}

// read adds the sums of some paths, or takes them away with sign −1: those of schools
// that are gone, from every unit above them. Only the area's trend needs its months.
func (b *book) read(ctx context.Context, tx *db.Tx, paths, dims []string, out *Numbers, sign int64) error {
	var a db.Args
	from := ` WHERE ` + a.In("path", paths) + ` AND ` + a.In("dim", dims) + ` AND month >= ` + a.Add(out.From) + ` AND month <= ` + a.Add(out.To) + ` GROUP BY 1, 2, 3, 4`
	month := `CASE WHEN dim = '' THEN month ELSE '' END`
	if sign > 0 && !slices.Contains(paths, b.path) {
		month = `''`
	}
	if err := db.Each(ctx, tx, func(row db.Scanner) error {
		k, c, err := scanCount(row)
		if err == nil {
			b.each(k, sign, func(f *Figures) {
				for i, v := range f.fields() {
					*v += sign * *c.fields()[i]
				}
			})
			if sign < 0 {
				b.warm(k, c.Found, c.Closed, sign)
			}
		}
		return err
	}, `SELECT path, `+month+`, dim, key, `+sums(countColumns...)+` FROM hazard_counts`+from, a.Values()...); err != nil {
		return err
	}
	return db.Each(ctx, tx, func(row db.Scanner) error {
		var k countKey
		var checked, unfixed int64
		err := row.Scan(&k.Path, &k.Month, &k.Dim, &k.Key, &checked, &unfixed)
		b.each(k, sign, func(f *Figures) { f.Checked, f.Unfixed = f.Checked+sign*checked, f.Unfixed+sign*unfixed })
		return err
	}, `SELECT path, `+month+`, dim, key, `+sums("checked", "unfixed")+` FROM hazard_recheck_counts`+from, a.Values()...)
}

func sums(columns ...string) string {
	return "CAST(SUM(" + strings.Join(columns, ") AS BIGINT), CAST(SUM(") + ") AS BIGINT)"
}

// readHeat reads what the map of categories over units shows.
func (b *book) readHeat(ctx context.Context, tx *db.Tx, paths []string, out *Numbers) error {
	var a db.Args
	return db.Each(ctx, tx, func(row db.Scanner) error {
		k := countKey{Dim: "category"}
		var found, closed int64
		err := row.Scan(&k.Path, &k.Key, &found, &closed)
		b.warm(k, found, closed, 1)
		return err
	}, `SELECT path, key, `+sums("found", "closed")+` FROM hazard_counts WHERE `+a.In("path", paths)+` AND dim = 'category' AND month >= `+a.Add(out.From)+
		` AND month <= `+a.Add(out.To)+` GROUP BY path, key`, a.Values()...)
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

func (b *book) warm(k countKey, found, closed, sign int64) {
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
	h.Found += sign * found
	h.Open += sign * (found - closed)
}

func entry(m map[string]*Figures, key string) *Figures {
	f := m[key]
	if f == nil {
		f = &Figures{Key: key}
		m[key] = f
	}
	return f
}
