package drills

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// receipt is what the ledger says of one recipient and channel.
type receipt struct {
	Name     string `json:"name"`
	Channel  string `json:"channel"`
	State    string `json:"state"`
	Error    string `json:"error"`
	Attempts int    `json:"attempts"`
}

// ledger returns the receipts of an alarm by the names of their recipients.
func (p *person) ledger(alarm string) map[string]receipt {
	p.t.Helper()
	status, text, err := p.do(http.MethodGet, "/api/v1/notices/receipts?subjectId="+alarm, "", nil)
	var out struct {
		Items []struct {
			Receipts []receipt `json:"receipts"`
		} `json:"items"`
	}
	if err != nil || status != http.StatusOK || json.Unmarshal([]byte(text), &out) != nil {
		p.t.Fatalf("%d %s %v", status, text, err)
	}
	byName := map[string]receipt{}
	for _, sheet := range out.Items {
		for _, r := range sheet.Receipts {
			byName[r.Name] = r
		}
	}
	return byName
}

func (p *person) must(method, path string, body any) string {
	p.t.Helper()
	status, text, err := p.do(method, path, "", body)
	if err != nil || status/100 != 2 {
		p.t.Fatalf("%s %s: %d %s %v", method, path, status, text, err)
	}
	return text
}

// farEnds are the gateways of a bad night: one that takes a call and never
// answers, one that is not there, one that is ill, a robot that says 200 and
// means no, and one that works.
type farEnds struct {
	well    atomic.Bool // the silent one answers from now on
	mu      sync.Mutex
	heard   map[string]map[string]int // far end → message id → how often
	hanging chan struct{}
	base    string
}

func openFarEnds(t *testing.T) *farEnds {
	f := &farEnds{heard: map[string]map[string]int{}, hanging: make(chan struct{})}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		f.note(strings.Trim(r.URL.Path, "/"), text)
		switch r.URL.Path {
		case "/silent":
			if !f.well.Load() {
				select {
				case <-r.Context().Done():
				case <-f.hanging:
				}
			}
		case "/ill":
			w.WriteHeader(http.StatusInternalServerError)
		case "/robot":
			_, _ = io.WriteString(w, `{"errcode":93000,"errmsg":"invalid webhook url"}`)
		}
	}))
	t.Cleanup(srv.Close)
	t.Cleanup(func() { close(f.hanging) })
	f.base = srv.URL
	return f
}

func (f *farEnds) note(name string, body []byte) {
	var m struct {
		ID string `json:"id"`
	}
	_ = json.Unmarshal(body, &m)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.heard[name] == nil {
		f.heard[name] = map[string]int{}
	}
	f.heard[name][m.ID]++
}

func (f *farEnds) has(name string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.heard[name])
}

// A press on a night when four of five gateways are dead rings on the desk and
// leaves by the fifth as if nothing were wrong; each failure stands in the ledger
// with its reason, what cannot get better stands on the alarm's timeline at once,
// and after a power cut the gateway that has come back is told.
func TestDeadGatewaysDelayNobody(t *testing.T) {
	n := &node{t: t, addr: freeAddress(t)}
	dir := t.TempDir()
	n.args = []string{"serve", "-data", dir, "-listen", n.addr, "-log-level", "error"}
	seedAt(t, dir)
	n.launch()
	n.answers()
	base := "http://" + n.addr
	ends := openFarEnds(t)
	absent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = absent.Close() // an address where nobody listens

	manager, bureau := logInAt(t, base, "guanli"), logInAt(t, base, "jiaoyuju")
	if status, text, _ := bureau.do(http.MethodPost, "/api/v1/endpoints", "", endpoint(t, bureau, "webhook", "inside", ends.base+"/well")); !strings.Contains(text, "notify.private_address") {
		t.Fatalf("an address inside the network: %d %s", status, text)
	}
	manager.must(http.MethodPatch, "/api/v1/settings/notify.private_networks", map[string]any{"value": "true", "version": 0})
	manager.must(http.MethodPatch, "/api/v1/settings/sms.url", map[string]any{"value": ends.base + "/silent", "version": 0})
	until(t, "the server knows of the settings", func() bool {
		status, _, _ := bureau.do(http.MethodPost, "/api/v1/endpoints", "", endpoint(t, bureau, "webhook", "well", ends.base+"/well"))
		return status/100 == 2
	})
	for _, e := range [][3]string{{"sms", "silent", "13800000001"}, {"webhook", "absent", "http://" + absent.Addr().String()},
		{"webhook", "ill", ends.base + "/ill"}, {"wecom", "robot", ends.base + "/robot"}} {
		bureau.must(http.MethodPost, "/api/v1/endpoints", endpoint(t, bureau, e[0], e[1], e[2]))
	}

	desk, guard := logInAt(t, base, "zhihui"), logInAt(t, base, "menwei")
	screen := desk.openDesk()
	pressed := time.Now()
	alarm := idOf(t, guard.must(http.MethodPost, "/api/v1/alarms", map[string]any{"place": "北门"}))
	until(t, "the desk rings and the fifth gateway is told", func() bool { return screen.has(alarm) && ends.has("well") == 1 })
	if took := time.Since(pressed); took > 2*time.Second {
		t.Errorf("dead gateways held a press up for %v", took)
	}
	var book map[string]receipt
	until(t, "the ledger knows of each failure", func() bool {
		book = desk.ledger(alarm)
		return book["robot"].State == "failed" && book["absent"].Error != "" && book["ill"].Error != "" && book["silent"].Error != ""
	})
	for _, name := range []string{"absent", "ill", "silent"} {
		if r := book[name]; r.State != "queued" {
			t.Errorf("%s is given up: %+v", name, r)
		}
	}
	if d := desk.must(http.MethodGet, "/api/v1/alarms/"+alarm, nil); !strings.Contains(d, "notice_failed") || !strings.Contains(d, "robot") {
		t.Errorf("the timeline does not tell that the robot refused: %s", d)
	}

	n.kill()
	ends.well.Store(true)
	n.launch()
	n.answers()
	until(t, "the gateway that is back is told", func() bool { return desk.ledger(alarm)["silent"].State == "sent" })
	if ends.has("well") != 1 {
		t.Errorf("the fifth gateway was told of %d messages", ends.has("well"))
	}
}

// endpoint is a shared address at the place of the bureau's plans.
func endpoint(t *testing.T, bureau *person, channel, name, address string) map[string]any {
	t.Helper()
	e := map[string]any{"path": bureau.planPath(), "channel": channel, "name": name, "address": address, "modes": []string{"real"}, "enabled": true}
	if channel == "webhook" {
		e["secret"] = "drill-secret-of-32-characters-00"
	}
	return e
}
