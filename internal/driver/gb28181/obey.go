package gb28181

import (
	"context"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"github.com/emiago/sipgo/sip"

	"huxue/internal/driver/sipwire"
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
		if d.Code == code && d.mine(req) && d.theirs(req) {
			return d
		}
	}
	for _, d := range devices {
		if d.mine(req) && d.theirs(req) && d.has(code) {
			return d
		}
	}
	return nil
}

// theirs tells two platforms behind one address apart that know us by one number.
func (d *Device) theirs(req *sip.Request) bool {
	code := sender(req)
	return code == string(d.Platform) || code == "" || !d.st.other(d, code)
}

// other tells whether another device of the station belongs to this platform.
func (st *Station) other(than *Device, platform string) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	return slices.ContainsFunc(st.devices, func(d *Device) bool { return d != than && string(d.Platform) == platform })
}

// has tells whether a channel is the device's.
func (d *Device) has(code string) bool {
	if d.Has != nil {
		return d.Has(code)
	}
	return d.Channels != nil && slices.ContainsFunc(d.Channels(), func(c Channel) bool { return c.Code == code })
}

// mine tells whether a request comes from the host this device is registered with.
func (d *Device) mine(req *sip.Request) bool {
	want, got := sipwire.Host(d.Server), sipwire.Host(req.Source())
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
	if d.May != nil && m.Kind != Response && !d.May(m) {
		reply(tx, req, 403, "Forbidden")
		return
	}
	reply(tx, req, 200, "OK")
	d.heard("MESSAGE", m.Kind+" "+m.Cmd)
	switch m.Kind {
	case Query:
		st.work.Go(func() {
			ctx, cancel := context.WithTimeout(st.ctx, 5*time.Minute) // a whole city's catalogue
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
		if d.Responded != nil {
			d.Responded(m)
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
		online := "ONLINE"
		if d.Lost != nil && m.DeviceID != d.Code && d.Lost(m.DeviceID) {
			online = "OFFLINE"
		}
		_ = d.tell(ctx, Write(Response, CmdDeviceStatus, m.SN, m.DeviceID, []Field{
			F("Result", "OK"), F("Online", online), F("Status", "OK"), F("DeviceTime", Stamp(time.Now())), F("Encode", "ON"), F("Record", "ON"),
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
