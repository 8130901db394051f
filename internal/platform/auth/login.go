package auth

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// How somebody showed who he is.
const (
	methodPassword = "password"
	methodPIN      = "pin"
	methodOIDC     = "oidc"
)

// The steps of a log-in.
const (
	stepDone      = "done"
	stepTOTP      = "totp"
	stepTOTPSetup = "totp_setup"
)

// Outcome is how far a log-in has come. Factor is to be shown at totp_setup,
// Recovery once after it.
type Outcome struct {
	Step     string   `json:"step" enum:"done,totp,totp_setup"`
	Factor   *Factor  `json:"factor,omitempty"`
	Recovery []string `json:"recovery,omitempty" nullable:"false" doc:"recovery codes, shown this once"`

	session, pending string // tokens for the cookies
	factorURI        string
}

// identity is somebody whose first factor was right.
type identity struct {
	person, name, login string
	method              string
	// second holds when the city's log-in service has seen a second factor.
	second bool
}

// Login checks a login and its password. access: exempt, this is the door.
func (s *Service) Login(ctx context.Context, login, password string) (*Outcome, error) {
	login = cleanLogin(login)
	if login == "" || len(login) > maxLogin || len(password) > 4*maxPassword {
		return nil, ErrBadLogin
	}
	var who identity
	var hash string
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		who, hash, err = identify(ctx, tx, login)
		return err
	})
	if err != nil {
		return nil, err
	}
	who.method = methodPassword
	required := s.policy.SecondFactor(ctx)
	var out *Outcome
	err = s.attempt(ctx, try{
		subject: "login:" + login, person: who.person, refusal: ErrBadLogin,
		check: func() (bool, error) { return s.hasher.matches(ctx, hash, password) },
		then:  func(tx *db.Tx) (err error) { out, err = s.admit(ctx, tx, who, required); return err },
	})
	return out.finish(err)
}

// finish draws what has to be shown; drawing takes too long for a transaction.
func (o *Outcome) finish(err error) (*Outcome, error) {
	if err != nil {
		return nil, err
	}
	if o.factorURI != "" {
		o.Factor, err = showFactor(o.factorURI)
	}
	return o, err
}

// admit lets somebody in whose first factor was right, or asks for the second:
// of those whose role demands it, and of those who have set one up.
func (s *Service) admit(ctx context.Context, tx *db.Tx, who identity, required bool) (*Outcome, error) {
	sec, err := getSecrets(ctx, tx, who.person)
	if err != nil {
		return nil, err
	}
	grants, err := grantsOf(ctx, tx, who.person)
	if err != nil {
		return nil, err
	}
	demanded := required && s.official(grants)
	if who.second || !demanded && sec.totp == "" {
		return s.open(ctx, tx, who, who.second, "")
	}
	out := &Outcome{Step: stepTOTP}
	if sec.totp == "" {
		out.Step = stepTOTPSetup
		if out.factorURI, err = newFactor(who.login); err != nil {
			return nil, err
		}
		if err := setNewFactor(ctx, tx, who.person, out.factorURI); err != nil {
			return nil, err
		}
	}
	token, hash := newToken()
	out.pending = token
	return out, insertPending(ctx, tx, pending{hash: hash, person: who.person, method: who.method})
}

// official reports whether one of the roles asks for a second factor.
func (s *Service) official(grants []Grant) bool {
	for _, g := range grants {
		if s.roles[g.Role].SecondFactor {
			return true
		}
	}
	return false
}

// open starts a session; the one the browser had before it ends.
func (s *Service) open(ctx context.Context, tx *db.Tx, who identity, second bool, device string) (*Outcome, error) {
	c := callerFrom(ctx)
	if c.session != "" {
		if _, err := revokeByHash(ctx, tx, c.session); err != nil {
			return nil, err
		}
	}
	token, hash := newToken()
	x := sessionRow{id: id.New("ses"), person: who.person, device: device, method: who.method, second: second}
	if err := insertSession(ctx, tx, x, hash, c); err != nil {
		return nil, err
	}
	tx.AfterCommit(s.actors.empty)
	ctx = access.With(ctx, access.Actor{Kind: access.Person, ID: who.person, Name: who.name, Session: x.id, Device: device})
	return &Outcome{Step: stepDone, session: token},
		audit.Record(ctx, tx, "auth.login", who.person, map[string]any{"method": who.method, "second": second, "ip": c.ip})
}

// Pending tells how far the log-in of this browser has come. access: exempt,
// this is the door.
func (s *Service) Pending(ctx context.Context) (*Outcome, error) {
	out := &Outcome{Step: stepTOTP}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := getPending(ctx, tx, callerFrom(ctx).pending)
		if err != nil {
			return err
		}
		sec, err := getSecrets(ctx, tx, p.person)
		if err == nil && sec.totp == "" {
			out.Step, out.factorURI = stepTOTPSetup, sec.totpNew
		}
		return err
	})
	return out.finish(err)
}

// Second checks the code that completes a log-in: of the app, or a recovery
// code; or the first code of an app that is being set up, which is answered
// with the recovery codes. access: exempt, this is the door.
func (s *Service) Second(ctx context.Context, code string) (*Outcome, error) {
	code = cleanCode(code)
	hash := callerFrom(ctx).pending
	var who identity
	var sec secrets
	var p pending
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if p, err = getPending(ctx, tx, hash); err != nil {
			return err
		}
		if who, err = identityOf(ctx, tx, p.person); err != nil {
			return err
		}
		sec, err = getSecrets(ctx, tx, p.person)
		return err
	})
	if err != nil {
		return nil, err
	}
	who.method = p.method
	var out *Outcome
	guess := s.guess(ctx, who.person, sec, code)
	then := guess.then
	guess.then = func(tx *db.Tx) error {
		// The log-in is spent before anything else: two browsers cannot both use it.
		if ok, err := deletePending(ctx, tx, hash); err != nil || !ok {
			return orElse(err, ErrNoPending)
		}
		if err := then(tx); err != nil {
			return err
		}
		var codes []string
		if sec.totp == "" {
			codes = newRecovery()
			if err := setRecovery(ctx, tx, who.person, codes); err != nil {
				return err
			}
		}
		var err error
		if out, err = s.open(ctx, tx, who, true, ""); err == nil {
			out.Recovery = codes
		}
		return err
	}
	err = s.attempt(ctx, guess)
	return out, err
}

// guess is one try at the second factor of a person.
func (s *Service) guess(ctx context.Context, person string, sec secrets, code string) try {
	t := try{subject: "code:" + person, person: person, refusal: ErrBadCode}
	now := s.db.Clock().Now()
	if len(code) == recoveryLength {
		hash := recoveryHash(person, code)
		t.check = func() (ok bool, err error) {
			err = s.db.Read(ctx, func(tx *db.Tx) (err error) { ok, err = hasRecovery(ctx, tx, person, hash); return err })
			return ok && sec.totp != "", err
		}
		t.then = func(tx *db.Tx) error {
			if ok, err := takeRecovery(ctx, tx, person, hash); err != nil || !ok {
				return orElse(err, ErrBadCode)
			}
			return audit.Record(ctx, tx, "auth.recovery_used", person, nil)
		}
		return t
	}
	secret, last := sec.totp, sec.totpStep
	var step int64
	t.check = func() (ok bool, err error) {
		if secret == "" {
			if secret, err = secretOf(sec.totpNew); err != nil {
				return false, nil //nolint:nilerr // nothing is being set up: no code is right
			}
		}
		step, ok = matchStep(secret, code, now, last)
		return ok, nil
	}
	t.then = func(tx *db.Tx) error {
		if sec.totp == "" {
			if err := confirmFactor(ctx, tx, person, secret, step); err != nil {
				return err
			}
			return audit.Record(ctx, tx, "auth.factor_set", person, nil)
		}
		ok, err := takeStep(ctx, tx, person, step)
		if err != nil || ok {
			return err
		}
		return ErrBadCode
	}
	return t
}

func orElse(err error, other *errs.Error) error {
	if err != nil {
		return err
	}
	return other
}

// Logout ends the session. access: exempt, anybody may leave.
func (s *Service) Logout(ctx context.Context) error {
	who := access.From(ctx)
	c := callerFrom(ctx)
	if c.session == "" {
		return nil
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		ok, err := revokeByHash(ctx, tx, c.session)
		if err != nil || !ok {
			return err
		}
		tx.AfterCommit(s.actors.empty)
		return audit.Record(ctx, tx, "auth.logout", who.ID, nil)
	})
}
