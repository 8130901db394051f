package auth

import (
	"context"
	"hash/fnv"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/audit"
)

// turnstile lets one try per subject through at a time, so that a hundred
// guesses sent at once are still counted one after the other.
type turnstile struct{ lanes [64]chan struct{} }

func newTurnstile() (t turnstile) {
	for i := range t.lanes {
		t.lanes[i] = make(chan struct{}, 1)
	}
	return t
}

func (t *turnstile) enter(ctx context.Context, subject string) (leave func(), err error) {
	h := fnv.New32a()
	_, _ = h.Write([]byte(subject))
	lane := t.lanes[h.Sum32()%uint32(len(t.lanes))]
	select {
	case lane <- struct{}{}:
		return func() { <-lane }, nil
	case <-ctx.Done():
		return nil, errs.Unavailable("auth.busy").Because(ctx.Err())
	}
}

// try is one guess at a secret. Subject is what gets locked: a typed login
// (whether or not there is such a person, or the lock would tell), or a person's
// PIN or code.
type try struct {
	subject string
	person  string // for the audit book, "" when nobody is known by that login
	check   func() (bool, error)
	refusal *errs.Error
	// then runs when the guess was right, in the transaction that forgets the
	// failures before it.
	then func(tx *db.Tx) error
}

// attempt makes a guess, unless too many wrong ones came before it.
func (s *Service) attempt(ctx context.Context, t try) error {
	leave, err := s.tries.enter(ctx, t.subject)
	if err != nil {
		return err
	}
	defer leave()
	err = s.db.Read(ctx, func(tx *db.Tx) error { return locked(ctx, tx, t.subject) })
	if err != nil {
		return err
	}
	ok, err := t.check()
	switch {
	case err != nil:
		return err
	case !ok:
		return s.countFailure(ctx, t)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM auth_failures WHERE subject = $1`, t.subject); err != nil {
			return err
		}
		return t.then(tx)
	})
}

func lockedFor(now, until time.Time) *errs.Error {
	return ErrLocked.With("minutes", int(until.Sub(now)/time.Minute)+1)
}

func (s *Service) countFailure(ctx context.Context, t try) error {
	limit := s.limits.LockFail(ctx)
	lock := time.Duration(s.limits.LockMinutes(ctx)) * time.Minute
	var refusal error
	err := s.db.Write(db.WithoutKey(ctx), func(tx *db.Tx) error {
		fails, err := addFailure(ctx, tx, t.subject)
		if err != nil {
			return err
		}
		refusal = t.refusal.With("left", limit-fails)
		action := "auth.refused"
		if fails >= limit {
			action = "auth.locked"
			until := tx.Now.Add(lock)
			refusal = lockedFor(tx.Now, until)
			if err := setLock(ctx, tx, t.subject, until); err != nil {
				return err
			}
		}
		caller := callerFrom(ctx)
		return audit.Record(ctx, tx, action, t.person, map[string]any{"fails": fails, "ip": caller.ip, "why": t.refusal.Code})
	})
	if err != nil {
		return err
	}
	return refusal
}
