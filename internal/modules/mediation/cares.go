package mediation

import (
	"context"
	"errors"
	"slices"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/todo"
)

// The norms of the care list: the longest time without a new decision, and from which
// count on a number is told. [D]
const (
	careKey, careDefault   = "mediation.care_max_d", 180
	smallKey, smallDefault = "mediation.small_cell", 5
)

// child is a pupil with his class, as far as an entry needs it.
type child struct{ id, name, classID, class, schoolID, school, path string }

func childOf(ctx context.Context, tx *db.Tx, pupilID string) (c child, err error) {
	err = tx.QueryRow(ctx, `SELECT p.id, p.name, k.id, k.name, s.id, s.name, s.path FROM pupils p JOIN school_classes k ON k.id = p.class_id
		JOIN schools s ON s.id = p.school_id WHERE p.id = $1 AND p.status = 'active'`, pupilID).Scan(&c.id, &c.name, &c.classID, &c.class, &c.schoolID, &c.school, &c.path)
	if db.IsNotFound(err) {
		err = errNoCare
	}
	return c, err
}

// ProposeCare puts a child forward. Nobody but who is named will read it, and nobody at
// all before the responsible manager has agreed.
func (s *Service) ProposeCare(ctx context.Context, d CareDraft) (*Care, error) {
	var out *Care
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		k, err := childOf(ctx, tx, d.PupilID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermCare, k.path, errNoCare); err != nil {
			return err
		}
		if err := d.check(today(tx.Now), s.limits.Now(ctx, careKey, k.path, careDefault), tx.Now); err != nil {
			return err
		}
		by := access.From(ctx)
		c := &Care{ID: id.New("car"), Version: 1, SchoolID: k.schoolID, School: k.school, Path: k.path, PupilID: k.id, ClassID: k.classID, Class: k.class,
			Kinds: d.Kinds, Measures: d.Measures, State: CareProposed, Until: d.Until, Proposer: Signature{by.ID, by.Name, tx.Now}, Report: d.Report, masked: mask(k.name)}
		if c.Report != nil {
			c.Report.Who = by.Name
		}
		if c.Readers, err = namedReaders(ctx, tx, k.schoolID, d.Readers); err != nil {
			return err
		}
		if err := insertCare(ctx, tx, []*Care{c}); err != nil {
			return onList(err)
		}
		if err := todo.Put(ctx, tx, todo.Task{Room: "mediation", Kind: "care_approve", Subject: c.ID, Path: c.Path, Perm: PermCareApprove, Priority: 1,
			Link: "/care?open=" + c.ID, Params: map[string]any{"class": c.Class}}); err != nil {
			return err
		}
		out = c
		return careStory(ctx, tx, c, "care_propose", map[string]any{"readers": len(c.Readers)})
	})
	return out, err
}

func onList(err error) error {
	if errors.Is(err, db.ErrDuplicate) {
		return errOnList
	}
	return err
}

func mask(name string) string {
	r := []rune(name)
	if len(r) == 0 {
		return ""
	}
	return string(r[0]) + "*"
}

// namedReaders puts the names to those named, who work at the school.
func namedReaders(ctx context.Context, tx *db.Tx, schoolID string, in []CareReader) ([]CareReader, error) {
	out := slices.Clone(in)
	for i := range out {
		name, err := db.One(ctx, tx, db.Value[string], `SELECT name FROM people WHERE id = $1 AND school_id = $2 AND status = 'active'`, out[i].ID, schoolID)
		if db.IsNotFound(err) {
			return nil, errReaders
		}
		if err != nil {
			return nil, err
		}
		out[i].Name = name
	}
	return out, nil
}

func careStory(ctx context.Context, tx *db.Tx, c *Care, kind string, data map[string]any) error {
	if err := addLine(ctx, tx, c.ID, kind, data); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "mediation."+kind, c.ID, data)
}

// may sees whether the actor is named for the child, proposed it, or is the responsible
// manager; to everybody else there is no such entry.
func (c *Care) may(ctx context.Context) error {
	who := access.From(ctx)
	if err := access.See(ctx, PermCare, c.Path, errNoCare); err != nil {
		return err
	}
	if c.Reader(who.ID) || c.Proposer.By == who.ID || who.Holds(PermCareApprove, c.Path) {
		return nil
	}
	return errNoCare
}

// DecideCare approves an entry or refuses it with a reason.
func (s *Service) DecideCare(ctx context.Context, careID string, version int64, yes bool, note string) (*Care, error) {
	note = clip(note, 200)
	return s.onCare(ctx, careID, version, map[bool]string{true: "care_approve", false: "care_refuse"}[yes], PermCareApprove, func(ctx context.Context, tx *db.Tx, c *Care) error {
		by := access.From(ctx)
		if err := screen(false, note); err != nil {
			return err
		}
		if err := c.Decide(yes, note, Signature{by.ID, by.Name, tx.Now}); err != nil {
			return err
		}
		return todo.Finish(ctx, tx, "mediation", "care_approve", c.ID)
	})
}

// EndCare takes a child off the list before its day.
func (s *Service) EndCare(ctx context.Context, careID string, version int64) (*Care, error) {
	return s.onCare(ctx, careID, version, "care_end", PermCareApprove, func(_ context.Context, tx *db.Tx, c *Care) error {
		if c.State != CareActive {
			return errCareOver
		}
		c.State, c.EndedAt = CareEnded, tx.Now
		return nil
	})
}

func (s *Service) onCare(ctx context.Context, careID string, version int64, kind string, perm access.Perm, decide func(context.Context, *db.Tx, *Care) error) (*Care, error) {
	var out *Care
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := getCare(ctx, tx, careID, tx.Lock())
		if err != nil {
			return err
		}
		if err := c.may(ctx); err != nil {
			return err
		}
		if err := access.Require(ctx, perm, c.Path); err != nil {
			return err
		}
		if c.Version != version {
			return errStale.With("state", string(c.State))
		}
		if err := decide(ctx, tx, c); err != nil {
			return err
		}
		out = c
		if err := saveCare(ctx, tx, c); err != nil {
			return err
		}
		return careStory(ctx, tx, c, kind, nil)
	})
	return out, err
}

// Cares lists the entries of the actor: those he is named for, has proposed or answers
// for. Names are masked; the reasons are not told before he reads one.
func (s *Service) Cares(ctx context.Context) ([]*Care, error) {
	if err := access.RequireSomewhere(ctx, PermCare); err != nil {
		return nil, err
	}
	var out []*Care
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = listCare(ctx, tx, access.From(ctx).ID, access.Areas(ctx, PermCare), access.Areas(ctx, PermCareApprove))
		return err
	})
	return out, err
}

// CareRead is an entry as who is named reads it.
type CareRead struct {
	Pupil    string   `json:"pupil"`
	Class    string   `json:"class"`
	Kinds    []string `json:"kinds" nullable:"false"`
	Measures []string `json:"measures" nullable:"false"`
	Until    string   `json:"until"`
	Report   *Report  `json:"report"`
}

// ReadCare shows an entry to somebody who is named for the child, or to the manager who
// decides about it, for a purpose; the reading is written down before he sees anything.
func (s *Service) ReadCare(ctx context.Context, careID, purpose string) (*CareRead, error) {
	purpose = clip(purpose, 200)
	var out *CareRead
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := getCare(ctx, tx, careID, "")
		if err != nil {
			return err
		}
		if err := c.may(ctx); err != nil {
			return err
		}
		who := access.From(ctx)
		switch named := c.Reader(who.ID); {
		case !named && !who.Holds(PermCareApprove, c.Path):
			return errNotReader // he has proposed it, and was not named himself
		case named && c.State != CareActive && !who.Holds(PermCareApprove, c.Path):
			return errCareOver
		case purpose == "":
			return errPurpose
		}
		if err := noteRead(ctx, tx, c.ID, c.Path, purpose); err != nil {
			return err
		}
		name, err := db.One(ctx, tx, db.Value[string], `SELECT name FROM pupils WHERE id = $1`, c.PupilID)
		if err != nil {
			return err
		}
		out = &CareRead{Pupil: name, Class: c.Class, Kinds: c.Kinds, Measures: c.Measures, Until: c.Until, Report: c.Report}
		return audit.Record(ctx, tx, "mediation.care_read", c.ID, map[string]string{"purpose": purpose})
	})
	return out, err
}

// CareReads shows the responsible manager who has read an entry, and why.
func (s *Service) CareReads(ctx context.Context, careID string) ([]Read, error) {
	var out []Read
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := getCare(ctx, tx, careID, "")
		if err != nil {
			return err
		}
		if err := c.may(ctx); err != nil {
			return err
		}
		if err := access.Require(ctx, PermCareApprove, c.Path); err != nil {
			return err
		}
		out, err = readsOf(ctx, tx, careID)
		return err
	})
	return out, err
}

// CareStaff are those of a school who may be named for a child.
func (s *Service) CareStaff(ctx context.Context, schoolID string) ([]Staff, error) {
	if err := access.RequireSomewhere(ctx, PermCare); err != nil {
		return nil, err
	}
	var out []Staff
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		var a db.Args
		out, err = db.All(ctx, tx, func(row db.Scanner) (p Staff, err error) {
			err = row.Scan(&p.ID, &p.Name, &p.Unit)
			return p, err
		}, `SELECT p.id, p.name, p.unit FROM people p JOIN schools s ON s.id = p.school_id WHERE p.status = 'active' AND s.id = `+a.Add(schoolID)+
			` AND `+a.Within("s.path", access.Areas(ctx, PermCare))+` ORDER BY p.id LIMIT 300`, a.Values()...)
		return err
	})
	return out, err
}

// endCare ends what has come to its day.
func (s *Service) endCare(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		ids, err := db.All(ctx, tx, db.Value[string], `SELECT id FROM mediation_care WHERE state IN ('active', 'proposed') AND until < $1 ORDER BY id LIMIT 200`, today(tx.Now))
		if err != nil {
			return err
		}
		for _, careID := range ids {
			c, err := getCare(ctx, tx, careID, tx.Lock())
			if err != nil {
				return err
			}
			c.State, c.EndedAt = CareEnded, tx.Now
			if err := saveCare(ctx, tx, c); err != nil {
				return err
			}
			if err := todo.Finish(ctx, tx, "mediation", "care_approve", c.ID); err != nil {
				return err
			}
			if err := careStory(ctx, tx, c, "care_end", nil); err != nil {
				return err
			}
		}
		return nil
	})
}
