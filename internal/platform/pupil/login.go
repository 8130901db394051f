package pupil

import (
	"context"
	"crypto/hmac"
	"fmt"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/audit"
)

// ErrNoCode says that no class has this code now.
var ErrNoCode = errs.NotFound("pupil.no_class_code")

// Room is what a class code stands for: no pupil is named.
type Room struct {
	Code       string `json:"code"`
	ClassName  string `json:"className"`
	SchoolName string `json:"schoolName"`
}

// Entry is what a pupil gets who has shown who he is. Until is when his token runs
// out, in UTC milliseconds.
type Entry struct {
	Token string `json:"token"`
	Until int64  `json:"until"`
	Name  string `json:"name"`
	Seat  int    `json:"seat"`
	Room
}

// door is the seat that somebody knocks at: whose it is, and what opens it.
type door struct {
	Room
	classID, schoolID, path string
	seat                    int
	pupil, name             string // "" when nobody sits there
	pinHash, startHash      string
	startUntil              int64
	generation              int
	subject                 string // what wrong tries are counted under
}

func (d *door) classSubject() string { return "class:" + d.classID }

// Find tells a pupil which class a code is of, so that he sees that he is right.
// access: exempt, this is the door; it names no pupil.
func (s *Service) Find(ctx context.Context, code string) (Room, error) {
	var d door
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		d, err = doorOf(ctx, tx, cleanCode(code), 0)
		return err
	})
	return d.Room, err
}

// LogIn lets a pupil in who knows class code, seat and his PIN.
// access: exempt, this is the door.
func (s *Service) LogIn(ctx context.Context, code string, seat int, pin string) (Entry, error) {
	return s.knock(ctx, code, seat, ErrBadLogin, func(d *door, _ time.Time) bool {
		return matches(d.pinHash, s.keyed("pin", d.pupil, cleanDigits(pin)))
	}, nil)
}

// Begin lets a pupil in with the start code of his slip, and puts the PIN in force
// that he has chosen. The code is spent. access: exempt, this is the door.
func (s *Service) Begin(ctx context.Context, code string, seat int, start, pin string) (Entry, error) {
	if err := checkPIN(pin, seat); err != nil {
		return Entry{}, err
	}
	return s.knock(ctx, code, seat, ErrBadStart, func(d *door, now time.Time) bool {
		return matches(d.startHash, s.keyed("start", d.pupil, cleanDigits(start))) && db.Millis(now) < d.startUntil
	}, func(tx *db.Tx, d *door) error {
		// Two browsers with one slip: the first wins.
		res, err := tx.Exec(ctx, `UPDATE pupil_keys SET pin_hash = $1, pin_at = $2, start_hash = '' WHERE pupil_id = $3 AND start_hash = $4`,
			s.keyed("pin", d.pupil, pin), db.Millis(tx.Now), d.pupil, d.startHash)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return orElse(err, ErrBadStart)
		}
		return audit.Record(ctx, tx, "pupil.pin_chosen", d.pupil, map[string]string{"class": d.classID})
	})
}

func orElse(err error, other *errs.Error) error {
	if err != nil {
		return err
	}
	return other
}

// Check proves that a slip's start code is right, before the pupil thinks of a PIN.
// access: exempt, this is the door.
func (s *Service) Check(ctx context.Context, code string, seat int, start string) (Entry, error) {
	e, err := s.knock(ctx, code, seat, ErrBadStart, func(d *door, now time.Time) bool {
		return matches(d.startHash, s.keyed("start", d.pupil, cleanDigits(start))) && db.Millis(now) < d.startUntil
	}, nil)
	e.Token, e.Until = "", 0 // who has chosen no PIN is not in yet
	return e, err
}

func matches(kept, given string) bool { return kept != "" && hmac.Equal([]byte(kept), []byte(given)) }

// knock makes one try at a seat. A right one without wrong ones before it reads and
// writes nothing, unless then has something to write.
func (s *Service) knock(ctx context.Context, code string, seat int, refusal *errs.Error,
	right func(*door, time.Time) bool, then func(*db.Tx, *door) error) (Entry, error) {
	code = cleanCode(code)
	leave, err := s.tries.enter(ctx, fmt.Sprintf("%s %d", code, seat))
	if err != nil {
		return Entry{}, err
	}
	defer leave()
	var d door
	var before failures
	var now time.Time
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		now = tx.Now
		if d, err = doorOf(ctx, tx, code, seat); err == nil {
			before, err = failuresOf(ctx, tx, d.subject, d.classSubject())
		}
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	if !right(&d, now) {
		return Entry{}, s.countFailure(ctx, d, refusal)
	}
	if then != nil || before.pupil.fails > 0 {
		if err := s.db.Write(db.WithoutKey(ctx), func(tx *db.Tx) error {
			if err := forgiveFailures(ctx, tx, d.subject); err != nil || then == nil {
				return err
			}
			return then(tx, &d)
		}); err != nil {
			return Entry{}, err
		}
	}
	l := Learner{PupilID: d.pupil, ClassID: d.classID, SchoolID: d.schoolID, Path: d.path, Issued: now, generation: d.generation}
	return Entry{Token: s.Token(l), Until: db.Millis(now.Add(s.sessionLife())), Name: d.name, Seat: seat, Room: d.Room}, nil
}

// doorOf reads all about a seat in one go; a seat where nobody sits has no pupil and
// opens to nothing.
func doorOf(ctx context.Context, tx *db.Tx, code string, seat int) (door, error) {
	d := door{seat: seat}
	d.Code = code
	err := tx.QueryRow(ctx, `SELECT c.id, c.name, s.id, s.name, s.path, COALESCE(p.id, ''), COALESCE(p.name, ''),
			COALESCE(k.pin_hash, ''), COALESCE(k.start_hash, ''), COALESCE(k.start_until, 0), COALESCE(r.generation, 0)
		FROM pupil_classes x
		JOIN school_classes c ON c.id = x.class_id AND c.status = 'active'
		JOIN schools s ON s.id = c.school_id AND s.status = 'active'
		LEFT JOIN pupils p ON p.class_id = c.id AND p.seat = $2 AND p.status = 'active'
		LEFT JOIN pupil_keys k ON k.pupil_id = p.id
		LEFT JOIN pupil_revoked r ON r.pupil_id = p.id
		WHERE x.code = $1`, code, seat).Scan(&d.classID, &d.ClassName, &d.schoolID, &d.SchoolName, &d.path, &d.pupil, &d.name,
		&d.pinHash, &d.startHash, &d.startUntil, &d.generation)
	if db.IsNotFound(err) {
		return d, ErrNoCode
	}
	d.subject = "seat:" + d.classID + ":" + fmt.Sprint(seat)
	return d, err
}
