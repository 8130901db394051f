package checklist

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/norm"
	"huxue/internal/platform/org"
)

// Filter narrows the list of lists; "" for everything.
type Filter struct {
	State State
	Kind  Kind
	Query string
}

// Lists returns the lists of the actor's areas, of those above and below, those
// that come with the program first.
func (s *Service) Lists(ctx context.Context, f Filter) ([]*List, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var out []*List
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = listLists(ctx, tx, f)
		return err
	})
	return out, err
}

// visible refuses a list that is neither of the actor's areas nor of those above
// or below them.
func visible(ctx context.Context, l *List) error {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return err
	}
	for _, p := range access.Areas(ctx, PermView) {
		for _, above := range access.Above(p) {
			if above == l.Path {
				return nil
			}
		}
	}
	return access.See(ctx, PermView, l.Path, ErrNotFound)
}

// Card is a list with one of its versions and the numbers of all of them.
type Card struct {
	List
	Edition Edition `json:"edition"`
	// Conditions are the expressions of the edition as an official reads them.
	Conditions map[string]string `json:"conditions"`
	Versions   []Header          `json:"versions" nullable:"false"`
}

// Header is what a version is known by.
type Header struct {
	Version   int    `json:"version"`
	Title     string `json:"title"`
	Items     int    `json:"items"`
	Note      string `json:"note"`
	Published int64  `json:"publishedAt" doc:"0 for the draft"`
	By        string `json:"publishedName"`
}

// Open returns a list with one version of it: 0 for the newest published one, or
// the draft where nothing has been published. A draft is seen by who may edit.
func (s *Service) Open(ctx context.Context, listID string, version int) (*Card, error) {
	var out *Card
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = open(ctx, tx, listID, version)
		return err
	})
	return out, err
}

func open(ctx context.Context, tx *db.Tx, listID string, version int) (*Card, error) {
	l, err := getList(ctx, tx, listID)
	if err != nil {
		return nil, err
	}
	if err := visible(ctx, l); err != nil {
		return nil, err
	}
	if version == 0 {
		version = l.Version
	}
	if version == 0 {
		version = l.Draft
	}
	out := &Card{List: *l, Versions: []Header{}}
	all, err := listEditions(ctx, tx, l.ID)
	if err != nil {
		return nil, err
	}
	found := false
	for _, e := range all {
		if e.Published == 0 && errs.KindOf(access.Require(ctx, PermEdit, l.Path)) == errs.KindForbidden {
			continue
		}
		out.Versions = append(out.Versions, Header{e.Version, e.Title, e.Sheet.Items(), e.Note, e.Published, e.By})
		if e.Version == version {
			out.Edition, found = *e, true
		}
	}
	if !found {
		return nil, ErrNoVersion
	}
	out.Conditions = map[string]string{}
	out.Edition.Sheet.Each(func(_ *Section, i *Item) {
		if i.Applies != "" {
			out.Conditions[i.Applies] = i.fields()[3][1]
		}
	})
	return out, nil
}

// Try makes a published version ready for a school the actor may see, to show
// what would be asked there.
func (s *Service) Try(ctx context.Context, listID string, version int, schoolID string) (*Prepared, error) {
	var out Prepared
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		card, err := open(ctx, tx, listID, version)
		if err != nil {
			return err
		}
		school, err := schoolFor(ctx, tx, schoolID)
		if err != nil {
			return err
		}
		out, err = prepare(ctx, tx, card.Edition.Sheet, school, day(tx))
		out.ListID, out.Version = listID, card.Edition.Version
		return err
	})
	return &out, err
}

func schoolFor(ctx context.Context, tx *db.Tx, schoolID string) (*org.School, error) {
	school, err := org.GetSchool(ctx, tx, schoolID)
	if err != nil {
		return nil, err
	}
	return &school, access.See(ctx, PermView, school.Path, org.ErrNoSchool)
}

func day(tx *db.Tx) string { return norm.Day(tx.Now) }
