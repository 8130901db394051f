package files

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

const columns = `id, sha256, size, media_type, name, purpose, path, created_by, created_at, kept_at`

func scan(s db.Scanner) (f File, err error) {
	err = s.Scan(&f.ID, &f.SHA256, &f.Size, &f.MediaType, &f.Name, &f.Purpose, &f.Path, &f.CreatedBy, &f.CreatedAt, &f.keptAt)
	return f, err
}

func insert(ctx context.Context, tx *db.Tx, f *File) error {
	_, err := tx.Exec(ctx, `INSERT INTO files (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		f.ID, f.SHA256, f.Size, f.MediaType, f.Name, f.Purpose, f.Path, f.CreatedBy, f.CreatedAt, f.keptAt)
	return err
}

func get(ctx context.Context, tx *db.Tx, id string) (File, error) {
	f, err := db.One(ctx, tx, scan, `SELECT `+columns+` FROM files WHERE id = $1`, id)
	if db.IsNotFound(err) {
		return f, ErrNotFound
	}
	return f, err
}

func named(ctx context.Context, tx *db.Tx, sum string) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM files WHERE sha256 = $1`, sum)
	return n > 0, err
}

func dropUnkept(ctx context.Context, tx *db.Tx, before int64) (int64, error) {
	res, err := tx.Exec(ctx, `DELETE FROM files WHERE kept_at = 0 AND created_at < $1`, before)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Keep takes a file that the actor handed in for the purpose into a record at
// path, in the transaction that writes the record.
// access: the room has checked its act. audit: the room records it.
func Keep(ctx context.Context, tx *db.Tx, fileID, purpose, path string) (File, error) {
	f, err := db.One(ctx, tx, scan, `SELECT `+columns+` FROM files WHERE id = $1 `+tx.Lock(), fileID)
	switch {
	case db.IsNotFound(err):
		return f, ErrNotFound
	case err != nil:
		return f, err
	case f.keptAt != 0:
		return f, errKeptOnce
	case f.CreatedBy != access.From(ctx).ID:
		return f, ErrNotFound
	case f.Purpose != purpose:
		return f, errPurposeIs
	}
	f.Path, f.keptAt = path, db.Millis(tx.Now)
	return f, tx.UpdateOne(ctx, `UPDATE files SET path = $1, kept_at = $2 WHERE id = $3`, f.Path, f.keptAt, f.ID)
}

// Moved follows a school whose path has changed.
// access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	var a db.Args
	set := `UPDATE files SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
	_, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...)
	return err
}
