package alarm_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/alarm"
)

const station = "paichusuo"

func called(d alarm.Detail, state string) (n int) {
	for _, c := range d.Calls {
		if c.State == state {
			n++
		}
	}
	return n
}

// Nobody takes the alarm: the next step is called to the second, again and again,
// each once; it stops in the moment somebody takes it.
func TestAnAlarmNobodyTakesIsCalledAgain(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		if c.Owner == nil || c.Owner.Unit != "民警" || c.Step != 1 || c.NextStepAt != a.Clock.Now().Add(30*time.Second).UnixMilli() {
			t.Fatalf("right after the press: %+v, step %d, next %d", c.Owner, c.Step, c.NextStepAt)
		}
		a.Later(29 * time.Second)
		if d := detail(a, police, c.ID); called(d, alarm.CallDone) != 1 {
			t.Fatalf("called too early: %+v", d.Calls)
		}
		a.Later(time.Second)
		a.Later(30 * time.Second)
		d := detail(a, police, c.ID)
		if called(d, alarm.CallDone) != 3 || d.Alarm.Step != 3 {
			t.Fatalf("after a minute: %+v", d.Calls)
		}
		for _, e := range d.Timeline {
			if e.Kind == "step_called" && e.ByName != "" && strings.Contains(e.ByName, ".") {
				t.Errorf("a part of the program goes by the name of %s", e.ByName)
			}
		}
		for _, k := range d.Calls[:3] {
			if k.DoneAt-c.T1 != int64(k.Step-1)*30_000 {
				t.Errorf("step %d was called after %d ms", k.Step, k.DoneAt-c.T1)
			}
		}
		c = d.Alarm
		act(a, police, &c, "accept", nil)
		a.Later(10 * time.Minute)
		if d = detail(a, police, c.ID); called(d, alarm.CallDone) != 3 || called(d, alarm.CallCancelled) != 1 || d.Alarm.NextStepAt != 0 {
			t.Fatalf("somebody has it, and still: %+v", d.Calls)
		}
	})
}

// A clock that is set an hour ahead or back neither calls a step nor delays one.
func TestASetClockMovesNoStep(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		for i, jump := range []time.Duration{time.Hour, -2 * time.Hour} {
			c := press(a, guard, "p"+string(rune('a'+i)), map[string]any{"place": "门" + string(rune('a'+i))})
			a.Clock.Jump(jump)
			a.Later(29 * time.Second)
			if d := detail(a, police, c.ID); called(d, alarm.CallDone) != 1 {
				t.Fatalf("a jump of %v called: %+v", jump, d.Calls)
			}
			a.Later(time.Second)
			if d := detail(a, police, c.ID); called(d, alarm.CallDone) != 2 {
				t.Fatalf("a jump of %v delayed: %+v", jump, d.Calls)
			}
		}
	})
}

// Every agency says for itself that it knows; nobody's word counts for another,
// and knowing is not taking.
func TestEveryAgencyAcknowledgesForItself(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		ack := func(as string) {
			t.Helper()
			a.Later(2 * time.Second)
			a.Do(as, http.MethodPost, "/api/v1/alarms/"+c.ID+"/ack", nil).Into(&c)
		}
		ack(county)
		ack(principal)
		if c.Acks[0].At != 0 || c.Acks[1].At == 0 || c.Acks[2].At == 0 || c.State != alarm.Waiting {
			t.Fatalf("school and education know: %+v", c.Acks)
		}
		ack(station)
		first := c.Acks[0]
		ack(police)
		if c.Acks[0] != first || first.At-c.T0 != 6000 {
			t.Fatalf("the first word of the police counts: %+v", c.Acks)
		}
		if r := a.Do(teacher, http.MethodPost, "/api/v1/alarms/alm_x/ack", nil); r.Code() != "alarm.not_found" {
			t.Fatalf("%s", r.Body)
		}
	})
}

// The alarm goes from hand to hand; at every moment exactly one person has it.
func TestAnAlarmGoesFromHandToHand(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		act(a, station, &c, "take", nil)
		if c.State != alarm.Accepted || c.Owner.ID != c.Desk.ID {
			t.Fatalf("taken: %+v %+v", c.Owner, c.Desk)
		}
		if r := act(a, station, &c, "take", nil); r.Code() != "alarm.already_yours" {
			t.Fatalf("%s", r.Body)
		}
		had := c.Desk.ID
		act(a, police, &c, "take", nil)
		if c.Desk.ID == had || c.Owner.ID != c.Desk.ID {
			t.Fatalf("taken over: %+v", c.Owner)
		}
		var colleagues struct{ Items []alarm.Person }
		a.Do(police, http.MethodGet, "/api/v1/alarms/"+c.ID+"/colleagues", nil).Into(&colleagues)
		if len(colleagues.Items) != 2 {
			t.Fatalf("colleagues %+v", colleagues.Items)
		}
		if r := act(a, police, &c, "hand-over", map[string]any{"personId": had, "note": "交班"}); r.Status != http.StatusOK || c.Owner.ID != had {
			t.Fatalf("%s", r.Body)
		}
		if r := act(a, police, &c, "hand-over", map[string]any{"personId": "per_nobody"}); r.Code() != "alarm.cannot_take" {
			t.Fatalf("%s", r.Body)
		}
		if r := act(a, guard, &c, "take", nil); r.Code() != "forbidden" {
			t.Fatalf("a guard takes an emergency: %s", r.Body)
		}
	})
}

// A teacher calls for help: the school is called, takes it and ends it by itself;
// when it gets worse, it becomes an emergency and the police are called at once.
func TestACallForHelp(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, teacher, "h1", map[string]any{"level": "help"})
		if c.Level != alarm.Help || c.Severity != "major" {
			t.Fatalf("%+v", c)
		}
		for _, p := range detail(a, police, c.ID).Calls[0].People {
			if p.Post == alarm.PostStation || p.Post == alarm.PostCommand {
				t.Fatalf("help called the police at once: %+v", p)
			}
		}
		act(a, principal, &c, "accept", nil)
		if c.State != alarm.Accepted || c.Owner.Unit != "忻州市第一中学 校长" {
			t.Fatalf("%+v", c.Owner)
		}
		a.Do(teacher, http.MethodPost, "/api/v1/alarms/"+c.ID+"/raise-level", nil).Into(&c)
		d := detail(a, police, c.ID)
		last := d.Calls[len(d.Calls)-2]
		if d.Alarm.Level != alarm.Emergency || d.Alarm.State != alarm.Waiting || last.State != alarm.CallDone || last.People[0].Post != alarm.PostStation {
			t.Fatalf("raised: %+v, called %+v", d.Alarm, last)
		}
		c = d.Alarm
		if r := act(a, principal, &c, "resolve", nil); r.Code() != "forbidden" {
			t.Fatalf("the school ends an emergency: %s", r.Body)
		}
		calm := press(a, teacher, "h2", map[string]any{"level": "help", "place": "操场"})
		act(a, principal, &calm, "accept", nil)
		if act(a, principal, &calm, "resolve", nil); calm.State != alarm.Resolved {
			t.Fatalf("the school may end its own call for help: %+v", calm)
		}
	})
}

// A button that never stops is one alarm with a counter, and no press is lost.
func TestANoisyButtonIsOneAlarm(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "n0", nil)
		for i := range 20 {
			a.Later(7 * time.Second)
			if again := press(a, guard, "n"+string(rune('A'+i)), nil); again.ID != c.ID || again.Repeats != i+1 {
				t.Fatalf("press %d became %s with %d repeats", i, again.ID, again.Repeats)
			}
		}
	})
}
