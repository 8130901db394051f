package auth

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

const (
	maxLogin = 64
	maxName  = 40
	maxUnit  = 80
	maxPhone = 30
)

var loginShape = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{1,63}$`)

// PeopleFilter narrows the list of people. After is the id of the last row seen.
type PeopleFilter struct {
	Query, Status, Role, SchoolID, After string
	Limit                                int
}

// PersonInput is what is written down about a person. Of SchoolID and AgencyID
// at most one; neither is for people who belong to the platform itself.
type PersonInput struct {
	Login    string `json:"login" maxLength:"64"`
	Name     string `json:"name" maxLength:"40"`
	Unit     string `json:"unit,omitempty" maxLength:"80"`
	Phone    string `json:"phone,omitempty" maxLength:"30"`
	SchoolID string `json:"schoolId,omitempty"`
	AgencyID string `json:"agencyId,omitempty"`
}

func (in *PersonInput) check() error {
	in.Login, in.Name = cleanLogin(in.Login), strings.TrimSpace(in.Name)
	in.Unit, in.Phone = strings.TrimSpace(in.Unit), strings.TrimSpace(in.Phone)
	var bad []errs.Field
	if !loginShape.MatchString(in.Login) {
		bad = append(bad, errs.Field{Name: "login", Code: "auth.login_shape"})
	}
	if in.Name == "" {
		bad = append(bad, errs.Field{Name: "name", Code: "required"})
	}
	for _, f := range []struct {
		name, text string
		limit      int
	}{{"name", in.Name, maxName}, {"unit", in.Unit, maxUnit}, {"phone", in.Phone, maxPhone}} {
		if utf8.RuneCountInString(f.text) > f.limit {
			bad = append(bad, errs.Field{Name: f.name, Code: "too_long", Params: map[string]any{"limit": f.limit}})
		}
	}
	if in.SchoolID != "" && in.AgencyID != "" {
		bad = append(bad, errs.Field{Name: "agencyId", Code: "auth.one_place"})
	}
	if len(bad) > 0 {
		return errs.Invalid("request.invalid", bad...)
	}
	return nil
}

// placePath is the path of the school or agency somebody belongs to, "/" for
// neither.
func placePath(ctx context.Context, tx *db.Tx, schoolID, agencyID string) (string, error) {
	switch {
	case schoolID != "":
		school, err := org.GetSchool(ctx, tx, schoolID)
		return school.Path, err
	case agencyID != "":
		agency, err := org.GetAgency(ctx, tx, agencyID)
		return agency.Path, err
	}
	return access.Everywhere, nil
}

// People lists who belongs to the caller's area, telephone numbers masked.
func (s *Service) People(ctx context.Context, f PeopleFilter) (list []Person, next string, err error) {
	if err := access.RequireSomewhere(ctx, PermPeopleView); err != nil {
		return nil, "", err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if list, err = listPeople(ctx, tx, f, access.Areas(ctx, PermPeopleView)); err != nil || len(list) == 0 {
			return err
		}
		if len(list) > f.Limit {
			list = list[:f.Limit]
			next = list[f.Limit-1].ID
		}
		return withGrants(ctx, tx, list)
	})
	return list, next, err
}

func withGrants(ctx context.Context, tx *db.Tx, list []Person) error {
	at := map[string]int{}
	ids := make([]string, len(list))
	for i := range list {
		ids[i], at[list[i].ID] = list[i].ID, i
		list[i].Phone = maskPhone(list[i].Phone)
	}
	grants, err := grantsOf(ctx, tx, ids...)
	for _, g := range grants {
		p := &list[at[g.PersonID]]
		p.Grants = append(p.Grants, g)
	}
	return err
}

// PersonDetail is a person as the drawer shows him.
type PersonDetail struct {
	Person
	HasPassword  bool `json:"hasPassword"`
	HasPIN       bool `json:"hasPin"`
	SecondFactor bool `json:"secondFactor"`
}

// GetPerson returns one person of the caller's area.
func (s *Service) GetPerson(ctx context.Context, personID string) (d PersonDetail, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if d.Person, err = getPerson(ctx, tx, personID); err != nil {
			return err
		}
		if err := access.See(ctx, PermPeopleView, d.Path, ErrNoPerson); err != nil {
			return err
		}
		if !access.From(ctx).Holds(PermPeopleManage, d.Path) {
			d.Phone = maskPhone(d.Phone)
		}
		sec, err := getSecrets(ctx, tx, personID)
		d.HasPassword, d.HasPIN, d.SecondFactor = sec.password != "", sec.pin != "", sec.totp != ""
		return err
	})
	return d, err
}

// AddPerson writes down a new person and returns the link by which that person
// sets a password; it is shown this once.
func (s *Service) AddPerson(ctx context.Context, in PersonInput) (p Person, link string, err error) {
	if err := in.check(); err != nil {
		return p, "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		path, err := placePath(ctx, tx, in.SchoolID, in.AgencyID)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, PermPeopleManage, path); err != nil {
			return err
		}
		p = Person{ID: id.New("per"), Login: in.Login, Name: in.Name, Unit: in.Unit, Phone: in.Phone,
			SchoolID: in.SchoolID, AgencyID: in.AgencyID, Path: path, Status: Active, Lang: "zh", Version: 1, Grants: []Grant{}}
		if err := insertPerson(ctx, tx, p); err != nil {
			return err
		}
		if link, err = newInvitation(ctx, tx, p.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "auth.person_added", p.ID, map[string]string{"login": p.Login, "path": path})
	})
	return p, link, err
}

// EditPerson changes what is written down about a person.
func (s *Service) EditPerson(ctx context.Context, personID string, version int, in PersonInput) error {
	if err := in.check(); err != nil {
		return err
	}
	return s.change(ctx, personID, "auth.person_edited", func(tx *db.Tx, p *Person) error {
		path, err := placePath(ctx, tx, in.SchoolID, in.AgencyID)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, PermPeopleManage, path); err != nil {
			return err
		}
		p.Login, p.Name, p.Unit, p.Phone, p.SchoolID, p.AgencyID = in.Login, in.Name, in.Unit, in.Phone, in.SchoolID, in.AgencyID
		p.Version = version
		return updatePerson(ctx, tx, *p)
	})
}

// SetStatus disables a person, which ends all sessions at once, or lets him in again.
func (s *Service) SetStatus(ctx context.Context, personID string, version int, status string) error {
	if personID == access.From(ctx).ID {
		return ErrNotYourself
	}
	return s.change(ctx, personID, "auth.person_"+status, func(tx *db.Tx, p *Person) error {
		p.Status, p.Version = status, version
		if status == Disabled {
			if err := revokeOfPerson(ctx, tx, p.ID, ""); err != nil {
				return err
			}
			if err := dropLinks(ctx, tx, p.ID); err != nil {
				return err
			}
		}
		return updatePerson(ctx, tx, *p)
	})
}

// ResetFactor takes a lost second factor away; the person sets up a new one at
// the next log-in. His sessions end.
func (s *Service) ResetFactor(ctx context.Context, personID string) error {
	return s.change(ctx, personID, "auth.factor_reset", func(tx *db.Tx, p *Person) error {
		if err := dropFactor(ctx, tx, p.ID); err != nil {
			return err
		}
		return revokeOfPerson(ctx, tx, p.ID, access.From(ctx).Session)
	})
}

// IssuePIN gives a person a new PIN, drawn by lot and shown this once.
func (s *Service) IssuePIN(ctx context.Context, personID string) (pin string, err error) {
	if err := access.RequireSomewhere(ctx, PermPeopleManage); err != nil {
		return "", err
	}
	pin = newPIN()
	hash, err := s.hasher.hash(ctx, pin)
	if err != nil {
		return "", err
	}
	return pin, s.change(ctx, personID, "auth.pin_issued", func(tx *db.Tx, p *Person) error {
		if p.Status != Active {
			return ErrDisabled
		}
		return setPIN(ctx, tx, p.ID, hash)
	})
}

// change does something to a person whom the caller may manage.
func (s *Service) change(ctx context.Context, personID, action string, do func(*db.Tx, *Person) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := lockPerson(ctx, tx, personID)
		if err != nil {
			return err
		}
		if err := s.requireManage(ctx, tx, p); err != nil {
			return err
		}
		if err := do(tx, &p); err != nil {
			return err
		}
		tx.AfterCommit(s.actors.empty)
		return audit.Record(ctx, tx, action, p.ID, map[string]any{"login": p.Login, "status": p.Status})
	})
}

// requireManage returns nil when the caller may manage p: he holds the
// permission where p belongs, and could himself have granted each of p's roles.
// Otherwise whoever invites people in a school could take over an official's
// account through it.
func (s *Service) requireManage(ctx context.Context, tx *db.Tx, p Person) error {
	if err := access.See(ctx, PermPeopleView, p.Path, ErrNoPerson); err != nil {
		return err
	}
	if err := access.Require(ctx, PermPeopleManage, p.Path); err != nil {
		return err
	}
	if p.ID == access.From(ctx).ID {
		return nil
	}
	for _, g := range p.Grants {
		if err := s.requireGrant(ctx, tx, g.Role, g.Path); err != nil {
			return err
		}
	}
	return nil
}
