package lesson

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// Start is what a new lesson begins with. Path "" is the first of the areas where
// the author may write.
type Start struct {
	Path  string    `json:"path,omitempty" maxLength:"200"`
	Title string    `json:"title" maxLength:"60"`
	Topic string    `json:"topic" maxLength:"40"`
	Block string    `json:"block" maxLength:"40"`
	Stage org.Stage `json:"stage" maxLength:"40"`
}

// content is a lesson with one empty page.
func (st *Start) content() *Content {
	c := &Content{Title: st.Title, Topic: st.Topic, Block: st.Block, Stage: st.Stage, Minutes: 10, MinSeconds: 60,
		Pages: []Page{{Parts: []Part{{Kind: PartText}}}}}
	c.tidy()
	return c
}

// Create begins a lesson as a draft.
func (s *Service) Create(ctx context.Context, st Start) (*Detail, error) {
	at, err := placeOf(ctx, st.Path)
	if err != nil {
		return nil, err
	}
	c := st.content()
	f := Findings{}
	if c.checkHead(&f); len(f.Problems) > 0 {
		return nil, errs.Invalid("lesson.not_ready", f.Problems...)
	}
	return s.begin(ctx, at, c, "")
}

// Copy begins a draft of one's own from a published lesson.
func (s *Service) Copy(ctx context.Context, lessonID, path string) (*Detail, error) {
	at, err := placeOf(ctx, path)
	if err != nil {
		return nil, err
	}
	h, err := s.head(ctx, lessonID)
	if err != nil {
		return nil, err
	}
	if h.Newest == 0 {
		return nil, errNotPublished
	}
	v, err := s.version(ctx, h.ID, h.Newest)
	if err != nil {
		return nil, err
	}
	c := *v.Content
	c.Key = ""
	return s.begin(ctx, at, &c, h.ID)
}

// placeOf is where somebody may write, and means to.
func placeOf(ctx context.Context, path string) (string, error) {
	if err := access.RequireSomewhere(ctx, PermEdit); err != nil {
		return "", err
	}
	if path == "" {
		path = access.Areas(ctx, PermEdit)[0]
	}
	return path, access.Require(ctx, PermEdit, path)
}

func (s *Service) begin(ctx context.Context, path string, c *Content, from string) (*Detail, error) {
	h := Head{ID: id.New("les"), Path: path, State: Draft}
	h.describe(c)
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if path != access.Everywhere {
			if _, err := placeNamed(ctx, tx, path); err != nil {
				return err
			}
		}
		text, _ := frozen(c)
		if err := insertHead(ctx, tx, &h, text); err != nil {
			return err
		}
		if from != "" {
			if err := lendFiles(ctx, tx, from, h.ID); err != nil {
				return err
			}
		}
		s.changed(tx)
		return audit.Record(ctx, tx, "lesson.create", h.ID, map[string]string{"path": path, "title": c.Title, "from": from})
	})
	if err != nil {
		return nil, err
	}
	return s.Get(ctx, h.ID)
}

func lendFiles(ctx context.Context, tx *db.Tx, from, to string) error {
	list, err := filesOf(ctx, tx, from)
	if err != nil {
		return err
	}
	for _, f := range list {
		if err := insertFile(ctx, tx, to, f); err != nil {
			return err
		}
	}
	return nil
}

// Save writes the draft of a lesson over the version it was read at. An unfinished
// draft is saved too; what is missing is said, and keeps it from being published.
func (s *Service) Save(ctx context.Context, lessonID string, version int, c *Content) (*Detail, error) {
	c.Key = ""
	c.tidy()
	text, hash := frozen(c)
	if len(text) > maxContent {
		return nil, errTooLong
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		h, err := editable(ctx, tx, lessonID, version)
		if err != nil {
			return err
		}
		if err := take(ctx, tx, &h, c); err != nil {
			return err
		}
		if h.Newest == 0 {
			h.describe(c) // once published, a ledger shows what is published
		} else if hash == h.newestHash {
			text = ""
		}
		if err := updateHead(ctx, tx, &h, text); err != nil {
			return err
		}
		s.changed(tx)
		return audit.Record(ctx, tx, "lesson.edit", h.ID, map[string]any{"title": c.Title, "hash": hash})
	})
	if err != nil {
		return nil, err
	}
	return s.Get(ctx, lessonID)
}

// editable loads a lesson that the actor may change now.
func editable(ctx context.Context, tx *db.Tx, lessonID string, version int) (Head, error) {
	if err := access.RequireSomewhere(ctx, PermEdit); err != nil {
		return Head{}, err
	}
	h, err := getHead(ctx, tx, lessonID)
	if err != nil {
		return h, err
	}
	if !h.visible(access.Areas(ctx, PermView)) {
		return h, ErrNotFound
	}
	if err := access.Require(ctx, PermEdit, h.Path); err != nil {
		return h, err
	}
	return h, h.mayEdit(version)
}

// Publish makes the draft the newest version, for good.
func (s *Service) Publish(ctx context.Context, lessonID string, version int) (*Detail, error) {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		h, err := editable(ctx, tx, lessonID, version)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, PermPublish, h.Path); err != nil {
			return err
		}
		text, err := draftOf(ctx, tx, lessonID)
		if err != nil {
			return err
		}
		if text == "" && h.State != Retired {
			return errNoDraft
		}
		if text == "" { // back into use as it was
			h.State = Published
		} else if err := s.freeze(ctx, tx, &h, text); err != nil {
			return err
		}
		if err := updateHead(ctx, tx, &h, ""); err != nil {
			return err
		}
		s.changed(tx)
		return audit.Record(ctx, tx, "lesson.publish", h.ID, map[string]any{"version": h.Newest, "hash": h.newestHash, "title": h.Title})
	})
	if err != nil {
		return nil, err
	}
	return s.Get(ctx, lessonID)
}

// freeze writes the next version of a lesson, if nothing is wrong with it.
func (s *Service) freeze(ctx context.Context, tx *db.Tx, h *Head, text string) error {
	c, err := Parse([]byte(text))
	if err != nil {
		return err
	}
	f, err := s.findings(ctx, tx, h, c)
	if err != nil {
		return err
	}
	if len(f.Problems) > 0 {
		return errs.Invalid("lesson.not_ready", f.Problems...)
	}
	frozenText, hash := frozen(c)
	h.describe(c)
	h.State, h.Newest, h.newestHash = Published, h.Newest+1, hash
	return insertVersion(ctx, tx, h, frozenText)
}

// findings judges a content with the files its lesson has.
func (s *Service) findings(ctx context.Context, tx *db.Tx, h *Head, c *Content) (Findings, error) {
	media, err := s.mediaOf(ctx, tx, h.ID, c)
	if err != nil {
		return Findings{}, err
	}
	per := s.norms.Now(ctx, "lesson.read_speed."+string(c.Stage), h.Path, 0)
	return c.Check(per, func(_, name string) bool { _, ok := media[name]; return ok }), nil
}

// Retire takes a lesson out of use for new campaigns. Those under way keep the
// version they began with.
func (s *Service) Retire(ctx context.Context, lessonID string, version int) (*Detail, error) {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		h, err := editable(ctx, tx, lessonID, version)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, PermPublish, h.Path); err != nil {
			return err
		}
		if err := h.mayRetire(version); err != nil {
			return err
		}
		draft, err := draftOf(ctx, tx, lessonID)
		if err != nil {
			return err
		}
		h.State = Retired
		if err := updateHead(ctx, tx, &h, draft); err != nil {
			return err
		}
		s.changed(tx)
		return audit.Record(ctx, tx, "lesson.retire", h.ID, map[string]any{"version": h.Newest, "title": h.Title})
	})
	if err != nil {
		return nil, err
	}
	return s.Get(ctx, lessonID)
}
