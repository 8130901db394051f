package sipcall

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"

	"huxue/internal/driver/sipwire"
)

// RefusedError is an answer that is no.
type RefusedError struct {
	Status int
	Reason string
}

// Error implements error.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("sipcall: refused: %d %s", e.Status, e.Reason)
}

// Post is a help-point of our own, for tests and demonstrations: it registers, lives,
// calls, and says one tone for as long as the call is up.
type Post struct {
	Code     string
	Password string
	Server   string
	Codecs   []Codec // what it offers; empty: both

	sipwire.Ends
	packets net.PacketConn
	addr    string
	work    sync.WaitGroup
	seq     atomic.Uint32

	mu   sync.Mutex
	call *Spoken
}

// Spoken is a call of a post that was answered.
type Spoken struct {
	Sound *Sound
	// Voices are packets that were no silence.
	Voices atomic.Int64

	p      *Post
	invite *sip.Request
	ok     *sip.Response
	ctx    context.Context
	stop   context.CancelFunc
	sent   sync.WaitGroup
}

// Open gives the post its socket; Close takes it away.
func (p *Post) Open(addr string) (err error) {
	if p.packets, err = sipwire.ListenUDP(addr); err != nil {
		return err
	}
	p.addr = p.packets.LocalAddr().String()
	if p.Ends, err = sipwire.NewEnds(func(string, string, []byte) {}); err != nil {
		return err
	}
	p.SIP.OnBye(func(req *sip.Request, tx sip.ServerTransaction) {
		p.mu.Lock()
		c := p.call
		p.mu.Unlock()
		if c == nil || req.CallID() == nil || req.CallID().Value() != c.invite.CallID().Value() {
			reply(tx, req, 481, "Call/Transaction Does Not Exist")
			return
		}
		reply(tx, req, 200, "OK")
		c.stop()
	})
	p.work.Go(func() { _ = p.SIP.ServeUDP(p.packets) })
	return sipwire.Ready(p.UA, p.packets)
}

// Close ends all of it.
func (p *Post) Close() {
	p.mu.Lock()
	c := p.call
	p.mu.Unlock()
	if c != nil {
		c.stop()
		c.sent.Wait()
	}
	_ = p.packets.Close()
	p.work.Wait()
	_ = p.UA.Close()
}

func (p *Post) request(method sip.RequestMethod, id string) *sip.Request {
	host, port, _ := sip.ParseAddr(p.addr)
	uri := sip.Uri{Scheme: "sip", User: "huxue", Host: "huxue"}
	req := sip.NewRequest(method, uri)
	req.SetTransport("UDP")
	req.Laddr = sip.Addr{IP: net.ParseIP(host), Port: port, Hostname: host}
	req.SetDestination(p.Server)
	via := &sip.ViaHeader{ProtocolName: "SIP", ProtocolVersion: "2.0", Transport: "UDP", Host: host, Port: port, Params: sip.NewParams()}
	via.Params.Add("branch", sip.GenerateBranchN(16))
	via.Params.Add("rport", "")
	req.AppendHeader(via)
	from := sip.FromHeader{Address: sip.Uri{Scheme: "sip", User: p.Code, Host: "huxue"}, Params: sip.NewParams()}
	from.Params.Add("tag", sip.GenerateTagN(12))
	req.AppendHeader(&from)
	to := sip.ToHeader{Address: uri, Params: sip.NewParams()}
	if method == sip.REGISTER {
		to.Address.User = p.Code
	}
	req.AppendHeader(&to)
	callID := sip.CallIDHeader(id)
	req.AppendHeader(&callID)
	req.AppendHeader(&sip.CSeqHeader{SeqNo: p.seq.Add(1), MethodName: method})
	req.AppendHeader(contact(p.Code, host, port))
	return req
}

func newID() string { return sip.GenerateTagN(24) }

// answer is what to say to a challenge; "" if there is none.
func (p *Post) answer(method sip.RequestMethod, res *sip.Response) string {
	h := res.GetHeader("WWW-Authenticate")
	if h == nil {
		return ""
	}
	c, err := digest.ParseChallenge(h.Value())
	if err != nil {
		return ""
	}
	given := digest.Credentials{Username: p.Code, Realm: c.Realm, Nonce: c.Nonce, URI: "sip:huxue@huxue", Algorithm: "MD5"}
	given.Response = sipwire.Answer(given, c.Realm, string(method), []byte(p.Password))
	return given.String()
}

// Register registers for so many seconds; 0 logs out.
func (p *Post) Register(ctx context.Context, seconds int) error {
	id, shown := newID(), ""
	for range 2 {
		req := p.request(sip.REGISTER, id)
		req.AppendHeader(sip.NewHeader("Expires", strconv.Itoa(seconds)))
		if shown != "" {
			req.AppendHeader(sip.NewHeader("Authorization", shown))
		}
		res, err := p.Client.Do(ctx, req)
		if err != nil {
			return err
		}
		if res.StatusCode != 401 || shown != "" {
			return said(res)
		}
		shown = p.answer(sip.REGISTER, res)
	}
	return nil
}

func said(res *sip.Response) error {
	if res.StatusCode/100 == 2 {
		return nil
	}
	return &RefusedError{res.StatusCode, res.Reason}
}

// Alive says that it lives.
func (p *Post) Alive(ctx context.Context) error {
	res, err := p.Client.Do(ctx, p.request(sip.OPTIONS, newID()))
	if err != nil {
		return err
	}
	return said(res)
}

// Call calls and waits until somebody answers; rings is called when it rings there. It
// takes the call back when ctx ends.
func (p *Post) Call(ctx context.Context, rings func()) (*Spoken, error) {
	host, _, _ := net.SplitHostPort(p.addr)
	udp, err := listenSound(host, 0, 0)
	if err != nil {
		return nil, err
	}
	codecs := p.Codecs
	if len(codecs) == 0 {
		codecs = []Codec{PCMA, PCMU}
	}
	offer := describe(host, udp.LocalAddr().(*net.UDPAddr).Port, codecs...)
	invite, res, err := p.invite(ctx, offer, rings)
	if err != nil {
		_ = udp.Close()
		return nil, err
	}
	c := &Spoken{p: p, invite: invite, ok: res}
	if err := p.Client.WriteRequest(c.within(sip.ACK, invite.CSeq().SeqNo)); err != nil {
		_ = udp.Close()
		return nil, err
	}
	got, err := ParseSDP(res.Body())
	server, err2 := netip.ParseAddrPort(p.Server)
	if err = errors.Join(err, err2); err != nil {
		_ = udp.Close()
		return nil, err
	}
	c.Sound = newSound(udp, got.choose(), server.Addr(), got.Addr)
	c.ctx, c.stop = context.WithCancel(context.Background())
	p.mu.Lock()
	p.call = c
	p.mu.Unlock()
	c.sent.Go(c.speak)
	c.sent.Go(c.hear)
	return c, nil
}

func (p *Post) invite(ctx context.Context, offer []byte, rings func()) (*sip.Request, *sip.Response, error) {
	id, shown := newID(), ""
	for {
		req := p.request(sip.INVITE, id)
		req.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
		if shown != "" {
			req.AppendHeader(sip.NewHeader("Authorization", shown))
		}
		req.SetBody(offer)
		tx, err := p.Client.TransactionRequest(ctx, req)
		if err != nil {
			return nil, nil, err
		}
		res, err := p.final(ctx, req, tx, rings)
		if err != nil {
			tx.Terminate()
			return nil, nil, err
		}
		if res.StatusCode == 401 && shown == "" {
			if shown = p.answer(sip.INVITE, res); shown != "" {
				continue
			}
		}
		return req, res, said(res)
	}
}

func (p *Post) final(ctx context.Context, req *sip.Request, tx sip.ClientTransaction, rings func()) (*sip.Response, error) {
	for done := ctx.Done(); ; {
		select {
		case res := <-tx.Responses():
			if !res.IsProvisional() {
				return res, nil
			}
			if res.StatusCode == 180 && rings != nil {
				rings()
			}
		case <-tx.Done():
			return nil, errors.Join(errGone, tx.Err())
		case <-done:
			cancel := sip.NewRequest(sip.CANCEL, req.Recipient)
			cancel.SetTransport(req.Transport())
			cancel.SetDestination(req.Destination())
			cancel.Laddr = req.Laddr
			for _, name := range []string{"Via", "From", "To", "Call-ID"} {
				cancel.AppendHeader(sip.HeaderClone(req.GetHeader(name)))
			}
			cancel.AppendHeader(&sip.CSeqHeader{SeqNo: req.CSeq().SeqNo, MethodName: sip.CANCEL})
			if err := p.Client.WriteRequest(cancel); err != nil {
				return nil, err
			}
			done = nil // its end is the 487
		}
	}
}

// within makes a request of the call.
func (c *Spoken) within(method sip.RequestMethod, seq uint32) *sip.Request {
	r := c.p.request(method, c.invite.CallID().Value())
	r.ReplaceHeader(sip.HeaderClone(c.invite.From()))
	r.ReplaceHeader(sip.HeaderClone(c.ok.To()))
	r.ReplaceHeader(&sip.CSeqHeader{SeqNo: seq, MethodName: method})
	return r
}

// HangUp ends the call.
func (c *Spoken) HangUp(ctx context.Context) error {
	c.stop()
	c.sent.Wait()
	res, err := c.p.Client.Do(ctx, c.within(sip.BYE, c.p.seq.Add(1)))
	if err != nil {
		return err
	}
	return said(res)
}

// Over is closed when the call has ended.
func (c *Spoken) Over() <-chan struct{} { return c.ctx.Done() }

// speak says a tone of 400 Hz until the call ends.
func (c *Spoken) speak() {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	tone := make([]byte, 160)
	for i := range tone {
		tone[i] = c.Sound.Codec.encode(int16(8000 * math.Sin(2*math.Pi*400*float64(i)/8000)))
	}
	for n := uint32(0); ; n++ {
		select {
		case <-c.ctx.Done():
			_ = c.Sound.udp.Close()
			return
		case at := <-tick.C:
			_ = c.Sound.Say(tone, n*160, at)
		}
	}
}

func (c *Spoken) hear() {
	buf := make([]byte, 2048)
	for {
		n, err := c.Sound.Read(buf)
		if err != nil {
			return
		}
		for _, b := range buf[12:n] {
			if b != c.Sound.Codec.silence() {
				c.Voices.Add(1)
				break
			}
		}
	}
}

// encode makes one sample G.711 (ITU-T G.711, by its segments).
func (c Codec) encode(v int16) byte {
	x, sign := int(v), byte(0)
	if c == PCMU {
		if x < 0 {
			x, sign = -x, 0x80
		}
		x = min(x+132, 32767)
		seg := 7
		for m := 0x4000; seg > 0 && x&m == 0; m >>= 1 {
			seg--
		}
		return ^(sign | byte(seg<<4) | byte(x>>(seg+3))&0x0f)
	}
	sign = 0x80
	if x < 0 {
		x, sign = -x-1, 0
	}
	seg := 7
	for m := 0x4000; seg > 0 && x&m == 0; m >>= 1 {
		seg--
	}
	low := byte(x>>(seg+3)) & 0x0f
	if seg == 0 {
		low = byte(x>>4) & 0x0f
	}
	return (sign | byte(seg<<4) | low) ^ 0x55
}
