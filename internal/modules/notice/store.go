package notice

import (
	"context"
	"fmt"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/org"
)

const selectNotice = `SELECT n.id, n.version, n.code, n.number, n.path, COALESCE(n.school_id, ''), n.publisher, n.kind, n.level, n.theme, n.authority_kind,
	n.authority, n.basis, n.title, n.impact, n.for_school, n.for_class, n.for_parent, n.for_pupil, n.suspend, n.contact, n.school_kinds, n.public,
	n.starts_at, n.ends_at, n.state, COALESCE(n.prev_id, ''), n.chain_id, COALESCE(p.number, ''), n.created_at, n.created_by, n.created_name,
	n.return_reason, n.approved_name, n.issued_at, n.ended_at, n.end_reason, n.delivered_at, n.schools, n.confirmed, n.late, n.done
	FROM notices n LEFT JOIN notices p ON p.id = n.prev_id `

func scanNotice(s db.Scanner) (*Notice, error) {
	n, kinds := &Notice{}, ""
	err := s.Scan(&n.ID, &n.Version, &n.Code, &n.Number, &n.Path, &n.SchoolID, &n.Publisher, &n.Kind, &n.Level, &n.Theme, &n.AuthorityKind,
		&n.Authority, &n.Basis, &n.Title, &n.Impact, &n.ForSchool, &n.ForClass, &n.ForParent, &n.ForPupil, &n.Suspend, &n.Contact, &kinds, &n.Public,
		db.Instant(&n.StartsAt), db.Instant(&n.EndsAt), &n.State, &n.PrevID, &n.ChainID, &n.PrevNumber, db.Instant(&n.CreatedAt), &n.CreatedBy, &n.CreatedName,
		&n.ReturnReason, &n.ApprovedName, db.Instant(&n.IssuedAt), db.Instant(&n.EndedAt), &n.EndReason, db.Instant(&n.DeliveredAt),
		&n.Schools, &n.Confirmed, &n.Late, &n.Done)
	if kinds != "" {
		n.SchoolKinds = strings.Split(kinds, ",")
	}
	return n, err
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func insertNotice(ctx context.Context, tx *db.Tx, n *Notice) error {
	n.Version = 1
	if _, err := tx.Insert(ctx, "notices", []string{"id", "code", "path", "school_id", "publisher", "kind", "level", "theme", "authority_kind", "authority",
		"basis", "title", "impact", "for_school", "for_class", "for_parent", "for_pupil", "suspend", "contact", "school_kinds", "public", "starts_at",
		"ends_at", "state", "prev_id", "chain_id", "created_at", "created_by", "created_name"},
		[][]any{{n.ID, n.Code, n.Path, orNull(n.SchoolID), n.Publisher, n.Kind, n.Level, n.Theme, n.AuthorityKind, n.Authority, n.Basis, n.Title, n.Impact,
			n.ForSchool, n.ForClass, n.ForParent, n.ForPupil, n.Suspend, n.Contact, strings.Join(n.SchoolKinds, ","), n.Public, db.Millis(n.StartsAt),
			db.Millis(n.EndsAt), string(n.State), orNull(n.PrevID), n.ChainID, db.Millis(n.CreatedAt), n.CreatedBy, n.CreatedName}}, ""); err != nil {
		return err
	}
	return writeAreas(ctx, tx, n)
}

// updateNotice saves the words and the state; the counts are kept where they are
// counted.
func updateNotice(ctx context.Context, tx *db.Tx, n *Notice) error {
	err := tx.UpdateOne(ctx, `UPDATE notices SET version = version + 1, number = $1, kind = $2, level = $3, theme = $4, authority_kind = $5, authority = $6,
		basis = $7, title = $8, impact = $9, for_school = $10, for_class = $11, for_parent = $12, for_pupil = $13, suspend = $14, contact = $15,
		school_kinds = $16, public = $17, starts_at = $18, ends_at = $19, state = $20, return_reason = $21, approved_name = $22, issued_at = $23,
		ended_at = $24, end_reason = $25 WHERE id = $26 AND version = $27`,
		n.Number, n.Kind, n.Level, n.Theme, n.AuthorityKind, n.Authority, n.Basis, n.Title, n.Impact, n.ForSchool, n.ForClass, n.ForParent, n.ForPupil,
		n.Suspend, n.Contact, strings.Join(n.SchoolKinds, ","), n.Public, db.Millis(n.StartsAt), db.Millis(n.EndsAt), string(n.State), n.ReturnReason,
		n.ApprovedName, db.Millis(n.IssuedAt), db.Millis(n.EndedAt), n.EndReason, n.ID, n.Version)
	if err == nil {
		n.Version++
	}
	return err
}

func writeAreas(ctx context.Context, tx *db.Tx, n *Notice) error {
	if _, err := tx.Exec(ctx, `DELETE FROM notice_areas WHERE notice_id = $1`, n.ID); err != nil {
		return err
	}
	rows := make([][]any, len(n.Areas))
	for i, a := range n.Areas {
		rows[i] = []any{n.ID, a.Path}
	}
	_, err := tx.Insert(ctx, "notice_areas", []string{"notice_id", "path"}, rows, "")
	return err
}

func getNotice(ctx context.Context, tx *db.Tx, id string) (*Notice, error) {
	return withAreas(ctx, tx)(db.One(ctx, tx, scanNotice, selectNotice+`WHERE n.id = $1`, id))
}

// byCode finds what the public may read.
func byCode(ctx context.Context, tx *db.Tx, code string) (*Notice, error) {
	return withAreas(ctx, tx)(db.One(ctx, tx, scanNotice, selectNotice+`WHERE n.code = $1 AND n.issued_at > 0 AND n.public`, code))
}

func withAreas(ctx context.Context, tx *db.Tx) func(*Notice, error) (*Notice, error) {
	return func(n *Notice, err error) (*Notice, error) {
		if db.IsNotFound(err) {
			return nil, ErrNotFound
		}
		if err != nil {
			return nil, err
		}
		paths, err := db.All(ctx, tx, db.Value[string], `SELECT path FROM notice_areas WHERE notice_id = $1 ORDER BY path`, n.ID)
		if err != nil {
			return nil, err
		}
		n.Areas, err = places(ctx, tx, paths)
		return n, err
	}
}

// places names areas and schools by their paths, and leaves out what is neither.
func places(ctx context.Context, tx *db.Tx, paths []string) ([]Area, error) {
	var a, b db.Args
	scan := func(school bool) func(db.Scanner) (Area, error) {
		return func(s db.Scanner) (x Area, err error) {
			x.IsSchool = school
			return x, s.Scan(&x.Path, &x.Name, &x.Code)
		}
	}
	out, err := db.All(ctx, tx, scan(false), `SELECT path, name, code FROM areas WHERE `+a.In("path", paths)+` ORDER BY path`, a.Values()...)
	if err != nil || len(out) == len(paths) {
		return out, err
	}
	schools, err := db.All(ctx, tx, scan(true), `SELECT path, name, COALESCE(code, '') FROM schools WHERE status = 'active' AND `+b.In("path", paths)+` ORDER BY path`, b.Values()...)
	return append(out, schools...), err
}

// nextNumber is what stands over it: 安全提示〔2026〕12号, of each issuer by itself.
func nextNumber(ctx context.Context, tx *db.Tx, n *Notice) (string, error) {
	year := n.IssuedAt.In(zone).Year()
	last, err := db.One(ctx, tx, db.Value[int], `INSERT INTO notice_numbers (path, kind, year, last) VALUES ($1, $2, $3, 1)
		ON CONFLICT (path, kind, year) DO UPDATE SET last = notice_numbers.last + 1 RETURNING last`, n.Path, n.Kind, year)
	return fmt.Sprintf("%s〔%d〕%d号", kindNames[n.Kind], year, last), err
}

// publisherAt returns who speaks at a path: a school, or the education bureau of
// an area.
func publisherAt(ctx context.Context, tx *db.Tx, path string) (name, schoolID string, err error) {
	err = tx.QueryRow(ctx, `SELECT name, id FROM schools WHERE path = $1 AND status = 'active'`, path).Scan(&name, &schoolID)
	if !db.IsNotFound(err) {
		return name, schoolID, err
	}
	err = tx.QueryRow(ctx, `SELECT g.name FROM agencies g WHERE g.path = $1 AND g.kind = $2 ORDER BY g.id LIMIT 1`, path, string(org.Education)).Scan(&name)
	if !db.IsNotFound(err) {
		return name, "", err
	}
	err = tx.QueryRow(ctx, `SELECT name FROM areas WHERE path = $1 AND level IN ('city', 'county')`, path).Scan(&name)
	if db.IsNotFound(err) {
		return "", "", errPlace
	}
	return name + "教育局", "", err
}

// Filter narrows a list. Received asks for what has been issued to me, else it is
// what my area issues.
type Filter struct {
	Received bool
	State    State
	Kind     string
	Query    string
	Path     string
	After    string
	Limit    int
}

// reaching is the condition that a notice was issued to one of the paths: to a
// school there, to what lies above, or within.
func reaching(a *db.Args, paths []string) string {
	var above []string
	for _, p := range paths {
		above = append(above, abovePaths(p)...)
	}
	return `n.issued_at > 0 AND EXISTS (SELECT 1 FROM notice_areas s WHERE s.notice_id = n.id AND (` + a.In("s.path", above) + ` OR ` + a.Within("s.path", paths) + `))`
}

// meant leaves out what was not for a school of this kind: it is asked at schools
// only, where no receipt was written and the notice is not the school's own.
func meant(a *db.Args, paths []string) string {
	return `(n.delivered_at = 0 OR ` + a.In("n.path", paths) + ` OR EXISTS (SELECT 1 FROM notice_receipts r WHERE r.notice_id = n.id AND ` + a.Within("r.path", paths) + `))`
}

func (f *Filter) where(a *db.Args, paths []string) string {
	var where []string
	if f.Received {
		where = append(where, reaching(a, paths), meant(a, paths))
	} else {
		where = append(where, a.Within("n.path", paths))
	}
	if f.Path != "" {
		where = append(where, a.Within("n.path", []string{f.Path}))
	}
	if f.Kind != "" {
		where = append(where, "n.kind = "+a.Add(f.Kind))
	}
	if f.Query != "" {
		where = append(where, a.Contains(f.Query, "n.title", "n.publisher", "n.number"))
	}
	return strings.Join(where, " AND ")
}

func listNotices(ctx context.Context, tx *db.Tx, paths []string, f Filter) ([]*Notice, error) {
	var a db.Args
	where := f.where(&a, paths)
	if f.State != "" {
		where += " AND n.state = " + a.Add(string(f.State))
	}
	if f.After != "" {
		where += " AND n.id < " + a.Add(f.After)
	}
	return db.All(ctx, tx, scanNotice, selectNotice+"WHERE "+where+" ORDER BY n.id DESC LIMIT "+a.Add(f.Limit), a.Values()...)
}

func countNotices(ctx context.Context, tx *db.Tx, paths []string, f Filter) (map[string]int, error) {
	var a db.Args
	out := map[string]int{}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var state string
		var n int
		err := s.Scan(&state, &n)
		out[state] = n
		out[""] += n
		return err
	}, `SELECT n.state, count(*) FROM notices n WHERE `+f.where(&a, paths)+` GROUP BY n.state`, a.Values()...)
	return out, err
}

// Moved follows a school whose path has changed.
// access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	for _, table := range []string{"notices", "notice_areas", "notice_receipts"} {
		var a db.Args
		set := `UPDATE ` + table + ` SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
		if _, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...); err != nil {
			return err
		}
	}
	return nil
}
