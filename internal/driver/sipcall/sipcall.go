// Package sipcall speaks with help-points (求助点): posts at gates and in corridors with
// a button, a microphone and a loudspeaker that call by plain SIP (RFC 3261). They
// register, say by OPTIONS that they live, and call when somebody presses; whoever
// answers speaks with them in G.711, which browsers speak too, so no sound is recoded.
//
// As with every driver here: store first, answer second. A call rings only after
// Handler.Take has stored it.
package sipcall

import (
	"context"
	"errors"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"

	"huxue/internal/driver/sipwire"
)

// What a help-point has said, as far as it matters for how it is stored.
const (
	SaidRegister = "register"
	SaidLogout   = "logout"
	SaidAlive    = "options"
	SaidCall     = "invite"
)

// Input is one message of a help-point, about to be stored.
type Input struct {
	Source string
	Code   string
	Kind   string
	Raw    []byte // the whole message, without the answer to our challenge
	Once   string // the sender's own name of a call: sent again, it is the same call
}

// Handler is what the platform does with what help-points say.
type Handler interface {
	// Secret is the password of a help-point; known is false for one we do not know.
	Secret(ctx context.Context, code string) (password []byte, known bool, err error)
	// Locked, Wrong and Right keep count of wrong passwords.
	Locked(ctx context.Context, code, source string) bool
	Wrong(ctx context.Context, code, source string)
	Right(ctx context.Context, code, source string)
	// Take stores what came in and says by which name. Only after it has returned nil is
	// the help-point told that it was heard.
	Take(ctx context.Context, in Input) (id string, err error)
	// Ring offers a call that rings at its help-point already. False: it may not call.
	Ring(ctx context.Context, c *Call) bool
	// Turned counts what was turned away unstored.
	Turned(source, reason string, raw []byte)
}

// Options are what a server needs. Low and High bound the ports of sound, 0 is any.
type Options struct {
	Realm     string
	Handler   Handler
	Now       func() time.Time
	Low, High int
	// Address is by which help-points reach our sound, "" for that of SIP.
	Address string
	// Ring is how long a call may ring; nil: three minutes.
	Ring func() time.Duration
}

// Server is what help-points register with and call.
type Server struct {
	o Options
	sipwire.Ends
	nonces *sipwire.Nonces
	ctx    context.Context
	stop   context.CancelFunc
	work   sync.WaitGroup
	host   string
	port   int

	mu    sync.Mutex
	peers map[string]peer
	calls map[string]*Call // by Call-ID
}

type peer struct {
	addr  string
	until time.Time
}

const (
	maxPeers  = 20_000
	maxCalls  = 200
	maxExpiry = 24 * time.Hour
	maxIdle   = 25 * time.Hour
)

var errGone = errors.New("sipcall: the call is over")

// NewServer makes a server; Listen opens it.
func NewServer(o Options) (*Server, error) {
	if o.Realm == "" {
		o.Realm = "huxue"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Ring == nil {
		o.Ring = func() time.Duration { return 3 * time.Minute }
	}
	s := &Server{o: o, nonces: sipwire.NewNonces(2 * time.Minute), peers: map[string]peer{}, calls: map[string]*Call{}}
	s.ctx, s.stop = context.WithCancel(context.Background())
	var err error
	if s.Ends, err = sipwire.NewEnds(o.Handler.Turned); err != nil {
		return nil, err
	}
	s.SIP.OnRegister(s.onRegister)
	s.SIP.OnOptions(s.onOptions)
	s.SIP.OnInvite(s.onInvite)
	s.SIP.OnAck(s.onAck)
	s.SIP.OnBye(s.onBye)
	s.SIP.OnNoRoute(func(req *sip.Request, tx sip.ServerTransaction) { reply(tx, req, 405, "Method Not Allowed") })
	return s, nil
}

// Listen opens the address over UDP and TCP and serves it until Close. With port 0
// both get the same free port; the address is returned.
func (s *Server) Listen(addr string) (string, error) {
	at, err := s.Ends.Listen(s.ctx, &s.work, addr, maxIdle)
	if err == nil {
		s.host, s.port, _ = sip.ParseAddr(at)
	}
	return at, err
}

// Close hangs up every call and stops listening.
func (s *Server) Close() {
	s.mu.Lock()
	calls := make([]*Call, 0, len(s.calls))
	for _, c := range s.calls {
		calls = append(calls, c)
	}
	s.mu.Unlock()
	for _, c := range calls {
		c.HangUp(s.ctx)
	}
	s.stop()
	s.work.Wait()
	_ = s.UA.Close()
}

// reply answers a request where it came from.
func reply(tx sip.ServerTransaction, req *sip.Request, status int, reason string, headers ...sip.Header) {
	res := sip.NewResponseFromRequest(req, status, reason, nil)
	for _, h := range headers {
		res.AppendHeader(h)
	}
	_ = tx.Respond(res) // who does not hear us asks again
}

// sender is the code in the From header, "" if it cannot be one.
func sender(req *sip.Request) string {
	from := req.From()
	if from == nil || len(from.Address.User) < 3 || len(from.Address.User) > 64 {
		return ""
	}
	return from.Address.User
}

func contact(user, host string, port int) sip.Header {
	return sip.NewHeader("Contact", "<sip:"+user+"@"+net.JoinHostPort(host, strconv.Itoa(port))+">")
}

// raw is the message to be stored. The answer to our challenge is left out: with it
// in the database, whoever reads the database could guess the password at leisure.
func raw(req *sip.Request) []byte {
	c := req.Clone()
	c.RemoveHeader("Authorization")
	return []byte(c.String())
}

// Kind reads a stored message: what was said by it, "" if it is none of ours.
func Kind(raw []byte) string {
	m, err := sip.ParseMessage(raw)
	req, is := m.(*sip.Request)
	if err != nil || !is {
		return ""
	}
	switch req.Method {
	case sip.REGISTER:
		if expires(req) == 0 {
			return SaidLogout
		}
		return SaidRegister
	case sip.OPTIONS:
		return SaidAlive
	case sip.INVITE:
		return SaidCall
	}
	return ""
}
