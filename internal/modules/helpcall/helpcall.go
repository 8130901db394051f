// Package helpcall is the room of calls from help-points (求助点通话). Whoever presses at
// one raises an alarm by it, and the post rings on the desk beside that alarm: the first
// who answers has the call, and the others see who it is. The voice goes from the post to
// the browser and back and is not kept.
package helpcall

import "huxue/internal/kit/errs"

// The refusals of this room.
var (
	errNoCall    = errs.NotFound("helpcall.not_found")
	errTaken     = errs.Conflict("helpcall.taken")
	errOver      = errs.Conflict("helpcall.over")
	errOther     = errs.Conflict("helpcall.other")
	errElsewhere = errs.Conflict("helpcall.elsewhere")
	errOffer     = errs.Invalid("helpcall.offer_wrong")
)

// Call is one call. Times are UTC milliseconds, 0 for not yet. State is ringing, answered
// or over; Why says how it ended: ours, helppoint, unanswered, lost, stopped.
type Call struct {
	ID         string `json:"id"`
	AlarmID    string `json:"alarmId"`
	Device     string `json:"device"`
	State      string `json:"state" enum:"ringing,answered,over"`
	Person     string `json:"person" doc:"who answered"`
	Unit       string `json:"unit"`
	Mine       bool   `json:"mine" doc:"I am the one who answered"`
	BeganAt    int64  `json:"beganAt"`
	AnsweredAt int64  `json:"answeredAt"`
	EndedAt    int64  `json:"endedAt"`
	Why        string `json:"why"`

	path, pressID, deviceID, personID string
}
