package paper

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

const columns = `id, version, number, code, kind, year, seq, path, issuer_id, issuer_name, issuer_kind, addressee, subject, body, sha256, source,
	issued_at, issued_by, issued_name, state, served_at, served_way, served_by, served_name, served_note, received_at, received_by, received_name,
	withdrawn_at, withdrawn_name, withdraw_reason`

func scan(s db.Scanner) (*Paper, error) {
	p := &Paper{}
	var body string
	err := s.Scan(&p.ID, &p.Version, &p.Number, &p.Code, &p.Kind, &p.Year, &p.Seq, &p.Path, &p.IssuerID, &p.IssuerName, &p.IssuerKind,
		&p.To, &p.Subject, &body, &p.SHA256, &p.Source, db.Instant(&p.IssuedAt), &p.IssuedBy, &p.IssuedName, &p.State,
		db.Instant(&p.ServedAt), &p.ServedWay, &p.ServedBy, &p.ServedName, &p.ServedNote, db.Instant(&p.ReceivedAt), &p.ReceivedBy,
		&p.ReceivedName, db.Instant(&p.WithdrawnAt), &p.WithdrawnName, &p.WithdrawReason)
	p.Body = json.RawMessage(body)
	return p, err
}

func insert(ctx context.Context, tx *db.Tx, p *Paper) error {
	_, err := tx.Exec(ctx, `INSERT INTO papers (id, version, number, code, kind, year, seq, path, issuer_id, issuer_name, issuer_kind, addressee,
		subject, body, sha256, source, issued_at, issued_by, issued_name, state)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
		p.ID, p.Version, p.Number, p.Code, p.Kind, p.Year, p.Seq, p.Path, p.IssuerID, p.IssuerName, p.IssuerKind, p.To, p.Subject,
		string(p.Body), p.SHA256, p.Source, db.Millis(p.IssuedAt), p.IssuedBy, p.IssuedName, string(p.State))
	return err
}

// update saves what may change: how far the paper has come, never what it says.
func update(ctx context.Context, tx *db.Tx, p *Paper) error {
	err := tx.UpdateOne(ctx, `UPDATE papers SET version = version + 1, state = $1, served_at = $2, served_way = $3, served_by = $4, served_name = $5,
		served_note = $6, received_at = $7, received_by = $8, received_name = $9, withdrawn_at = $10, withdrawn_name = $11, withdraw_reason = $12
		WHERE id = $13 AND version = $14`,
		string(p.State), db.Millis(p.ServedAt), p.ServedWay, p.ServedBy, p.ServedName, p.ServedNote, db.Millis(p.ReceivedAt), p.ReceivedBy,
		p.ReceivedName, db.Millis(p.WithdrawnAt), p.WithdrawnName, p.WithdrawReason, p.ID, p.Version)
	if err == nil {
		p.Version++
	}
	return err
}

func get(ctx context.Context, tx *db.Tx, where string, arg any) (*Paper, error) {
	p, err := db.One(ctx, tx, scan, `SELECT `+columns+` FROM papers WHERE `+where, arg)
	if db.IsNotFound(err) {
		return nil, ErrNotFound
	}
	return p, err
}

// bySource finds the paper in force of one matter, nil for none.
func bySource(ctx context.Context, tx *db.Tx, kind, source string) (*Paper, error) {
	p, err := db.One(ctx, tx, scan, `SELECT `+columns+` FROM papers WHERE kind = $1 AND source = $2 AND source <> '' AND state <> 'withdrawn'`, kind, source)
	if db.IsNotFound(err) {
		return nil, nil
	}
	return p, err
}

// next takes the next number of an agency, a kind and a year. The row stays
// locked until the transaction ends, and goes back when it fails.
func next(ctx context.Context, tx *db.Tx, issuer, kind string, year int) (int, error) {
	return db.One(ctx, tx, db.Value[int], `INSERT INTO paper_counters (issuer_id, kind, year, last) VALUES ($1, $2, $3, 1)
		ON CONFLICT (issuer_id, kind, year) DO UPDATE SET last = paper_counters.last + 1 RETURNING last`, issuer, kind, year)
}

func markOf(ctx context.Context, tx *db.Tx, issuer string) (string, error) {
	mark, err := db.One(ctx, tx, db.Value[string], `SELECT mark FROM paper_marks WHERE issuer_id = $1`, issuer)
	if db.IsNotFound(err) {
		return "", ErrNoMark
	}
	return mark, err
}

// ownAgency is the agency somebody belongs to, "" for none.
func ownAgency(ctx context.Context, tx *db.Tx, person string) (string, error) {
	own, err := db.One(ctx, tx, db.Value[string], `SELECT COALESCE(agency_id, '') FROM people WHERE id = $1`, person)
	if db.IsNotFound(err) {
		return "", nil
	}
	return own, err
}

// Filter narrows a list of papers.
type Filter struct {
	Kind, State, Query, Path, Source string
	After                            string // "issuedAt|id" of the last one seen
	Limit                            int
}

// where keeps to what the actor may see: papers of his own agency, and those of
// the kinds he may view at their place.
func (f *Filter) where(a *db.Args, kinds map[string]Kind, views map[access.Perm][]string, own string, state bool) string {
	byPerm := map[access.Perm][]string{}
	for key, k := range kinds {
		byPerm[k.View] = append(byPerm[k.View], key)
	}
	seen := []string{"1 = 0"}
	for _, perm := range slices.Sorted(maps.Keys(byPerm)) {
		if len(views[perm]) > 0 {
			seen = append(seen, "("+a.In("kind", slices.Sorted(slices.Values(byPerm[perm])))+" AND "+a.Within("path", views[perm])+")")
		}
	}
	if own != "" {
		seen = append(seen, "issuer_id = "+a.Add(own))
	}
	w := []string{"(" + strings.Join(seen, " OR ") + ")"}
	add := func(cond, v string) {
		if v != "" {
			w = append(w, cond+a.Add(v))
		}
	}
	add("kind = ", f.Kind)
	if state {
		add("state = ", f.State)
	}
	if f.Source != "" {
		w = append(w, "source = "+a.Add(f.Source))
	}
	if f.Path != "" {
		w = append(w, a.Within("path", []string{f.Path}))
	}
	if q := strings.TrimSpace(f.Query); q != "" {
		w = append(w, a.Contains(q, "number", "subject", "addressee", "issuer_name"))
	}
	return strings.Join(w, " AND ")
}

func list(ctx context.Context, tx *db.Tx, a *db.Args, where string, f Filter) ([]*Paper, error) {
	if at, last, ok := strings.Cut(f.After, "|"); ok {
		ms, _ := strconv.ParseInt(at, 10, 64)
		x := a.Add(ms)
		where += " AND (issued_at < " + x + " OR (issued_at = " + x + " AND id < " + a.Add(last) + "))"
	}
	return db.All(ctx, tx, scan, `SELECT `+columns+` FROM papers WHERE `+where+` ORDER BY issued_at DESC, id DESC LIMIT `+a.Add(f.Limit), a.Values()...)
}

func counts(ctx context.Context, tx *db.Tx, a *db.Args, where string) (map[string]int, error) {
	out := map[string]int{}
	err := db.Each(ctx, tx, func(row db.Scanner) error {
		var state string
		var n int
		err := row.Scan(&state, &n)
		out[state], out[""] = n, out[""]+n
		return err
	}, `SELECT state, COUNT(*) FROM papers WHERE `+where+` GROUP BY state`, a.Values()...)
	return out, err
}

// Mark is an agency with its word mark, "" while it has none.
type Mark struct {
	AgencyID string `json:"agencyId"`
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	Path     string `json:"path"`
	Mark     string `json:"mark"`
	Version  int64  `json:"version" doc:"0 while it has none"`
	Own      bool   `json:"own" doc:"the actor's own agency"`
}

func listMarks(ctx context.Context, tx *db.Tx, paths []string, own string) ([]Mark, error) {
	var a db.Args
	where := "g.id = " + a.Add(own)
	if len(paths) > 0 {
		where += " OR " + a.Within("g.path", paths)
	}
	mine := a.Add(own)
	return db.All(ctx, tx, func(s db.Scanner) (m Mark, err error) {
		return m, s.Scan(&m.AgencyID, &m.Name, &m.Kind, &m.Path, &m.Mark, &m.Version, &m.Own)
	}, `SELECT g.id, g.name, g.kind, g.path, COALESCE(m.mark, ''), COALESCE(m.version, 0), g.id = `+mine+`
		FROM agencies g LEFT JOIN paper_marks m ON m.issuer_id = g.id WHERE `+where+` ORDER BY g.path, g.kind, g.id LIMIT 1000`, a.Values()...)
}

func saveMark(ctx context.Context, tx *db.Tx, g org.Agency, mark string, version int64) error {
	if version == 0 {
		_, err := tx.Exec(ctx, `INSERT INTO paper_marks (issuer_id, mark, version) VALUES ($1, $2, 1)`, g.ID, mark)
		return err
	}
	return tx.UpdateOne(ctx, `UPDATE paper_marks SET mark = $1, version = version + 1 WHERE issuer_id = $2 AND version = $3`, mark, g.ID, version)
}
