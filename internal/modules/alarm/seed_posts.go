package alarm

import (
	"context"
	"slices"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// The days of the demo city's duty leaders: the principal on Monday, Wednesday and
// Friday, the safety officer on the others.
const principalDays, safetyDays, everyDay = 0b0010101, 0b1101010, 0b1111111

// SeedPosts names the duty leaders and the minimum emergency units of a freshly
// planted city from its principals, safety officers and guards. bare are the posts
// that stay empty, by school. access: the seed alone, which acts as the system.
func (s *Service) SeedPosts(ctx context.Context, bare map[string][]Post) error {
	if access.From(ctx).Kind != access.System {
		return access.ErrForbidden
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var rows [][]any
		var a db.Args
		err := db.Each(ctx, tx, func(row db.Scanner) error {
			var school, path, role, person string
			if err := row.Scan(&school, &path, &role, &person); err != nil {
				return err
			}
			name := func(post Post, days int) {
				if !slices.Contains(bare[school], post) {
					rows = append(rows, []any{id.New("pst"), path, string(post), person, days, 0, 1440})
				}
			}
			for _, post := range s.roles.posts[role] {
				switch post {
				case PostPrincipal:
					name(PostLeader, principalDays)
				case PostSafety:
					name(PostLeader, safetyDays)
					name(PostUnit, everyDay)
				case PostGuards:
					name(PostUnit, everyDay)
				}
			}
			return nil
		}, `SELECT x.id, x.path, g.role, p.id FROM schools x JOIN grants g ON g.school_id = x.id JOIN people p ON p.id = g.person_id
			WHERE x.status = 'active' AND p.status = 'active' AND `+a.In("g.role", s.roles.all)+` ORDER BY x.path, p.id`, a.Values()...)
		if err != nil {
			return err
		}
		if _, err := tx.Insert(ctx, "alarm_posts", []string{"id", "path", "post", "person_id", "days", "since_min", "until_min"}, rows, ""); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "alarm.seed_posts", "", map[string]int{"named": len(rows)})
	})
}
