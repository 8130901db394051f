package bus

import (
	"context"
	"slices"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// Account is somebody with an account who goes along with buses.
type Account struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Unit string `json:"unit"`
}

// Accounts returns whom an attendant's file may be joined to: who holds the post of
// an attendant at the school. Without an account an attendant has no list of riders.
func (s *Service) Accounts(ctx context.Context, schoolID string) (out []Account, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		x, err := school(ctx, tx, schoolID)
		if err != nil {
			return err
		}
		out, err = s.accounts(ctx, tx, x)
		return err
	})
	return out, err
}

func (s *Service) accounts(ctx context.Context, tx *db.Tx, x org.School) ([]Account, error) {
	ids, err := s.holders.Holders(ctx, tx, s.roles.Attend, x.Path)
	if err != nil || len(ids) == 0 {
		return []Account{}, err
	}
	var a db.Args
	return db.All(ctx, tx, func(row db.Scanner) (p Account, err error) {
		err = row.Scan(&p.ID, &p.Name, &p.Unit)
		return p, err
	}, `SELECT id, name, unit FROM people WHERE `+a.In("id", ids)+` ORDER BY name, id LIMIT 300`, a.Values()...)
}

// joined refuses an account that is none of an attendant of the school. One that
// stands in the file already stays, also when the post has ended since.
func (s *Service) joined(ctx context.Context, tx *db.Tx, c *Crew, x org.School) error {
	switch {
	case c.PersonID == "":
		return nil
	case c.Kind != "attendant":
		return errAccount
	}
	if c.ID != "" {
		if old, err := db.One(ctx, tx, scanCrew, selectCrew+`WHERE id = $1`, c.ID); err == nil && old.PersonID == c.PersonID {
			return nil
		} else if err != nil && !db.IsNotFound(err) {
			return err
		}
	}
	list, err := s.accounts(ctx, tx, x)
	if err == nil && !slices.ContainsFunc(list, func(p Account) bool { return p.ID == c.PersonID }) {
		err = errAccount
	}
	return err
}

// Offer is what the riders of a line are chosen from: the classes of the school, and
// the pupils of one of them; no more than name and class.
type Offer struct {
	Classes []OfferClass `json:"classes" nullable:"false"`
	Pupils  []Rider      `json:"pupils" nullable:"false"`
}

// OfferClass is a class of the school.
type OfferClass struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Candidates returns the classes of a line's school and who is in one of them, "" for
// none yet; that names of minors were read is written down.
func (s *Service) Candidates(ctx context.Context, lineID, classID string) (out Offer, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := getLine(ctx, tx, lineID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, l.Path, errGone); err != nil {
			return err
		}
		if err := access.Require(ctx, PermManage, l.Path); err != nil {
			return err
		}
		if out.Classes, err = db.All(ctx, tx, func(row db.Scanner) (c OfferClass, err error) {
			err = row.Scan(&c.ID, &c.Name)
			return c, err
		}, `SELECT id, name FROM school_classes WHERE school_id = $1 AND status = 'active' ORDER BY grade, name LIMIT 300`, l.SchoolID); err != nil {
			return err
		}
		if classID == "" {
			out.Pupils = []Rider{}
			return audit.Record(ctx, tx, "bus.classes_read", lineID, nil)
		}
		if out.Pupils, err = db.All(ctx, tx, func(row db.Scanner) (r Rider, err error) {
			err = row.Scan(&r.PupilID, &r.Name, &r.Class)
			return r, err
		}, `SELECT p.id, p.name, k.name FROM pupils p JOIN school_classes k ON k.id = p.class_id
			WHERE p.class_id = $1 AND p.school_id = $2 AND p.status = 'active' ORDER BY p.seat LIMIT 200`, classID, l.SchoolID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "bus.names_read", lineID, map[string]any{"class": classID, "count": len(out.Pupils)})
	})
	return out, err
}
