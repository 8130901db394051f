package alarm

import (
	"testing"
	"time"
)

// What a terminal is after some silence, by what it said last.
func TestJudgeTerminal(t *testing.T) {
	began := time.Date(2026, 9, 7, 0, 0, 0, 0, time.UTC)
	const lost = lostDefault * time.Second
	cases := []struct {
		name   string
		state  TerminalState
		sign   sign
		own    bool
		silent time.Duration
		want   TerminalState
	}{
		{"it is heard", TerminalOn, wordHere, true, 3 * time.Second, TerminalOn},
		{"four beats in a row are missing", TerminalOn, wordHere, true, 15*time.Second + 900*time.Millisecond, TerminalOn},
		{"the fifth is missing too", TerminalOn, wordHere, true, lost, TerminalLost},
		{"it is heard again", TerminalLost, wordHere, true, 0, TerminalOn},
		{"it stays lost", TerminalLost, wordHere, true, time.Hour, TerminalLost},
		{"another server heard it and may not have told yet", TerminalOn, wordHere, false, lost, TerminalOn},
		{"another server heard it last, and that one is dead", TerminalOn, wordHere, false, lost + elsewhereFor, TerminalLost},
		{"the page is loaded anew", TerminalOn, wordBye, true, time.Second, TerminalOn},
		{"the page was closed", TerminalOn, wordBye, true, lost, TerminalOff},
		{"a lost one is opened and closed", TerminalLost, wordBye, true, time.Second, TerminalLost},
		{"the screen is dark, and browsers beat once a minute", TerminalOn, wordHidden, true, 61 * time.Second, TerminalOn},
		{"the screen is dark and nothing comes", TerminalOn, wordHidden, true, hiddenFor, TerminalOff},
		{"one that is off does not get lost", TerminalOff, wordHere, true, time.Hour, TerminalOff},
	}
	for _, c := range cases {
		s := sighting{state: c.state, at: began, sign: c.sign, own: c.own}
		if got := s.judge(began.Add(c.silent), lost); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// What the desk is told of: the lost, and a gate that somebody has closed.
func TestMissingTerminals(t *testing.T) {
	for _, c := range []struct {
		kind  string
		state TerminalState
		want  bool
	}{
		{"gate", TerminalOn, false}, {"gate", TerminalLost, true}, {"gate", TerminalOff, true},
		{"phone", TerminalOn, false}, {"phone", TerminalLost, true}, {"phone", TerminalOff, false},
	} {
		if got := (&Terminal{Kind: c.kind, State: c.state}).Missing(); got != c.want {
			t.Errorf("a %s that is %s: %v", c.kind, c.state, got)
		}
	}
}
