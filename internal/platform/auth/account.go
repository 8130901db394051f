package auth

import (
	"context"
	"errors"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// Me is who is logged in and what he may do, for the UI.
type Me struct {
	Person      MePerson                 `json:"person"`
	Roles       []string                 `json:"roles" nullable:"false"`
	Permissions map[access.Perm][]string `json:"permissions"`
	Device      *MeDevice                `json:"device"`
	Lang        string                   `json:"lang"`
	Demo        bool                     `json:"demo"`
}

// MePerson is the person; empty when a device is there with nobody logged in.
type MePerson struct {
	ID    string `json:"id"`
	Login string `json:"login"`
	Name  string `json:"name"`
	Unit  string `json:"unit"`
}

// MeDevice is the enrolled device in use.
type MeDevice struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	SchoolID   string `json:"schoolId"`
	SchoolName string `json:"schoolName"`
	PlaceID    string `json:"placeId"`
}

// Account is how a person logs in, for his own page.
type Account struct {
	Login        string `json:"login"`
	Name         string `json:"name"`
	HasPassword  bool   `json:"hasPassword"`
	HasPIN       bool   `json:"hasPin"`
	SecondFactor bool   `json:"secondFactor"`
	// Demanded holds when a role asks for the second factor, so that it cannot be dropped.
	Demanded     bool `json:"demanded"`
	RecoveryLeft int  `json:"recoveryLeft"`
}

// Me tells who acts.
func (s *Service) Me(ctx context.Context) (*Me, error) {
	who := access.From(ctx)
	if who.Kind == access.Nobody || who.Expired {
		return nil, access.ErrLogin
	}
	out := &Me{Roles: append([]string{}, who.Roles...), Permissions: who.Held, Lang: "zh", Demo: s.policy.Demo(ctx)}
	if out.Permissions == nil {
		out.Permissions = map[access.Perm][]string{}
	}
	if d := callerFrom(ctx).terminal; d != nil {
		out.Device = &MeDevice{ID: d.ID, Name: d.Name, SchoolID: d.SchoolID, SchoolName: d.SchoolName, PlaceID: d.PlaceID}
	}
	if who.Kind != access.Person {
		return out, nil
	}
	return out, s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := getPerson(ctx, tx, who.ID)
		out.Person = MePerson{ID: who.ID, Login: p.Login, Name: p.Name, Unit: who.Unit}
		out.Lang = p.Lang
		return err
	})
}

// requireSelf returns the person who acts; what follows is about himself.
func requireSelf(ctx context.Context) (access.Actor, error) {
	who, err := access.RequirePerson(ctx)
	if err == nil && who.Kind != access.Person {
		return who, access.ErrForbidden
	}
	return who, err
}

// Account tells how the caller logs in.
func (s *Service) Account(ctx context.Context) (a Account, err error) {
	who, err := requireSelf(ctx)
	if err != nil {
		return a, err
	}
	required := s.policy.SecondFactor(ctx)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := getPerson(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		sec, err := getSecrets(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		a = Account{Login: p.Login, Name: p.Name, HasPassword: sec.password != "", HasPIN: sec.pin != "",
			SecondFactor: sec.totp != "", Demanded: required && s.official(p.Grants)}
		a.RecoveryLeft, err = recoveryLeft(ctx, tx, who.ID)
		return err
	})
	return a, err
}

// SetLang remembers the language the caller reads.
func (s *Service) SetLang(ctx context.Context, lang string) error {
	who, err := requireSelf(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := setLang(ctx, tx, who.ID, lang); err != nil {
			return err
		}
		tx.AfterCommit(s.actors.empty)
		return audit.Record(ctx, tx, "auth.lang_set", who.ID, map[string]string{"lang": lang})
	})
}

// confirm asks the caller for his password once more before something about
// his own log-in changes; a PIN at the gate is not enough for that.
func (s *Service) confirm(ctx context.Context, who access.Actor, password, action string, then func(*db.Tx) error) error {
	var login, hash string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := getPerson(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		sec, err := getSecrets(ctx, tx, who.ID)
		login, hash = p.Login, sec.password
		return err
	})
	if err != nil {
		return err
	}
	return s.attempt(ctx, try{
		subject: "login:" + login, person: who.ID, refusal: ErrBadPassword,
		check: func() (bool, error) { return s.hasher.matches(ctx, hash, password) },
		then: func(tx *db.Tx) error {
			if err := then(tx); err != nil {
				return err
			}
			return audit.Record(ctx, tx, action, who.ID, nil)
		},
	})
}

// ChangePassword sets a new password and ends the caller's other sessions.
func (s *Service) ChangePassword(ctx context.Context, old, fresh string) error {
	who, err := requireSelf(ctx)
	if err != nil {
		return err
	}
	var p Person
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) { p, err = getPerson(ctx, tx, who.ID); return err }); err != nil {
		return err
	}
	if err := checkPassword(fresh, p.Login); err != nil {
		return rename(err, "password", "newPassword")
	}
	hash, err := s.hasher.hash(ctx, fresh)
	if err != nil {
		return err
	}
	return s.confirm(ctx, who, old, "auth.password_changed", func(tx *db.Tx) error {
		if err := setPassword(ctx, tx, who.ID, hash); err != nil {
			return err
		}
		tx.AfterCommit(s.actors.empty)
		return revokeOfPerson(ctx, tx, who.ID, who.Session)
	})
}

// SetPIN sets the caller's PIN for the devices of his school.
func (s *Service) SetPIN(ctx context.Context, password, pin string) error {
	who, err := requireSelf(ctx)
	if err != nil {
		return err
	}
	if err := checkPIN(pin); err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, pin)
	if err != nil {
		return err
	}
	return s.confirm(ctx, who, password, "auth.pin_set", func(tx *db.Tx) error { return setPIN(ctx, tx, who.ID, hash) })
}

// BeginFactor shows a new second factor to be confirmed with its first code. A
// factor in force stays so until then.
func (s *Service) BeginFactor(ctx context.Context, password string) (*Factor, error) {
	who, err := requireSelf(ctx)
	if err != nil {
		return nil, err
	}
	var login string
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := getPerson(ctx, tx, who.ID)
		login = p.Login
		return err
	}); err != nil {
		return nil, err
	}
	uri, err := newFactor(login)
	if err != nil {
		return nil, err
	}
	if err := s.confirm(ctx, who, password, "auth.factor_begun", func(tx *db.Tx) error {
		return setNewFactor(ctx, tx, who.ID, uri)
	}); err != nil {
		return nil, err
	}
	return showFactor(uri)
}

// ConfirmFactor puts the factor that was shown in force and returns the
// recovery codes, which are shown this once. The session counts as one with a
// second factor from now on.
func (s *Service) ConfirmFactor(ctx context.Context, code string) (codes []string, err error) {
	who, err := requireSelf(ctx)
	if err != nil {
		return nil, err
	}
	var sec secrets
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) { sec, err = getSecrets(ctx, tx, who.ID); return err }); err != nil {
		return nil, err
	}
	sec.totp, sec.totpStep = "", 0 // what is tried is the new one
	t := s.guess(ctx, who.ID, sec, cleanCode(code))
	then := t.then
	t.then = func(tx *db.Tx) error {
		if err := then(tx); err != nil {
			return err
		}
		codes = newRecovery()
		if err := setRecovery(ctx, tx, who.ID, codes); err != nil {
			return err
		}
		if err := revokeOfPerson(ctx, tx, who.ID, who.Session); err != nil {
			return err
		}
		tx.AfterCommit(s.actors.empty)
		return markSecond(ctx, tx, who.Session)
	}
	err = s.attempt(ctx, t)
	return codes, err
}

// RenewRecovery replaces all recovery codes.
func (s *Service) RenewRecovery(ctx context.Context, password string) (codes []string, err error) {
	who, err := requireSelf(ctx)
	if err != nil {
		return nil, err
	}
	err = s.confirm(ctx, who, password, "auth.recovery_renewed", func(tx *db.Tx) error {
		sec, err := getSecrets(ctx, tx, who.ID)
		if err != nil || sec.totp == "" {
			return orElse(err, ErrNoFactor)
		}
		codes = newRecovery()
		return setRecovery(ctx, tx, who.ID, codes)
	})
	return codes, err
}

// DropFactor does without a second factor again, where no role demands one.
func (s *Service) DropFactor(ctx context.Context, password string) error {
	a, err := s.Account(ctx)
	if err != nil {
		return err
	}
	if a.Demanded {
		return ErrDemanded
	}
	who := access.From(ctx)
	return s.confirm(ctx, who, password, "auth.factor_dropped", func(tx *db.Tx) error { return dropFactor(ctx, tx, who.ID) })
}

// rename moves a refusal to the input's name on another form.
func rename(err error, from, to string) error {
	var e *errs.Error
	if errors.As(err, &e) {
		for i := range e.Fields {
			if e.Fields[i].Name == from {
				e.Fields[i].Name = to
			}
		}
	}
	return err
}
