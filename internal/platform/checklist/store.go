package checklist

import (
	"context"
	"encoding/json"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

const selectList = `SELECT l.id, l.key, l.title, l.kind, l.path, COALESCE(a.name, ''), l.version, l.draft, l.retired, v.sections, v.items,
	l.revision, l.updated_at FROM checklists l
	JOIN checklist_versions v ON v.list_id = l.id AND v.version = CASE WHEN l.version > 0 THEN l.version ELSE l.draft END
	LEFT JOIN areas a ON a.path = l.path `

func scanList(s db.Scanner) (*List, error) {
	l, retired := &List{}, false
	err := s.Scan(&l.ID, &l.Key, &l.Title, &l.Kind, &l.Path, &l.Owner, &l.Version, &l.Draft, &retired, &l.Sections, &l.Items,
		&l.Revision, &l.Updated)
	switch {
	case retired:
		l.State = Retired
	case l.Version > 0:
		l.State = Published
	default:
		l.State = Draft
	}
	return l, err
}

func getList(ctx context.Context, tx *db.Tx, id string) (*List, error) {
	l, err := db.One(ctx, tx, scanList, selectList+`WHERE l.id = $1`, id)
	if db.IsNotFound(err) {
		return nil, ErrNotFound
	}
	return l, err
}

// nearest returns the published list of a key that is in use at a path: the one
// of the nearest area.
func nearest(ctx context.Context, tx *db.Tx, key, path string) (*List, error) {
	var a db.Args
	l, err := db.One(ctx, tx, scanList, selectList+`WHERE l.key = `+a.Add(key)+` AND l.version > 0 AND l.retired = FALSE AND `+
		a.In("l.path", access.Above(path))+` ORDER BY LENGTH(l.path) DESC LIMIT 1`, a.Values()...)
	if db.IsNotFound(err) {
		return nil, ErrNotFound
	}
	return l, err
}

// seen is the condition that a list is of the actor's areas, of those below or of
// those above: a school works by the lists of its county. What was never published
// only those see who may write it.
func seen(ctx context.Context, a *db.Args) string {
	paths := access.Areas(ctx, PermView)
	var above []string
	for _, p := range paths {
		above = append(above, access.Above(p)...)
	}
	return "(" + a.Within("l.path", paths) + " OR " + a.In("l.path", above) + ") AND (l.version > 0 OR " +
		a.Within("l.path", access.Areas(ctx, PermEdit)) + ")"
}

func listLists(ctx context.Context, tx *db.Tx, f Filter) ([]*List, error) {
	var a db.Args
	where := []string{seen(ctx, &a)}
	switch f.State {
	case Draft:
		where = append(where, "l.draft > 0 AND l.retired = FALSE")
	case Published:
		where = append(where, "l.version > 0 AND l.retired = FALSE")
	case Retired:
		where = append(where, "l.retired = TRUE")
	default:
	}
	if f.Kind != "" {
		where = append(where, "l.kind = "+a.Add(string(f.Kind)))
	}
	if f.Query != "" {
		where = append(where, a.Contains(f.Query, "l.title"))
	}
	return db.All(ctx, tx, scanList, selectList+"WHERE "+strings.Join(where, " AND ")+" ORDER BY l.path, l.sort, l.id LIMIT 500", a.Values()...)
}

func insertList(ctx context.Context, tx *db.Tx, l *List, sort int) error {
	_, err := tx.Insert(ctx, "checklists", []string{"id", "key", "path", "kind", "title", "version", "draft", "sort", "created_at", "updated_at"},
		[][]any{{l.ID, l.Key, l.Path, string(l.Kind), l.Title, l.Version, l.Draft, sort, db.Millis(tx.Now), db.Millis(tx.Now)}}, "")
	return err
}

// updateList writes what has changed over the row of l.Revision.
func updateList(ctx context.Context, tx *db.Tx, l *List) error {
	err := tx.UpdateOne(ctx, `UPDATE checklists SET title = $1, kind = $2, version = $3, draft = $4, retired = $5, updated_at = $6,
		revision = revision + 1 WHERE id = $7 AND revision = $8`,
		l.Title, string(l.Kind), l.Version, l.Draft, l.State == Retired, db.Millis(tx.Now), l.ID, l.Revision)
	if err == nil {
		l.Revision, l.Updated = l.Revision+1, db.Millis(tx.Now)
	}
	return err
}

// Edition is one version of a list.
type Edition struct {
	ListID    string `json:"listId"`
	Version   int    `json:"version"`
	Title     string `json:"title"`
	Sheet     Sheet  `json:"sheet"`
	Note      string `json:"note"`
	Created   int64  `json:"createdAt"`
	CreatedBy string `json:"createdName"`
	Published int64  `json:"publishedAt" doc:"0 for the draft"`
	By        string `json:"publishedName"`
}

const selectEdition = `SELECT list_id, version, title, sheet, note, created_at, created_name, published_at, published_name FROM checklist_versions `

func scanEdition(s db.Scanner) (*Edition, error) {
	e, text := &Edition{}, ""
	if err := s.Scan(&e.ListID, &e.Version, &e.Title, &text, &e.Note, &e.Created, &e.CreatedBy, &e.Published, &e.By); err != nil {
		return nil, err
	}
	return e, json.Unmarshal([]byte(text), &e.Sheet)
}

func getEdition(ctx context.Context, tx *db.Tx, listID string, version int) (*Edition, error) {
	e, err := db.One(ctx, tx, scanEdition, selectEdition+`WHERE list_id = $1 AND version = $2`, listID, version)
	if db.IsNotFound(err) {
		return nil, ErrNoVersion
	}
	return e, err
}

func listEditions(ctx context.Context, tx *db.Tx, listID string) ([]*Edition, error) {
	return db.All(ctx, tx, scanEdition, selectEdition+`WHERE list_id = $1 ORDER BY version DESC`, listID)
}

func insertEdition(ctx context.Context, tx *db.Tx, e *Edition) error {
	text, err := json.Marshal(e.Sheet)
	if err != nil {
		return err
	}
	_, err = tx.Insert(ctx, "checklist_versions", []string{"list_id", "version", "title", "sheet", "sections", "items", "note",
		"created_at", "created_name", "published_at", "published_name"},
		[][]any{{e.ListID, e.Version, e.Title, string(text), len(e.Sheet.Sections), e.Sheet.Items(), e.Note, e.Created, e.CreatedBy, e.Published, e.By}}, "")
	return err
}

// updateEdition writes a draft; a published version is out of its reach.
func updateEdition(ctx context.Context, tx *db.Tx, e *Edition) error {
	text, err := json.Marshal(e.Sheet)
	if err != nil {
		return err
	}
	return tx.UpdateOne(ctx, `UPDATE checklist_versions SET title = $1, sheet = $2, sections = $3, items = $4, note = $5, published_at = $6,
		published_name = $7 WHERE list_id = $8 AND version = $9 AND published_at = 0`,
		e.Title, string(text), len(e.Sheet.Sections), e.Sheet.Items(), e.Note, e.Published, e.By, e.ListID, e.Version)
}

func deleteDraft(ctx context.Context, tx *db.Tx, listID string, version int) error {
	return tx.UpdateOne(ctx, `DELETE FROM checklist_versions WHERE list_id = $1 AND version = $2 AND published_at = 0`, listID, version)
}
