package pupil

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// Member is a pupil as his class' list shows him.
type Member struct {
	Pupil
	HasPIN     bool  `json:"hasPin"`
	IssuedAt   int64 `json:"issuedAt" doc:"when he was first given a slip, 0 for never"`
	ReissuedAt int64 `json:"reissuedAt" doc:"when he was last given another one, 0 for never"`
}

// Roster is the list of a class. Masked holds when the actor may not see the names.
type Roster struct {
	Room
	ClassID  string   `json:"classId"`
	SchoolID string   `json:"schoolId"`
	Path     string   `json:"path" doc:"of the school"`
	Teacher  string   `json:"teacher"`
	Own      bool     `json:"own" doc:"the actor is the class teacher"`
	Masked   bool     `json:"masked"`
	Items    []Member `json:"items" nullable:"false"`
}

// errNoClass is org's, for a class that this actor may not see.
var errNoClass = errs.NotFound("org.class_not_found")

// ClassCount is a class in the list of its school: numbers, no names.
type ClassCount struct {
	ID      string `json:"id"`
	Grade   int    `json:"grade"`
	Name    string `json:"name"`
	Teacher string `json:"teacher"`
	Own     bool   `json:"own" doc:"the actor is the class teacher"`
	Code    string `json:"code" doc:"class code, empty until somebody needs it"`
	Pupils  int    `json:"pupils"`
	WithPIN int    `json:"withPin"`
	Printed int    `json:"printed" doc:"pupils who have been given a slip"`
}

// Classes lists the classes of a school with their numbers.
func (s *Service) Classes(ctx context.Context, schoolID string) ([]ClassCount, error) {
	var out []ClassCount
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		x, err := org.GetSchool(ctx, tx, schoolID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, x.Path, org.ErrNoSchool); err != nil {
			return err
		}
		out, err = classCounts(ctx, tx, schoolID, access.From(ctx).ID)
		return err
	})
	return out, err
}

// Roster returns the list of a class. Its names are for the school and the class'
// own teacher, and that they were read is written down (未成年人网络保护条例 36); others of
// the school see them masked.
func (s *Service) Roster(ctx context.Context, classID string) (Roster, error) {
	var out Roster
	see := func(tx *db.Tx) error {
		c, err := classOf(ctx, tx, classID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermList, c.path, errNoClass); err != nil {
			return err
		}
		who := access.From(ctx)
		out = Roster{ClassID: classID, SchoolID: c.schoolID, Path: c.path, Teacher: c.teacher, Own: c.teacherID != "" && c.teacherID == who.ID}
		out.ClassName, out.SchoolName = c.name, c.school
		if out.Code, err = knownCode(ctx, tx, classID); err != nil {
			return err
		}
		out.Masked = !out.Own && !who.Holds(PermNames, c.path)
		if out.Items, err = members(ctx, tx, classID); err != nil || !out.Masked {
			return err
		}
		for i := range out.Items {
			out.Items[i].mask()
		}
		return nil
	}
	if err := s.db.Read(ctx, see); err != nil || out.Masked {
		return out, err
	}
	return out, s.db.Write(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, "pupil.names_read", classID, map[string]int{"count": len(out.Items)})
	})
}

// AreaCount is how many pupils an area or a school has on its rosters.
type AreaCount struct {
	Path    string `json:"path"`
	Name    string `json:"name"`
	School  string `json:"schoolId" doc:"empty for an area"`
	Schools int    `json:"schools"`
	Empty   int    `json:"empty" doc:"schools without one pupil on the roster"`
	Pupils  int    `json:"pupils"`
	WithPIN int    `json:"withPin"`
}

// Counts returns the numbers of the parts of an area, or with the path of a county,
// of its schools.
func (s *Service) Counts(ctx context.Context, path string) ([]AreaCount, error) {
	var out []AreaCount
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if err := access.RequireSomewhere(ctx, PermView); err != nil {
			return err
		}
		out, err = counts(ctx, tx, path, access.Areas(ctx, PermView))
		return err
	})
	return out, err
}

// NewCode gives a class another code: whoever has the old one learns nothing by it any
// more. PINs stay.
func (s *Service) NewCode(ctx context.Context, classID string) (Room, error) {
	var out Room
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := classOf(ctx, tx, classID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermSlips, c.path, errNoClass); err != nil {
			return err
		}
		out = Room{ClassName: c.name, SchoolName: c.school}
		if out.Code, err = setCode(ctx, tx, classID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "pupil.code_new", classID, nil)
	})
	return out, err
}
