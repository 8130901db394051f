package handover

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"huxue/internal/driver/cap"
)

// Alarm is an alarm as it is handed over. Times are UTC milliseconds, 0 for not yet.
type Alarm struct {
	ID, No, Path                              string
	Mode, Level, Kind, Severity               string
	Silent                                    bool
	Note                                      string
	SchoolID, SchoolCode, SchoolName, Phone   string
	County, Place                             string
	Lon, Lat                                  float64
	Source, Presser                           string
	Repeats                                   int
	Outcome, Responder                        string
	PressedAt, ReceivedAt, AcceptedAt, Closed int64
}

// stages are those an alarm has come to.
func (a *Alarm) stages() []string {
	out := []string{Raised}
	if a.AcceptedAt != 0 {
		out = append(out, Accepted)
	}
	if a.Closed != 0 {
		out = append(out, Closed)
	}
	return out
}

// StandardTemplate is the JSON that is sent where nothing else was agreed on. Its
// names are ours; a platform's own go in their place.
const StandardTemplate = `{
  "messageId": "{messageId}",
  "event": "{event}",
  "mode": "{mode}",
  "sentTime": "{sentTime}",
  "alarm": {
    "alarmNo": "{no}",
    "type": "{kindName}",
    "level": "{level}",
    "time": "{pressedTime}",
    "receivedTime": "{receivedTime}",
    "acceptedTime": "{acceptedTime}",
    "closedTime": "{closedTime}",
    "outcome": "{outcomeName}",
    "silent": "{silent}",
    "repeats": "{repeats}",
    "note": "{note}",
    "presser": "{presser}",
    "source": "{source}"
  },
  "school": { "code": "{schoolCode}", "name": "{school}", "county": "{county}", "place": "{place}", "phone": "{phone}", "longitude": "{lon}", "latitude": "{lat}" }
}`

var kindNames = map[string]string{
	"violence": "暴力侵害", "intrusion": "非法闯入", "fire": "火灾", "injury": "人员伤害", "traffic": "交通事故", "other": "其他", "": "一键报警",
}

var (
	eventNames   = map[string]string{Raised: "报警", Accepted: "已接警", Closed: "处置完毕", Test: "接口测试"}
	outcomeNames = map[string]string{"": "", "handled": "已处置", "false_alarm": "误报"}
)

// words are the names a template may use, with what they stand for. A number or a
// truth value stands as one where it is all there is between the quotes.
func (a *Alarm) words(id, stage string, now int64) map[string]any {
	return map[string]any{
		"messageId": id, "event": stage, "eventName": eventNames[stage], "mode": a.Mode, "sentTime": clock(now), "sentMs": now,
		"alarmId": a.ID, "no": a.No, "kind": a.Kind, "kindName": kindNames[a.Kind], "level": a.Level, "severity": a.Severity,
		"pressedTime": clock(a.PressedAt), "pressedMs": a.PressedAt, "receivedTime": clock(a.ReceivedAt), "receivedMs": a.ReceivedAt,
		"acceptedTime": clock(a.AcceptedAt), "acceptedMs": a.AcceptedAt, "closedTime": clock(a.Closed), "closedMs": a.Closed,
		"outcome": a.Outcome, "outcomeName": outcomeNames[a.Outcome], "silent": a.Silent, "repeats": a.Repeats, "note": a.Note, "presser": a.Presser,
		"source": a.Source, "responder": a.Responder, "schoolCode": a.SchoolCode, "school": a.SchoolName, "phone": a.Phone, "county": a.County,
		"place": a.Place, "lon": a.Lon, "lat": a.Lat,
	}
}

// Words are the names a template may use.
func Words() []string {
	var out []string
	for w := range (&Alarm{}).words("", Raised, 0) {
		out = append(out, w)
	}
	return out
}

var zone = time.FixedZone("Asia/Shanghai", 8*60*60)

// clock writes an instant as Chinese interfaces do.
func clock(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).In(zone).Format("2006-01-02 15:04:05")
}

var brace = regexp.MustCompile(`\{([A-Za-z]+)\}`)

// parse reads a template, keeping the order of its names and its numbers as written.
func parse(template string) (any, error) {
	d := json.NewDecoder(strings.NewReader(template))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, errTemplate
	}
	if _, isObject := v.(map[string]any); !isObject || d.More() {
		return nil, errTemplate
	}
	return v, nil
}

func checkTemplate(template string) error {
	v, err := parse(template)
	if err != nil {
		return err
	}
	known := (&Alarm{}).words("", Raised, 0)
	unknown := ""
	walk(v, func(s string) any {
		for _, m := range brace.FindAllStringSubmatch(s, -1) {
			if _, ok := known[m[1]]; !ok {
				unknown = m[1]
			}
		}
		return s
	})
	if unknown != "" {
		return errWord.With("word", unknown)
	}
	return nil
}

// walk puts do(text) in the place of every text of v.
func walk(v any, do func(string) any) any {
	switch v := v.(type) {
	case string:
		return do(v)
	case map[string]any:
		for k, x := range v {
			v[k] = walk(x, do)
		}
	case []any:
		for i, x := range v {
			v[i] = walk(x, do)
		}
	}
	return v
}

// compose writes what is sent to a platform.
func compose(t *Target, a *Alarm, id, stage, sender string, now int64) ([]byte, error) {
	if t.Kind == CAP {
		return cap.Write(alert(a, stage, sender, now))
	}
	v, err := parse(t.Template)
	if err != nil {
		return nil, err
	}
	words := a.words(id, stage, now)
	v = walk(v, func(s string) any {
		if m := brace.FindStringSubmatch(s); m != nil && m[0] == s {
			return words[m[1]]
		}
		return brace.ReplaceAllStringFunc(s, func(w string) string { return text(words[w[1:len(w)-1]]) })
	})
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err = e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

var (
	categories = map[string]string{"fire": "Fire", "injury": "Health", "traffic": "Transport", "other": "Safety"}
	severities = map[string]string{"critical": "Extreme", "major": "Severe", "minor": "Moderate", "slight": "Minor"}
	statuses   = map[string]string{"real": "Actual", "drill": "Exercise"}
)

// alert is the alarm as a message of CAP 1.2. The first one is an Alert; each stage
// after it an Update of the first, and one that was none a Cancel.
func alert(a *Alarm, stage, sender string, now int64) cap.Alert {
	first := cap.Reference{Sender: sender, Identifier: a.ID + "." + Raised, Sent: time.UnixMilli(a.ReceivedAt)}
	x := cap.Alert{
		Identifier: a.ID + "." + stage, Sender: sender, Sent: time.UnixMilli(now), Status: or(statuses[a.Mode], "Test"), MsgType: "Alert",
		Source: "护学 一键报警", Scope: "Restricted", Restriction: "仅供公安机关接处警使用，不得向社会发布", Incident: a.No,
		Info: cap.Info{
			Language: "zh-CN", Category: or(categories[a.Kind], "Security"), Event: "校园一键报警", Urgency: "Immediate",
			Severity: or(severities[a.Severity], "Unknown"), Certainty: "Observed", Onset: time.UnixMilli(a.PressedAt), SenderName: a.SchoolName,
			Headline: strings.TrimSpace(a.SchoolName + " " + a.Place + " " + kindNames[a.Kind]), Description: a.Note, Contact: a.Phone,
			Area: strings.TrimSpace(a.SchoolName + " " + a.Place), Lat: a.Lat, Lon: a.Lon, HasPoint: a.Lat != 0 || a.Lon != 0,
			Parameters: []cap.Named{
				{Name: "alarmNo", Value: a.No}, {Name: "stage", Value: stage}, {Name: "schoolCode", Value: a.SchoolCode}, {Name: "place", Value: a.Place},
				{Name: "presser", Value: a.Presser}, {Name: "silent", Value: strconv.FormatBool(a.Silent)}, {Name: "outcome", Value: a.Outcome},
			},
		},
	}
	switch stage {
	case Raised:
		x.Sent = first.Sent // what later messages refer to
	case Accepted:
		x.MsgType, x.References, x.Info.Response = "Update", []cap.Reference{first}, "Assess"
	case Closed:
		x.MsgType, x.References, x.Info.Response, x.Info.Urgency = "Update", []cap.Reference{first}, "AllClear", "Past"
		if a.Outcome == "false_alarm" {
			x.MsgType, x.Info.Certainty = "Cancel", "Unlikely"
		}
	case Test:
		x.Status = "Test"
	}
	return x
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
