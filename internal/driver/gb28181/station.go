package gb28181

import (
	"context"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"
)

// Station is the device side: one socket on which one or many devices live. Our
// simulated boxes live on one together, and so does our own platform where it
// registers upwards.
type Station struct {
	ends
	addr string
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
}

// Profile is what a device is and what it does when asked. Nil functions: it cannot.
type Profile struct {
	Code     string
	Password []byte
	Server   string // the platform's address
	Platform Code   // the platform's number
	Realm    string // "": the domain of the platform's number
	TCP      bool
	Expiry   time.Duration // 0: a day
	Maker    string
	Model    string
	Channels func() []Channel
	// Recordings lists what a channel has between two times.
	Recordings func(channel string, from, to time.Time) []Recording
	// Commanded hears controls: GuardCmd, PTZCmd, IFameCmd, AlarmCmd.
	Commanded func(m *Message)
	// Invited answers a call; start is called when the platform has confirmed, stop
	// when it hangs up. An error refuses it.
	Invited func(ctx context.Context, c Call) (answer Offer, start, stop func(), err error)
	// Heard is told of every request that came, for logs.
	Heard func(method, cmd string)
}

// Device is one device on a station.
type Device struct {
	Profile
	st      *Station
	sn      atomic.Uint32
	seq     atomic.Uint32
	call    string // the Call-ID of its registrations
	Guarded atomic.Bool
	Thanked atomic.Int64 // responses to our alarms
	Asked   atomic.Int64 // questions answered
}

type call struct {
	d     *Device
	start func()
	stop  func()
	once  sync.Once
}

// NewStation opens a socket; addr is "127.0.0.1:0" or the like. turned hears what
// could not be read and may be nil.
func NewStation(addr string, turned func(source, reason string, raw []byte)) (*Station, error) {
	if turned == nil {
		turned = func(string, string, []byte) {}
	}
	st := &Station{calls: map[string]*call{}}
	packets, err := listenUDP(addr)
	if err != nil {
		return nil, err
	}
	st.addr = packets.LocalAddr().String()
	if st.ends, err = newEnds(turned); err != nil {
		return nil, err
	}
	st.sip.OnMessage(st.onMessage)
	st.sip.OnSubscribe(st.onSubscribe)
	st.sip.OnInvite(st.onInvite)
	st.sip.OnAck(st.onAck)
	st.sip.OnBye(st.onBye)
	st.sip.OnInfo(func(req *sip.Request, tx sip.ServerTransaction) { reply(tx, req, 200, "OK") })
	st.sip.OnNoRoute(func(req *sip.Request, tx sip.ServerTransaction) { reply(tx, req, 405, "Method Not Allowed") })
	ctx, stop := context.WithCancel(context.Background())
	st.stop = stop
	st.work.Go(func() { _ = st.sip.ServeUDP(packets) })
	st.work.Go(func() { <-ctx.Done(); _ = packets.Close() })
	return st, ready(st.ua, packets)
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
	_ = st.ua.Close()
}

// Add puts a device on the station. It says nothing until told to.
func (st *Station) Add(p Profile) *Device {
	if p.Realm == "" {
		p.Realm = p.Platform.Domain()
	}
	if p.Expiry == 0 {
		p.Expiry = 24 * time.Hour
	}
	d := &Device{Profile: p, st: st, call: sip.GenerateTagN(24)}
	st.mu.Lock()
	defer st.mu.Unlock()
	st.devices = append(st.devices, d)
	return d
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
		h, port, _ := sip.ParseAddr(d.st.addr)
		req.AppendHeader(&sip.ContactHeader{Address: sip.Uri{Scheme: "sip", User: d.Code, Host: h, Port: port}})
		req.AppendHeader(sip.NewHeader("Expires", strconv.Itoa(seconds)))
		req.AppendHeader(sip.NewHeader("X-GB-Ver", "3.0"))
		if authorization != "" {
			req.AppendHeader(sip.NewHeader("Authorization", authorization))
		}
		res, err := d.st.client.Do(ctx, req)
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
		given := digest.Credentials{Username: d.Code, Realm: c.Realm, Nonce: c.Nonce, URI: "sip:" + string(d.Platform) + "@" + d.Realm, Algorithm: "MD5"}
		given.Response = answer(given, c.Realm, "REGISTER", d.Password)
		authorization = given.String()
	}
	return &RefusedError{401, "Unauthorized"}
}

// tell sends a message to the platform and waits until it has said 200.
func (d *Device) tell(ctx context.Context, body []byte) error {
	res, err := d.st.client.Do(ctx, d.request(sip.MESSAGE, string(d.Platform), body))
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

// Raise sends an alarm; DeviceID "" is the device itself. When it returns nil, the
// platform has it.
func (d *Device) Raise(ctx context.Context, a Alarm) error {
	if a.SN == "" {
		a.SN = d.nextSN()
	}
	if a.DeviceID == "" {
		a.DeviceID = d.Code
	}
	f := []Field{
		F("AlarmPriority", strconv.Itoa(max(1, a.Priority))), F("AlarmMethod", strconv.Itoa(a.Method)),
		F("AlarmTime", Stamp(a.At)), F("AlarmDescription", a.Description),
	}
	if a.Lon != 0 || a.Lat != 0 {
		f = append(f, F("Longitude", strconv.FormatFloat(a.Lon, 'f', 6, 64)), F("Latitude", strconv.FormatFloat(a.Lat, 'f', 6, 64)))
	}
	if a.Type != 0 {
		f = append(f, F("AlarmType", strconv.Itoa(a.Type)))
	}
	return d.tell(ctx, Write(Notify, CmdAlarm, a.SN, a.DeviceID, f, ""))
}
