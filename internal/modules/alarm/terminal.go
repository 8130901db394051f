package alarm

import (
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/auth"
)

// TerminalState is how an enrolled device stands with us.
type TerminalState string

// A terminal that falls silent is lost; one that said so before is off.
const (
	TerminalOn   TerminalState = "on"
	TerminalLost TerminalState = "lost"
	TerminalOff  TerminalState = "off"
)

// sign is what a terminal last said of itself.
type sign string

const (
	wordHere   sign = "here"   // somebody can see the page
	wordHidden sign = "hidden" // the page is in the background, or the screen is dark
	wordBye    sign = "bye"    // the page was closed
)

// The norms: how often a terminal is to be heard, and after how much silence it
// counts as lost. Five beats in a row must be missing: with one in fifty lost on
// the way, 1,500 terminals give one false alarm in a week, and a real loss still
// shows within 20 seconds. [D]
const (
	beatKey     = "alarm.beat_s"
	beatDefault = 3
	lostKey     = "alarm.lost_s"
	lostDefault = 17
)

// Browsers let a page in the background speak once a minute at most; it is given
// time for that before it counts as off.
const hiddenFor = 75 * time.Second

// elsewhereFor is how much longer a server waits that did not hear the last beat
// itself: telling one another takes the servers up to twice shareEvery.
const elsewhereFor = 2 * shareEvery

// sighting is what a server knows of one terminal. at is by the steady clock.
type sighting struct {
	state   TerminalState
	at      time.Time
	sign    sign
	battery int  // per cent, -1 unknown
	own     bool // heard by this server itself
	fresh   bool // heard here and not yet heard to the other servers
}

// patience is how long the terminal may be silent, given lost as the usual time.
func (s *sighting) patience(lost time.Duration) time.Duration {
	if s.sign == wordHidden {
		lost = max(lost, hiddenFor)
	}
	if !s.own {
		lost += elsewhereFor
	}
	return lost
}

// judge says what state the terminal is in at now.
func (s *sighting) judge(now time.Time, lost time.Duration) TerminalState {
	silent := now.Sub(s.at)
	lost = s.patience(lost)
	switch {
	case silent < lost && s.sign == wordBye:
		return s.state // a page that is loaded anew is back before anybody has looked
	case silent < lost:
		return TerminalOn
	case s.state != TerminalOn:
		return s.state
	case s.sign == wordHere:
		return TerminalLost
	}
	return TerminalOff
}

// Beat is what a terminal says every few seconds; every field may be missing.
type Beat struct {
	Battery *int   `json:"battery,omitempty" minimum:"0" maximum:"100" doc:"per cent"`
	Hidden  bool   `json:"hidden,omitempty" doc:"the page is in the background"`
	Bye     bool   `json:"bye,omitempty" doc:"the page is being closed"`
	Version string `json:"version,omitempty" maxLength:"40" doc:"build of the page"`
}

func (b *Beat) sign() sign {
	switch {
	case b.Bye:
		return wordBye
	case b.Hidden:
		return wordHidden
	}
	return wordHere
}

// Terminal is one device as desks and offices see it. Times are UTC milliseconds;
// SeenAt is when it was last heard, 0 for one that never was.
type Terminal struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	Kind     string        `json:"kind" enum:"gate,phone,siren"`
	SchoolID string        `json:"schoolId" doc:"empty where it stands at an agency"`
	School   string        `json:"school" doc:"the school or agency where it stands"`
	Phone    string        `json:"phone" doc:"the duty phone there"`
	Place    string        `json:"place"`
	State    TerminalState `json:"state" enum:"on,lost,off"`
	Since    int64         `json:"since"`
	SeenAt   int64         `json:"seenAt"`
	Battery  int           `json:"battery" doc:"per cent, -1 unknown"`
	Version  int64         `json:"version"`
	path     string
}

// Missing reports whether the desk is to know: whatever is lost, and a terminal
// at a gate or a siren that somebody has closed, for gates and duty rooms are
// attended day and night (GB/T 29315, norm gate.attended_hours). A phone that was
// put away is not.
func (t *Terminal) Missing() bool {
	return t.State == TerminalLost || t.State == TerminalOff && t.Kind != auth.KindPhone
}

var errNotATerminal = errs.Unauthorized("alarm.not_a_terminal")
