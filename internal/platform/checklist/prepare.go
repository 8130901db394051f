package checklist

import (
	"context"
	"fmt"

	"huxue/internal/kit/db"
	"huxue/internal/platform/norm"
	"huxue/internal/platform/org"
)

// Note is what the system says about an item at a school before anybody has
// looked. Applies is false when the item is not for this school, and Why says so
// in a sentence; Fact is nil where the norm register asks nothing.
type Note struct {
	Applies bool   `json:"applies"`
	Why     string `json:"why" doc:"why it does not apply, empty when it does"`
	Fact    *Fact  `json:"fact,omitempty"`
}

// Prepared is a list made ready for one school on one day: a note for every item
// by its code, how many apply, and the day by whose norms it was made.
type Prepared struct {
	ListID   string          `json:"listId"`
	Version  int             `json:"version"`
	SchoolID string          `json:"schoolId"`
	Day      string          `json:"day"`
	Applying int             `json:"applying"`
	Notes    map[string]Note `json:"notes"`
}

// Skip are the codes of the items that do not apply.
func (p *Prepared) Skip() map[string]bool {
	out := map[string]bool{}
	for code, n := range p.Notes {
		if !n.Applies {
			out[code] = true
		}
	}
	return out
}

// Sheet returns a published version, which never changes again.
// access: exempt, a room asks that has checked its own act.
func (s *Service) Sheet(ctx context.Context, listID string, version int) (Sheet, error) {
	key := fmt.Sprintf("%s@%d", listID, version)
	if kept, ok := s.sheets.Load(key); ok {
		return kept.(Sheet), nil //nolint:forcetypeassert // nothing else is kept there
	}
	var e *Edition
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		e, err = getEdition(ctx, tx, listID, version)
		return err
	})
	return s.keep(e, err)
}

// SheetIn is Sheet within a room's own transaction. access: exempt as Sheet.
func (s *Service) SheetIn(ctx context.Context, tx *db.Tx, listID string, version int) (Sheet, error) {
	if kept, ok := s.sheets.Load(fmt.Sprintf("%s@%d", listID, version)); ok {
		return kept.(Sheet), nil //nolint:forcetypeassert // nothing else is kept there
	}
	return s.keep(getEdition(ctx, tx, listID, version))
}

func (s *Service) keep(e *Edition, err error) (Sheet, error) {
	switch {
	case err != nil:
		return Sheet{}, err
	case e.Published == 0:
		return Sheet{}, ErrNoVersion
	}
	s.sheets.Store(fmt.Sprintf("%s@%d", e.ListID, e.Version), e.Sheet)
	return e.Sheet, nil
}

// InUse returns the list of a key that is in use at a path: a county's own before
// the city's, the city's before the one that comes with the program.
// access: exempt, a room asks that has checked its own act.
func (s *Service) InUse(ctx context.Context, tx *db.Tx, key, path string) (*List, error) {
	return nearest(ctx, tx, key, path)
}

// Find returns a list by its id. access: exempt as InUse.
func (s *Service) Find(ctx context.Context, tx *db.Tx, listID string) (*List, error) {
	return getList(ctx, tx, listID)
}

// Prepare makes a published version ready for a school, by today's norms.
// access: exempt, a room asks that has checked its own act.
func (s *Service) Prepare(ctx context.Context, listID string, version int, schoolID string) (Prepared, error) {
	var out Prepared
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = s.PrepareIn(ctx, tx, listID, version, schoolID)
		return err
	})
	return out, err
}

// PrepareIn is Prepare within a room's own transaction. access: exempt as Prepare.
func (s *Service) PrepareIn(ctx context.Context, tx *db.Tx, listID string, version int, schoolID string) (Prepared, error) {
	sheet, err := s.SheetIn(ctx, tx, listID, version)
	if err != nil {
		return Prepared{}, err
	}
	school, err := org.GetSchool(ctx, tx, schoolID)
	if err != nil {
		return Prepared{}, err
	}
	out, err := prepare(ctx, tx, sheet, &school, norm.Day(tx.Now))
	out.ListID, out.Version = listID, version
	return out, err
}

func prepare(ctx context.Context, tx *db.Tx, sheet Sheet, school *org.School, day string) (Prepared, error) {
	out := Prepared{SchoolID: school.ID, Day: day, Notes: map[string]Note{}}
	facts := map[string]*Fact{}
	var failed error
	sheet.Each(func(_ *Section, i *Item) {
		note := applies(i, school)
		if note.Applies {
			out.Applying++
		}
		if i.Fact != "" && note.Applies && failed == nil {
			if _, asked := facts[i.Fact]; !asked {
				facts[i.Fact], failed = factOf(ctx, tx, i.Fact, school, day)
			}
			note.Fact = facts[i.Fact]
		}
		out.Notes[i.Code] = note
	})
	return out, failed
}

// applies judges one item. A list of which an expression can no longer be read
// was published by an older program; what it was meant for is for people to say.
func applies(i *Item, school *org.School) Note {
	e, err := Parse(i.Applies)
	if err != nil || e.Holds(school) {
		return Note{Applies: true}
	}
	return Note{Why: e.whyNot(school)}
}

// whyNot is the sentence under an item that does not apply.
func (e Expr) whyNot(school *org.School) string {
	text := "仅适用于：" + e.Chinese() + "；本校："
	first := true
	e.each(func(a *attribute) {
		if !first {
			text += "，"
		}
		text += a.told(school)
		first = false
	})
	return text + "。"
}
