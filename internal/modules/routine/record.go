package routine

import (
	"context"
	"errors"
	"io"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/files"
)

// PurposePhoto is what a photograph of a talk is handed in for; MaxPhoto its size.
const (
	PurposePhoto = "routine.photo"
	MaxPhoto     = 4 << 20
)

// Enter writes down that a class has had its talk. One a day: the longest that
// is due covers the shorter.
func (s *Service) Enter(ctx context.Context, in Entry) (*Record, error) {
	var out *Record
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := getClass(ctx, tx, in.ClassID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, c.path, errNoClass); err != nil {
			return err
		}
		if err := access.Require(ctx, PermRecord, c.path); err != nil {
			return err
		}
		if !validDay(in.Day) {
			return errDay
		}
		d, err := s.openOne(ctx, tx, c, in.Day)
		if err != nil {
			return err
		}
		late, err := in.Check(dayOf(tx.Now), d.kind, c.pupils, s.norms.Now(ctx, "routine.backfill_d", c.path, 7))
		if err != nil {
			return err
		}
		if was, err := recordOf(ctx, tx, c.id, in.Day); err != nil || was != nil {
			return taken(was, err)
		}
		who := access.From(ctx)
		out = &Record{
			ID: id.New("rtr"), ClassID: c.id, SchoolID: c.schoolID, Path: c.path, Class: c.name, School: c.school, Day: in.Day, Kind: in.Kind,
			Theme: in.Theme, Block: in.Block, Speaker: in.Speaker, Present: in.Present, Points: in.Points,
			HeldAt: in.Pressed(tx.Now), RecordedAt: tx.Now, Late: late, ByID: who.ID, ByName: who.Name,
		}
		if _, err := tx.Insert(ctx, "routine_records", recordColumns, [][]any{recordRow(out)}, ""); errors.Is(err, db.ErrDuplicate) {
			return errRecorded
		} else if err != nil {
			return err
		}
		if err := count(ctx, tx, c, in.Day, d, late, 1); err != nil {
			return err
		}
		if in.Kind == Thirty {
			if err := addMinutes(ctx, tx, c, in.Day, in.Block, "1530", int(Thirty)); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, "routine.enter", out.ID, map[string]any{"class": c.id, "day": in.Day, "kind": in.Kind, "late": late})
	})
	return out, err
}

// openOne returns what is due of a school on a day, and writes it down where the
// morning's work has not.
func (s *Service) openOne(ctx context.Context, tx *db.Tx, c class, day string) (schoolDay, error) {
	d, err := lockDay(ctx, tx, c.schoolID, day)
	if err != nil || d.kind != None || day > dayOf(tx.Now) {
		return d, err
	}
	cal, err := loadCalendar(ctx, tx)
	if err != nil {
		return d, err
	}
	kind := cal.At(c.path).Due(day, s.cadence(ctx, c.path))
	if kind == None {
		return d, nil
	}
	all, err := classesOf(ctx, tx, c.schoolID)
	if err != nil {
		return d, err
	}
	if err := applyChanges(ctx, tx, []change{{pupilSchool{c.schoolID, c.path, len(all)}, day, schoolDay{}, kind}}); err != nil {
		return d, err
	}
	return lockDay(ctx, tx, c.schoolID, day)
}

// count adds one record to its day and to the sums above, or takes it off. A
// class that came after the day was opened is due too once it has held its talk.
func count(ctx context.Context, tx *db.Tx, c class, day string, d schoolDay, late bool, by int) error {
	held, lates := by, 0
	if late {
		held, lates = 0, by
	}
	more := max(0, d.held+d.late+by-d.due)
	if _, err := tx.Exec(ctx, `UPDATE routine_days SET due = due + $1, held = held + $2, late = late + $3 WHERE school_id = $4 AND day = $5`,
		more, held, lates, c.schoolID, day); err != nil {
		return err
	}
	sums := tally{}
	sums.add(c.path, day, d.kind, more, held, lates)
	return sums.save(ctx, tx)
}

func taken(was *Record, err error) error {
	if err != nil {
		return err
	}
	return errRecorded.With("name", was.ByName).With("time", was.RecordedAt.In(zone).Format("15:04"))
}

// Void strikes a record that was wrong, with a reason. The class may then be
// entered again, late if the day is over.
func (s *Service) Void(ctx context.Context, recordID, reason string) (*Record, error) {
	var out *Record
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := getRecord(ctx, tx, recordID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, r.Path, errNoRecord); err != nil {
			return err
		}
		if err := access.Require(ctx, PermManage, r.Path); err != nil {
			return err
		}
		if err := r.Void(access.From(ctx).Name, reason, tx.Now); err != nil {
			return err
		}
		if err := tx.UpdateOne(ctx, `UPDATE routine_records SET void_at = $1, void_by = $2, void_reason = $3 WHERE id = $4 AND void_at = 0`,
			db.Millis(r.VoidAt), r.VoidBy, r.VoidReason, r.ID); err != nil {
			return err
		}
		d, err := lockDay(ctx, tx, r.SchoolID, r.Day)
		if err != nil {
			return err
		}
		c := class{id: r.ClassID, schoolID: r.SchoolID, path: r.Path}
		if err := count(ctx, tx, c, r.Day, d, r.Late, -1); err != nil {
			return err
		}
		if r.Kind == Thirty {
			if err := addMinutes(ctx, tx, c, r.Day, r.Block, "1530", -int(Thirty)); err != nil {
				return err
			}
		}
		out = r
		return audit.Record(ctx, tx, "routine.void", r.ID, map[string]string{"reason": r.VoidReason})
	})
	return out, err
}

// Records returns a page of records, the last entered first.
func (s *Service) Records(ctx context.Context, f Filter) ([]*Record, error) {
	paths, err := within(ctx, PermView, f.Path)
	if err != nil {
		return nil, err
	}
	var out []*Record
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = listRecords(ctx, tx, paths, f)
		return err
	})
	return out, err
}

// Photo adds a photograph to a record; one is enough.
func (s *Service) Photo(ctx context.Context, recordID string, r io.Reader) (*Record, error) {
	rec, err := s.own(ctx, recordID)
	if err != nil {
		return nil, err
	}
	f, err := s.files.Take(ctx, PurposePhoto, rec.Path, "photo.jpg", r)
	if err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := files.Keep(ctx, tx, f.ID, PurposePhoto, rec.Path); err != nil {
			return err
		}
		rec.PhotoID = f.ID
		if _, err := tx.Exec(ctx, `UPDATE routine_records SET photo_id = $1 WHERE id = $2`, f.ID, rec.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "routine.photo", rec.ID, map[string]string{"file": f.ID})
	})
	return rec, err
}

// own returns a record that the actor has entered himself.
func (s *Service) own(ctx context.Context, recordID string) (*Record, error) {
	var out *Record
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := getRecord(ctx, tx, recordID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, r.Path, errNoRecord); err != nil {
			return err
		}
		if out = r; r.ByID != access.From(ctx).ID {
			return access.ErrForbidden
		}
		return access.Require(ctx, PermRecord, r.Path)
	})
	return out, err
}
