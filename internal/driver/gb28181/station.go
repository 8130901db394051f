package gb28181

import (
	"context"
	"net"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"

	"huxue/internal/driver/sipwire"
)

// Station is the device side: one socket on which one or many devices live. Our
// simulated boxes live on one together, and so does our own platform where it
// registers upwards.
type Station struct {
	sipwire.Ends
	addr string
	ctx  context.Context
	stop context.CancelFunc
	work sync.WaitGroup

	mu      sync.Mutex
	devices []*Device
	calls   map[string]*call
}

// Channel is one line of a device's catalogue.
type Channel struct {
	Code     string
	Name     string
	Parent   string
	Civil    string // area
	Address  string
	Off      bool
	Parental bool
	Lon, Lat float64
}

// Recording is one file of a channel.
type Recording struct {
	Name       string
	Start, End time.Time
}

// Call is a stream that a platform asks us for.
type Call struct {
	Channel string
	Offer   SDP
	From    string // where the call came from
	ID      string
	// HangUp ends it from our side, for a camera that is gone; stop is called as if the
	// platform had ended it.
	HangUp func(ctx context.Context)
	// OnInfo names who steers a playback: he is given the platform's MANSRTSP text.
	OnInfo func(steer func(command string) error)
}

// Profile is what a device is and what it does when asked. Nil functions: it cannot.
type Profile struct {
	Code     string
	User     string // by which it logs in; "": its code
	Password []byte
	Server   string // the platform's address
	Platform Code   // the platform's number
	Realm    string // "": the domain of the platform's number
	TCP      bool
	Expiry   time.Duration // 0: a day
	Maker    string
	Model    string
	Channels func() []Channel
	// Has says whether a code is one of the channels; nil: Channels is searched.
	Has func(code string) bool
	// Lost says that a channel is not to be reached; nil: none is.
	Lost func(channel string) bool
	// Recordings lists what a channel has between two times.
	Recordings func(channel string, from, to time.Time) []Recording
	// Commanded hears controls: GuardCmd, PTZCmd, IFameCmd, AlarmCmd.
	Commanded func(m *Message)
	// May says whether a question or a control is allowed; nil: all are. What is not
	// is answered 403, so that whoever asked knows it.
	May func(m *Message) bool
	// Responded hears the platform's answers, such as the receipt of an alarm.
	Responded func(m *Message)
	// Invited answers a call; start is called when the platform has confirmed, stop
	// when it hangs up, takes its call back or never confirms. An error refuses it, a
	// RefusedError with its status. ctx ends when the call is taken back.
	Invited func(ctx context.Context, c Call) (answer Offer, start, stop func(), err error)
	// Alive hears that the platform has answered a keepalive.
	Alive func()
	// Heard is told of every request that came, for logs.
	Heard func(method, cmd string)
}

// Device is one device on a station.
type Device struct {
	Profile
	st         *Station
	sn         atomic.Uint32
	seq        atomic.Uint32
	subscribed atomic.Pointer[subscription]
	anew       chan struct{} // tells Live to register again
	call       string        // the Call-ID of its registrations
	Guarded    atomic.Bool
	Thanked    atomic.Int64 // responses to our alarms
	Asked      atomic.Int64 // questions answered
}

type call struct {
	d      *Device
	start  func()
	stop   func()
	steer  func(command string) error
	once   sync.Once
	invite *sip.Request
	ok     *sip.Response
}

// NewStation opens a socket; addr is "127.0.0.1:0" or the like. turned hears what
// could not be read and may be nil.
func NewStation(addr string, turned func(source, reason string, raw []byte)) (*Station, error) {
	if turned == nil {
		turned = func(string, string, []byte) {}
	}
	st := &Station{calls: map[string]*call{}}
	packets, err := sipwire.ListenUDP(addr)
	if err != nil {
		return nil, err
	}
	st.addr = packets.LocalAddr().String()
	if st.Ends, err = sipwire.NewEnds(turned); err != nil {
		return nil, err
	}
	st.SIP.OnMessage(st.onMessage)
	st.SIP.OnSubscribe(st.onSubscribe)
	st.SIP.OnInvite(st.onInvite)
	st.SIP.OnAck(st.onAck)
	st.SIP.OnBye(st.onBye)
	st.SIP.OnInfo(st.onInfo)
	st.SIP.OnNoRoute(func(req *sip.Request, tx sip.ServerTransaction) { reply(tx, req, 405, "Method Not Allowed") })
	st.ctx, st.stop = context.WithCancel(context.Background())
	st.work.Go(func() { _ = st.SIP.ServeUDP(packets) })
	st.work.Go(func() { <-st.ctx.Done(); _ = packets.Close() })
	return st, sipwire.Ready(st.UA, packets)
}

// Close ends all calls and the socket.
func (st *Station) Close() {
	st.mu.Lock()
	calls := st.calls
	st.calls = map[string]*call{}
	st.mu.Unlock()
	for _, c := range calls {
		c.end()
	}
	st.stop()
	st.work.Wait()
	_ = st.UA.Close()
}

// Add puts a device on the station. It says nothing until told to.
func (st *Station) Add(p Profile) *Device {
	if p.Realm == "" {
		p.Realm = p.Platform.Domain()
	}
	if p.Expiry == 0 {
		p.Expiry = 24 * time.Hour
	}
	d := &Device{Profile: p, st: st, call: sip.GenerateTagN(24), anew: make(chan struct{}, 1)}
	st.mu.Lock()
	defer st.mu.Unlock()
	st.devices = append(slices.Clone(st.devices), d)
	return d
}

// Remove takes a device off the station and ends what it sends. It does not log out.
func (st *Station) Remove(d *Device) {
	st.mu.Lock()
	st.devices = slices.DeleteFunc(slices.Clone(st.devices), func(x *Device) bool { return x == d })
	st.mu.Unlock()
	d.EndCalls()
}

// EndCalls ends all that the device sends, because its platform is gone and nobody
// will hang up any more.
func (d *Device) EndCalls() {
	d.st.mu.Lock()
	var mine []*call
	for id, c := range d.st.calls {
		if c.d == d {
			mine = append(mine, c)
			delete(d.st.calls, id)
		}
	}
	d.st.mu.Unlock()
	for _, c := range mine {
		c.end()
	}
}

func (c *call) end() {
	c.once.Do(func() {
		if c.stop != nil {
			c.stop()
		}
	})
}

// request makes a request to the platform.
func (d *Device) request(method sip.RequestMethod, user string, body []byte) *sip.Request {
	uri := sip.Uri{Scheme: "sip", User: string(d.Platform), Host: d.Realm}
	req := sip.NewRequest(method, uri)
	if d.TCP {
		req.SetTransport("TCP")
	} else {
		req.SetTransport("UDP")
		h, port, _ := sip.ParseAddr(d.st.addr)
		req.Laddr = sip.Addr{IP: net.ParseIP(h), Port: port, Hostname: h}
	}
	req.SetDestination(d.Server)
	req.AppendHeader(d.via(req.Transport()))
	from := sip.FromHeader{Address: sip.Uri{Scheme: "sip", User: d.Code, Host: d.Realm}, Params: sip.NewParams()}
	from.Params.Add("tag", sip.GenerateTagN(12))
	req.AppendHeader(&from)
	req.AppendHeader(&sip.ToHeader{Address: sip.Uri{Scheme: "sip", User: user, Host: d.Realm}, Params: sip.NewParams()})
	req.AppendHeader(&sip.CSeqHeader{SeqNo: d.seq.Add(1), MethodName: method})
	if body != nil {
		req.AppendHeader(sip.NewHeader("Content-Type", manscdp))
	}
	req.SetBody(body)
	return req
}

// LocalIP is the address by which the platform reaches us: the one the station is
// bound to or, if that is all of them, the one packets to it leave from.
func (d *Device) LocalIP() string { return sipwire.LocalIP(sipwire.Host(d.st.addr), d.Server) }

func (d *Device) via(transport string) *sip.ViaHeader {
	_, port, _ := sip.ParseAddr(d.st.addr)
	via := &sip.ViaHeader{ProtocolName: "SIP", ProtocolVersion: "2.0", Transport: transport, Host: d.LocalIP(), Port: port, Params: sip.NewParams()}
	via.Params.Add("branch", sip.GenerateBranchN(16))
	via.Params.Add("rport", "")
	return via
}

func (d *Device) contact() *sip.ContactHeader {
	_, port, _ := sip.ParseAddr(d.st.addr)
	return &sip.ContactHeader{Address: sip.Uri{Scheme: "sip", User: d.Code, Host: d.LocalIP(), Port: port}}
}

// Register registers, or renews the registration.
func (d *Device) Register(ctx context.Context) error {
	return d.register(ctx, int(d.Expiry/time.Second))
}

// Logout ends the registration.
func (d *Device) Logout(ctx context.Context) error { return d.register(ctx, 0) }

func (d *Device) register(ctx context.Context, seconds int) error {
	authorization := ""
	for range 3 { // without an answer, with one, and once more if the challenge was stale
		req := d.request(sip.REGISTER, d.Code, nil)
		id := sip.CallIDHeader(d.call)
		req.AppendHeader(&id)
		req.AppendHeader(d.contact())
		req.AppendHeader(sip.NewHeader("Expires", strconv.Itoa(seconds)))
		req.AppendHeader(sip.NewHeader("X-GB-Ver", "3.0"))
		if authorization != "" {
			req.AppendHeader(sip.NewHeader("Authorization", authorization))
		}
		res, err := d.st.Client.Do(ctx, req)
		if err != nil {
			return err
		}
		if res.StatusCode != 401 {
			return refused(res)
		}
		h2 := res.GetHeader("WWW-Authenticate")
		if h2 == nil {
			return refused(res)
		}
		c, err := digest.ParseChallenge(h2.Value())
		if err != nil {
			return err
		}
		user := d.User
		if user == "" {
			user = d.Code
		}
		given := digest.Credentials{Username: user, Realm: c.Realm, Nonce: c.Nonce, URI: "sip:" + string(d.Platform) + "@" + d.Realm, Algorithm: "MD5"}
		given.Response = sipwire.Answer(given, c.Realm, "REGISTER", d.Password)
		authorization = given.String()
	}
	return &RefusedError{401, "Unauthorized"}
}

// tell sends a message to the platform and waits until it has said 200.
func (d *Device) tell(ctx context.Context, body []byte) error {
	res, err := d.st.Client.Do(ctx, d.request(sip.MESSAGE, string(d.Platform), body))
	if err != nil {
		return err
	}
	return refused(res)
}

func (d *Device) nextSN() string { return strconv.FormatUint(uint64(d.sn.Add(1)), 10) }

// Keepalive says that it lives.
func (d *Device) Keepalive(ctx context.Context) error {
	return d.tell(ctx, Write(Notify, CmdKeepalive, d.nextSN(), d.Code, []Field{F("Status", "OK")}, ""))
}
