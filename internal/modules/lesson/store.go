package lesson

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

const headColumns = `l.id, l.key, l.path, COALESCE((SELECT name FROM areas a WHERE a.path = l.path), (SELECT name FROM schools s WHERE s.path = l.path), ''),
	l.title, l.topic, l.block, l.stage, l.state, l.newest, l.newest_hash, l.draft <> '', l.minutes, l.questions, l.changed_at, l.changed_by, l.version`

func scanHead(s db.Scanner) (h Head, err error) {
	err = s.Scan(&h.ID, &h.Key, &h.Path, &h.Place, &h.Title, &h.Topic, &h.Block, &h.Stage, &h.State, &h.Newest, &h.newestHash, &h.Drafted,
		&h.Minutes, &h.Questions, &h.ChangedAt, &h.ChangedBy, &h.Version)
	return h, err
}

func allHeads(ctx context.Context, tx *db.Tx) ([]Head, error) {
	return db.All(ctx, tx, scanHead, `SELECT `+headColumns+` FROM lessons l ORDER BY l.id`)
}

func getHead(ctx context.Context, tx *db.Tx, id string) (Head, error) {
	h, err := db.One(ctx, tx, scanHead, `SELECT `+headColumns+` FROM lessons l WHERE l.id = $1`, id)
	if db.IsNotFound(err) {
		return h, ErrNotFound
	}
	return h, err
}

// draftOf returns what is written and not published, "" for nothing.
func draftOf(ctx context.Context, tx *db.Tx, id string) (string, error) {
	return db.One(ctx, tx, db.Value[string], `SELECT draft FROM lessons WHERE id = $1`, id)
}

func insertHead(ctx context.Context, tx *db.Tx, h *Head, draft string) error {
	h.Version, h.ChangedAt, h.ChangedBy = 1, db.Millis(tx.Now), access.From(ctx).Name
	_, err := tx.Exec(ctx, `INSERT INTO lessons (id, key, path, state, title, topic, block, stage, minutes, questions, newest, newest_hash,
		draft, version, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		h.ID, h.Key, h.Path, string(h.State), h.Title, h.Topic, h.Block, string(h.Stage), h.Minutes, h.Questions, h.Newest, h.newestHash,
		draft, h.Version, h.ChangedAt, h.ChangedBy)
	return err
}

func updateHead(ctx context.Context, tx *db.Tx, h *Head, draft string) error {
	h.ChangedAt, h.ChangedBy = db.Millis(tx.Now), access.From(ctx).Name
	err := tx.UpdateOne(ctx, `UPDATE lessons SET state = $1, title = $2, topic = $3, block = $4, stage = $5, minutes = $6, questions = $7,
		newest = $8, newest_hash = $9, draft = $10, changed_at = $11, changed_by = $12, version = version + 1 WHERE id = $13 AND version = $14`,
		string(h.State), h.Title, h.Topic, h.Block, string(h.Stage), h.Minutes, h.Questions, h.Newest, h.newestHash, draft, h.ChangedAt,
		h.ChangedBy, h.ID, h.Version)
	h.Version++
	return err
}

// Release is one published version as its lesson lists it.
type Release struct {
	Version int    `json:"version"`
	Hash    string `json:"hash"`
	At      int64  `json:"at"`
	By      string `json:"by"`
}

func releases(ctx context.Context, tx *db.Tx, id string) ([]Release, error) {
	return db.All(ctx, tx, func(s db.Scanner) (r Release, err error) {
		err = s.Scan(&r.Version, &r.Hash, &r.At, &r.By)
		return r, err
	}, `SELECT version, hash, published_at, published_by FROM lesson_versions WHERE lesson_id = $1 ORDER BY version DESC`, id)
}

func insertVersion(ctx context.Context, tx *db.Tx, h *Head, content string) error {
	_, err := tx.Exec(ctx, `INSERT INTO lesson_versions (lesson_id, version, hash, content, published_at, published_by)
		VALUES ($1, $2, $3, $4, $5, $6)`, h.ID, h.Newest, h.newestHash, content, db.Millis(tx.Now), access.From(ctx).Name)
	return err
}

func versionText(ctx context.Context, tx *db.Tx, id string, version int) (string, error) {
	text, err := db.One(ctx, tx, db.Value[string], `SELECT content FROM lesson_versions WHERE lesson_id = $1 AND version = $2`, id, version)
	if db.IsNotFound(err) {
		return "", ErrNotFound
	}
	return text, err
}

// taken is a file that a lesson has taken in.
type taken struct{ id, sum, kind string }

func filesOf(ctx context.Context, tx *db.Tx, lessonID string) (map[string]taken, error) {
	out := map[string]taken{}
	return out, db.Each(ctx, tx, func(s db.Scanner) error {
		var f taken
		err := s.Scan(&f.id, &f.sum, &f.kind)
		out[f.id] = f
		return err
	}, `SELECT file_id, sha256, media_type FROM lesson_files WHERE lesson_id = $1`, lessonID)
}

func insertFile(ctx context.Context, tx *db.Tx, lessonID string, f taken) error {
	_, err := tx.Exec(ctx, `INSERT INTO lesson_files (lesson_id, file_id, sha256, media_type) VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, lessonID, f.id, f.sum, f.kind)
	return err
}

// fileBySum finds a file of these bytes in a lesson, one that is published before
// one that is not.
func fileBySum(ctx context.Context, tx *db.Tx, sum string) (fileID string, published bool, err error) {
	type found struct {
		id     string
		newest int
	}
	f, err := db.One(ctx, tx, func(s db.Scanner) (f found, err error) {
		err = s.Scan(&f.id, &f.newest)
		return f, err
	}, `SELECT f.file_id, l.newest FROM lesson_files f JOIN lessons l ON l.id = f.lesson_id WHERE f.sha256 = $1
		ORDER BY l.newest DESC LIMIT 1`, sum)
	if db.IsNotFound(err) {
		return "", false, ErrNotFound
	}
	return f.id, f.newest > 0, err
}

// placeNamed returns what an area or a school with this path is called.
func placeNamed(ctx context.Context, tx *db.Tx, path string) (string, error) {
	name, err := db.One(ctx, tx, db.Value[string], `SELECT name FROM schools WHERE path = $1 UNION ALL SELECT name FROM areas WHERE path = $1`, path)
	if db.IsNotFound(err) {
		return "", errPlace
	}
	return name, err
}

// Moved follows a school whose path has changed.
// access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	var a db.Args
	set := `UPDATE lessons SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
	_, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...)
	return err
}
