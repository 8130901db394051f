package campaign

import (
	"context"

	"huxue/internal/kit/db"
)

// HoldFold lets nothing be folded until release is called.
func (s *Service) HoldFold() (release func()) {
	s.folder.mu.Lock()
	return s.folder.mu.Unlock
}

// FoldSome begins a fold and stops after n pupils, as a server does that is killed. The
// fold must be held.
func (s *Service) FoldSome(ctx context.Context, n int) error {
	f, _, err := s.beginFold(ctx)
	if err != nil {
		return err
	}
	var list []completion
	for _, p := range f.pages {
		list = append(list, p.lines...)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.foldPart(ctx, tx, f, inOrder(list)[:n], false) })
}
