package gb28181

import (
	"context"
	"net/netip"
	"strconv"
	"time"

	"github.com/emiago/sipgo/sip"
)

// addressed finds the device that a request is for: by its own code or that of one
// of its channels, and only from the host of its own platform.
func (st *Station) addressed(req *sip.Request) *Device {
	code := req.Recipient.User
	if to := req.To(); to != nil && code == "" {
		code = to.Address.User
	}
	st.mu.Lock()
	devices := st.devices
	st.mu.Unlock()
	for _, d := range devices {
		if d.Code == code && d.mine(req) {
			return d
		}
	}
	for _, d := range devices {
		if d.Channels == nil || !d.mine(req) {
			continue
		}
		for _, c := range d.Channels() {
			if c.Code == code {
				return d
			}
		}
	}
	return nil
}

// mine tells whether a request comes from the host this device is registered with.
func (d *Device) mine(req *sip.Request) bool {
	want, got := host(d.Server), host(req.Source())
	if want == got {
		return true
	}
	a, err := netip.ParseAddr(want)
	b, err2 := netip.ParseAddr(got)
	if err != nil { // a name: who is behind it is not asked again for each packet
		return err2 == nil
	}
	return err2 == nil && a.Unmap() == b.Unmap()
}

func (d *Device) heard(method, cmd string) {
	if d.Heard != nil {
		d.Heard(method, cmd)
	}
}

func (st *Station) onMessage(req *sip.Request, tx sip.ServerTransaction) {
	d := st.addressed(req)
	if d == nil {
		reply(tx, req, 404, "Not Found")
		return
	}
	m, err := Parse(req.Body())
	if err != nil {
		reply(tx, req, 400, "Bad Request")
		return
	}
	reply(tx, req, 200, "OK")
	d.heard("MESSAGE", m.Kind+" "+m.Cmd)
	switch m.Kind {
	case Query:
		st.work.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			d.answer(ctx, m)
		})
	case Control:
		switch m.Get("GuardCmd") {
		case "SetGuard":
			d.Guarded.Store(true)
		case "ResetGuard":
			d.Guarded.Store(false)
		}
		if d.Commanded != nil {
			d.Commanded(m)
		}
	case Response:
		if m.Cmd == CmdAlarm {
			d.Thanked.Add(1)
		}
	}
}

// answer answers a question in messages of its own.
func (d *Device) answer(ctx context.Context, m *Message) {
	d.Asked.Add(1)
	switch m.Cmd {
	case CmdCatalog:
		d.sendCatalog(ctx, m)
	case CmdDeviceInfo:
		n := 0
		if d.Channels != nil {
			n = len(d.Channels())
		}
		_ = d.tell(ctx, Write(Response, CmdDeviceInfo, m.SN, m.DeviceID, []Field{
			F("Result", "OK"), F("Manufacturer", d.Maker), F("Model", d.Model), F("Firmware", "1"), F("Channel", strconv.Itoa(n)),
		}, ""))
	case CmdDeviceStatus:
		_ = d.tell(ctx, Write(Response, CmdDeviceStatus, m.SN, m.DeviceID, []Field{
			F("Result", "OK"), F("Online", "ONLINE"), F("Status", "OK"), F("DeviceTime", Stamp(time.Now())), F("Encode", "ON"), F("Record", "ON"),
		}, ""))
	case CmdRecordInfo:
		d.sendRecordings(ctx, m)
	}
}

// sendCatalog sends one channel a message: more do not fit into a datagram that
// every network lets through.
func (d *Device) sendCatalog(ctx context.Context, m *Message) {
	var all []Channel
	if d.Channels != nil {
		all = d.Channels()
	}
	sum := []Field{F("SumNum", strconv.Itoa(len(all)))}
	if len(all) == 0 {
		_ = d.tell(ctx, Write(Response, CmdCatalog, m.SN, m.DeviceID, sum, "DeviceList"))
		return
	}
	for _, c := range all {
		if d.tell(ctx, Write(Response, CmdCatalog, m.SN, m.DeviceID, sum, "DeviceList", c.fields(d))) != nil {
			return
		}
	}
}

func (c Channel) fields(d *Device) []Field {
	status, parental := "ON", "0"
	if c.Off {
		status = "OFF"
	}
	if c.Parental {
		parental = "1"
	}
	parent := c.Parent
	if parent == "" {
		parent = d.Code
	}
	f := []Field{
		F("DeviceID", c.Code), F("Name", c.Name), F("Manufacturer", d.Maker), F("Model", d.Model), F("Owner", "Huxue"),
		F("CivilCode", c.Civil), F("Address", c.Address), F("Parental", parental), F("ParentID", parent), F("SafetyWay", "0"),
		F("RegisterWay", "1"), F("Secrecy", "0"), F("Status", status),
	}
	if c.Lon != 0 || c.Lat != 0 {
		f = append(f, F("Longitude", strconv.FormatFloat(c.Lon, 'f', 6, 64)), F("Latitude", strconv.FormatFloat(c.Lat, 'f', 6, 64)))
	}
	return f
}

func (d *Device) sendRecordings(ctx context.Context, m *Message) {
	var all []Recording
	if d.Recordings != nil {
		all = d.Recordings(m.DeviceID, Time(m.Get("StartTime")), Time(m.Get("EndTime")))
	}
	head := []Field{F("Name", m.DeviceID), F("SumNum", strconv.Itoa(len(all)))}
	if len(all) == 0 {
		_ = d.tell(ctx, Write(Response, CmdRecordInfo, m.SN, m.DeviceID, head, "RecordList"))
		return
	}
	for _, r := range all {
		item := []Field{
			F("DeviceID", m.DeviceID), F("Name", r.Name), F("StartTime", Stamp(r.Start)), F("EndTime", Stamp(r.End)), F("Secrecy", "0"), F("Type", "time"),
		}
		if d.tell(ctx, Write(Response, CmdRecordInfo, m.SN, m.DeviceID, head, "RecordList", item)) != nil {
			return
		}
	}
}

func (st *Station) onSubscribe(req *sip.Request, tx sip.ServerTransaction) {
	d := st.addressed(req)
	if d == nil {
		reply(tx, req, 404, "Not Found")
		return
	}
	d.heard("SUBSCRIBE", "")
	reply(tx, req, 200, "OK", sip.NewHeader("Expires", strconv.Itoa(expires(req))))
}

func (st *Station) onInvite(req *sip.Request, tx sip.ServerTransaction) {
	d := st.addressed(req)
	switch {
	case d == nil:
		reply(tx, req, 404, "Not Found")
		return
	case d.Invited == nil:
		reply(tx, req, 488, "Not Acceptable Here")
		return
	}
	d.heard("INVITE", "")
	offer, err := ParseSDP(req.Body())
	if err != nil {
		reply(tx, req, 488, "Not Acceptable Here")
		return
	}
	reply(tx, req, 100, "Trying")
	id := req.CallID().Value()
	answer, start, stop, err := d.Invited(context.Background(), Call{Channel: req.Recipient.User, Offer: offer, From: req.Source(), ID: id})
	if err != nil {
		reply(tx, req, 486, "Busy Here")
		return
	}
	answer.Owner, answer.Send, answer.SSRC = req.Recipient.User, true, offer.SSRC
	if answer.Session == "" {
		answer.Session = offer.Session
	}
	st.mu.Lock()
	st.calls[id] = &call{d: d, start: start, stop: stop}
	st.mu.Unlock()
	res := sip.NewResponseFromRequest(req, 200, "OK", answer.SDP())
	res.AppendHeader(sip.NewHeader("Content-Type", "Application/SDP"))
	h, port, _ := sip.ParseAddr(st.addr)
	res.AppendHeader(&sip.ContactHeader{Address: sip.Uri{Scheme: "sip", User: d.Code, Host: h, Port: port}})
	_ = tx.Respond(res)
	select { // the library keeps answering a repeated INVITE as long as we stay
	case <-tx.Done():
	case <-tx.Acks():
	}
}

func (st *Station) onAck(req *sip.Request, _ sip.ServerTransaction) {
	id := req.CallID()
	if id == nil {
		return
	}
	st.mu.Lock()
	c := st.calls[id.Value()]
	var start func()
	if c != nil {
		start, c.start = c.start, nil // once
	}
	st.mu.Unlock()
	if start != nil {
		start()
	}
}

func (st *Station) onBye(req *sip.Request, tx sip.ServerTransaction) {
	var c *call
	if id := req.CallID(); id != nil {
		st.mu.Lock()
		c = st.calls[id.Value()]
		if c != nil && c.d.mine(req) {
			delete(st.calls, id.Value())
		} else {
			c = nil
		}
		st.mu.Unlock()
	}
	if c == nil {
		reply(tx, req, 481, "Call/Transaction Does Not Exist")
		return
	}
	reply(tx, req, 200, "OK")
	c.d.heard("BYE", "")
	c.end()
}

// Calls is how many streams are being sent.
func (st *Station) Calls() int {
	st.mu.Lock()
	defer st.mu.Unlock()
	return len(st.calls)
}
