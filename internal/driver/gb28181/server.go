package gb28181

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emiago/sipgo/sip"

	"huxue/internal/driver/sipwire"
)

// What a device has said, as far as it matters for how it is stored.
const (
	SaidRegister = "register"
	SaidLogout   = "logout"
	SaidMessage  = "message"
)

// Input is one message of a device, about to be stored.
type Input struct {
	Source string // the address it came from
	Code   string // the device it says it is
	Kind   string
	Raw    []byte // the whole SIP message; without the answer to our challenge
	// Once is the sender's own name of this message, for alarms: the same alarm sent
	// again after our answer was lost has the same.
	Once string
	// Doubted is why we do not believe the sender: spoofed, unregistered. It is
	// stored and answered 403.
	Doubted string
	Message *Message // nil if there is none that can be read
}

// Handler is what the platform does with what devices say.
type Handler interface {
	// Secret is the password of a device; known is false for one we do not know.
	Secret(ctx context.Context, code string) (password []byte, known bool, err error)
	// Address is where the device was last heard, "" for never; asked for a device
	// that has not registered since we started.
	Address(ctx context.Context, code string) string
	// Locked, Wrong and Right keep count of wrong passwords.
	Locked(ctx context.Context, code, source string) bool
	Wrong(ctx context.Context, code, source string)
	Right(ctx context.Context, code, source string)
	// Take stores what came in. Only after it has returned nil is the device told that
	// it was heard.
	Take(ctx context.Context, in Input) error
	// Turned counts what was turned away unstored: malformed, oversize, replayed,
	// spoofed, locked, unknown, wrong_password.
	Turned(source, reason string, raw []byte)
}

// Options are what a server needs.
type Options struct {
	Code    Code   // our own number
	Realm   string // "": the domain of the code
	Handler Handler
	Now     func() time.Time
	// Expiry is the longest registration we grant, 0 for a day.
	Expiry time.Duration
	// Arm sends SetGuard, SUBSCRIBE and the first questions after each registration.
	Arm bool
}

// Peer is a device that is registered now.
type Peer struct {
	Code      string
	Addr      string // where its packets come from, which is where ours go
	Transport string
	Until     time.Time
	Version   string // X-GB-Ver
}

// Server is a platform that devices register with.
type Server struct {
	o Options
	sipwire.Ends
	nonces *sipwire.Nonces
	sn     atomic.Uint32
	ctx    context.Context
	stop   context.CancelFunc
	work   sync.WaitGroup
	jobs   chan struct{} // how much we do at once on our own account
	host   string        // where we listen
	port   int

	mu       sync.Mutex
	peers    map[string]Peer
	asked    map[string]*question // by device and SN
	sessions map[string]*Session  // by Call-ID
}

// maxPeers bounds the table of who is registered; all of them have shown a password.
const maxPeers = 50_000

// ErrAbsent says that a device is not registered now.
var ErrAbsent = errors.New("gb28181: the device is not registered")

// NewServer makes a server; Serve lets it listen.
func NewServer(o Options) (*Server, error) {
	if _, err := ParseCode(string(o.Code)); err != nil {
		return nil, err
	}
	if o.Realm == "" {
		o.Realm = o.Code.Domain()
	}
	if o.Expiry == 0 {
		o.Expiry = 24 * time.Hour
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{
		o: o, nonces: sipwire.NewNonces(2 * time.Minute), jobs: make(chan struct{}, 32),
		peers: map[string]Peer{}, asked: map[string]*question{}, sessions: map[string]*Session{},
	}
	s.sn.Store(uint32(o.Now().Unix() % 100_000))
	s.ctx, s.stop = context.WithCancel(context.Background())
	var err error
	if s.Ends, err = sipwire.NewEnds(o.Handler.Turned); err != nil {
		return nil, err
	}
	s.SIP.OnRegister(s.onRegister)
	s.SIP.OnMessage(s.onMessage)
	s.SIP.OnNotify(s.onMessage)
	s.SIP.OnBye(s.onBye)
	s.SIP.OnOptions(func(req *sip.Request, tx sip.ServerTransaction) { reply(tx, req, 200, "OK") })
	s.SIP.OnAck(func(*sip.Request, sip.ServerTransaction) {})
	s.SIP.OnNoRoute(func(req *sip.Request, tx sip.ServerTransaction) { reply(tx, req, 405, "Method Not Allowed") })
	return s, nil
}

// Listen opens the address over UDP and TCP and serves it until Close. With port 0
// both get the same free port; the address is returned.
func (s *Server) Listen(addr string) (string, error) {
	at, err := s.Ends.Listen(s.ctx, &s.work, addr, 10*time.Minute)
	if err == nil {
		s.host, s.port, _ = sip.ParseAddr(at)
	}
	return at, err
}

// Close stops listening and waits for what is under way.
func (s *Server) Close() {
	s.mu.Lock()
	s.stop()
	s.mu.Unlock()
	s.work.Wait()
	_ = s.UA.Close()
}

// Peer is where a device is registered now.
func (s *Server) Peer(code string) (Peer, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.peers[code]
	if ok && s.o.Now().After(p.Until) {
		delete(s.peers, code)
		return Peer{}, false
	}
	return p, ok
}

// Count is how many devices are registered.
func (s *Server) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.peers)
}

func (s *Server) remember(p Peer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.peers) >= maxPeers {
		now := s.o.Now()
		for c, old := range s.peers {
			if now.After(old.Until) {
				delete(s.peers, c)
			}
		}
	}
	s.peers[p.Code] = p
}

func (s *Server) forget(code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.peers, code)
}

// spare does something on our own account, after the device has had its answer, a few
// at a time. The others wait and none is left out: a camera that is not armed is silent.
func (s *Server) spare(do func(ctx context.Context)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		return
	}
	s.work.Go(func() {
		select {
		case s.jobs <- struct{}{}:
			defer func() { <-s.jobs }()
			do(s.ctx)
		case <-s.ctx.Done():
		}
	})
}

func (s *Server) nextSN() string { return strconv.FormatUint(uint64(s.sn.Add(1)), 10) }

// reply answers a request where it came from.
func reply(tx sip.ServerTransaction, req *sip.Request, status int, reason string, headers ...sip.Header) {
	res := sip.NewResponseFromRequest(req, status, reason, nil)
	for _, h := range headers {
		res.AppendHeader(h)
	}
	_ = tx.Respond(res) // who does not hear us asks again
}

// sender is the code in the From header, "" if it is none.
func sender(req *sip.Request) string {
	if from := req.From(); from != nil {
		if c, err := ParseCode(from.Address.User); err == nil {
			return string(c)
		}
	}
	return ""
}

// LocalIP is the address by which a peer reaches us: the one we listen at or, if that
// is all of them, the one our packets to it leave from. Nothing is sent for it.
func (s *Server) LocalIP(peer string) string { return sipwire.LocalIP(s.host, peer) }
