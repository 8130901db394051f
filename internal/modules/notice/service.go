package notice

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/kit/jobs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/todo"
)

// Service holds the verbs of this room.
type Service struct {
	db        *db.DB
	jobs      *jobs.Jobs
	norms     Norms
	calendar  Calendar
	holders   Holders
	tell      Teller
	outside   Outside
	roles     Roles
	publicURL string
	sender    string
}

func itoa(n int) string { return strconv.Itoa(n) }

// abovePaths are path and what lies above it.
func abovePaths(path string) []string { return access.Above(path) }

// Write begins a notice at a place of the actor's; path may be empty where he has
// only one.
func (s *Service) Write(ctx context.Context, path string, in Input) (*Notice, error) {
	if err := access.RequireSomewhere(ctx, PermWrite); err != nil {
		return nil, err
	}
	if own := access.Areas(ctx, PermWrite); path == "" && len(own) > 0 {
		path = own[0]
	}
	var out *Notice
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := access.Require(ctx, PermWrite, path); err != nil {
			return err
		}
		n, err := begin(ctx, tx, path, in)
		if err != nil {
			return err
		}
		if err := insertNotice(ctx, tx, n); err != nil {
			return err
		}
		out = n
		return audit.Record(ctx, tx, "notice.write", n.ID, in)
	})
	return out, err
}

func begin(ctx context.Context, tx *db.Tx, path string, in Input) (*Notice, error) {
	who := access.From(ctx)
	n := &Notice{ID: id.New("ntc"), Code: newCode(), Path: path, State: Draft, CreatedAt: tx.Now, CreatedBy: who.ID, CreatedName: who.Name}
	n.ChainID = n.ID
	var err error
	if n.Publisher, n.SchoolID, err = publisherAt(ctx, tx, path); err != nil {
		return nil, err
	}
	return n, fill(ctx, tx, n, in)
}

// fill takes a form over, with the places it names: none outside the issuer's area.
func fill(ctx context.Context, tx *db.Tx, n *Notice, in Input) error {
	if err := n.write(in); err != nil {
		return err
	}
	paths := slices.Compact(slices.Sorted(slices.Values(in.Areas)))
	if len(paths) == 0 || n.SchoolID != "" {
		paths = []string{n.Path}
	}
	for _, p := range paths {
		if !strings.HasPrefix(p, n.Path) {
			return errAreas
		}
	}
	var err error
	if n.Areas, err = places(ctx, tx, paths); err == nil && len(n.Areas) != len(paths) {
		return errAreas
	}
	return err
}

// Edit rewrites a draft.
func (s *Service) Edit(ctx context.Context, noticeID string, version int64, in Input) (*Notice, error) {
	return s.act(ctx, noticeID, version, PermWrite, "notice.edit", in, func(tx *db.Tx, n *Notice) error {
		if n.State != Draft {
			return errState.With("state", string(n.State))
		}
		if err := fill(ctx, tx, n, in); err != nil {
			return err
		}
		return writeAreas(ctx, tx, n)
	})
}

// Submit hands a draft to who approves; it waits on his list.
func (s *Service) Submit(ctx context.Context, noticeID string, version int64) (*Notice, error) {
	return s.act(ctx, noticeID, version, PermWrite, "notice.submit", nil, func(tx *db.Tx, n *Notice) error {
		if err := n.Submit(tx.Now); err != nil {
			return err
		}
		return todo.Put(ctx, tx, todo.Task{Room: "notice", Kind: "approve", Subject: n.ID, Path: n.Path, Perm: PermApprove, Priority: priority(n.Level),
			Link: link(n), Params: map[string]any{"title": n.Title, "by": n.CreatedName}})
	})
}

// priority on a list of things to do.
func priority(level string) int {
	switch level {
	case Red, Orange:
		return 2
	case Yellow:
		return 1
	}
	return 0
}

func link(n *Notice) string { return "/safety-notices?open=" + n.ID }

// Approve issues a notice: it gets its number, takes the place of the one it
// changes, goes out in CAP, and is carried to the schools by a job.
func (s *Service) Approve(ctx context.Context, noticeID string, version int64) (*Notice, error) {
	return s.act(ctx, noticeID, version, PermApprove, "notice.approve", nil, func(tx *db.Tx, n *Notice) (err error) {
		who := access.From(ctx)
		if err := n.Issue(who.ID, who.Name, tx.Now); err != nil {
			return err
		}
		if n.Number, err = nextNumber(ctx, tx, n); err != nil {
			return err
		}
		if err := todo.Finish(ctx, tx, "notice", "approve", n.ID); err != nil {
			return err
		}
		if err := s.replace(ctx, tx, n); err != nil {
			return err
		}
		msgType, stage := "Alert", "issued"
		if n.PrevID != "" {
			msgType, stage = "Update", "updated"
		}
		return errors.Join(s.speak(ctx, tx, n, msgType, stage), s.jobs.Enqueue(ctx, tx, deliver{n.ID}))
	})
}

// replace ends the notice that n changes.
func (s *Service) replace(ctx context.Context, tx *db.Tx, n *Notice) error {
	if n.PrevID == "" {
		return nil
	}
	prev, err := getNotice(ctx, tx, n.PrevID)
	if err != nil || prev.State != Issued { // ended meanwhile: there is nothing left to replace
		return err
	}
	if err := prev.End(Updated, n.Number, tx.Now); err != nil {
		return err
	}
	return errors.Join(updateNotice(ctx, tx, prev), s.jobs.Enqueue(ctx, tx, settle{prev.ID}))
}

// Return sends a notice back to its writer with a reason.
func (s *Service) Return(ctx context.Context, noticeID string, version int64, reason string) (*Notice, error) {
	return s.act(ctx, noticeID, version, PermApprove, "notice.return", map[string]string{"reason": reason}, func(tx *db.Tx, n *Notice) error {
		return errors.Join(n.Return(reason), todo.Finish(ctx, tx, "notice", "approve", n.ID))
	})
}

// Discard puts a draft away.
func (s *Service) Discard(ctx context.Context, noticeID string, version int64) (*Notice, error) {
	return s.act(ctx, noticeID, version, PermWrite, "notice.discard", nil, func(tx *db.Tx, n *Notice) error {
		return errors.Join(n.Discard(), todo.Finish(ctx, tx, "notice", "approve", n.ID))
	})
}

// Cancel ends a notice before its time (解除), with the reason that its readers see.
// Whoever may approve decides it; being told that something is over needs no second
// person.
func (s *Service) Cancel(ctx context.Context, noticeID string, version int64, reason string) (*Notice, error) {
	return s.act(ctx, noticeID, version, PermApprove, "notice.cancel", map[string]string{"reason": reason}, func(tx *db.Tx, n *Notice) error {
		if err := n.End(Cancelled, reason, tx.Now); err != nil {
			return err
		}
		return errors.Join(s.speak(ctx, tx, n, "Cancel", "cancelled"), s.jobs.Enqueue(ctx, tx, settle{n.ID}))
	})
}

// Change begins a notice that will take the place of one in force (变更).
func (s *Service) Change(ctx context.Context, noticeID string, in Input) (*Notice, error) {
	if err := access.RequireSomewhere(ctx, PermWrite); err != nil {
		return nil, err
	}
	var out *Notice
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		prev, err := s.seen(ctx, tx, noticeID)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, PermWrite, prev.Path); err != nil {
			return err
		}
		if prev.State != Issued {
			return errState.With("state", string(prev.State))
		}
		n, err := begin(ctx, tx, prev.Path, in)
		if err != nil {
			return err
		}
		n.PrevID, n.ChainID, n.PrevNumber = prev.ID, prev.ChainID, prev.Number
		if err := insertNotice(ctx, tx, n); errors.Is(err, db.ErrDuplicate) {
			return errChanged
		} else if err != nil {
			return err
		}
		out = n
		return audit.Record(ctx, tx, "notice.change", n.ID, map[string]any{"of": prev.ID, "notice": in})
	})
	return out, err
}

// act is the shape of every verb on a notice: load, authorise, decide, save, record.
func (s *Service) act(ctx context.Context, noticeID string, version int64, perm access.Perm, action string, detail any, do func(*db.Tx, *Notice) error) (*Notice, error) {
	var out *Notice
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := s.seen(ctx, tx, noticeID)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, perm, n.Path); err != nil {
			return err
		}
		if n.Version != version {
			return errStale.With("state", string(n.State))
		}
		if err := do(tx, n); err != nil {
			return err
		}
		if err := updateNotice(ctx, tx, n); err != nil {
			return err
		}
		out = n
		return audit.Record(ctx, tx, action, n.ID, detail)
	})
	return out, err
}
