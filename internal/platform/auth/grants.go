package auth

import (
	"context"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// GrantInput is a role and where it is to hold; neither place means everywhere.
type GrantInput struct {
	Role     string `json:"role"`
	AreaID   string `json:"areaId,omitempty"`
	SchoolID string `json:"schoolId,omitempty"`
}

// RoleInfo is a role as the UI shows it. MayGrant holds when the caller may
// grant it somewhere.
type RoleInfo struct {
	Key          string        `json:"key"`
	Perms        []access.Perm `json:"perms" nullable:"false"`
	SecondFactor bool          `json:"secondFactor"`
	MayGrant     bool          `json:"mayGrant"`
}

// Roles lists all roles there are.
func (s *Service) Roles(ctx context.Context) ([]RoleInfo, error) {
	if err := access.RequireSomewhere(ctx, PermPeopleView); err != nil {
		return nil, err
	}
	var mine []Grant
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		mine, err = grantsOf(ctx, tx, access.From(ctx).ID)
		return err
	})
	out := make([]RoleInfo, len(s.roleOrder))
	for i, key := range s.roleOrder {
		r := s.roles[key]
		out[i] = RoleInfo{Key: key, Perms: append([]access.Perm{}, r.Perms...), SecondFactor: r.SecondFactor,
			MayGrant: slices.ContainsFunc(mine, func(g Grant) bool { return slices.Contains(s.roles[g.Role].Manages, key) })}
	}
	return out, err
}

// requireGrant returns nil when the caller may grant role at path: one of his
// own roles manages it, and he holds that one for path or above.
func (s *Service) requireGrant(ctx context.Context, tx *db.Tx, role, path string) error {
	who := access.From(ctx)
	if who.Kind == access.System {
		return nil
	}
	mine, err := grantsOf(ctx, tx, who.ID)
	if err != nil {
		return err
	}
	for _, g := range mine {
		// Only roles in force count: one that still waits for a second factor does not.
		if slices.Contains(who.Roles, g.Role) && slices.Contains(s.roles[g.Role].Manages, role) && strings.HasPrefix(path, g.Path) {
			return nil
		}
	}
	return ErrBeyond.With("role", role)
}

// checkSeparation refuses a role to somebody who holds another one that must
// not be in the same hands.
func (s *Service) checkSeparation(p Person, role string) error {
	if !slices.Contains(s.separate, role) {
		return nil
	}
	for _, g := range p.Grants {
		if g.Role != role && slices.Contains(s.separate, g.Role) {
			return ErrSeparation.With("role", g.Role)
		}
	}
	return nil
}

func targetPath(ctx context.Context, tx *db.Tx, areaID, schoolID string) (string, error) {
	switch {
	case areaID != "" && schoolID != "":
		return "", errs.Invalid("request.invalid", errs.Field{Name: "schoolId", Code: "auth.one_place"})
	case areaID != "":
		area, err := org.GetArea(ctx, tx, areaID)
		return area.Path, err
	case schoolID != "":
		school, err := org.GetSchool(ctx, tx, schoolID)
		return school.Path, err
	}
	return access.Everywhere, nil
}

// Grant gives a person a role for a place. Nobody grants to himself.
func (s *Service) Grant(ctx context.Context, personID string, in GrantInput) (grantID string, err error) {
	if _, ok := s.roles[in.Role]; !ok {
		return "", errs.Invalid("request.invalid", errs.Field{Name: "role", Code: "auth.role_unknown"})
	}
	err = s.regrant(ctx, personID, "auth.granted", func(tx *db.Tx, p Person) (Grant, error) {
		path, err := targetPath(ctx, tx, in.AreaID, in.SchoolID)
		if err != nil {
			return Grant{}, err
		}
		if err := s.requireGrant(ctx, tx, in.Role, path); err != nil {
			return Grant{}, err
		}
		if err := s.checkSeparation(p, in.Role); err != nil {
			return Grant{}, err
		}
		g := Grant{ID: id.New("gra"), PersonID: p.ID, Role: in.Role, AreaID: in.AreaID, SchoolID: in.SchoolID, Path: path}
		grantID = g.ID
		return g, insertGrant(ctx, tx, g)
	})
	return grantID, err
}

// Revoke takes a grant back.
func (s *Service) Revoke(ctx context.Context, personID, grantID string) error {
	return s.regrant(ctx, personID, "auth.grant_revoked", func(tx *db.Tx, p Person) (Grant, error) {
		i := slices.IndexFunc(p.Grants, func(g Grant) bool { return g.ID == grantID })
		if i < 0 {
			return Grant{}, ErrNoGrant
		}
		if err := s.requireGrant(ctx, tx, p.Grants[i].Role, p.Grants[i].Path); err != nil {
			return Grant{}, err
		}
		return p.Grants[i], deleteGrant(ctx, tx, grantID)
	})
}

// regrant changes the grants of a person whom the caller may see; whether he
// may touch this grant is for do to ask.
func (s *Service) regrant(ctx context.Context, personID, action string, do func(*db.Tx, Person) (Grant, error)) error {
	if personID == access.From(ctx).ID {
		return ErrNotYourself
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := lockPerson(ctx, tx, personID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermPeopleView, p.Path, ErrNoPerson); err != nil {
			return err
		}
		if err := access.Require(ctx, PermPeopleManage, p.Path); err != nil {
			return err
		}
		g, err := do(tx, p)
		if err != nil {
			return err
		}
		tx.AfterCommit(s.actors.empty)
		return audit.Record(ctx, tx, action, p.ID, map[string]string{"role": g.Role, "path": g.Path})
	})
}
