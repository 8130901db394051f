package letter

import (
	"context"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/org"
)

const selectLetter = `SELECT l.id, l.version, l.code, l.path, COALESCE(l.school_id, ''), l.publisher, l.kind, l.title, l.text, l.slip, l.state,
	COALESCE(l.source_id, ''), COALESCE(o.publisher, ''), l.created_at, l.created_by, l.created_name, l.return_reason, l.approved_name,
	l.published_at, l.withdrawn_at, l.withdraw_reason, l.receipts, l.adopted
	FROM letters l LEFT JOIN letters o ON o.id = l.source_id `

func scanLetter(s db.Scanner) (*Letter, error) {
	l := &Letter{}
	err := s.Scan(&l.ID, &l.Version, &l.Code, &l.Path, &l.SchoolID, &l.Publisher, &l.Kind, &l.Title, &l.Text, &l.Slip, &l.State,
		&l.SourceID, &l.SourceName, db.Instant(&l.CreatedAt), &l.CreatedBy, &l.CreatedName, &l.ReturnReason, &l.ApprovedName,
		db.Instant(&l.PublishedAt), db.Instant(&l.WithdrawnAt), &l.WithdrawReason, &l.Receipts, &l.Adopted)
	return l, err
}

var letterColumns = []string{"id", "version", "code", "path", "school_id", "publisher", "kind", "title", "text", "slip", "state", "source_id",
	"created_at", "created_by", "created_name", "return_reason", "approved_name", "published_at", "withdrawn_at", "withdraw_reason", "receipts"}

func letterRow(l *Letter) []any {
	return []any{l.ID, 1, l.Code, l.Path, orNull(l.SchoolID), l.Publisher, l.Kind, l.Title, l.Text, l.Slip, string(l.State), orNull(l.SourceID),
		db.Millis(l.CreatedAt), l.CreatedBy, l.CreatedName, l.ReturnReason, l.ApprovedName, db.Millis(l.PublishedAt),
		db.Millis(l.WithdrawnAt), l.WithdrawReason, l.Receipts}
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func insertLetters(ctx context.Context, tx *db.Tx, letters ...*Letter) error {
	rows := make([][]any, len(letters))
	for i, l := range letters {
		rows[i] = letterRow(l)
		l.Version = 1
	}
	_, err := tx.Insert(ctx, "letters", letterColumns, rows, "")
	return err
}

func updateLetter(ctx context.Context, tx *db.Tx, l *Letter) error {
	err := tx.UpdateOne(ctx, `UPDATE letters SET version = version + 1, kind = $1, title = $2, text = $3, slip = $4, state = $5, return_reason = $6,
		approved_name = $7, published_at = $8, withdrawn_at = $9, withdraw_reason = $10 WHERE id = $11 AND version = $12`,
		l.Kind, l.Title, l.Text, l.Slip, string(l.State), l.ReturnReason, l.ApprovedName, db.Millis(l.PublishedAt),
		db.Millis(l.WithdrawnAt), l.WithdrawReason, l.ID, l.Version)
	if err == nil {
		l.Version++
	}
	return err
}

func getLetter(ctx context.Context, tx *db.Tx, id string) (*Letter, error) {
	return orMissing(db.One(ctx, tx, scanLetter, selectLetter+`WHERE l.id = $1`, id))
}

// byCode finds what the public may read.
func byCode(ctx context.Context, tx *db.Tx, code string) (*Letter, error) {
	return orMissing(db.One(ctx, tx, scanLetter, selectLetter+`WHERE l.code = $1 AND l.published_at > 0`, code))
}

func orMissing(l *Letter, err error) (*Letter, error) {
	if db.IsNotFound(err) {
		return nil, ErrNotFound
	}
	return l, err
}

// countAdopted counts one school more, or less, that has taken the letter over.
func countAdopted(ctx context.Context, tx *db.Tx, sourceID string, by int) error {
	_, err := tx.Exec(ctx, `UPDATE letters SET adopted = adopted + $1 WHERE id = $2`, by, sourceID)
	return err
}

// countReceipt counts a receipt once per mark.
func countReceipt(ctx context.Context, tx *db.Tx, letterID, mark string) (fresh bool, err error) {
	res, err := tx.Exec(ctx, `INSERT INTO letter_receipts (letter_id, mark, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		letterID, mark, db.Millis(tx.Now))
	if err != nil {
		return false, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	_, err = tx.Exec(ctx, `UPDATE letters SET receipts = receipts + 1 WHERE id = $1`, letterID)
	return true, err
}

// Filter narrows a list. Above asks for published letters of the bureaus above
// the actor, which his school may take over.
type Filter struct {
	Above bool
	State State
	Kind  string
	Query string
	Path  string
	After string // id of the last one seen
	Limit int
}

func (f *Filter) where(a *db.Args, paths []string) []string {
	var where []string
	if f.Above {
		above := map[string]bool{}
		for _, p := range paths {
			for i := 1; i < len(p)-1; i++ {
				if p[i] == '/' {
					above[p[:i+1]] = true
				}
			}
		}
		list := make([]string, 0, len(above))
		for p := range above {
			list = append(list, p)
		}
		where = append(where, a.In("l.path", list), "l.state = 'published'", "l.school_id IS NULL")
	} else {
		where = append(where, a.Within("l.path", paths))
	}
	if f.Path != "" {
		where = append(where, a.Within("l.path", []string{f.Path}))
	}
	if f.Kind != "" {
		where = append(where, "l.kind = "+a.Add(f.Kind))
	}
	if f.Query != "" {
		where = append(where, a.Contains(f.Query, "l.title", "l.publisher"))
	}
	return where
}

func listLetters(ctx context.Context, tx *db.Tx, paths []string, f Filter) ([]*Letter, error) {
	var a db.Args
	where := f.where(&a, paths)
	if f.State != "" {
		where = append(where, "l.state = "+a.Add(string(f.State)))
	}
	if f.After != "" {
		where = append(where, "l.id < "+a.Add(f.After))
	}
	return db.All(ctx, tx, scanLetter, selectLetter+"WHERE "+strings.Join(where, " AND ")+" ORDER BY l.id DESC LIMIT "+a.Add(f.Limit), a.Values()...)
}

func countLetters(ctx context.Context, tx *db.Tx, paths []string, f Filter) (map[string]int, error) {
	var a db.Args
	out := map[string]int{}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var state string
		var n int
		err := s.Scan(&state, &n)
		out[state] = n
		out[""] += n
		return err
	}, `SELECT l.state, count(*) FROM letters l WHERE `+strings.Join(f.where(&a, paths), " AND ")+` GROUP BY l.state`, a.Values()...)
	return out, err
}

// takenOver returns which of the letters the school has taken over already.
func takenOver(ctx context.Context, tx *db.Tx, schoolPaths []string) (map[string]bool, error) {
	var a db.Args
	out := map[string]bool{}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var id string
		err := s.Scan(&id)
		out[id] = true
		return err
	}, `SELECT l.source_id FROM letters l WHERE l.source_id IS NOT NULL AND l.state <> 'withdrawn' AND `+a.Within("l.path", schoolPaths), a.Values()...)
	return out, err
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

// Moved follows a school whose path has changed.
// access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	var a db.Args
	set := `UPDATE letters SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
	_, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...)
	return err
}
