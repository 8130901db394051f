package letter

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/todo"
)

// Service holds the verbs of this room.
type Service struct {
	db        *db.DB
	publicURL string
	proxied   bool
	pressing  visitors
}

// Letters returns a page of letters, newest first, and how many there are of
// each state.
func (s *Service) Letters(ctx context.Context, f Filter) ([]*Letter, map[string]int, map[string]bool, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, nil, nil, err
	}
	paths := access.Areas(ctx, PermView)
	var out []*Letter
	var counts map[string]int
	var taken map[string]bool
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if out, err = listLetters(ctx, tx, paths, f); err != nil {
			return err
		}
		if f.Above {
			taken, err = takenOver(ctx, tx, paths)
			return err
		}
		counts, err = countLetters(ctx, tx, paths, f)
		return err
	})
	return out, counts, taken, err
}

// Letter returns one letter, to who may see its place or may take it over.
func (s *Service) Letter(ctx context.Context, letterID string) (*Letter, error) {
	var out *Letter
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if out, err = getLetter(ctx, tx, letterID); err != nil {
			return err
		}
		return visible(ctx, out)
	})
	return out, err
}

// visible refuses what lies outside the actor's area, but for published letters
// of the bureaus above him.
func visible(ctx context.Context, l *Letter) error {
	err := access.See(ctx, PermView, l.Path, ErrNotFound)
	if err == nil || l.State != Published || l.SchoolID != "" {
		return err
	}
	for _, p := range access.Areas(ctx, PermView) {
		for _, above := range access.Above(p) {
			if above == l.Path {
				return nil
			}
		}
	}
	return err
}

// Write begins a letter at a place of the actor's; path may be empty where he
// has only one.
func (s *Service) Write(ctx context.Context, path string, in Input) (*Letter, error) {
	if err := access.RequireSomewhere(ctx, PermWrite); err != nil {
		return nil, err
	}
	if own := access.Areas(ctx, PermWrite); path == "" && len(own) > 0 {
		path = own[0]
	}
	var out *Letter
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := access.Require(ctx, PermWrite, path); err != nil {
			return err
		}
		l, err := s.begin(ctx, tx, path, in)
		if err != nil {
			return err
		}
		out = l
		if err := insertLetters(ctx, tx, l); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "letter.write", l.ID, in)
	})
	return out, err
}

func (s *Service) begin(ctx context.Context, tx *db.Tx, path string, in Input) (*Letter, error) {
	who := access.From(ctx)
	l := &Letter{ID: id.New("let"), Code: newCode(), Path: path, State: Draft, CreatedAt: tx.Now, CreatedBy: who.ID, CreatedName: who.Name}
	var err error
	if l.Publisher, l.SchoolID, err = publisherAt(ctx, tx, path); err != nil {
		return nil, err
	}
	return l, l.write(in)
}

// Edit rewrites a draft.
func (s *Service) Edit(ctx context.Context, letterID string, version int64, in Input) (*Letter, error) {
	return s.act(ctx, letterID, version, PermWrite, "letter.edit", in, func(_ *db.Tx, l *Letter) error {
		if l.State != Draft {
			return errState.With("state", string(l.State))
		}
		return l.write(in)
	})
}

// Submit hands a draft to who approves; it waits on his list.
func (s *Service) Submit(ctx context.Context, letterID string, version int64) (*Letter, error) {
	return s.act(ctx, letterID, version, PermWrite, "letter.submit", nil, func(tx *db.Tx, l *Letter) error {
		if err := l.Submit(); err != nil {
			return err
		}
		return todo.Put(ctx, tx, todo.Task{Room: "letter", Kind: "approve", Subject: l.ID, Path: l.Path, Perm: PermApprove,
			Link: "/letters?open=" + l.ID, Params: map[string]any{"title": l.Title, "by": l.CreatedName}})
	})
}

// Approve publishes a letter.
func (s *Service) Approve(ctx context.Context, letterID string, version int64) (*Letter, error) {
	return s.act(ctx, letterID, version, PermApprove, "letter.approve", nil, func(tx *db.Tx, l *Letter) error {
		return errors.Join(l.Approve(access.From(ctx).Name, tx.Now), todo.Finish(ctx, tx, "letter", "approve", l.ID))
	})
}

// Return sends a letter back to its writer with a reason.
func (s *Service) Return(ctx context.Context, letterID string, version int64, reason string) (*Letter, error) {
	return s.act(ctx, letterID, version, PermApprove, "letter.return", map[string]string{"reason": reason}, func(tx *db.Tx, l *Letter) error {
		return errors.Join(l.Return(reason), todo.Finish(ctx, tx, "letter", "approve", l.ID))
	})
}

// Withdraw takes a letter back; its address says so from now on.
func (s *Service) Withdraw(ctx context.Context, letterID string, version int64, reason string) (*Letter, error) {
	return s.act(ctx, letterID, version, PermWrite, "letter.withdraw", map[string]string{"reason": reason}, func(tx *db.Tx, l *Letter) error {
		if err := l.Withdraw(reason, tx.Now); err != nil {
			return err
		}
		if l.SourceID != "" {
			if err := countAdopted(ctx, tx, l.SourceID, -1); err != nil {
				return err
			}
		}
		return todo.Finish(ctx, tx, "letter", "approve", l.ID)
	})
}

// act is the shape of every verb on a letter: load, authorise, decide, save,
// record.
func (s *Service) act(ctx context.Context, letterID string, version int64, perm access.Perm, action string, detail any, do func(*db.Tx, *Letter) error) (*Letter, error) {
	var out *Letter
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := getLetter(ctx, tx, letterID)
		if err != nil {
			return err
		}
		if err := visible(ctx, l); err != nil {
			return err
		}
		if err := access.Require(ctx, perm, l.Path); err != nil {
			return err
		}
		if l.Version != version {
			return errStale.With("state", string(l.State))
		}
		if err := do(tx, l); err != nil {
			return err
		}
		if err := updateLetter(ctx, tx, l); err != nil {
			return err
		}
		out = l
		return audit.Record(ctx, tx, action, l.ID, detail)
	})
	return out, err
}

// Adopt takes a bureau's letter over for a school: a draft of its own with the
// bureau's words, which the school may fit to itself before it is approved.
func (s *Service) Adopt(ctx context.Context, letterID, path string) (*Letter, error) {
	if err := access.RequireSomewhere(ctx, PermWrite); err != nil {
		return nil, err
	}
	if own := access.Areas(ctx, PermWrite); path == "" && len(own) > 0 {
		path = own[0]
	}
	var out *Letter
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		src, err := getLetter(ctx, tx, letterID)
		if err != nil {
			return err
		}
		if err := visible(ctx, src); err != nil {
			return err
		}
		if err := access.Require(ctx, PermWrite, path); err != nil {
			return err
		}
		l, err := s.begin(ctx, tx, path, Input{Kind: src.Kind, Title: src.Title, Text: src.Text, Slip: src.Slip})
		switch {
		case err != nil:
			return err
		case l.SchoolID == "" || src.SchoolID != "" || src.State != Published:
			return errOwnSource
		}
		l.SourceID, l.SourceName = src.ID, src.Publisher
		if err := insertLetters(ctx, tx, l); errors.Is(err, db.ErrDuplicate) {
			return errAdopted
		} else if err != nil {
			return err
		}
		if err := countAdopted(ctx, tx, src.ID, 1); err != nil {
			return err
		}
		out = l
		return audit.Record(ctx, tx, "letter.adopt", l.ID, map[string]string{"source": src.ID})
	})
	return out, err
}

// Post publishes a letter that another room has written for a school, within
// that room's own act, and returns the code of its public address.
// access: the room has checked its act.
func (s *Service) Post(ctx context.Context, tx *db.Tx, schoolID, title, text string) (code string, err error) {
	var path string
	if err := tx.QueryRow(ctx, `SELECT path FROM schools WHERE id = $1`, schoolID).Scan(&path); err != nil {
		return "", err
	}
	l, err := s.begin(ctx, tx, path, Input{Kind: "drill", Title: title, Text: text})
	if err != nil {
		return "", err
	}
	l.State, l.ApprovedName, l.PublishedAt = Published, l.CreatedName, tx.Now
	if err := insertLetters(ctx, tx, l); err != nil {
		return "", err
	}
	return l.Code, audit.Record(ctx, tx, "letter.post", l.ID, map[string]string{"title": l.Title})
}

// Open returns a letter by its public code. access: everybody may read what was
// published.
func (s *Service) Open(ctx context.Context, code string) (*Letter, error) {
	var out *Letter
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = byCode(ctx, tx, code)
		return err
	})
	return out, err
}

// Read counts that a reader has pressed 已阅; the same token counts once.
// access: everybody may. audit: a receipt is nobody's act, and the book holds
// no readers.
func (s *Service) Read(ctx context.Context, code, token string) (*Letter, error) {
	var out *Letter
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := byCode(ctx, tx, code)
		if err != nil {
			return err
		}
		if out = l; l.State != Published {
			return nil
		}
		fresh, err := countReceipt(ctx, tx, l.ID, markOf(token, l.ID))
		if fresh {
			l.Receipts++
		}
		return err
	})
	return out, err
}

// markOf is what is kept of a reader: letters read by one browser have nothing
// in common.
func markOf(token, letterID string) string {
	sum := sha256.Sum256([]byte(letterID + " " + token))
	return hex.EncodeToString(sum[:12])
}
