package pupil

import (
	"context"
	"hash/fnv"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/audit"
)

// Wrong tries lock a pupil, and many of them his whole class, for some minutes: the
// first stops whoever guesses one PIN, the second whoever goes from seat to seat.

var (
	// ErrBadLogin says that class code, seat and PIN do not go together, and not which.
	ErrBadLogin = errs.Unauthorized("pupil.bad_login")
	// ErrBadStart says the same of a start code, which may also have been used.
	ErrBadStart    = errs.Unauthorized("pupil.bad_start")
	errLocked      = errs.Unauthorized("pupil.locked")
	errClassLocked = errs.Unauthorized("pupil.class_locked")
	errBusy        = errs.Unavailable("pupil.busy")
)

// turnstile lets one try per subject through at a time, so that a hundred guesses
// sent at once are still counted one after the other.
type turnstile struct{ lanes [256]chan struct{} }

func newTurnstile() *turnstile {
	t := &turnstile{}
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
		return nil, errBusy.Because(ctx.Err())
	}
}

// failures are the wrong tries before this one.
type failures struct{ pupil, class failure }

type failure struct {
	fails  int
	at     int64
	locked int64
}

// failuresOf reads them; the error says who is locked.
func failuresOf(ctx context.Context, tx *db.Tx, pupil, class string) (failures, error) {
	var f failures
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var subject string
		var one failure
		if err := s.Scan(&subject, &one.fails, &one.at, &one.locked); err != nil {
			return err
		}
		if subject == class {
			f.class = one
		} else {
			f.pupil = one
		}
		return nil
	}, `SELECT subject, fails, at, locked_until FROM pupil_failures WHERE subject IN ($1, $2)`, pupil, class)
	if err != nil {
		return f, err
	}
	if err := lockedFor(errLocked, tx.Now, f.pupil.locked); err != nil {
		return f, err
	}
	return f, lockedFor(errClassLocked, tx.Now, f.class.locked)
}

func lockedFor(refusal *errs.Error, now time.Time, until int64) error {
	left := db.Time(until).Sub(now)
	if until == 0 || left <= 0 {
		return nil
	}
	return refusal.With("minutes", int(left/time.Minute)+1)
}

// countFailure books a wrong try of pupil and class and returns what to tell.
func (s *Service) countFailure(ctx context.Context, d door, refusal *errs.Error) error {
	lock := time.Duration(s.limits.Now(ctx, normLock, d.path, 15)) * time.Minute
	ofPupil := s.limits.Now(ctx, normPINFail, d.path, 5)
	ofClass := s.limits.Now(ctx, normClassFail, d.path, 40)
	told := error(refusal)
	err := s.db.Write(db.WithoutKey(ctx), func(tx *db.Tx) error {
		told = refusal
		action := "pupil.refused"
		fails, err := addFailure(ctx, tx, d.subject, lock)
		if err != nil {
			return err
		}
		if fails >= ofPupil {
			action, told = "pupil.locked", errLocked.With("minutes", int(lock/time.Minute))
			if err := setLock(ctx, tx, d.subject, tx.Now.Add(lock)); err != nil {
				return err
			}
		} else {
			told = refusal.With("left", ofPupil-fails)
		}
		all, err := addFailure(ctx, tx, d.classSubject(), lock)
		if err != nil {
			return err
		}
		if all >= ofClass {
			action, told = "pupil.class_locked", errClassLocked.With("minutes", int(lock/time.Minute))
			if err := setLock(ctx, tx, d.classSubject(), tx.Now.Add(lock)); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, action, d.classID, map[string]any{"seat": d.seat, "fails": fails, "class": all})
	})
	if err != nil {
		return err
	}
	return told
}

// addFailure counts a wrong try; those before a pause as long as a lock are forgotten.
func addFailure(ctx context.Context, tx *db.Tx, subject string, pause time.Duration) (int, error) {
	return db.One(ctx, tx, db.Value[int], `INSERT INTO pupil_failures (subject, fails, at, locked_until) VALUES ($1, 1, $2, 0)
		ON CONFLICT (subject) DO UPDATE SET at = excluded.at,
			fails = CASE WHEN pupil_failures.at < $3 THEN 1 ELSE pupil_failures.fails + 1 END
		RETURNING fails`, subject, db.Millis(tx.Now), db.Millis(tx.Now.Add(-pause)))
}

// setLock locks subject; when the lock ends, counting starts at none.
func setLock(ctx context.Context, tx *db.Tx, subject string, until time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE pupil_failures SET fails = 0, locked_until = $1 WHERE subject = $2`, db.Millis(until), subject)
	return err
}

func forgiveFailures(ctx context.Context, tx *db.Tx, subject string) error {
	_, err := tx.Exec(ctx, `DELETE FROM pupil_failures WHERE subject = $1`, subject)
	return err
}
