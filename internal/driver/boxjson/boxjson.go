// Package boxjson reads what one-key boxes say in JSON, over MQTT or HTTP: our own
// plain form, and what Zigbee2MQTT makes of battery buttons. Fields are looked at one
// by one, so that a bad one does not lose the others; what holds no field that we know
// is not understood, and whoever asked decides what that means.
package boxjson

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Report is what a box said. At is its own clock in UTC milliseconds, 0 for unknown;
// Battery is per cent, nil for unknown.
type Report struct {
	Press   bool
	Beat    bool
	Tamper  bool
	Battery *int
	Mode    string // test or drill, "" for the real thing
	Kind    string // one of the alarm's, "" for not said
	Note    string
	At      int64
	// Picture says whether a camera shows one, and Recorded how many days of pictures
	// are kept; nil where nothing was said.
	Picture  *bool
	Recorded *int
}

const maxNote = 300

// actions are the words of Zigbee2MQTT for a press (protocols.md §3); idle ones are said
// when a button is let go or a remote is turned, and mean nothing here.
var (
	actions = []string{"emergency", "sos", "panic", "alarm", "press", "single", "double", "hold", "on"}
	idle    = []string{"", "release", "off", "idle", "none", "disarm", "brightness_stop"}
)

// Read reads a message; known is false when nothing in it is understood.
func Read(body []byte) (r Report, known bool) {
	var raw map[string]json.RawMessage
	if json.Unmarshal(body, &raw) != nil {
		return Report{}, false
	}
	fields := make(map[string]json.RawMessage, len(raw))
	for name, value := range raw {
		fields[strings.ToLower(name)] = value
	}
	flag := func(names ...string) (on, said bool) {
		for _, n := range names {
			if v, ok := boolean(fields[n]); ok {
				on, said = on || v, true
			}
		}
		return on, said
	}
	var said bool
	r.Press, said = flag("press", "sos", "panic", "alarm", "emergency")
	known = said
	if action, ok := text(fields["action"]); ok {
		known = true
		r.Press = r.Press || slices.Contains(actions, strings.ToLower(action))
		if !r.Press && !slices.Contains(idle, strings.ToLower(action)) {
			return r, false // an action that nobody has told us of
		}
	}
	if v, ok := fields["type"]; ok {
		switch word, _ := text(v); strings.ToLower(word) {
		case "press", "alarm", "sos":
			r.Press, known = true, true
		case "heartbeat", "beat", "ping", "keepalive", "status":
			known = true
		case "tamper":
			r.Tamper, known = true, true
		}
	}
	if tamper, ok := flag("tamper"); ok {
		r.Tamper, known = r.Tamper || tamper, true
	}
	if _, ok := flag("heartbeat", "beat"); ok {
		known = true
	}
	if n, ok := number(fields["battery"]); ok && n >= 0 && n <= 100 {
		b := int(n)
		r.Battery, known = &b, true
	} else if low, ok := flag("battery_low"); ok {
		known = true
		if low {
			b := lowBattery
			r.Battery = &b
		}
	}
	if picture, ok := flag("picture"); ok {
		r.Picture, known = &picture, true
	}
	if n, ok := number(fields["recorded_days"]); ok && n >= 0 && n <= 3650 {
		days := int(n)
		r.Recorded, known = &days, true
	}
	switch mode, _ := text(fields["mode"]); mode {
	case "test", "drill":
		r.Mode = mode
	}
	r.Kind, _ = text(fields["kind"])
	r.Kind = clip(r.Kind, 20)
	note, _ := text(fields["note"])
	r.Note = clip(note, maxNote)
	r.At = instant(fields["at"])
	if r.At == 0 {
		r.At = instant(fields["time"])
	}
	r.Beat = known
	return r, known
}

// lowBattery stands for "low" where a box gives no number.
const lowBattery = 5

func boolean(v json.RawMessage) (on, ok bool) {
	if v == nil {
		return false, false
	}
	if json.Unmarshal(v, &on) == nil && string(v) != "null" {
		return on, true
	}
	if n, ok := number(v); ok {
		return n != 0, true
	}
	switch s, _ := text(v); strings.ToLower(s) {
	case "true", "on", "yes", "1":
		return true, true
	case "false", "off", "no", "0":
		return false, true
	}
	return false, false
}

func number(v json.RawMessage) (n float64, ok bool) {
	if v == nil || string(v) == "null" {
		return 0, false
	}
	return n, json.Unmarshal(v, &n) == nil
}

func text(v json.RawMessage) (s string, ok bool) {
	if v == nil || string(v) == "null" {
		return "", false
	}
	return s, json.Unmarshal(v, &s) == nil
}

// instant takes seconds or milliseconds since 1970, or RFC 3339.
func instant(v json.RawMessage) int64 {
	if n, ok := number(v); ok {
		switch {
		case n >= 1e12 && n < 1e14:
			return int64(n)
		case n >= 1e9 && n < 1e11:
			return int64(n * 1000)
		}
		return 0
	}
	if s, ok := text(v); ok {
		if t, err := time.Parse(time.RFC3339, s); err == nil && t.Year() > 2000 && t.Year() < 2200 {
			return t.UnixMilli()
		}
	}
	return 0
}

func clip(s string, most int) string {
	s = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), ""))
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most])
}
