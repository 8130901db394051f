package gb28181

import (
	"crypto/subtle"
	"strconv"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"

	"huxue/internal/driver/sipwire"
)

// onRegister takes registrations, renewals and logouts. Each is challenged, and each
// challenge is good for one answer: what was overheard on the way cannot be sent
// again.
func (s *Server) onRegister(req *sip.Request, tx sip.ServerTransaction) {
	code, source, now := sender(req), req.Source(), s.o.Now()
	who := code + "|" + sipwire.Host(source)
	turn := func(reason string, status int, words string) {
		s.o.Handler.Turned(source, reason, nil)
		reply(tx, req, status, words)
	}
	if code == "" {
		turn("unknown", 403, "Forbidden")
		return
	}
	if s.o.Handler.Locked(s.ctx, code, source) {
		turn("locked", 403, "Forbidden")
		return
	}
	h := req.GetHeader("Authorization")
	if h == nil {
		s.challenge(req, tx, who, now)
		return
	}
	given, err := digest.ParseCredentials(h.Value())
	if err != nil || given.Username != code || given.Realm != s.o.Realm {
		turn("wrong_password", 403, "Forbidden")
		return
	}
	if !s.nonces.Ours(given.Nonce, who, now) { // too old or somebody else's: a new one
		s.o.Handler.Turned(source, "stale", nil)
		s.challenge(req, tx, who, now)
		return
	}
	password, known, err := s.o.Handler.Secret(s.ctx, code)
	if err != nil {
		reply(tx, req, 500, "Server Internal Error")
		return
	}
	right := sipwire.Answer(*given, s.o.Realm, "REGISTER", password)
	if !known || subtle.ConstantTimeCompare([]byte(right), []byte(strings.ToLower(given.Response))) != 1 {
		s.o.Handler.Wrong(s.ctx, code, source)
		turn("wrong_password", 403, "Forbidden")
		return
	}
	if !s.nonces.Spend(given.Nonce, now) {
		turn("replayed", 403, "Forbidden")
		return
	}
	s.o.Handler.Right(s.ctx, code, source)
	s.admit(req, tx, code, now)
}

func (s *Server) challenge(req *sip.Request, tx sip.ServerTransaction, who string, now time.Time) {
	reply(tx, req, 401, "Unauthorized", sip.NewHeader("WWW-Authenticate",
		`Digest realm="`+s.o.Realm+`",nonce="`+s.nonces.Give(who, now)+`",algorithm=MD5`))
}

// admit stores a proven registration or logout, then answers it.
func (s *Server) admit(req *sip.Request, tx sip.ServerTransaction, code string, now time.Time) {
	wanted := expires(req)
	in := Input{Source: req.Source(), Code: code, Kind: SaidRegister, Raw: raw(req)}
	if wanted == 0 {
		in.Kind = SaidLogout
	}
	if err := s.o.Handler.Take(s.ctx, in); err != nil {
		reply(tx, req, 500, "Server Internal Error")
		return
	}
	granted := min(time.Duration(wanted)*time.Second, s.o.Expiry)
	if wanted == 0 {
		s.forget(code)
	} else {
		p := Peer{Code: code, Addr: req.Source(), Transport: req.Transport(), Until: now.Add(granted + granted/10)}
		if h := req.GetHeader("X-GB-Ver"); h != nil && len(h.Value()) < 16 {
			p.Version = h.Value()
		}
		s.remember(p)
	}
	reply(tx, req, 200, "OK",
		sip.NewHeader("Date", now.In(China).Format("2006-01-02T15:04:05.000")),
		sip.NewHeader("Expires", strconv.Itoa(int(granted/time.Second))),
		sip.NewHeader("X-GB-Ver", "3.0"))
	if wanted != 0 && s.o.Arm {
		s.arm(code)
	}
}

// expires is how long the device wants to be registered, in seconds; a day if it
// does not say.
func expires(req *sip.Request) int {
	const day = 86400
	text := ""
	if h := req.GetHeader("Expires"); h != nil {
		text = h.Value()
	} else if c := req.Contact(); c != nil {
		text, _ = c.Params.Get("expires")
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 {
		return day
	}
	return min(n, 7*day)
}

// raw is the message to be stored. The answer to our challenge is left out: with it
// in the database, whoever reads the database could guess the password at leisure.
func raw(req *sip.Request) []byte {
	c := req.Clone()
	c.RemoveHeader("Authorization")
	return []byte(c.String())
}

// Registration reads a stored message: for how many seconds a device registered by
// it, 0 if it logged out; ok is false if it is no registration.
func Registration(raw []byte) (seconds int, ok bool) {
	m, err := sip.ParseMessage(raw)
	req, is := m.(*sip.Request)
	if err != nil || !is || req.Method != sip.REGISTER {
		return 0, false
	}
	return expires(req), true
}
