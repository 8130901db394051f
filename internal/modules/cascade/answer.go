package cascade

import (
	"context"
	"time"

	"huxue/internal/driver/gb28181"
)

// questions are those of the standard, by our word.
var questions = map[string]string{
	gb28181.CmdCatalog: "catalog", gb28181.CmdDeviceInfo: "info", gb28181.CmdDeviceStatus: "status", gb28181.CmdRecordInfo: "records",
}

// may says whether a platform is answered and obeyed, and writes down what it asked.
// What could do harm in a school, to restart or set a device, is never done from above.
func (l *link) may(ctx context.Context, m *gb28181.Message) bool {
	q := question{u: l.u, what: questions[m.Cmd], code: m.DeviceID, state: answered}
	if m.DeviceID != l.u.OwnCode && m.DeviceID != "" {
		q.of = l.share(ctx, m.DeviceID)
	}
	switch {
	case m.Kind == gb28181.Query && m.Cmd == gb28181.CmdRecordInfo:
		q.why = l.denied(q.of, l.u.MayReplay, "cascade.no_replay")
	case m.Kind == gb28181.Query && q.what != "":
	case m.Kind == gb28181.Control && m.Get("PTZCmd") != "":
		q.what = "control"
		if q.why = l.denied(q.of, l.u.MayTurn, "cascade.no_turn"); q.why == "" {
			if _, err := gb28181.CheckPTZ(m.Get("PTZCmd")); err != nil {
				q.why = "cascade.bad_ptz"
			}
		}
	case m.Kind == gb28181.Control && m.Get("IFameCmd") != "":
		return l.denied(q.of, l.u.MayView, "cascade.no_view") == "" // it belongs to the view
	case m.Kind == gb28181.Control && (m.Get("GuardCmd") != "" || m.Get("AlarmCmd") != ""):
		return true // said after each registration; the desk alone arms and resets
	case m.Kind == gb28181.Control:
		q.what, q.why = "control", "cascade.no_control"
	default:
		return true // nothing is done on it
	}
	if q.why != "" {
		q.state = refused
	}
	l.noted(ctx, q)
	return q.why == ""
}

// denied says why a camera is not for this platform, "" if it is.
func (l *link) denied(d *Share, allowed bool, why string) string {
	switch {
	case d == nil:
		return "cascade.not_shared"
	case !d.playable:
		return "cascade.not_camera"
	case !allowed:
		return why
	}
	return ""
}

// commanded does what may has let pass.
func (l *link) commanded(ctx context.Context, m *gb28181.Message) {
	if m.Get("IFameCmd") != "" {
		l.s.views.key(l.u.ID, m.DeviceID)
		return
	}
	ptz, err := gb28181.CheckPTZ(m.Get("PTZCmd"))
	d := l.share(ctx, m.DeviceID)
	if err != nil || d == nil {
		return
	}
	go func() {
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		if err := l.s.cameras.Turn(ctx, d.DeviceID, ptz); err != nil {
			l.s.log.InfoContext(ctx, "a camera was not turned", "device", d.DeviceID, "error", err)
		}
	}()
}

// recordings asks the camera's own recorder.
func (l *link) recordings(ctx context.Context, code string, from, to time.Time) []gb28181.Recording {
	d := l.share(ctx, code)
	if d == nil || from.IsZero() || !to.After(from) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	list, err := l.s.cameras.Recordings(ctx, d.DeviceID, from, to)
	if err != nil {
		l.s.log.InfoContext(ctx, "a recorder did not answer", "device", d.DeviceID, "error", err)
	}
	return list
}
