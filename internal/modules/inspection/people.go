package inspection

import (
	"context"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// inspectors are the people whose role makes them inspectors of an agency anywhere
// above or below a path, each once, by name. A role at a school makes nobody an
// inspector of others.
func (s *Service) inspectors(ctx context.Context, tx *db.Tx, path string, ids ...string) ([]Inspector, error) {
	roles := make([]string, 0, len(s.roles))
	for r := range s.roles {
		roles = append(roles, r)
	}
	slices.Sort(roles)
	var a db.Args
	where := a.In("g.role", roles)
	if len(ids) > 0 {
		where += " AND " + a.In("p.id", ids)
	}
	list, err := db.All(ctx, tx, func(row db.Scanner) (i Inspector, err error) {
		var role string
		err = row.Scan(&i.ID, &i.Name, &i.Unit, &role, &i.Path)
		i.Agency = s.roles[role]
		return i, err
	}, `SELECT p.id, p.name, p.unit, g.role, COALESCE(a.path, x.path, '/') FROM grants g JOIN people p ON p.id = g.person_id
		LEFT JOIN areas a ON a.id = g.area_id LEFT JOIN schools x ON x.id = g.school_id
		WHERE p.status = 'active' AND `+where+` ORDER BY p.name, p.id, g.id`, a.Values()...)
	if err != nil {
		return nil, err
	}
	out, seen := []Inspector{}, map[string]bool{}
	for _, i := range list {
		if seen[i.ID] || !strings.HasPrefix(path, i.Path) && !strings.HasPrefix(i.Path, path) {
			continue
		}
		seen[i.ID] = true
		out = append(out, i)
	}
	return out, nil
}

// staff are the people of a school who may inspect it themselves.
func staff(ctx context.Context, tx *db.Tx, schoolID string, ids ...string) ([]Inspector, error) {
	var a db.Args
	where := "g.school_id = " + a.Add(schoolID) + " AND " + a.In("g.role", schoolRoles)
	if len(ids) > 0 {
		where += " AND " + a.In("p.id", ids)
	}
	list, err := db.All(ctx, tx, func(row db.Scanner) (i Inspector, err error) {
		i.Agency = AtSchool
		err = row.Scan(&i.ID, &i.Name, &i.Unit, &i.Path)
		return i, err
	}, `SELECT p.id, p.name, p.unit, x.path FROM grants g JOIN people p ON p.id = g.person_id JOIN schools x ON x.id = g.school_id
		WHERE p.status = 'active' AND `+where+` ORDER BY p.name, p.id`, a.Values()...)
	out := []Inspector{}
	for _, i := range list {
		if !slices.ContainsFunc(out, func(o Inspector) bool { return o.ID == i.ID }) {
			out = append(out, i)
		}
	}
	return out, err
}

// schoolRoles are who inspects his own school.
var schoolRoles = []string{"principal", "safety_officer"}

// conflicts are the schools that people must not inspect: their own, those they hold
// a post at, and those they have declared.
func conflicts(ctx context.Context, tx *db.Tx, people []Inspector) error {
	out := map[string][]string{}
	add := func(row db.Scanner) error {
		var person, school string
		err := row.Scan(&person, &school)
		if !slices.Contains(out[person], school) {
			out[person] = append(out[person], school)
		}
		return err
	}
	ids := make([]string, len(people))
	for i := range people {
		ids[i] = people[i].ID
	}
	for part := range slices.Chunk(ids, 500) {
		var a db.Args
		q := `SELECT person_id, school_id FROM inspection_conflicts WHERE ` + a.In("person_id", part) +
			` UNION SELECT person_id, school_id FROM grants WHERE school_id IS NOT NULL AND ` + a.In("person_id", part) +
			` UNION SELECT id, school_id FROM people WHERE school_id IS NOT NULL AND ` + a.In("id", part)
		if err := db.Each(ctx, tx, add, q, a.Values()...); err != nil {
			return err
		}
	}
	for i := range people {
		people[i].Excluded = out[people[i].ID]
		slices.Sort(people[i].Excluded)
	}
	return nil
}

// me is the actor as an inspector at a path, nil when his posts make him none there.
func (s *Service) me(ctx context.Context, tx *db.Tx, path, schoolID string, own bool) (*Inspector, error) {
	by := access.From(ctx)
	var list []Inspector
	var err error
	if own {
		list, err = staff(ctx, tx, schoolID, by.ID)
	} else {
		list, err = s.inspectors(ctx, tx, path, by.ID)
	}
	if err != nil {
		return nil, err
	}
	for i := range list {
		if strings.HasPrefix(path, list[i].Path) {
			return &list[i], nil
		}
	}
	return nil, nil
}

// Team returns who may be sent to a school: the inspectors of its area, or its own
// people.
func (s *Service) Team(ctx context.Context, path string) ([]Inspector, error) {
	if err := access.RequireSomewhere(ctx, PermTake); err != nil {
		return nil, err
	}
	out := []Inspector{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		by := access.From(ctx)
		if path == "" {
			if areas := access.Areas(ctx, PermTake); len(areas) > 0 {
				path = areas[0]
			}
		}
		list, err := s.inspectors(ctx, tx, path)
		for _, i := range list {
			if by.Holds(PermTake, i.Path) || strings.HasPrefix(path, i.Path) {
				out = append(out, i)
			}
		}
		return err
	})
	return out, err
}
