package pupil

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// Input is a pupil as a form sends him.
type Input struct {
	Seat   int    `json:"seat" minimum:"1" maximum:"999"`
	Name   string `json:"name" maxLength:"40"`
	Number string `json:"number" maxLength:"40"`
}

const (
	maxSeat   = 999
	maxName   = 30
	maxNumber = 30
)

// check tidies the input and returns the first thing wrong with it by field, "" for none.
func (in *Input) check() (field, code string) {
	in.Name = spreadsheet.Clean(in.Name)
	in.Number = strings.ToUpper(strings.Join(strings.Fields(spreadsheet.Clean(in.Number)), ""))
	switch {
	case in.Seat < 1 || in.Seat > maxSeat:
		return "seat", "pupil.seat_range"
	case in.Name == "":
		return "name", "required"
	case utf8.RuneCountInString(in.Name) > maxName || strings.ContainsAny(in.Name, digitsOnly):
		return "name", "pupil.name_odd"
	case in.Number == "":
		return "number", "required"
	case len(in.Number) > maxNumber || !plainNumber(in.Number):
		return "number", "pupil.number_odd"
	}
	return "", ""
}

func plainNumber(s string) bool {
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && r != '-' {
			return false
		}
	}
	return true
}

func refuse(field, code string) error {
	return errs.Invalid("request.invalid", errs.Field{Name: field, Code: code})
}

// keeper loads a class whose roster the actor keeps.
func keeper(ctx context.Context, tx *db.Tx, classID string) (class, error) {
	c, err := classOf(ctx, tx, classID)
	if err != nil {
		return c, err
	}
	return c, access.See(ctx, PermImport, c.path, errNoClass)
}

// Add puts a pupil on the roster of a class (转入). One who has left another school
// keeps who he was, and with it what he has completed: his number finds him.
func (s *Service) Add(ctx context.Context, classID string, in Input) (Pupil, error) {
	var out Pupil
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := keeper(ctx, tx, classID)
		if err != nil {
			return err
		}
		if field, code := in.check(); code != "" {
			return refuse(field, code)
		}
		p, err := db.One(ctx, tx, scanPupil, `SELECT `+columns+` FROM pupils p WHERE p.number = $1`, in.Number)
		switch {
		case db.IsNotFound(err):
			out = Pupil{ID: id.New("pup"), SchoolID: c.schoolID, ClassID: c.id, Seat: in.Seat, Name: in.Name, Number: in.Number, Status: Active, Version: 1}
			_, err = tx.Insert(ctx, "pupils", pupilColumns, [][]any{out.values()}, "")
			if err = takenSeat(err); err != nil {
				return err
			}
		case err != nil:
			return err
		case p.Status == Active:
			return refuse("number", "pupil.number_taken")
		case p.Name != in.Name: // somebody else's number, or a slip of the pen
			return refuse("number", "pupil.number_other")
		default:
			p.SchoolID, p.ClassID, p.Seat, p.Status = c.schoolID, c.id, in.Seat, Active
			if err := update(ctx, tx, &p); err != nil {
				return err
			}
			out = p
		}
		if err := count(ctx, tx, c.id); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "pupil.add", out.ID, map[string]any{"class": c.id, "seat": in.Seat})
	})
	return out, err
}

// Edit corrects a pupil's seat, name or number.
func (s *Service) Edit(ctx context.Context, pupilID string, version int, in Input) (Pupil, error) {
	return s.change(ctx, "pupil.edit", pupilID, version, func(p *Pupil) error {
		if field, code := in.check(); code != "" {
			return refuse(field, code)
		}
		p.Seat, p.Name, p.Number = in.Seat, in.Name, in.Number
		return nil
	})
}

// Leave takes a pupil off the roster (转出). What he has completed stays.
func (s *Service) Leave(ctx context.Context, pupilID string, version int) (Pupil, error) {
	return s.change(ctx, "pupil.leave", pupilID, version, func(p *Pupil) error {
		p.Status = Left
		return nil
	})
}

// Move puts a pupil into another class (调班), at once into another school where the
// actor keeps both rosters.
func (s *Service) Move(ctx context.Context, pupilID string, version int, classID string, seat int) (Pupil, error) {
	if seat < 1 || seat > maxSeat {
		return Pupil{}, refuse("seat", "pupil.seat_range")
	}
	var to class
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		to, err = keeper(ctx, tx, classID)
		return err
	})
	if err != nil {
		return Pupil{}, err
	}
	return s.change(ctx, "pupil.move", pupilID, version, func(p *Pupil) error {
		p.SchoolID, p.ClassID, p.Seat = to.schoolID, to.id, seat
		return nil
	})
}

// change is one change of one pupil on a roster the actor keeps. Who changes class or
// leaves has to log in anew: his token says where he was.
func (s *Service) change(ctx context.Context, action, pupilID string, version int, decide func(*Pupil) error) (Pupil, error) {
	var out Pupil
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := getPupil(ctx, tx, pupilID)
		if err != nil {
			return err
		}
		if _, err := keeper(ctx, tx, p.ClassID); err != nil {
			if errors.Is(err, errNoClass) {
				err = ErrNoPupil
			}
			return err
		}
		if p.Status != Active {
			return ErrNoPupil
		}
		was := p
		if err := decide(&p); err != nil {
			return err
		}
		p.Version = version
		if err := update(ctx, tx, &p); err != nil {
			return err
		}
		if p.ClassID != was.ClassID || p.Status == Left {
			if err := s.revoke(ctx, tx, p.ID); err != nil {
				return err
			}
			if err := count(ctx, tx, was.ClassID, p.ClassID); err != nil {
				return err
			}
		}
		out = p
		return audit.Record(ctx, tx, action, p.ID, map[string]any{"from": fmt.Sprint(was.ClassID, " ", was.Seat), "to": fmt.Sprint(p.ClassID, " ", p.Seat), "status": p.Status})
	})
	return out, err
}

func (p *Pupil) values() []any {
	return []any{p.ID, p.SchoolID, p.ClassID, p.Seat, p.Name, p.Number, string(p.Status), p.Version}
}

// update writes p over the row of p.Version.
func update(ctx context.Context, tx *db.Tx, p *Pupil) error {
	err := tx.UpdateOne(ctx, `UPDATE pupils SET school_id = $1, class_id = $2, seat = $3, name = $4, number = $5, status = $6, version = version + 1
		WHERE id = $7 AND version = $8`, p.SchoolID, p.ClassID, p.Seat, p.Name, p.Number, string(p.Status), p.ID, p.Version)
	p.Version++
	return takenSeat(err)
}

// takenSeat says which of the two things is taken that nobody shares.
func takenSeat(err error) error {
	switch {
	case !errors.Is(err, db.ErrDuplicate):
		return err
	case strings.Contains(err.Error(), "number"):
		return refuse("number", "pupil.number_taken")
	}
	return refuse("seat", "pupil.seat_taken")
}

// count tells org how many pupils classes have now; a roll call expects as many.
func count(ctx context.Context, tx *db.Tx, classes ...string) error {
	heads := map[string]int{}
	for _, c := range classes {
		n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM pupils WHERE class_id = $1 AND status = 'active'`, c)
		if err != nil {
			return err
		}
		heads[c] = n
	}
	return org.SetHeadCounts(ctx, tx, heads)
}
