package sipcall

import (
	"context"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"

	"huxue/internal/driver/sipwire"
)

// Why a call is over.
const (
	EndedByUs    = "ours"      // somebody hung up here
	EndedByThem  = "helppoint" // it hung up, or took the call back
	EndedRinging = "unanswered"
	EndedLost    = "lost" // it never confirmed our answer, or its voice is gone
)

// lostAfter is how long an answered call may bring no sound.
const lostAfter = 30 * time.Second

// Call is a call of a help-point. It rings until somebody answers or rejects it.
type Call struct {
	Code  string
	Input string // the name by which it was stored

	s      *Server
	invite *sip.Request
	tx     sip.ServerTransaction
	offer  SDP
	source string
	acked  chan struct{}
	over   chan struct{}
	ctx    context.Context
	stop   context.CancelFunc

	mu       sync.Mutex
	state    string // ringing, answering, up, over
	why      string
	ok       *sip.Response
	sound    *Sound
	ackOnce  sync.Once
	overOnce sync.Once
}

// onInvite takes a call: it must come from where the help-point is registered, or show
// its password. It is stored before it rings.
func (s *Server) onInvite(req *sip.Request, tx sip.ServerTransaction) {
	code, source, id := sender(req), req.Source(), req.CallID()
	if id == nil || req.To() == nil || req.From() == nil {
		reply(tx, req, 400, "Bad Request")
		return
	}
	s.mu.Lock()
	running := s.calls[id.Value()]
	s.mu.Unlock()
	if running != nil {
		s.again(running, req, tx)
		return
	}
	if !s.known(code, source) && !s.proven(req, tx, code) {
		return
	}
	input, err := s.o.Handler.Take(s.ctx, Input{Source: source, Code: code, Kind: SaidCall, Raw: raw(req), Once: "call " + id.Value()})
	if err != nil {
		reply(tx, req, 500, "Server Internal Error")
		return
	}
	offer, err := ParseSDP(req.Body())
	if err != nil { // the alarm stands; only the voice does not come
		reply(tx, req, 488, "Not Acceptable Here")
		return
	}
	c := &Call{Code: code, Input: input, s: s, invite: tagged(req), tx: tx, offer: offer, source: source, state: "ringing",
		acked: make(chan struct{}), over: make(chan struct{})}
	c.ctx, c.stop = context.WithCancel(s.ctx)
	if !s.add(c) {
		reply(tx, req, 486, "Busy Here")
		return
	}
	if !tx.OnCancel(func(*sip.Request) { c.end(EndedByThem) }) {
		c.end(EndedByThem)
		return
	}
	c.respond(180, "Ringing")
	if !s.o.Handler.Ring(s.ctx, c) {
		c.Reject(403, "Forbidden")
		return
	}
	select { // the library ends the transaction when this returns
	case <-tx.Done():
		if c.State() == "ringing" {
			c.end(EndedByThem)
		}
	case <-time.After(s.o.Ring()):
		c.giveUp()
	case <-c.over:
	case <-c.acked:
	}
}

// tagged is the INVITE with our tag, which all our answers to it must have alike; the
// library holds the other one.
func tagged(req *sip.Request) *sip.Request {
	c := req.Clone()
	c.SetSource(req.Source())
	c.SetTransport(req.Transport())
	c.To().Params.Add("tag", sip.GenerateTagN(16))
	return c
}

// add puts a call in the table, unless its help-point has one already.
func (s *Server) add(c *Call) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, other := range s.calls {
		if other.Code == c.Code {
			return false
		}
	}
	if len(s.calls) >= maxCalls {
		return false
	}
	s.calls[c.invite.CallID().Value()] = c
	return true
}

// again is an INVITE within a call: phones refresh a session by it. What was agreed
// stays.
func (s *Server) again(c *Call, req *sip.Request, tx sip.ServerTransaction) {
	c.mu.Lock()
	up, ok := c.state == "up", c.ok
	c.mu.Unlock()
	if sipwire.Host(req.Source()) != sipwire.Host(c.source) || !up {
		reply(tx, req, 491, "Request Pending")
		return
	}
	res := sip.NewResponseFromRequest(req, 200, "OK", ok.Body())
	res.AppendHeader(contact("huxue", sipwire.LocalIP(s.host, c.source), s.port))
	res.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
	_ = tx.Respond(res)
}

// State is ringing, answering, up or over.
func (c *Call) State() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

// Over is closed when the call has ended; Why says how.
func (c *Call) Over() <-chan struct{} { return c.over }

// Why says how the call ended; see Over.
func (c *Call) Why() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.why
}

func (c *Call) response(status int, reason string, body []byte) *sip.Response {
	res := sip.NewResponseFromRequest(c.invite, status, reason, body)
	res.AppendHeader(contact("huxue", sipwire.LocalIP(c.s.host, c.source), c.s.port))
	if body != nil {
		res.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
	}
	return res
}

func (c *Call) respond(status int, reason string) { _ = c.tx.Respond(c.response(status, reason, nil)) }

// Answer takes the call and returns its sound once the help-point has confirmed. The
// first to answer has it.
func (c *Call) Answer(ctx context.Context) (*Sound, error) {
	signals, err := netip.ParseAddrPort(c.source)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	if c.state != "ringing" {
		c.mu.Unlock()
		return nil, errGone
	}
	c.state = "answering"
	c.mu.Unlock()
	udp, err := listenSound(c.s.host, c.s.o.Low, c.s.o.High)
	if err != nil {
		c.Reject(500, "Server Internal Error")
		return nil, err
	}
	sound := newSound(udp, c.offer.choose(), signals.Addr(), c.offer.Addr)
	ip := c.s.o.Address
	if ip == "" {
		ip = sipwire.LocalIP(c.s.host, c.source)
	}
	ok := c.response(200, "OK", describe(ip, sound.port(), sound.Codec))
	c.mu.Lock()
	c.sound, c.ok = sound, ok
	gone := c.state == "over"
	c.mu.Unlock()
	if gone {
		_ = udp.Close()
		return nil, errGone
	}
	return sound, c.confirm(ctx, ok)
}

// confirm sends the answer until it is confirmed (RFC 6026: that is our affair, not
// the transaction's).
func (c *Call) confirm(ctx context.Context, ok *sip.Response) error {
	wait := sip.T1
	for range 7 {
		if err := c.tx.Respond(ok); err != nil {
			c.end(EndedLost)
			return err
		}
		select {
		case <-c.acked:
			c.mu.Lock()
			up := c.state == "answering"
			if up {
				c.state = "up"
			}
			c.mu.Unlock()
			if !up {
				return errGone
			}
			c.s.work.Go(func() { c.sound.hush(c.ctx, c.s.o.Now) })
			c.s.work.Go(c.watch)
			return nil
		case <-c.over:
			return errGone
		case <-ctx.Done():
			c.hangUp(EndedByUs)
			return ctx.Err()
		case <-time.After(wait):
			wait = min(2*wait, sip.T2)
		}
	}
	c.hangUp(EndedLost)
	return errGone
}

// watch hangs up on a help-point whose voice has stopped: its cable was cut.
func (c *Call) watch() {
	tick := time.NewTicker(lostAfter)
	defer tick.Stop()
	for last := int64(0); ; {
		select {
		case <-c.over:
			return
		case <-tick.C:
			n := c.sound.Counts.In.Load()
			if n == last {
				c.hangUp(EndedLost)
				return
			}
			last = n
		}
	}
}

// Reject refuses a call that rings.
func (c *Call) Reject(status int, reason string) {
	if c.end(EndedByUs) {
		c.respond(status, reason)
	}
}

func (c *Call) giveUp() {
	if c.State() == "ringing" && c.end(EndedRinging) {
		c.respond(480, "Temporarily Unavailable")
	}
}

// HangUp ends the call: it is refused as busy while it rings.
func (c *Call) HangUp(context.Context) {
	if c.State() == "ringing" {
		c.Reject(486, "Busy Here")
		return
	}
	c.hangUp(EndedByUs)
}

func (c *Call) hangUp(why string) {
	c.mu.Lock()
	ok := c.ok
	c.mu.Unlock()
	if !c.end(why) || ok == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Second)
	defer cancel()
	_, _ = c.s.Client.Do(ctx, c.bye(ok)) // who is gone has hung up too
}

// bye goes where the call came from: a Contact behind a NAT names nobody.
func (c *Call) bye(ok *sip.Response) *sip.Request {
	to := c.invite.From().Address
	if ct := c.invite.Contact(); ct != nil {
		to = ct.Address
	}
	r := sip.NewRequest(sip.BYE, to)
	r.SetTransport(c.invite.Transport())
	r.SetDestination(c.source)
	from, peer := ok.To().AsFrom(), ok.From().AsTo()
	r.AppendHeader(&from)
	r.AppendHeader(&peer)
	r.AppendHeader(sip.HeaderClone(c.invite.CallID()))
	r.AppendHeader(&sip.CSeqHeader{SeqNo: 1, MethodName: sip.BYE})
	return r
}

func (c *Call) end(why string) (first bool) {
	c.overOnce.Do(func() {
		first = true
		c.mu.Lock()
		c.state, c.why = "over", why
		sound := c.sound
		c.mu.Unlock()
		c.s.mu.Lock()
		delete(c.s.calls, c.invite.CallID().Value())
		c.s.mu.Unlock()
		c.stop()
		if sound != nil {
			_ = sound.udp.Close()
		}
		close(c.over)
	})
	return first
}

// within is the call that a request belongs to, if it comes from its help-point.
func (s *Server) within(req *sip.Request) *Call {
	id := req.CallID()
	if id == nil {
		return nil
	}
	s.mu.Lock()
	c := s.calls[id.Value()]
	s.mu.Unlock()
	if c == nil || sipwire.Host(c.source) != sipwire.Host(req.Source()) || !strings.EqualFold(sender(req), c.Code) {
		return nil
	}
	return c
}

func (s *Server) onAck(req *sip.Request, _ sip.ServerTransaction) {
	if c := s.within(req); c != nil {
		c.ackOnce.Do(func() { close(c.acked) })
	}
}

func (s *Server) onBye(req *sip.Request, tx sip.ServerTransaction) {
	c := s.within(req)
	if c == nil {
		reply(tx, req, 481, "Call/Transaction Does Not Exist")
		return
	}
	reply(tx, req, 200, "OK")
	c.end(EndedByThem)
}
