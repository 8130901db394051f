package tipoff

import (
	"net"
	"net/http"
	"strings"
	"sync"
)

// caller is the address somebody comes from: behind a proxy of our own the last
// one it has written down.
func (s *Service) caller(r *http.Request) string {
	if s.proxied {
		hops := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if last := strings.TrimSpace(hops[len(hops)-1]); last != "" {
			return last
		}
	}
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	return host
}

// visitors counts what comes from one address within a window of time. It is kept
// in memory only: who reports leaves no address behind.
type visitors struct {
	mu     sync.Mutex
	window map[string]int64
	came   map[string]int
}

// mostAddresses bounds the memory; a window is forgotten when it is full.
const mostAddresses = 20_000

// let counts one visit of `who` for `what` in the window that `now` (seconds) lies
// in, and says whether it is within the limit.
func (v *visitors) let(what, who string, now, length int64, limit int) bool {
	return v.count(what, who, now, length) <= limit
}

// count counts one visit and returns how many it makes in this window.
func (v *visitors) count(what, who string, now, length int64) int {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.window == nil {
		v.window, v.came = map[string]int64{}, map[string]int{}
	}
	if at := now / length; v.window[what] != at || len(v.came) > mostAddresses {
		v.window[what] = at
		for key := range v.came {
			if strings.HasPrefix(key, what+" ") {
				delete(v.came, key)
			}
		}
	}
	key := what + " " + who
	v.came[key]++
	return v.came[key]
}
