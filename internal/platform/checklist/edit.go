package checklist

import (
	"context"
	"errors"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

var (
	errStale   = errs.Conflict("stale_version")
	errNoDraft = errs.Conflict("checklist.no_draft")
	errDrafted = errs.Conflict("checklist.drafted_already")
	errRetired = errs.Conflict("checklist.retired")
	errCopied  = errs.Conflict("checklist.copied_already")
	errNoPlace = errs.Invalid("checklist.no_place", errs.Field{Name: "path", Code: "required"})
	errSame    = errs.Conflict("checklist.nothing_changed")
)

const (
	maxTitle = 60
	maxNote  = 300
)

// Start says what a new list begins as: a copy of another one, or one empty
// section.
type Start struct {
	Path  string `json:"path,omitempty" maxLength:"120" doc:"the area that owns it; empty: mine"`
	Title string `json:"title" maxLength:"60"`
	Kind  Kind   `json:"kind" enum:"term,joint,theme,daily,bus,drill,before"`
	From  string `json:"from,omitempty" maxLength:"40" doc:"id of the list to copy; its copy takes its place in the area"`
}

// Begin makes a new list with a draft. A copy keeps the key of what it was copied
// from, so that in its area it is used in that one's place.
func (s *Service) Begin(ctx context.Context, in Start) (*Card, error) {
	if err := access.RequireSomewhere(ctx, PermEdit); err != nil {
		return nil, err
	}
	if own := access.Areas(ctx, PermEdit); in.Path == "" && len(own) > 0 {
		in.Path = own[0]
	}
	var out *Card
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err := access.Require(ctx, PermEdit, in.Path); err != nil {
			return err
		}
		sheet, key := Sheet{Sections: []Section{{Code: "A", Title: "检查内容", Items: []Item{}}}}, ""
		if in.From != "" {
			from, err := open(ctx, tx, in.From, 0)
			if err != nil {
				return err
			}
			sheet = from.Edition.Sheet
			if from.Path != in.Path {
				key = from.Key
			}
		}
		out, err = s.begin(ctx, tx, in, key, sheet)
		return err
	})
	return out, err
}

// begin writes a list and its first draft, and the line in the book.
func (s *Service) begin(ctx context.Context, tx *db.Tx, in Start, key string, sheet Sheet) (*Card, error) {
	if in.Path != access.Everywhere {
		if _, err := db.One(ctx, tx, db.Value[string], `SELECT id FROM areas WHERE path = $1`, in.Path); db.IsNotFound(err) {
			return nil, errNoPlace
		} else if err != nil {
			return nil, err
		}
	}
	l := &List{ID: id.New("ckl"), Key: key, Path: in.Path, Draft: 1}
	if l.Key == "" {
		l.Key = l.ID
	}
	if err := l.name(in.Title, in.Kind); err != nil {
		return nil, err
	}
	if err := insertList(ctx, tx, l, 1000); errors.Is(err, db.ErrDuplicate) {
		return nil, errCopied
	} else if err != nil {
		return nil, err
	}
	e := &Edition{ListID: l.ID, Version: 1, Title: l.Title, Sheet: sheet, Created: db.Millis(tx.Now), CreatedBy: access.From(ctx).Name}
	if err := insertEdition(ctx, tx, e); err != nil {
		return nil, err
	}
	if err := audit.Record(ctx, tx, "checklist.begin", l.ID, in); err != nil {
		return nil, err
	}
	return open(ctx, tx, l.ID, 1)
}

// name puts what was entered into the list.
func (l *List) name(title string, kind Kind) error {
	title = spreadsheet.Clean(title)
	switch {
	case title == "":
		return errs.Invalid("checklist.sheet_invalid", errs.Field{Name: "title", Code: "required"})
	case len([]rune(title)) > maxTitle:
		return errs.Invalid("checklist.sheet_invalid", errs.Field{Name: "title", Code: "too_long", Params: map[string]any{"limit": maxTitle}})
	case !offered(kind):
		return errs.Invalid("checklist.sheet_invalid", errs.Field{Name: "kind", Code: "not_offered"})
	}
	l.Title, l.Kind = title, kind
	return nil
}

func offered(kind Kind) bool {
	for _, k := range Kinds {
		if k == kind {
			return true
		}
	}
	return false
}

// act is the shape of every verb on a list: load, authorise, decide, save, record.
func (s *Service) act(ctx context.Context, listID string, revision int, action string, detail any, do func(tx *db.Tx, l *List) error) (*Card, error) {
	var out *Card
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := getList(ctx, tx, listID)
		if err != nil {
			return err
		}
		if err := visible(ctx, l); err != nil {
			return err
		}
		if err := access.Require(ctx, PermEdit, l.Path); err != nil {
			return err
		}
		if l.Revision != revision {
			return errStale.With("state", string(l.State))
		}
		if err := do(tx, l); err != nil {
			return err
		}
		if err := updateList(ctx, tx, l); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, action, l.ID, detail); err != nil {
			return err
		}
		shown := l.Draft
		if shown == 0 {
			shown = l.Version
		}
		out, err = open(ctx, tx, l.ID, shown)
		return err
	})
	return out, err
}

// Revise begins the next version of a published list, with the words of the last.
func (s *Service) Revise(ctx context.Context, listID string, revision int) (*Card, error) {
	return s.act(ctx, listID, revision, "checklist.revise", nil, func(tx *db.Tx, l *List) error {
		switch {
		case l.State == Retired:
			return errRetired
		case l.Draft > 0:
			return errDrafted
		}
		e, err := getEdition(ctx, tx, l.ID, l.Version)
		if err != nil {
			return err
		}
		l.Draft = l.Version + 1
		return insertEdition(ctx, tx, &Edition{ListID: l.ID, Version: l.Draft, Title: e.Title, Sheet: e.Sheet, Created: db.Millis(tx.Now), CreatedBy: access.From(ctx).Name})
	})
}

// Words are a draft as the editor sends it.
type Words struct {
	Title string `json:"title" maxLength:"60"`
	Kind  Kind   `json:"kind" enum:"term,joint,theme,daily,bus,drill,before"`
	Sheet Sheet  `json:"sheet"`
}

// Save rewrites the draft.
func (s *Service) Save(ctx context.Context, listID string, revision int, in Words) (*Card, error) {
	return s.act(ctx, listID, revision, "checklist.save", map[string]any{"title": in.Title, "items": in.Sheet.Items()}, func(tx *db.Tx, l *List) error {
		return s.write(ctx, tx, l, in)
	})
}

func (s *Service) write(ctx context.Context, tx *db.Tx, l *List, in Words) error {
	if l.Draft == 0 {
		return errNoDraft
	}
	if err := in.Sheet.tidy(); err != nil {
		return err
	}
	named := *l
	if err := named.name(in.Title, in.Kind); err != nil {
		return err
	}
	e, err := getEdition(ctx, tx, l.ID, l.Draft)
	if err != nil {
		return err
	}
	e.Title, e.Sheet = named.Title, in.Sheet
	l.Kind = in.Kind
	if l.Version == 0 { // nobody knows it yet by another name
		l.Title = named.Title
	}
	return updateEdition(ctx, tx, e)
}

// Publish makes the draft the version that is used from now on. What has begun by
// an older version goes on by it.
func (s *Service) Publish(ctx context.Context, listID string, revision int, note string) (*Card, error) {
	return s.act(ctx, listID, revision, "checklist.publish", map[string]any{"note": note}, func(tx *db.Tx, l *List) error {
		if l.Draft == 0 {
			return errNoDraft
		}
		e, err := getEdition(ctx, tx, l.ID, l.Draft)
		if err != nil {
			return err
		}
		if err := e.Sheet.tidy(); err != nil {
			return err
		}
		if l.Version > 0 {
			was, err := getEdition(ctx, tx, l.ID, l.Version)
			if err != nil {
				return err
			}
			if len(Compare(was.Sheet, e.Sheet)) == 0 && was.Title == e.Title {
				return errSame
			}
		}
		e.Note, e.Published, e.By = clip(note, maxNote), db.Millis(tx.Now), access.From(ctx).Name
		if err := updateEdition(ctx, tx, e); err != nil {
			return err
		}
		l.Version, l.Draft, l.Title = e.Version, 0, e.Title
		return nil
	})
}

// Discard throws the draft away. A list of which nothing was published is put
// aside with it.
func (s *Service) Discard(ctx context.Context, listID string, revision int) (*Card, error) {
	return s.act(ctx, listID, revision, "checklist.discard", nil, func(tx *db.Tx, l *List) error {
		switch {
		case l.Draft == 0:
			return errNoDraft
		case l.Version == 0:
			l.State = Retired
			return nil
		}
		draft := l.Draft
		l.Draft = 0
		return deleteDraft(ctx, tx, l.ID, draft)
	})
}

// Retire takes a list out of use, or brings it back.
func (s *Service) Retire(ctx context.Context, listID string, revision int, retired bool) (*Card, error) {
	return s.act(ctx, listID, revision, "checklist.retire", map[string]bool{"retired": retired}, func(_ *db.Tx, l *List) error {
		l.State = Published
		if retired {
			l.State = Retired
		}
		return nil
	})
}

func clip(s string, n int) string {
	s = spreadsheet.Clean(s)
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
