package alarm

import (
	"encoding/json"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/norm"
	"huxue/internal/platform/notify"
)

// The record of one alarm (报警处置记录): everything that is known of it, as it
// leaves the house. Every member of Record is a section: it is hashed for
// itself, so that a file that was changed says where. docs/adr/0012.

// Record is the content of a record. Telephones are masked; names of minors are
// in none of its sources.
type Record struct {
	Alarm    Card           `json:"alarm"`
	Times    []Moment       `json:"times" nullable:"false"`
	Targets  []Target       `json:"targets" nullable:"false"`
	Timeline []RecordLine   `json:"timeline" nullable:"false"`
	Chain    Chain          `json:"chain"`
	Receipts []notify.Sheet `json:"receipts" nullable:"false"`
	Files    []RecordFile   `json:"files" nullable:"false"`
	Issued   Issued         `json:"issued"`
}

// Moment is one of t0 to t7: when, how long after the press, and who.
type Moment struct {
	Name  string `json:"name"`
	At    int64  `json:"at"`
	After int64  `json:"afterPressMs"`
	By    string `json:"by"`
	Unit  string `json:"unit"`
}

// Target is what the norm register asks of one of the times, and whether it was
// met. Took is milliseconds, -1 when the moment never came.
type Target struct {
	Key    string      `json:"key"`
	Time   string      `json:"time"`
	Took   int64       `json:"tookMs"`
	Met    bool        `json:"met"`
	Ruling norm.Ruling `json:"ruling"`
}

// RecordLine is one line of the timeline with its place in the chain.
type RecordLine struct {
	Seq    int             `json:"seq"`
	ID     string          `json:"id"`
	At     int64           `json:"at"`
	Kind   string          `json:"kind"`
	ByID   string          `json:"byId"`
	ByName string          `json:"byName"`
	ByUnit string          `json:"byUnit"`
	Data   json.RawMessage `json:"data"`
	Prev   string          `json:"prev"`
	Hash   string          `json:"hash"`
}

// RecordFile is a photo or a recording of the timeline, known by its hash.
type RecordFile struct {
	ID        string `json:"id"`
	Line      int    `json:"line"`
	SHA256    string `json:"sha256"`
	Size      int64  `json:"size"`
	MediaType string `json:"mediaType"`
}

// Issued says who took the record out, when, and what for.
type Issued struct {
	At     int64  `json:"at"`
	By     string `json:"by"`
	Unit   string `json:"unit"`
	Reason string `json:"reason"`
}

// writes says which lines of the timeline write which time of the alarm.
var writes = map[string][]string{
	"t1": {"raised"}, "t2": {"accepted", "taken", "false_alarm"}, "t3": {"dispatched"}, "t5": {"police_arrived"},
	"t6": {"resolved", "false_alarm"}, "t7": {"reset"},
}

// moments lists the times of an alarm with whoever made them.
func moments(a *Alarm, lines []Line) []Moment {
	out := []Moment{}
	for i, at := range []time.Time{a.T0, a.T1, a.T2, a.T3, a.T4, a.T5, a.T6, a.T7} {
		m := Moment{Name: "t" + string(rune('0'+i)), At: db.Millis(at)}
		if m.At == 0 {
			continue
		}
		m.After = at.Sub(a.T0).Milliseconds()
		kinds := writes[m.Name]
		switch m.Name {
		case "t0":
			m.By, m.Unit = a.PresserName, a.PresserUnit
		case "t4":
			kinds = []string{"guard_arrived"}
		}
		if l := firstLine(lines, kinds); l != nil && m.Name != "t1" {
			m.By, m.Unit = l.ByName, l.ByUnit
		}
		out = append(out, m)
	}
	return out
}

func firstLine(lines []Line, kinds []string) *Line {
	for i := range lines {
		for _, k := range kinds {
			if lines[i].Kind == k {
				return &lines[i]
			}
		}
	}
	return nil
}

// goals are the norms that judge the times of an alarm. (domain.md §5.6)
var goals = []struct{ key, time string }{
	{"alarm.sla.accept_s", "t2"}, {"alarm.sla.local_s", "t4"}, {"alarm.sla.police_s", "t5"},
}

// judge measures an alarm by a ruling. What has not come is not met.
func judge(a *Alarm, key, name string, r norm.Ruling) Target {
	t := Target{Key: key, Time: name, Took: -1, Ruling: r}
	at := map[string]time.Time{"t2": a.T2, "t4": a.T4, "t5": a.T5}[name]
	if !at.IsZero() {
		t.Took = at.Sub(a.T0).Milliseconds()
		t.Met = t.Took <= int64(r.Number)*1000
	}
	return t
}

// recordLines shows a timeline as a record does.
func recordLines(lines []Line) []RecordLine {
	out := make([]RecordLine, len(lines))
	for i, l := range lines {
		out[i] = RecordLine{l.Seq, l.ID, l.At, l.Kind, l.ByID, l.ByName, l.ByUnit, json.RawMessage(l.Data), l.Prev, l.Hash}
	}
	return out
}

// fileOf returns the id of the file that a line of the timeline shows, "" for none.
func fileOf(l *Line) string {
	var d struct {
		File string `json:"file"`
	}
	_ = json.Unmarshal([]byte(l.Data), &d)
	return d.File
}

// masked hides the middle of the telephones on a card.
func masked(c Card) Card {
	c.School.Phone = mask(c.School.Phone)
	if c.Responder != nil {
		r := *c.Responder
		r.Phone = mask(r.Phone)
		c.Responder = &r
	}
	return c
}

// mask keeps the first three and the last two characters of a telephone number.
func mask(phone string) string {
	r := []rune(phone)
	if len(r) < 7 {
		return strings.Repeat("*", len(r))
	}
	return string(r[:3]) + strings.Repeat("*", len(r)-5) + string(r[len(r)-2:])
}
