package norm

import (
	"context"
	"encoding/json"

	"huxue/internal/kit/db"
)

const paramColumns = `p.key, p.kind, p.unit, p.name, p.name_en, p.sort`

func scanParam(s db.Scanner) (p Param, err error) {
	err = s.Scan(&p.Key, &p.Kind, &p.Unit, &p.Name, &p.NameEn, &p.Sort)
	return p, err
}

func getParam(ctx context.Context, tx *db.Tx, key, lock string) (Param, error) {
	p, err := db.One(ctx, tx, scanParam, `SELECT `+paramColumns+` FROM norms p WHERE p.key = $1 `+lock, key)
	if db.IsNotFound(err) {
		return p, ErrUnknown.With("key", key)
	}
	return p, err
}

const (
	versionColumns = `v.id, v.key, v.level, v.path, COALESCE(a.name, s.name, ''), v.school_kind, v.boarding, v.value, v.strictness,
		v.basis, v.clause, v.mark, v.sources, v.effective_from, v.effective_to, v.note, v.state, v.seed, v.version,
		v.created_at, v.created_by, v.ended_at, v.ended_by, p.kind`
	versionSource = ` FROM norm_versions v JOIN norms p ON p.key = v.key
		LEFT JOIN areas a ON a.path = v.path LEFT JOIN schools s ON s.path = v.path `
)

func scanVersion(s db.Scanner) (v Version, err error) {
	var value string
	err = s.Scan(&v.ID, &v.Key, &v.Level, &v.Path, &v.PlaceName, &v.SchoolKind, &v.Boarding, &value, &v.Strictness,
		&v.Basis, &v.Clause, &v.Mark, &v.Sources, &v.EffectiveFrom, &v.EffectiveTo, &v.Note, &v.State, &v.seed, &v.Version,
		&v.CreatedAt, &v.CreatedBy, &v.EndedAt, &v.EndedBy, &v.kind)
	v.Value = json.RawMessage(value)
	return v, err
}

// versionsWhere returns versions in the order of the register: by parameter,
// scope and, within it, the newest first. cond may name p, v, a and s.
func versionsWhere(ctx context.Context, tx *db.Tx, cond string, args ...any) ([]Version, error) {
	return db.All(ctx, tx, scanVersion, `SELECT `+versionColumns+versionSource+` WHERE `+cond+
		` ORDER BY p.sort, v.key, v.path, v.school_kind, v.boarding, v.effective_from DESC, v.created_at DESC, v.id DESC`, args...)
}

// versionsAt returns the valid versions of a parameter on the way from the
// nation to a path.
func versionsAt(ctx context.Context, tx *db.Tx, key, path string) ([]Version, error) {
	var a db.Args
	cond := `v.key = ` + a.Add(key) + ` AND v.state = 'valid' AND ` + a.In("v.path", above(path))
	return versionsWhere(ctx, tx, cond, a.Values()...)
}

// above returns "/" and every path down to path itself.
func above(path string) []string {
	var out []string
	for i := range path {
		if path[i] == '/' {
			out = append(out, path[:i+1])
		}
	}
	return out
}

func insertVersion(ctx context.Context, tx *db.Tx, v *Version) (int64, error) {
	return tx.Insert(ctx, "norm_versions", []string{"id", "key", "level", "path", "school_kind", "boarding", "value", "strictness",
		"basis", "clause", "mark", "sources", "effective_from", "effective_to", "note", "state", "seed", "version",
		"created_at", "created_by", "ended_at", "ended_by"},
		[][]any{{v.ID, v.Key, string(v.Level), v.Path, string(v.SchoolKind), v.Boarding, string(v.Value), string(v.Strictness),
			v.Basis, v.Clause, string(v.Mark), v.Sources, v.EffectiveFrom, v.EffectiveTo, v.Note, v.State, v.seed, v.Version,
			v.CreatedAt, v.CreatedBy, v.EndedAt, v.EndedBy}}, "")
}

// endVersion writes the end of a version's validity, the only thing about it
// that is ever written twice.
func endVersion(ctx context.Context, tx *db.Tx, v *Version, to, state, by string) error {
	return tx.UpdateOne(ctx, `UPDATE norm_versions SET effective_to = $1, state = $2, ended_at = $3, ended_by = $4, version = version + 1
		WHERE id = $5 AND version = $6`, to, state, db.Millis(tx.Now), by, v.ID, v.Version)
}

// Moved takes a school's own values along when the school moves to another
// area. access: exempt, the move was checked. audit: the move is recorded.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	_, err := tx.Exec(ctx, `UPDATE norm_versions SET path = $1 WHERE path = $2`, to, from)
	return err
}
