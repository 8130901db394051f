package auth

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// MySessions lists where the caller is logged in.
func (s *Service) MySessions(ctx context.Context) (list []Session, err error) {
	who, err := requireSelf(ctx)
	if err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = sessionsOf(ctx, tx, who.ID)
		return err
	})
	for i := range list {
		list[i].Current = list[i].ID == who.Session
	}
	return list, err
}

// SessionsOf lists where somebody else is logged in.
func (s *Service) SessionsOf(ctx context.Context, personID string) (list []Session, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := getPerson(ctx, tx, personID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermSessionsRevoke, p.Path, ErrNoPerson); err != nil {
			return err
		}
		list, err = sessionsOf(ctx, tx, personID)
		return err
	})
	return list, err
}

// EndSession ends one session: a person's own, or, with the permission, that of
// somebody who belongs to the caller's area.
func (s *Service) EndSession(ctx context.Context, sessionID string) error {
	who, err := requireSelf(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		owner, err := ownerOfSession(ctx, tx, sessionID)
		if err != nil {
			return err
		}
		if owner != who.ID {
			p, err := getPerson(ctx, tx, owner)
			if err != nil {
				return err
			}
			if err := access.See(ctx, PermSessionsRevoke, p.Path, ErrNoSession); err != nil {
				return err
			}
		}
		if ok, err := revokeSession(ctx, tx, sessionID); err != nil || !ok {
			return orElse(err, ErrNoSession)
		}
		tx.AfterCommit(s.actors.empty)
		return audit.Record(ctx, tx, "auth.session_ended", owner, map[string]string{"session": sessionID})
	})
}

// EndOthers ends all of the caller's sessions but this one.
func (s *Service) EndOthers(ctx context.Context) error {
	who, err := requireSelf(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := revokeOfPerson(ctx, tx, who.ID, who.Session); err != nil {
			return err
		}
		tx.AfterCommit(s.actors.empty)
		return audit.Record(ctx, tx, "auth.sessions_ended", who.ID, nil)
	})
}
