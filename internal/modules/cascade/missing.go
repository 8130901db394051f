package cascade

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/todo"
)

// keyMissing is the norm that says how long a platform may be gone before somebody has
// to see to it. [D]
const keyMissing, missingDefault = "cascade.missing_min", 30

// Missing puts each platform that is switched on and has been gone too long on the list
// of who keeps the line, and tells him. Time in which this server itself was down counts
// for nobody. access: the house calls it each minute. audit: a task is a record itself,
// and how a platform stands is recorded when it changes.
func (s *Service) Missing(ctx context.Context) error {
	ctx = access.AsSystem(ctx, "cascade")
	var gone []*Upper
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := enabledUppers(ctx, tx)
		for _, u := range list {
			if s.misses(ctx, u, tx.Now) {
				gone = append(gone, u)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, u := range gone {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			now, err := getUpper(ctx, tx, u.ID)
			if err != nil || !s.misses(ctx, now, tx.Now) {
				return err
			}
			return s.miss(ctx, tx, now)
		}); err != nil {
			return err
		}
	}
	return nil
}

// misses: it should be there, has not been for too long, and nobody was told yet.
func (s *Service) misses(ctx context.Context, u *Upper, now time.Time) bool {
	if !u.Enabled || u.State == Registered || u.missingID != "" {
		return false
	}
	most := int64(s.norms.Now(ctx, keyMissing, u.Path, missingDefault)) * time.Minute.Milliseconds()
	return db.Millis(now)-max(u.HeardAt, u.since, db.Millis(s.began)) >= most
}

func (s *Service) miss(ctx context.Context, tx *db.Tx, u *Upper) error {
	missingID := id.New("cmi")
	if _, err := tx.Exec(ctx, `UPDATE cascade_uppers SET missing_id = $1 WHERE id = $2`, missingID, u.ID); err != nil {
		return err
	}
	told := map[string]any{"upper": u.Name, "place": u.Place}
	if err := todo.Put(ctx, tx, todo.Task{Room: "cascade", Kind: "missing", Subject: missingID, Path: u.Path, Perm: PermManage, Priority: 1, Link: "/cascade", Params: told}); err != nil {
		return err
	}
	people, err := s.holders.Holders(ctx, tx, s.roles, u.Path)
	if err != nil || len(people) == 0 {
		return err
	}
	return s.notify.Send(ctx, tx, notify.Message{Room: "cascade", Kind: "missing", SubjectID: u.ID, Path: u.Path, Params: told, Link: "/cascade", To: people, Once: missingID})
}

// found takes the task away: the platform is back, or nobody wants it any more.
func found(ctx context.Context, tx *db.Tx, u *Upper) error {
	if u.missingID == "" {
		return nil
	}
	if err := todo.Finish(ctx, tx, "cascade", "missing", u.missingID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE cascade_uppers SET missing_id = '' WHERE id = $1`, u.ID)
	u.missingID = ""
	return err
}
