package bus

import (
	"slices"
	"time"

	"huxue/internal/kit/errs"
)

// State is how far a trip has come.
type State string

// The states. Red is apart: a trip may be red in any state after it has begun.
const (
	Planned   State = "planned"   // 待出车检查
	Checked   State = "checked"   // 已检查，待发车
	Running   State = "running"   // 行驶中
	Arrived   State = "arrived"   // 已到达，待清车
	Done      State = "done"      // 已清车
	Cancelled State = "cancelled" // 已取消
)

// Direction of a trip.
const (
	ToSchool = "to"
	Home     = "back"
)

// Alarm is why a trip is red.
type Alarm string

// The alarms. (domain.md §3.7)
const (
	Uncleared Alarm = "uncleared" // 到达后没有清车确认
	Mismatch  Alarm = "mismatch"  // 下车数与上车数不符
	Silent    Alarm = "silent"    // 过了到达时间没有到达
)

// OnBoard is one child on a trip. At and Off are instants as pressed; a child that does
// not come is Absent.
type OnBoard struct {
	PupilID string
	Name    string
	Class   string
	Stop    int
	Seat    int
	On      time.Time
	Off     time.Time
	Absent  bool
}

// Aboard reports whether the child got on and not off.
func (r *OnBoard) Aboard() bool { return !r.On.IsZero() && r.Off.IsZero() }

// CheckAnswer is what was found under an item before the trip.
type CheckAnswer struct {
	Code string `json:"code" maxLength:"20"`
	OK   bool   `json:"ok"`
	Note string `json:"note,omitempty" maxLength:"100"`
}

// Trip is one drive of a line in one direction on one day.
type Trip struct {
	ID      string
	Version int64

	LineID, Line           string
	SchoolID, School, Path string
	VehicleID, Plate, code string
	Attendant              string
	AttendantPerson        string
	Driver                 string
	Day, Direction         string
	From, To               int // minutes of the day: first stop, end
	Seats                  int
	State                  State

	List        string // list@version of the check
	Check       []CheckAnswer
	CheckedBy   string
	CheckedAt   time.Time
	StartedAt   time.Time
	ArrivedAt   time.Time
	ClearedAt   time.Time
	ClearedBy   string
	ClearWay    string // photo, code
	ClearFile   string
	Boarded     int
	Alighted    int
	Expected    int
	Absent      int
	DueAt       time.Time // steady: when it turns red by itself, zero for never
	Alarm       Alarm
	AlarmAt     time.Time
	ResolvedAt  time.Time
	ResolvedBy  string
	Reason      string
	CancelledBy string
	Riders      []OnBoard
}

var (
	errNotNow   = errs.Conflict("bus.not_now")
	errChecks   = errs.Invalid("bus.check_incomplete", errs.Field{Name: "items", Code: "bus.check_incomplete"})
	errUnsafe   = errs.Conflict("bus.unsafe")
	errNotOn    = errs.Conflict("bus.rider_unknown")
	errBoarded  = errs.Conflict("bus.not_boarded")
	errSticker  = errs.Invalid("bus.sticker_wrong", errs.Field{Name: "code", Code: "bus.sticker_wrong"})
	errNotRed   = errs.Conflict("bus.not_red")
	errReason   = errs.Invalid("bus.reason_needed", errs.Field{Name: "reason", Code: "required"})
	errOtherDay = errs.Conflict("bus.other_day")
)

// Red reports whether the trip has turned red and nobody has settled it.
func (t *Trip) Red() bool { return t.Alarm != "" && t.ResolvedAt.IsZero() }

// Live reports whether children may be aboard, or nobody has said that none is.
func (t *Trip) Live() bool { return t.State == Running || t.State == Arrived }

func (t *Trip) in(states ...State) error {
	if slices.Contains(states, t.State) {
		return nil
	}
	return errNotNow.With("state", string(t.State))
}

// Inspect takes the look round before the trip: every item, and none of them bad.
func (t *Trip) Inspect(answers []CheckAnswer, items []string, by string, now time.Time) error {
	if err := t.in(Planned, Checked); err != nil {
		return err
	}
	given := map[string]CheckAnswer{}
	for _, a := range answers {
		a.Note = clip(a.Note, 100)
		given[a.Code] = a
	}
	t.Check = t.Check[:0:0]
	bad := 0
	for _, code := range items {
		a, ok := given[code]
		if !ok || !a.OK && a.Note == "" {
			return errChecks.With("item", code)
		}
		if !a.OK {
			bad++
		}
		t.Check = append(t.Check, a)
	}
	t.CheckedBy, t.CheckedAt, t.State = by, now, Checked
	if bad > 0 {
		t.State = Planned // it does not drive before this is put right
	}
	return nil
}

// Start is the drive-off; the roll is what the line has now. late is after how long
// beyond its end a trip that has not arrived turns red.
func (t *Trip) Start(now, steady time.Time, day string, riders []OnBoard, late time.Duration) error {
	switch {
	case t.State == Planned && len(t.Check) > 0:
		return errUnsafe
	case t.State != Checked:
		return errNotNow.With("state", string(t.State))
	case t.Day != day:
		return errOtherDay.With("day", t.Day)
	}
	t.State, t.StartedAt, t.Riders = Running, now, riders
	end := at(t.Day, t.To)
	wait := max(end.Sub(now), 0) + late
	t.DueAt = steady.Add(wait)
	t.total()
	return nil
}

// total counts the roll.
func (t *Trip) total() {
	t.Expected, t.Boarded, t.Alighted, t.Absent = len(t.Riders), 0, 0, 0
	for i := range t.Riders {
		r := &t.Riders[i]
		if !r.On.IsZero() {
			t.Boarded++
		}
		if !r.Off.IsZero() {
			t.Alighted++
		}
		if r.Absent {
			t.Absent++
		}
	}
}

// rider finds a child on the roll.
func (t *Trip) rider(pupil string) *OnBoard {
	i := slices.IndexFunc(t.Riders, func(r OnBoard) bool { return r.PupilID == pupil })
	if i < 0 {
		return nil
	}
	return &t.Riders[i]
}

// Board notes that a child got on, or with absent that he does not come today. What the
// network brings late counts as long as the trip is not over: pressed is its time.
func (t *Trip) Board(pupil string, absent bool, pressed time.Time) error {
	if t.State != Running && (t.State != Arrived || pressed.After(t.ArrivedAt)) {
		return errNotNow.With("state", string(t.State))
	}
	r := t.rider(pupil)
	if r == nil {
		return errNotOn
	}
	if absent {
		r.Absent, r.On, r.Off = true, time.Time{}, time.Time{}
	} else if r.On.IsZero() {
		r.Absent, r.On = false, pressed
	}
	t.total()
	return nil
}

// Alight notes that a child got off. A child that was never ticked as boarded has got
// off nowhere: that is a mistake to be seen, not to be smoothed over.
func (t *Trip) Alight(pupil string, pressed time.Time) error {
	if t.State != Running && t.State != Arrived {
		return errNotNow.With("state", string(t.State))
	}
	r := t.rider(pupil)
	switch {
	case r == nil:
		return errNotOn
	case r.On.IsZero():
		return errBoarded
	case r.Off.IsZero():
		r.Off = pressed
	}
	t.total()
	return nil
}

// lateGrace is what the look at the last row still has when the network has kept the
// arrival back: both come in together, one after the other.
const lateGrace = 10 * time.Second

// Arrive is the end of the drive: from the press on the clock of the look at the last
// row runs.
func (t *Trip) Arrive(pressed, now, steady time.Time, within time.Duration) error {
	if err := t.in(Running); err != nil {
		return err
	}
	t.State, t.ArrivedAt = Arrived, pressed
	t.DueAt = steady.Add(max(within-now.Sub(pressed), lateGrace))
	return nil
}

// Clear is the look at the last row. With children that got on and not off the trip
// turns red at once, whatever was seen.
func (t *Trip) Clear(way, by string, pressed time.Time) (Alarm, error) {
	if err := t.in(Arrived); err != nil {
		return "", err
	}
	t.State, t.ClearWay, t.ClearedBy, t.ClearedAt, t.DueAt = Done, way, by, pressed, time.Time{}
	if t.Alighted != t.Boarded {
		return Mismatch, nil
	}
	return "", nil
}

// Overdue is what a trip whose time has come turns red for; "" if it need not.
func (t *Trip) Overdue() Alarm {
	switch {
	case t.State == Running:
		return Silent
	case t.State == Arrived && t.Alighted != t.Boarded:
		return Mismatch
	case t.State == Arrived:
		return Uncleared
	}
	return ""
}

// Turn makes the trip red. It was red already if false.
func (t *Trip) Turn(a Alarm, now time.Time) bool {
	t.DueAt = time.Time{}
	if t.Red() || a == "" {
		return false
	}
	t.Alarm, t.AlarmAt, t.ResolvedAt, t.ResolvedBy, t.Reason = a, now, time.Time{}, "", ""
	return true
}

// Resolve is what a person says about a red trip: what it was, and that every child has
// been found. Nothing else makes it green.
func (t *Trip) Resolve(reason, by string, now time.Time) error {
	switch {
	case !t.Red():
		return errNotRed
	case reason == "":
		return errReason
	}
	t.Reason, t.ResolvedBy, t.ResolvedAt = reason, by, now
	return nil
}

// Cancel takes a trip off the day before it has begun.
func (t *Trip) Cancel(reason, by string) error {
	if err := t.in(Planned, Checked); err != nil {
		return err
	}
	if reason == "" {
		return errReason
	}
	t.State, t.Reason, t.CancelledBy, t.DueAt = Cancelled, reason, by, time.Time{}
	return nil
}

// said is when something was pressed, reckoned by the server: the phone's own clock only
// tells how long the press has waited in it, at most a trip's day.
func said(deviceAt, sentAt int64, now time.Time) time.Time {
	waited := time.Duration(sentAt-deviceAt) * time.Millisecond
	if deviceAt <= 0 || sentAt <= 0 || waited < 0 || waited > 12*time.Hour {
		return now
	}
	return now.Add(-waited)
}
