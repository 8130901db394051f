package outbound

import (
	"testing"
	"time"
)

// Whatever a far end answers, reading it never panics, and no wait is negative
// or without end.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{`{"errcode":0}`, `{"code":{"code":1}}`, `[`, `{"a":{"b":1e99}}`, "120", "Wed, 21 Oct 2026 07:28:00 GMT", "-1"} {
		f.Add([]byte(s), "a.b")
	}
	f.Fuzz(func(t *testing.T, body []byte, path string) {
		errorNumber(body)
		field(body, path)
		if d := retryAfter(string(body), time.Unix(0, 0)); d < 0 || d > mostWait {
			t.Fatal(d)
		}
	})
}
