package files

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

const columns = `id, sha256, size, media_type, name, purpose, path, created_by, created_at, kept_at,
	original_sha256, thumb_sha256, thumb_size`

func scan(s db.Scanner) (f File, err error) {
	err = s.Scan(&f.ID, &f.SHA256, &f.Size, &f.MediaType, &f.Name, &f.Purpose, &f.Path, &f.CreatedBy, &f.CreatedAt, &f.keptAt,
		&f.Original, &f.Thumb, &f.thumbSize)
	return f, err
}

func insert(ctx context.Context, tx *db.Tx, f *File) error {
	_, err := tx.Exec(ctx, `INSERT INTO files (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		f.ID, f.SHA256, f.Size, f.MediaType, f.Name, f.Purpose, f.Path, f.CreatedBy, f.CreatedAt, f.keptAt,
		f.Original, f.Thumb, f.thumbSize)
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
	n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM files WHERE sha256 = $1 OR thumb_sha256 = $1 AND thumb_sha256 <> ''`, sum)
	return n > 0, err
}

func dropUnkept(ctx context.Context, tx *db.Tx, before int64) (int64, error) {
	if _, err := tx.Exec(ctx, `DELETE FROM files_uploads WHERE file_id <> '' AND file_id IN
		(SELECT id FROM files WHERE kept_at = 0 AND created_at < $1)`, before); err != nil {
		return 0, err
	}
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

// Forget lets go of a file that a room has kept long enough; the next sweep takes it
// away. access: the room has checked its act. audit: the room records it.
func (s *Service) Forget(ctx context.Context, tx *db.Tx, fileID string) error {
	_, err := tx.Exec(ctx, `UPDATE files SET kept_at = 0 WHERE id = $1`, fileID)
	return err
}

// Moved follows a school whose path has changed.
// access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	var a db.Args
	set := `UPDATE files SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
	_, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...)
	return err
}

const uploadColumns = `person, key, purpose, path, size, sha256, name, file_id`

func scanUpload(s db.Scanner) (u Upload, err error) {
	err = s.Scan(&u.person, &u.Key, &u.Purpose, &u.Path, &u.Size, &u.SHA256, &u.Name, &u.fileID)
	return u, err
}

func readUpload(ctx context.Context, tx *db.Tx, person, key string) (Upload, error) {
	u, err := db.One(ctx, tx, scanUpload, `SELECT `+uploadColumns+` FROM files_uploads WHERE person = $1 AND key = $2`, person, key)
	if db.IsNotFound(err) {
		return u, errUnknown
	}
	return u, err
}

func lockUpload(ctx context.Context, tx *db.Tx, person, key string) (Upload, error) {
	u, err := db.One(ctx, tx, scanUpload, `SELECT `+uploadColumns+` FROM files_uploads WHERE person = $1 AND key = $2 `+tx.Lock(), person, key)
	if db.IsNotFound(err) {
		return u, errUnknown
	}
	return u, err
}

// insertUpload leaves alone what another request of the same phone has just written.
func insertUpload(ctx context.Context, tx *db.Tx, u *Upload) error {
	now := db.Millis(tx.Now)
	_, err := tx.Exec(ctx, `INSERT INTO files_uploads (`+uploadColumns+`, created_at, touched_at) VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $8)
		ON CONFLICT (person, key) DO NOTHING`, u.person, u.Key, u.Purpose, u.Path, u.Size, u.SHA256, u.Name, now)
	return err
}

func touchUpload(ctx context.Context, tx *db.Tx, u *Upload, fileID string) error {
	return tx.UpdateOne(ctx, `UPDATE files_uploads SET file_id = $1, touched_at = $2 WHERE person = $3 AND key = $4`,
		fileID, db.Millis(tx.Now), u.person, u.Key)
}

// portion is how many rows a sweep takes away at once; an alarm waits behind it.
const portion = 300

func dropUploads(ctx context.Context, tx *db.Tx, before int64) (int64, error) {
	res, err := tx.Exec(ctx, `DELETE FROM files_uploads WHERE (person, key) IN
		(SELECT person, key FROM files_uploads WHERE touched_at < $1 LIMIT $2)`, before, portion)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}
