package dc09

import (
	"errors"
	"strings"
	"time"
)

// The standard's window: what is older than this, or further ahead, may be an
// old message played again, and gets a NAK that carries the right time.
const (
	mostBehind = 40 * time.Second
	mostAhead  = 20 * time.Second
)

var errTime = errors.New("the time cannot be read")

// Go reads ",11" after seconds as a fraction of one, so the comma goes first.
const stamp = "15:04:05 01-02-2006"

// parseTime reads _HH:MM:SS,MM-DD-YYYY, which is UTC.
func parseTime(s string) (time.Time, error) {
	s, ok := strings.CutPrefix(s, "_")
	if !ok || len(s) != len(stamp) || s[8] != ',' {
		return time.Time{}, errTime
	}
	at, err := time.Parse(stamp, s[:8]+" "+s[9:])
	if err != nil {
		return time.Time{}, errTime
	}
	return at, nil
}

func formatTime(at time.Time) string {
	return "_" + strings.Replace(at.UTC().Format(stamp), " ", ",", 1)
}

// InTime says whether the frame was sent near enough to now. One without a time
// is: only encrypted frames must carry one, and those do or do not open.
func (f *Frame) InTime(now time.Time) bool {
	if f.Time.IsZero() {
		return true
	}
	off := f.Time.Sub(now)
	// The wire knows whole seconds only.
	return off > -mostBehind-time.Second && off <= mostAhead
}
