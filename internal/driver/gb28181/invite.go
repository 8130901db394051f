package gb28181

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"

	"huxue/internal/driver/sipwire"
)

// ErrNoAnswer says that a device took our INVITE and never answered it.
var ErrNoAnswer = errors.New("gb28181: the device does not answer the call for a picture")

// Session is a stream that a device sends us.
type Session struct {
	Answer SDP // what the device says of it; where it comes from may differ
	From   string
	s      *Server
	peer   Peer
	to     string
	invite *sip.Request
	ok     *sip.Response
	seq    uint32
	mu     sync.Mutex
	over   chan struct{}
	once   sync.Once
	ended  string
}

// Invite calls a channel of a registered device for a stream and returns when it has
// agreed. The caller listens at the offer's address already; the media should be
// expected from the host of Session.From only.
//
// This is done on plain transactions: the library's own dialogs refuse a 200 without
// a To tag, which real devices send.
func (s *Server) Invite(ctx context.Context, device, channel string, o Offer) (*Session, error) {
	p, ok := s.Peer(device)
	if !ok {
		return nil, ErrAbsent
	}
	o.Owner = channel
	if o.Session == "" {
		o.Session = "Play"
	}
	if o.TCP && o.Setup == "" {
		o.Setup = "passive"
	}
	req := s.request(p, sip.INVITE, channel, "Application/SDP", o.SDP())
	req.AppendHeader(sip.NewHeader("Subject", channel+":"+o.SSRC+","+string(s.o.Code)+":0"))
	req.AppendHeader(s.contact(p))
	tx, err := s.Client.TransactionRequest(ctx, req)
	if err != nil {
		return nil, err
	}
	res, err := final(ctx, tx)
	if err != nil {
		if ctx.Err() != nil { // nobody waits for it any more
			s.cancel(req)
		}
		tx.Terminate()
		return nil, err
	}
	if err := refused(res); err != nil {
		tx.Terminate()
		return nil, err
	}
	n := &Session{s: s, peer: p, to: channel, invite: req, ok: res, seq: req.CSeq().SeqNo, From: p.Addr, over: make(chan struct{})}
	ack := func() { _ = s.Client.WriteRequest(n.within(sip.ACK, n.seq)) }
	tx.OnRetransmission(func(*sip.Response) { ack() })
	ack()
	id := req.CallID().Value()
	s.mu.Lock()
	s.sessions[id] = n
	s.mu.Unlock()
	if n.Answer, err = ParseSDP(res.Body()); err != nil {
		n.Bye(ctx)
		return nil, err
	}
	return n, nil
}

func final(ctx context.Context, tx sip.ClientTransaction) (*sip.Response, error) {
	for {
		select {
		case res := <-tx.Responses():
			if !res.IsProvisional() {
				return res, nil
			}
		case <-tx.Done():
			if err := tx.Err(); err != nil && !errors.Is(err, sip.ErrTransactionTimeout) {
				return nil, err
			}
			return nil, ErrNoAnswer
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// cancel takes an INVITE back that has had no final answer.
func (s *Server) cancel(invite *sip.Request) {
	c := sip.NewRequest(sip.CANCEL, invite.Recipient)
	c.SetTransport(invite.Transport())
	c.SetDestination(invite.Destination())
	for _, name := range []string{"Via", "From", "To", "Call-ID"} {
		if h := invite.GetHeader(name); h != nil {
			c.AppendHeader(sip.HeaderClone(h))
		}
	}
	c.AppendHeader(&sip.CSeqHeader{SeqNo: invite.CSeq().SeqNo, MethodName: sip.CANCEL})
	_ = s.Client.WriteRequest(c)
}

// within makes a request of this dialog: our From, the To with the device's tag, if it
// gave one, its number, and the address its packets come from.
func (n *Session) within(method sip.RequestMethod, seq uint32) *sip.Request {
	r := sip.NewRequest(method, n.invite.Recipient)
	r.SetTransport(n.peer.Transport)
	r.SetDestination(n.peer.Addr)
	via := sip.HeaderClone(n.invite.Via()).(*sip.ViaHeader)
	via.Params.Add("branch", sip.GenerateBranchN(16))
	r.AppendHeader(via)
	r.Laddr = n.invite.Laddr
	r.AppendHeader(sip.HeaderClone(n.invite.From()))
	if to := n.ok.To(); to != nil {
		r.AppendHeader(sip.HeaderClone(to))
	} else {
		r.AppendHeader(sip.HeaderClone(n.invite.To()))
	}
	r.AppendHeader(sip.HeaderClone(n.invite.CallID()))
	r.AppendHeader(&sip.CSeqHeader{SeqNo: seq, MethodName: method})
	return r
}

func (n *Session) next() uint32 {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.seq++
	return n.seq
}

// Bye ends the stream. A device that is gone, or has hung up already, has ended it
// too: over TCP the library would now call it from our listening port, so it is not
// tried.
func (n *Session) Bye(ctx context.Context) {
	if !n.end("ours") {
		return
	}
	if p, ok := n.s.Peer(n.peer.Code); !ok || p.Addr != n.peer.Addr && p.Transport == "TCP" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 4*time.Second)
	defer cancel()
	_, _ = n.s.Client.Do(ctx, n.within(sip.BYE, n.next()))
}

// Play steers a playback: a MANSRTSP request such as the lines of PLAY with a Scale
// or PAUSE.
func (n *Session) Play(ctx context.Context, command string) error {
	r := n.within(sip.INFO, n.next())
	r.AppendHeader(sip.NewHeader("Content-Type", "Application/MANSRTSP"))
	r.SetBody([]byte(command))
	res, err := n.s.Client.Do(ctx, r)
	if err != nil {
		return err
	}
	return refused(res)
}

// Over is closed when the stream has ended; Why says who ended it: ours, device
// (it hung up) or file (the recording is at its end).
func (n *Session) Over() <-chan struct{} { return n.over }

// Why says who ended it; see Over.
func (n *Session) Why() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.ended
}

func (n *Session) end(why string) (first bool) {
	n.once.Do(func() {
		first = true
		n.mu.Lock()
		n.ended = why
		n.mu.Unlock()
		n.s.mu.Lock()
		delete(n.s.sessions, n.invite.CallID().Value())
		n.s.mu.Unlock()
		close(n.over)
	})
	return first
}

// onBye hears a device hang up; only from where the stream was called.
func (s *Server) onBye(req *sip.Request, tx sip.ServerTransaction) {
	var n *Session
	if id := req.CallID(); id != nil {
		s.mu.Lock()
		n = s.sessions[id.Value()]
		s.mu.Unlock()
	}
	if n == nil || sipwire.Host(n.peer.Addr) != sipwire.Host(req.Source()) {
		reply(tx, req, 481, "Call/Transaction Does Not Exist")
		return
	}
	reply(tx, req, 200, "OK")
	n.end("device")
}

// over hears that a recording is at its end.
func (s *Server) over(req *sip.Request, m *Message) {
	if m.Get("NotifyType") != "121" {
		return
	}
	s.mu.Lock()
	var n *Session
	if id := req.CallID(); id != nil {
		n = s.sessions[id.Value()]
	}
	for _, other := range s.sessions {
		if n == nil && other.to == m.DeviceID && other.peer.Code == sender(req) {
			n = other
		}
	}
	s.mu.Unlock()
	if n != nil {
		n.endFile()
	}
}

func (n *Session) endFile() {
	if n.end("file") {
		n.s.spare(func(ctx context.Context) {
			ctx, cancel := context.WithTimeout(ctx, 4*time.Second)
			defer cancel()
			_, _ = n.s.Client.Do(ctx, n.within(sip.BYE, n.next()))
		})
	}
}
