package drills

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// The first start of a city: both servers find an empty database, and only one
// makes the tables and the key.
func TestTwoServersStartOnAnEmptyDatabaseInTheSameMoment(t *testing.T) {
	p := newPair(t)
	p.start()
	out, err := exec.Command(binary, append([]string{"doctor"}, p.nodes[1].args[1:]...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("the doctor: %v\n%s", err, out)
	}
}

// A third server whose key was not copied would write secrets that the others
// cannot read: it says so and does not start. One whose folder of files is not
// the shared one starts, for alarms need no files, and the doctor names it.
func TestAServerThatSharesTooLittleIsNamed(t *testing.T) {
	p := newPair(t)
	p.seed()
	alone := p.node("c", "-secret-file", filepath.Join(p.dir, "c", "secret.key"))
	alone.launch()
	select {
	case <-alone.exited:
	case <-time.After(20 * time.Second):
		t.Fatal("it serves with a key of its own")
	}
	if !strings.Contains(alone.said.String(), "secret key is missing") {
		t.Fatalf("it said: %s", alone.said)
	}

	unmounted := p.node("c", "-files", filepath.Join(p.dir, "c", "elsewhere"))
	unmounted.launch()
	unmounted.answers()
	out, err := exec.Command(binary, append([]string{"doctor"}, unmounted.args[1:]...)...).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "is not the folder in which this database's files lie") {
		t.Fatalf("the doctor: %v\n%s", err, out)
	}
}

// The guard's phone is led to one server, the two desks hang on one each: both
// ring. Who logs in on one is in on the other; who logs out is out on both.
func TestAPressOnOneRingsOnBoth(t *testing.T) {
	p := newPair(t)
	p.seed()
	p.start()
	a, b := p.nodes[0], p.nodes[1]
	zhihui := logInAt(t, "http://"+a.addr, "zhihui")
	deskA, deskB := zhihui.openDesk(), zhihui.at(b).openDesk()
	guard := logInAt(t, "http://"+b.addr, "menwei")
	for i, where := range []*node{a, b} {
		status, text, err := guard.at(where).do(http.MethodPost, "/api/v1/alarms", fmt.Sprint("both-", i), map[string]any{"place": fmt.Sprint("校门", i)})
		if err != nil || status != http.StatusCreated {
			t.Fatalf("%d %s %v", status, text, err)
		}
		id, began := idOf(t, text), time.Now()
		until(t, "both desks ring", func() bool { return deskA.has(id) && deskB.has(id) })
		if took := time.Since(began); took > time.Second {
			t.Fatalf("both rang after %v", took)
		}
	}
	if status, text, err := guard.do(http.MethodPost, "/api/v1/auth/logout", "", nil); err != nil || status/100 != 2 {
		t.Fatalf("%d %s %v", status, text, err)
	}
	guard.jar = map[string]string{"huxue_session": zhihui.jar["huxue_session"]}
	if status, _, _ := guard.at(a).do(http.MethodGet, "/api/v1/auth/me", "", nil); status != http.StatusOK {
		t.Fatalf("the desk's own log-in: %d", status)
	}
	began := time.Now()
	if status, _, _ := zhihui.at(b).do(http.MethodPost, "/api/v1/auth/logout", "", nil); status/100 != 2 {
		t.Fatalf("log out: %d", status)
	}
	until(t, "the other server knows of the log-out", func() bool {
		status, _, _ := guard.at(a).do(http.MethodGet, "/api/v1/auth/me", "", nil)
		return status == http.StatusUnauthorized
	})
	if took := time.Since(began); took > 4*time.Second {
		t.Fatalf("it held on for %v", took)
	}
}

func idOf(t *testing.T, text string) string {
	t.Helper()
	var card struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal([]byte(text), &card); err != nil || card.ID == "" {
		t.Fatalf("no alarm in %s", text)
	}
	return card.ID
}

// In the middle of a storm one server loses its power. Behind the balancer every
// press gets its answer, the answered ones are all there and none twice, the
// desk is back within a second or two, and sending everything again adds nothing.
func TestAKilledServerInAStormLosesNothing(t *testing.T) {
	const presses, phones = 400, 16
	p := newPair(t)
	p.seed()
	p.start()
	door := p.balance()
	zhihui := logInAt(t, door, "zhihui")
	guard := logInAt(t, door, "menwei")

	var answered, broken atomic.Int64
	ids := make([]string, presses)
	press := func(i int) {
		for try := 0; ; try++ {
			status, text, err := guard.do(http.MethodPost, "/api/v1/alarms", fmt.Sprint("storm-", i), map[string]any{"place": fmt.Sprint("风暴", i)})
			if err == nil && status/100 == 2 {
				ids[i] = idOf(t, text)
				answered.Add(1)
				return
			}
			if broken.Add(1); try > 200 {
				t.Errorf("press %d got no answer: %d %s %v", i, status, text, err)
				return
			}
			time.Sleep(50 * time.Millisecond) // a phone waits a moment, too
		}
	}
	var storm sync.WaitGroup
	next := atomic.Int64{}
	for range phones {
		storm.Go(func() {
			for i := next.Add(1) - 1; i < presses; i = next.Add(1) - 1 {
				press(int(i))
			}
		})
	}
	until(t, "the storm is on", func() bool { return answered.Load() > presses/4 })
	p.nodes[0].kill()
	began := time.Now()
	storm.Wait()
	t.Logf("all answered %v after the kill; %d requests broke", time.Since(began), broken.Load())

	have := zhihui.alarms("风暴")
	for i, id := range ids {
		if have[id] != 1 {
			t.Errorf("press %d: alarm %s is listed %d times", i, id, have[id])
		}
	}
	if len(have) != presses {
		t.Errorf("%d alarms of %d presses", len(have), presses)
	}
	p.nodes[0].launch()
	p.nodes[0].answers()
	for i, id := range ids {
		where := p.nodes[i%2]
		_, text, err := guard.at(where).do(http.MethodPost, "/api/v1/alarms", fmt.Sprint("storm-", i), map[string]any{"place": fmt.Sprint("风暴", i)})
		if err != nil || idOf(t, text) != id {
			t.Fatalf("press %d again: %s %v, it was %s", i, text, err, id)
		}
	}
	if n := len(zhihui.alarms("风暴")); n != presses {
		t.Errorf("%d alarms after sending all again", n)
	}
}

// A desk's stream ends with its server and is open again on the other at once;
// the balancer answers for itself what only the machine room may see.
func TestADeskIsBackOnTheOtherServer(t *testing.T) {
	p := newPair(t)
	p.seed()
	p.start()
	door := p.balance()
	zhihui := logInAt(t, door, "zhihui")
	if status, _, _ := zhihui.do(http.MethodGet, "/metrics", "", nil); status != http.StatusNotFound {
		t.Fatalf("figures for everybody: %d", status)
	}
	guard := logInAt(t, "http://"+p.nodes[1].addr, "menwei")
	// Two desks, so that each server carries one.
	desks := []*desk{zhihui.openDesk(), zhihui.openDesk()}
	p.nodes[0].kill()
	began := time.Now()
	until(t, "the killed server's streams end", func() bool {
		for _, d := range desks {
			select {
			case <-d.ended:
				return true
			default:
			}
		}
		return false
	})
	again := zhihui.openDesk()
	if took := time.Since(began); took > 3*time.Second {
		t.Fatalf("back after %v", took)
	}
	_, text, err := guard.do(http.MethodPost, "/api/v1/alarms", "after", map[string]any{"place": "之后"})
	if err != nil {
		t.Fatal(err)
	}
	id := idOf(t, text)
	until(t, "the desk rings again", func() bool { return again.has(id) })
}
