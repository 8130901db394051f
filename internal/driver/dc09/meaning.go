package dc09

import (
	"strconv"
	"strings"
)

// What is what an event says, in our words.
type What string

// The events we tell apart. Emergencies are called; Restore is the end of one,
// which only the police may decide, so it does nothing but stand in the record.
const (
	Alive      What = "alive" // supervision: nothing new
	Panic      What = "panic"
	HoldUp     What = "hold_up"
	Duress     What = "duress"
	Fire       What = "fire"
	Medical    What = "medical"
	Burglary   What = "burglary"
	Restore    What = "restore"
	Test       What = "test"
	BatteryLow What = "battery_low"
	BatteryOK  What = "battery_ok"
	PowerLost  What = "power_lost"
	PowerBack  What = "power_back"
	Tamper     What = "tamper"
	TamperOK   What = "tamper_ok"
	Unknown    What = "unknown"
)

// Emergency says whether somebody must come.
func (w What) Emergency() bool {
	switch w {
	case Panic, HoldUp, Duress, Fire, Medical, Burglary:
		return true
	}
	return false
}

// Event is one thing a frame says. Code is as sent (PA, 1120); Zone the place
// on the box; Still that it is no news (qualifier 6, or O for old).
type Event struct {
	What  What
	Code  string
	Zone  string
	Still bool
}

// Contact ID by its number, and what it means when it ends (qualifier 3).
// 120–123 are the four panics; 121 is given under threat.
var numbers = map[string][2]What{
	"100": {Medical, Restore}, "101": {Medical, Restore}, "102": {Medical, Restore},
	"110": {Fire, Restore}, "111": {Fire, Restore}, "112": {Fire, Restore}, "113": {Fire, Restore},
	"114": {Fire, Restore}, "115": {Fire, Restore}, "116": {Fire, Restore}, "117": {Fire, Restore}, "118": {Fire, Restore},
	"120": {Panic, Restore}, "121": {Duress, Restore}, "122": {HoldUp, Restore}, "123": {Panic, Restore},
	"124": {Duress, Restore}, "125": {Duress, Restore},
	"130": {Burglary, Restore}, "131": {Burglary, Restore}, "132": {Burglary, Restore}, "133": {Burglary, Restore},
	"134": {Burglary, Restore}, "135": {Burglary, Restore}, "136": {Burglary, Restore},
	"137": {Tamper, TamperOK}, "144": {Tamper, TamperOK}, "145": {Tamper, TamperOK},
	"301": {PowerLost, PowerBack}, "302": {BatteryLow, BatteryOK}, "309": {BatteryLow, BatteryOK},
	"311": {BatteryLow, BatteryOK}, "338": {BatteryLow, BatteryOK}, "384": {BatteryLow, BatteryOK},
	"383": {Tamper, TamperOK},
	"601": {Test, Test}, "602": {Test, Test}, "603": {Test, Test}, "608": {Test, Test},
}

// SIA DC-03 by its two letters.
var letters = map[string]What{
	"PA": Panic, "HA": HoldUp, "FA": Fire, "MA": Medical, "QA": Panic, "BA": Burglary,
	"PR": Restore, "HR": Restore, "FR": Restore, "MR": Restore, "QR": Restore, "BR": Restore,
	"PH": Restore, "HH": Restore, "FH": Restore, "MH": Restore, "BH": Restore,
	"TA": Tamper, "TR": TamperOK, "ES": Tamper, "EJ": TamperOK,
	"YT": BatteryLow, "YR": BatteryOK, "XT": BatteryLow, "XR": BatteryOK,
	"AT": PowerLost, "AR": PowerBack,
	"RP": Test, "RX": Test, "TX": Test, "RR": Alive, "NULL": Alive,
}

// Events reads what an opened frame says: at least one event, Unknown if nothing
// in it can be read.
func (f *Frame) Events() []Event {
	switch f.Token {
	case Null, OH:
		return []Event{{What: Alive, Code: clip(f.Token)}}
	case CID:
		return []Event{contact(inner(f.Data))}
	case SIA:
		return letterEvents(inner(f.Data))
	}
	return []Event{{What: Unknown, Code: clip(f.Token)}}
}

// Heaviest is the event a frame is to be treated by: an emergency before
// anything not understood, and that before what is only told.
func Heaviest(events []Event) Event {
	best := events[0]
	for _, e := range events[1:] {
		if weight(e.What) > weight(best.What) {
			best = e
		}
	}
	return best
}

func weight(w What) int {
	switch w {
	case Panic, HoldUp, Duress:
		return 5
	case Fire, Medical, Burglary:
		return 4
	case Unknown:
		return 3
	case Tamper, BatteryLow, PowerLost:
		return 2
	case Alive:
		return 0
	}
	return 1
}

// inner drops the account that stands again in front of the data: #1234|….
func inner(data string) string {
	if strings.HasPrefix(data, "#") {
		_, data, _ = strings.Cut(data, "|")
		return data
	}
	return strings.TrimPrefix(data, "|")
}

// contact reads QEEE GG ZZZ.
func contact(s string) Event {
	s = strings.TrimSpace(s)
	if len(s) < 4 || digits(s[:4]) != 4 {
		return Event{What: Unknown, Code: clip(s)}
	}
	e := Event{What: Unknown, Code: s[:4]}
	if parts := strings.Fields(s[4:]); len(parts) > 1 {
		e.Zone = clip(parts[1])
	}
	pair, known := numbers[s[1:4]]
	switch {
	case !known:
	case s[0] == '1':
		e.What = pair[0]
	case s[0] == '3':
		e.What = pair[1]
	case s[0] == '6':
		e.What, e.Still = pair[0], true
	}
	return e
}

// letterEvents scans N[ti…/id…/ri…/]CODEaddress. It scans and does not split:
// boxes leave out the slashes, and put words between ^ where they like.
func letterEvents(s string) []Event {
	s, _, _ = strings.Cut(s, "|") // after it stands text for people: A…
	var out []Event
	still := strings.HasPrefix(s, "O")
	s = strings.TrimLeft(s, "NO/")
	if strings.HasPrefix(s, "ULL") {
		return []Event{{What: Alive, Code: "NULL"}}
	}
	for i := 0; i < len(s) && len(out) < mostEvents; {
		switch c := s[i]; {
		case c == '^':
			end := strings.IndexByte(s[i+1:], '^')
			if end < 0 {
				i = len(s)
			} else {
				i += end + 2
			}
		case lower(c) && i+1 < len(s) && lower(s[i+1]):
			i += 2
			i += span(s[i:], "0123456789:-.,")
		case upper(c) && i+1 < len(s) && upper(s[i+1]):
			e := Event{What: Unknown, Code: s[i : i+2], Still: still}
			if w, known := letters[e.Code]; known {
				e.What = w
			}
			i += 2
			n := span(s[i:], "0123456789ABCDEF")
			// Two letters that begin the next code are not the end of an address.
			for k := range max(n-1, 0) {
				if _, code := letters[s[i+k:i+k+2]]; code && upper(s[i+k]) && upper(s[i+k+1]) {
					n = k
					break
				}
			}
			e.Zone = clip(s[i : i+n])
			i += n
			out = append(out, e)
		default:
			i++
		}
	}
	if len(out) == 0 {
		return []Event{{What: Unknown, Code: clip(s)}}
	}
	return out
}

// mostEvents is how many events of one frame are looked at.
const mostEvents = 32

func span(s, of string) int {
	n := 0
	for n < len(s) && strings.IndexByte(of, s[n]) >= 0 {
		n++
	}
	return n
}

func lower(c byte) bool { return c >= 'a' && c <= 'z' }
func upper(c byte) bool { return c >= 'A' && c <= 'Z' }

// clip keeps what a stranger wrote short and plain enough for a record.
func clip(s string) string {
	q := strconv.QuoteToASCII(s)
	q = q[1 : len(q)-1]
	return q[:min(len(q), 24)]
}
