package drills

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// paired is a terminal at the gate of the guard's school.
func paired(t *testing.T, n *node) *person {
	t.Helper()
	anquan := logInAt(t, "http://"+n.addr, "anquan")
	var where struct {
		Schools []struct {
			ID string `json:"id"`
		} `json:"schools"`
	}
	_, text, err := anquan.do(http.MethodGet, "/api/v1/alarms/context", "", nil)
	if err != nil || json.Unmarshal([]byte(text), &where) != nil || len(where.Schools) == 0 {
		t.Fatalf("%s %v", text, err)
	}
	var device struct {
		Code string `json:"code"`
	}
	_, text, err = anquan.do(http.MethodPost, "/api/v1/devices", "", map[string]string{"name": "东门终端", "kind": "gate", "schoolId": where.Schools[0].ID})
	if err != nil || json.Unmarshal([]byte(text), &device) != nil || device.Code == "" {
		t.Fatalf("%s %v", text, err)
	}
	gate := &person{t: t, base: "http://" + n.addr, jar: map[string]string{}}
	if status, text, err := gate.do(http.MethodPost, "/api/v1/auth/device/pair", "", map[string]string{"code": device.Code}); err != nil || status != http.StatusOK {
		t.Fatalf("%d %s %v", status, text, err)
	}
	return gate
}

// The balancer leads a gate terminal from one server to the other, and then the
// first one dies: neither server ever calls it lost. When it falls silent itself,
// the desk on the server that has never heard it sees that, too.
func TestATerminalThatChangesServersIsNotLost(t *testing.T) {
	p := newPair(t)
	p.seed()
	p.start()
	a, b := p.nodes[0], p.nodes[1]
	gate := paired(t, a)
	desk := logInAt(t, "http://"+b.addr, "zhihui")
	lost := func() bool {
		_, text, err := desk.do(http.MethodGet, "/api/v1/terminals?missing=true", "", nil)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(text, `"lost"`)
	}
	beats := func(n *node, times int) {
		for range times {
			if status, text, err := gate.at(n).do(http.MethodPost, "/api/v1/terminals/beat", "", map[string]any{}); err != nil || status != http.StatusOK {
				t.Fatalf("%d %s %v", status, text, err)
			}
			// The beats themselves are what takes time here.
			time.Sleep(3 * time.Second)
			if lost() {
				t.Fatal("lost while it was heard")
			}
		}
	}
	beats(a, 7)
	beats(b, 7)
	beats(a, 1)
	a.kill()
	beats(b, 7)
	last := time.Now().Add(-3 * time.Second) // when the last beat was
	until(t, "the desk sees that it is lost", lost)
	if took := time.Since(last); took < 16*time.Second || took > 20*time.Second {
		t.Fatalf("lost %v after its last beat", took)
	}
}
