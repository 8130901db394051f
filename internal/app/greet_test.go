package app

import (
	"net/http/httptest"
	"os"
	"testing"
)

func TestReachable(t *testing.T) {
	name, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		addr   string
		secure bool
		want   string
	}{
		{"127.0.0.1:8080", false, "127.0.0.1:8080"}, {"[::]:443", true, name}, {"0.0.0.0:8443", true, name + ":8443"},
		{"10.0.0.5:80", false, "10.0.0.5"}, {"[::1]:8080", false, "[::1]:8080"},
	} {
		if got := reachable(c.addr, c.secure); got != c.want {
			t.Errorf("%s: %s, want %s", c.addr, got, c.want)
		}
	}
}

func TestFiguresAreForThisMachineOnly(t *testing.T) {
	for _, c := range []struct {
		from, through string
		want          bool
	}{
		{"127.0.0.1:5", "", true}, {"[::1]:5", "", true}, {"10.0.0.9:5", "", false}, {"127.0.0.1:5", "203.0.113.9", false},
	} {
		r := httptest.NewRequest("GET", "/metrics", nil)
		r.RemoteAddr = c.from
		if c.through != "" {
			r.Header.Set("X-Forwarded-For", c.through)
		}
		if got := local(r); got != c.want {
			t.Errorf("from %s through %q: %v", c.from, c.through, got)
		}
	}
}
