package gb28181

import (
	"context"
	"strconv"

	"github.com/emiago/sipgo/sip"
)

// Raise sends an alarm; DeviceID "" is the device itself. When it returns nil, the
// platform has it.
func (d *Device) Raise(ctx context.Context, a Alarm) error { return d.tell(ctx, d.notice(a)) }

// Deliver sends an alarm under a name that outlives this process: sent again after a
// crash, it is to the last byte the message that it was, so that a platform which has
// it already can know. a.SN must be given, for the receipt (Profile.Responded) bears it.
func (d *Device) Deliver(ctx context.Context, name string, a Alarm) error {
	req := d.request(sip.MESSAGE, string(d.Platform), d.notice(a))
	id := sip.CallIDHeader(name)
	req.AppendHeader(&id)
	req.CSeq().SeqNo = 1
	res, err := d.st.Client.Do(ctx, req)
	if err != nil {
		return err
	}
	return refused(res)
}

// notice is the alarm as bytes.
func (d *Device) notice(a Alarm) []byte {
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
	return Write(Notify, CmdAlarm, a.SN, a.DeviceID, f, "")
}
