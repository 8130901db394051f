package alarm

import (
	"cmp"
	"context"
	"slices"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/notify"
)

// rosters does for many schools, in the order of their paths, what roster does for
// the one of a press: with as many questions as for one.
func (s *Service) rosters(ctx context.Context, tx *db.Tx, schools []checkedSchool, level Level) ([]*roster, error) {
	b, err := s.fillers(ctx, tx, schools)
	if err != nil {
		return nil, err
	}
	out := make([]*roster, len(schools))
	for i, x := range schools {
		shared, err := s.notify.EndpointsFor(ctx, tx, x.path, notify.Real)
		if err != nil {
			return nil, err
		}
		plan, err := s.plans.of(ctx, tx, x.path, level)
		if err != nil {
			return nil, err
		}
		out[i] = &roster{plan: plan, from: b.of(x), shared: shared, mode: Real}
	}
	return out, nil
}

// fillerBook knows who may fill a post at which place: at a school, an area, or
// everywhere.
type fillerBook struct {
	at     map[string][]filler // by path
	covers map[[2]string]bool  // agency and school
}

type filler struct {
	filling
	agency string
}

// of returns the fillings of a school in the order of fillings.
func (b *fillerBook) of(x checkedSchool) []filling {
	var out []filling
	for _, path := range access.Above(x.path) {
		for _, f := range b.at[path] {
			f.covers = !f.named && b.covers[[2]string{f.agency, x.id}]
			out = append(out, f.filling)
		}
	}
	slices.SortStableFunc(out, func(x, y filling) int { return cmp.Compare(x.ID, y.ID) })
	return out
}

func (s *Service) fillers(ctx context.Context, tx *db.Tx, schools []checkedSchool) (*fillerBook, error) {
	b := &fillerBook{at: map[string][]filler{}, covers: map[[2]string]bool{}}
	first, last := schools[0].path, schools[len(schools)-1].path
	holder := func(row db.Scanner) error {
		var f filler
		var at, role string
		if err := row.Scan(&at, &role, &f.ID, &f.Name, &f.Unit, &f.agency); err != nil {
			return err
		}
		for _, post := range s.roles.posts[role] {
			f.post = post
			b.at[at] = append(b.at[at], f)
		}
		return nil
	}
	var own db.Args
	err := db.Each(ctx, tx, holder, `SELECT x.path, g.role, p.id, p.name, p.unit, COALESCE(p.agency_id, '')
		FROM schools x JOIN grants g ON g.school_id = x.id JOIN people p ON p.id = g.person_id
		WHERE p.status = 'active' AND x.path BETWEEN `+own.Add(first)+` AND `+own.Add(last)+` AND `+own.In("g.role", s.roles.all), own.Values()...)
	if err != nil {
		return nil, err
	}
	var wide db.Args
	err = db.Each(ctx, tx, holder, `SELECT COALESCE(a.path, `+wide.Add(access.Everywhere)+`), g.role, p.id, p.name, p.unit, COALESCE(p.agency_id, '')
		FROM grants g JOIN people p ON p.id = g.person_id LEFT JOIN areas a ON a.id = g.area_id
		WHERE p.status = 'active' AND g.school_id IS NULL AND `+wide.In("g.role", s.roles.all), wide.Values()...)
	if err != nil {
		return nil, err
	}
	err = db.Each(ctx, tx, func(row db.Scanner) error {
		var v [2]string
		err := row.Scan(&v[0], &v[1])
		b.covers[v] = true
		return err
	}, `SELECT v.agency_id, v.school_id FROM agency_coverage v JOIN schools x ON x.id = v.school_id WHERE x.path BETWEEN $1 AND $2`, first, last)
	if err != nil {
		return nil, err
	}
	return b, b.addNamed(ctx, tx, schools, first, last)
}

// addNamed adds those who are named for a post, at the schools and above them.
func (b *fillerBook) addNamed(ctx context.Context, tx *db.Tx, schools []checkedSchool, first, last string) error {
	var above []string
	for _, x := range schools {
		all := access.Above(x.path)
		above = append(above, all[:len(all)-1]...)
	}
	slices.Sort(above)
	var a db.Args
	return db.Each(ctx, tx, func(row db.Scanner) error {
		f := filler{filling: filling{named: true}}
		if err := row.Scan(&f.post, &f.ID, &f.Name, &f.Unit, &f.path, &f.duty.Days, &f.duty.Since, &f.duty.Until); err != nil {
			return err
		}
		b.at[f.path] = append(b.at[f.path], f)
		return nil
	}, `SELECT o.post, p.id, p.name, p.unit, o.path, o.days, o.since_min, o.until_min FROM alarm_posts o JOIN people p ON p.id = o.person_id
		WHERE p.status = 'active' AND (o.path BETWEEN `+a.Add(first)+` AND `+a.Add(last)+` OR `+a.In("o.path", slices.Compact(above))+`)`, a.Values()...)
}
