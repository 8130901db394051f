package sipcall

import (
	"crypto/subtle"
	"strconv"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"

	"huxue/internal/driver/sipwire"
)

// proven says whether the sender has shown its password with this request; if not, it
// has been answered: challenged or refused. Each challenge is good for one answer.
func (s *Server) proven(req *sip.Request, tx sip.ServerTransaction, code string) bool {
	source, now := req.Source(), s.o.Now()
	who := code + "|" + sipwire.Host(source)
	turn := func(reason string) bool {
		s.o.Handler.Turned(source, reason, nil)
		reply(tx, req, 403, "Forbidden")
		return false
	}
	if code == "" {
		return turn("unknown")
	}
	challenge := func() bool {
		reply(tx, req, 401, "Unauthorized", sip.NewHeader("WWW-Authenticate",
			`Digest realm="`+s.o.Realm+`",nonce="`+s.nonces.Give(who, now)+`",algorithm=MD5`))
		return false
	}
	h := req.GetHeader("Authorization")
	if h == nil {
		return challenge()
	}
	given, err := digest.ParseCredentials(h.Value())
	if err != nil || given.Username != code || given.Realm != s.o.Realm {
		return turn("wrong_password")
	}
	if !s.nonces.Ours(given.Nonce, who, now) { // too old, or given to somebody else
		s.o.Handler.Turned(source, "stale", nil)
		return challenge()
	}
	password, known, err := s.o.Handler.Secret(s.ctx, code)
	if err != nil {
		reply(tx, req, 500, "Server Internal Error")
		return false
	}
	right := sipwire.Answer(*given, s.o.Realm, string(req.Method), password)
	if !known || subtle.ConstantTimeCompare([]byte(right), []byte(strings.ToLower(given.Response))) != 1 {
		// Who guesses is not even answered after some tries. The right password always
		// passes: behind a school's router the guesser shares the help-point's address.
		if s.o.Handler.Locked(s.ctx, code, source) {
			s.o.Handler.Turned(source, "locked", nil)
			return false
		}
		s.o.Handler.Wrong(s.ctx, code, source)
		return turn("wrong_password")
	}
	if !s.nonces.Spend(given.Nonce, now) {
		return turn("replayed")
	}
	s.o.Handler.Right(s.ctx, code, source)
	return true
}

// known says whether a request comes from where a help-point is registered now.
func (s *Server) known(code, source string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.peers[code]
	return ok && p.addr == source && s.o.Now().Before(p.until)
}

// onRegister takes registrations, renewals and logouts.
func (s *Server) onRegister(req *sip.Request, tx sip.ServerTransaction) {
	code := sender(req)
	if !s.proven(req, tx, code) {
		return
	}
	wanted := time.Duration(expires(req)) * time.Second
	kind := SaidRegister
	if wanted == 0 {
		kind = SaidLogout
	}
	if _, err := s.o.Handler.Take(s.ctx, Input{Source: req.Source(), Code: code, Kind: kind, Raw: raw(req)}); err != nil {
		reply(tx, req, 500, "Server Internal Error")
		return
	}
	granted := min(wanted, maxExpiry)
	s.remember(code, req.Source(), granted)
	headers := []sip.Header{sip.NewHeader("Expires", strconv.Itoa(int(granted/time.Second)))}
	if c := req.Contact(); c != nil && granted > 0 {
		headers = append(headers, sip.NewHeader("Contact", "<"+c.Address.String()+">;expires="+strconv.Itoa(int(granted/time.Second))))
	}
	reply(tx, req, 200, "OK", headers...)
}

func (s *Server) remember(code, source string, granted time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if granted == 0 {
		delete(s.peers, code)
		return
	}
	now := s.o.Now()
	if len(s.peers) >= maxPeers {
		for c, p := range s.peers {
			if now.After(p.until) {
				delete(s.peers, c)
			}
		}
	}
	s.peers[code] = peer{addr: source, until: now.Add(granted + granted/10)}
}

// onOptions hears that a help-point lives. Anybody may ask what we can do; only one
// that is registered at this address has said by it that it lives.
func (s *Server) onOptions(req *sip.Request, tx sip.ServerTransaction) {
	if code := sender(req); s.known(code, req.Source()) {
		if _, err := s.o.Handler.Take(s.ctx, Input{Source: req.Source(), Code: code, Kind: SaidAlive, Raw: raw(req)}); err != nil {
			reply(tx, req, 500, "Server Internal Error")
			return
		}
	}
	reply(tx, req, 200, "OK", sip.NewHeader("Allow", "INVITE, ACK, BYE, CANCEL, OPTIONS"), sip.NewHeader("Accept", "application/sdp"))
}

// expires is how long the help-point wants to be registered, in seconds; an hour if it
// does not say (RFC 3261 §10.2.1.1).
func expires(req *sip.Request) int {
	text := ""
	if c := req.Contact(); c != nil && c.Params != nil {
		text, _ = c.Params.Get("expires")
	}
	if h := req.GetHeader("Expires"); text == "" && h != nil {
		text = h.Value()
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 {
		return 3600
	}
	return min(n, 7*86400)
}
