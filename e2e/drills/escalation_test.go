package drills

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"
)

// call is one step of an alarm as the desk sees it.
type call struct {
	Seq    int    `json:"seq"`
	State  string `json:"state"`
	DueAt  int64  `json:"dueAt"`
	DoneAt int64  `json:"doneAt"`
}

// late is how long after it was due the step was called.
func (c call) late() time.Duration { return time.Duration(c.DoneAt-c.DueAt) * time.Millisecond }

// story is an alarm's calls, and how often its timeline says that a step was called.
func (p *person) story(alarm string) (calls []call, told int) {
	p.t.Helper()
	status, text, err := p.do(http.MethodGet, "/api/v1/alarms/"+alarm, "", nil)
	var d struct {
		Calls    []call `json:"calls"`
		Timeline []struct {
			Kind string `json:"kind"`
		} `json:"timeline"`
	}
	if err != nil || status != http.StatusOK || json.Unmarshal([]byte(text), &d) != nil {
		p.t.Fatalf("%d %s %v", status, text, err)
	}
	for _, line := range d.Timeline {
		if line.Kind == "step_called" {
			told++
		}
	}
	return d.Calls, told
}

// quickPlan calls everywhere every five seconds.
func quickPlan(t *testing.T, base string) {
	t.Helper()
	bureau := logInAt(t, base, "jiaoyuju")
	step := func(after int) map[string]any {
		return map[string]any{"afterS": after, "posts": []string{"command", "station"}}
	}
	status, text, err := bureau.do(http.MethodPut, "/api/v1/alarms/plans", "", map[string]any{"path": bureau.planPath(),
		"level": "emergency", "version": 0, "steps": []any{step(0), step(5), step(10)}, "repeatS": 60})
	if err != nil || status/100 != 2 {
		t.Fatalf("make the plan: %d %s %v", status, text, err)
	}
}

// planPath is where the plans stand that the person may change.
func (p *person) planPath() string {
	p.t.Helper()
	_, text, err := p.do(http.MethodGet, "/api/v1/auth/me", "", nil)
	var me struct {
		Permissions map[string][]string `json:"permissions"`
	}
	if err != nil || json.Unmarshal([]byte(text), &me) != nil || len(me.Permissions["alarm.plan"]) == 0 {
		p.t.Fatalf("%s %v", text, err)
	}
	return me.Permissions["alarm.plan"][0]
}

// settled waits until so many steps were called and returns them.
func settled(t *testing.T, desk *person, alarm string, steps int) []call {
	t.Helper()
	var done []call
	until(t, "the steps are called", func() bool {
		calls, _ := desk.story(alarm)
		done = done[:0]
		for _, c := range calls {
			if c.State == "called" {
				done = append(done, c)
			}
		}
		return len(done) >= steps
	})
	seen := map[int]bool{}
	for _, c := range done {
		if seen[c.Seq] {
			t.Errorf("step %d was called twice", c.Seq)
		}
		seen[c.Seq] = true
	}
	if _, told := desk.story(alarm); told != len(done) {
		t.Errorf("the timeline tells of %d calls, there were %d", told, len(done))
	}
	return done
}

// The power fails while an alarm waits to be taken, and comes back after the
// second step was due: it is called within a second of the start, the third in
// its own time, and none twice.
func TestOverdueStepsAreCalledAfterAPowerCut(t *testing.T) {
	n := &node{t: t, addr: freeAddress(t)}
	dir := t.TempDir()
	n.args = []string{"serve", "-data", dir, "-listen", n.addr, "-log-level", "warn"}
	seedAt(t, dir)
	n.launch()
	n.answers()
	quickPlan(t, "http://"+n.addr)
	desk := logInAt(t, "http://"+n.addr, "zhihui")
	guard := logInAt(t, "http://"+n.addr, "menwei")
	_, text, err := guard.do(http.MethodPost, "/api/v1/alarms", "cut", map[string]any{"place": "南门"})
	if err != nil {
		t.Fatal(err)
	}
	alarm, pressed := idOf(t, text), time.Now()
	settled(t, desk, alarm, 1)
	n.kill()
	time.Sleep(time.Until(pressed.Add(6 * time.Second))) // the power is away
	n.launch()
	n.answers()
	began := time.Now()
	settled(t, desk, alarm, 2)
	if took := time.Since(began); took > time.Second {
		t.Errorf("the overdue step was called %v after the start", took)
	}
	if third := settled(t, desk, alarm, 3)[2].late(); third.Abs() > time.Second {
		t.Errorf("the third step was called %v late", third)
	}
}

// The server that armed an alarm's steps dies: the other calls the next one, a
// moment late, once.
func TestTheOtherServerGoesOnCalling(t *testing.T) {
	p := newPair(t)
	p.seed()
	p.start()
	a, b := p.nodes[0], p.nodes[1]
	quickPlan(t, "http://"+a.addr)
	desk := logInAt(t, "http://"+b.addr, "zhihui")
	guard := logInAt(t, "http://"+a.addr, "menwei")
	_, text, err := guard.do(http.MethodPost, "/api/v1/alarms", "armed", map[string]any{"place": "南门"})
	if err != nil {
		t.Fatal(err)
	}
	alarm := idOf(t, text)
	settled(t, desk, alarm, 1)
	a.kill()
	for _, c := range settled(t, desk, alarm, 3)[1:] {
		if c.late() > 2500*time.Millisecond || c.late() < -time.Second {
			t.Errorf("step %d was called %v late", c.Seq, c.late())
		}
	}
}

func seedAt(t *testing.T, dir string) {
	t.Helper()
	seedWith(t, "-data", dir)
}

// seedWith makes the city where these flags say.
func seedWith(t *testing.T, where ...string) {
	t.Helper()
	seed := exec.Command(binary, append([]string{"seed", "-schools", "6"}, where...)...)
	seed.Env = append(os.Environ(), "HUXUE_SEED_PASSWORD="+password)
	if out, err := seed.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
