package auth

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// One-time links. The token follows a #, which browsers do not send and no log
// sees; the page sends it in the body. There is never a default password.

const (
	kindSetup  = "setup"
	kindInvite = "invite"
)

func linkTo(kind, token string) string { return "/setup#" + kind + "=" + token }

// SetupLink returns the path of the page that makes the first administrator, ""
// when there are people already. Each call makes a new link, good for a day; the
// server prints it at each start until it has been used. access: exempt, only
// the server's own console sees it.
func (s *Service) SetupLink(ctx context.Context) (path string, err error) {
	ctx = access.AsSystem(ctx, "setup")
	token, hash := newToken()
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := countPeople(ctx, tx)
		if err != nil || n > 0 {
			path = ""
			return err
		}
		path = linkTo(kindSetup, token)
		if err := insertLink(ctx, tx, hash, kindSetup, "", db.Millis(tx.Now.Add(setupLife))); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "auth.setup_offered", "", nil)
	})
	return path, err
}

// Setup makes the first administrator of a city that has no people yet, and
// lets him in. access: exempt, the link is the right.
func (s *Service) Setup(ctx context.Context, token, login, name, password string) (*Outcome, error) {
	in := PersonInput{Login: login, Name: name}
	if err := in.check(); err != nil {
		return nil, err
	}
	if err := checkPassword(password, in.Login); err != nil {
		return nil, err
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return nil, err
	}
	required := s.policy.SecondFactor(ctx)
	var out *Outcome
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		ok, err := useLink(ctx, tx, hashOf(token), kindSetup)
		if err != nil || !ok {
			return orElse(err, ErrLinkUsed)
		}
		if err := spendSetups(ctx, tx); err != nil {
			return err
		}
		if n, err := countPeople(ctx, tx); err != nil || n > 0 {
			return orElse(err, ErrLinkUsed)
		}
		p := Person{ID: id.New("per"), Login: in.Login, Name: in.Name, Lang: "zh"}
		if err := insertPerson(ctx, tx, p); err != nil {
			return err
		}
		if err := setPassword(ctx, tx, p.ID, hash); err != nil {
			return err
		}
		if err := insertGrant(ctx, tx, Grant{ID: id.New("gra"), PersonID: p.ID, Role: s.first}); err != nil {
			return err
		}
		self := access.With(ctx, access.Actor{Kind: access.Person, ID: p.ID, Name: p.Name})
		if err := audit.Record(self, tx, "auth.setup", p.ID, map[string]string{"login": p.Login, "role": s.first}); err != nil {
			return err
		}
		out, err = s.admit(ctx, tx, identity{person: p.ID, name: p.Name, login: p.Login, method: methodPassword}, required)
		return err
	})
	return out.finish(err)
}

func newInvitation(ctx context.Context, tx *db.Tx, person string) (path string, err error) {
	if err := dropLinks(ctx, tx, person); err != nil {
		return "", err
	}
	token, hash := newToken()
	return linkTo(kindInvite, token), insertLink(ctx, tx, hash, kindInvite, person, db.Millis(tx.Now.Add(inviteLife)))
}

// Invite makes a new link by which a person sets a password; earlier ones are
// void. It serves for a forgotten password too.
func (s *Service) Invite(ctx context.Context, personID string) (path string, err error) {
	err = s.change(ctx, personID, "auth.invited", func(tx *db.Tx, p *Person) error {
		if p.Status != Active {
			return ErrDisabled
		}
		path, err = newInvitation(ctx, tx, p.ID)
		return err
	})
	return path, err
}

// Invitation tells whom an open link is for. access: exempt, the link is the right.
func (s *Service) Invitation(ctx context.Context, token string) (login, name string, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		who, err := invited(ctx, tx, hashOf(token))
		login, name = who.login, who.name
		return err
	})
	return login, name, err
}

// Accept sets the password of the person a link is for, ends his other
// sessions, and lets him in. access: exempt, the link is the right.
func (s *Service) Accept(ctx context.Context, token, password string) (*Outcome, error) {
	login, _, err := s.Invitation(ctx, token)
	if err != nil {
		return nil, err
	}
	if err := checkPassword(password, login); err != nil {
		return nil, err
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return nil, err
	}
	required := s.policy.SecondFactor(ctx)
	var out *Outcome
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		who, err := invited(ctx, tx, hashOf(token))
		if err != nil {
			return err
		}
		if ok, err := useLink(ctx, tx, hashOf(token), kindInvite); err != nil || !ok {
			return orElse(err, ErrLinkUsed)
		}
		if err := setPassword(ctx, tx, who.person, hash); err != nil {
			return err
		}
		if err := revokeOfPerson(ctx, tx, who.person, ""); err != nil {
			return err
		}
		self := access.With(ctx, access.Actor{Kind: access.Person, ID: who.person, Name: who.name})
		if err := audit.Record(self, tx, "auth.password_set", who.person, nil); err != nil {
			return err
		}
		who.method = methodPassword
		out, err = s.admit(ctx, tx, who, required)
		return err
	})
	return out.finish(err)
}
