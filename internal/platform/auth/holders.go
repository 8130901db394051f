package auth

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// Holders returns the ids of the people, disabled ones excepted, who hold one of
// the roles for path or above it: whom a press at path concerns.
// access: exempt, rooms ask it in the midst of their own acts.
func (s *Service) Holders(ctx context.Context, tx *db.Tx, roles []string, path string) ([]string, error) {
	var a db.Args
	above := access.Above(path)
	// One search by index per sort of place; a press waits for this.
	from := func(where string) string {
		return `SELECT g.person_id FROM grants g JOIN people p ON p.id = g.person_id
			WHERE p.status = 'active' AND ` + a.In("g.role", roles) + ` AND ` + where
	}
	query := from(`g.school_id IN (SELECT id FROM schools WHERE `+a.In("path", above)+`)`) + ` UNION ` +
		from(`g.area_id IN (SELECT id FROM areas WHERE `+a.In("path", above)+`)`) + ` UNION ` +
		from(`g.area_id IS NULL AND g.school_id IS NULL`)
	return db.All(ctx, tx, db.Value[string], query, a.Values()...)
}

// Names puts names to ids of people; who is not known is left out.
// access: exempt, rooms ask it for what they show to those who may see it.
func (s *Service) Names(ctx context.Context, tx *db.Tx, people []string) (map[string]string, error) {
	const per = 500
	out := make(map[string]string, len(people))
	for len(people) > 0 {
		n := min(per, len(people))
		var a db.Args
		err := db.Each(ctx, tx, func(row db.Scanner) error {
			var key, name string
			err := row.Scan(&key, &name)
			out[key] = name
			return err
		}, `SELECT id, name FROM people WHERE `+a.In("id", people[:n]), a.Values()...)
		if err != nil {
			return nil, err
		}
		people = people[n:]
	}
	return out, nil
}
