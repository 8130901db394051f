package alarm

import "time"

// The states of a step of an alarm.
const (
	CallPending   = "pending"
	CallDone      = "called"
	CallSkipped   = "skipped"
	CallCancelled = "cancelled"
)

// Call is one step of the plan as it was carried out for one alarm, or is still
// to come. Seq counts them; DueAt and DoneAt are zero for never.
type Call struct {
	AlarmID     string
	Seq         int
	Round, Step int
	State       string
	DueAt       time.Time
	DoneAt      time.Time
	Whom        Whom
}

// roster is everything that decides whom a step calls.
type roster struct {
	plan    Plan
	from    []filling
	shared  []string // endpoints of the place
	presser string
	mode    Mode
}

// carryOut decides what happens when the call c falls due at now: the step is
// carried out; one that reaches nobody is passed over at once, and the next one
// takes its turn, at most once round the plan. next is the call to come, zero for
// none; it keeps the plan's distance to the one that was carried out.
func (r *roster) carryOut(c Call, now time.Time) (done []Call, next Call) {
	n := (c.Round-1)*len(r.plan.Steps) + c.Step
	seq := c.Seq
	for range r.plan.Steps {
		step, round, place := r.plan.at(n)
		call := Call{AlarmID: c.AlarmID, Seq: seq, Round: round, Step: place, State: CallDone, DueAt: c.DueAt, DoneAt: now}
		call.Whom = resolve(step, r.from, len(r.shared), r.presser, now)
		call.Whom.PlanPath, call.Whom.PlanVersion = r.plan.Path, r.plan.Version
		n, seq = n+1, seq+1
		if call.Whom.Empty() {
			call.State = CallSkipped
			done = append(done, call)
			continue
		}
		done = append(done, call)
		break
	}
	if !r.mode.escalates() {
		return done, Call{}
	}
	_, round, place := r.plan.at(n)
	due := c.DueAt.Add(time.Duration(r.plan.gap(n)) * time.Second)
	return done, Call{AlarmID: c.AlarmID, Seq: seq, Round: round, Step: place, State: CallPending, DueAt: due}
}

// follow notes on the alarm where the calling stands, and who answers for it as
// long as nobody has taken it.
func (a *Alarm) follow(done []Call, next Call, now time.Time) {
	last := done[len(done)-1]
	a.Step, a.NextStepAt = last.Seq, next.DueAt
	if p, ok := last.Whom.Answerable(); ok && !a.Taken() {
		a.own(p, now)
	}
}
