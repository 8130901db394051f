package cap

import (
	"os"
	"strings"
	"testing"
	"time"
)

var at = time.Date(2026, 11, 23, 7, 45, 0, 0, time.UTC)

func alarm() Alert {
	return Alert{
		Identifier: "alm_01:raised", Sender: "huxue.xinzhou", Sent: at, Status: "Actual", MsgType: "Alert", Source: "护学 一键报警",
		Scope: "Restricted", Restriction: "仅供公安机关接处警使用", Incident: "BJ20261123-154500-AB12",
		Info: Info{Language: "zh-CN", Category: "Security", Event: "校园一键报警", Urgency: "Immediate", Severity: "Extreme", Certainty: "Observed",
			Onset: at.Add(-time.Second), SenderName: "长征小学", Headline: "长征小学 东门 <一键报警>", Description: "暴力\x01侵害 & \"刀\"", Contact: "13800000000",
			Parameters: []Named{{"alarmNo", "BJ1"}, {"empty", ""}}, Area: "长征小学 东门", Lat: 38.416, Lon: 112.734, HasPoint: true,
			AreaGeocodes: []Named{{"GB/T 2260", "140902"}}},
	}
}

func TestADocumentKeepsTheRules(t *testing.T) {
	doc, err := Write(alarm())
	if err != nil {
		t.Fatalf("%v\n%s", err, doc)
	}
	if path := os.Getenv("CAP_OUT"); path != "" { // for a foreign reader
		if err := os.WriteFile(path, doc, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{`<sent>2026-11-23T15:45:00+08:00</sent>`, `<circle>38.416000,112.734000 0</circle>`, `&lt;一键报警&gt;`, `暴力侵害 &amp; `,
		`<scope>Restricted</scope>`, `xmlns="urn:oasis:names:tc:emergency:cap:1.2"`} {
		if !strings.Contains(string(doc), want) {
			t.Errorf("no %s in\n%s", want, doc)
		}
	}
	if strings.Contains(string(doc), "empty") {
		t.Error("a parameter without a value")
	}
	a := alarm()
	a.MsgType, a.References = "Update", []Reference{{a.Sender, a.Identifier, at}}
	if doc, err := Write(a); err != nil || !strings.Contains(string(doc), "huxue.xinzhou,alm_01:raised,2026-11-23T15:45:00+08:00") {
		t.Errorf("%v\n%s", err, doc)
	}
}

func TestWhatBreaksARule(t *testing.T) {
	for name, spoil := range map[string]func(*Alert){
		"no identifier":      func(a *Alert) { a.Identifier = "" },
		"a space":            func(a *Alert) { a.Identifier = "a b" },
		"a comma":            func(a *Alert) { a.Sender = "a,b" },
		"no time":            func(a *Alert) { a.Sent = time.Time{} },
		"no such status":     func(a *Alert) { a.Status = "Real" },
		"no restriction":     func(a *Alert) { a.Restriction = "" },
		"private to nobody":  func(a *Alert) { a.Scope = "Private" },
		"an update of what?": func(a *Alert) { a.MsgType = "Update" },
		"no category":        func(a *Alert) { a.Info.Category = "" },
		"no event":           func(a *Alert) { a.Info.Event = " " },
		"no such severity":   func(a *Alert) { a.Info.Severity = "critical" },
		"nowhere on earth":   func(a *Alert) { a.Info.Lat = 91 },
	} {
		a := alarm()
		spoil(&a)
		if doc, err := Write(a); err == nil {
			t.Errorf("%s:\n%s", name, doc)
		}
	}
	good, _ := Write(alarm())
	for name, change := range map[string][2]string{
		"Z":                {"+08:00</sent>", "Z</sent>"},
		"order":            {"<status>Actual</status>", ""},
		"twice":            {"<status>Actual</status>", "<status>Actual</status><status>Actual</status>"},
		"late":             {"<event>", "<language>zh</language><event>"},
		"foreign":          {"<status>", "<state/><status>"},
		"other namespace":  {Namespace, "urn:oasis:names:tc:emergency:cap:1.1"},
		"cut off":          {"</alert>", ""},
		"elements in text": {"<event>", "<event><event>x</event>"},
		"a second root":    {"</alert>", "</alert><alert xmlns=\"" + Namespace + "\"/>"},
	} {
		if err := Check([]byte(strings.Replace(string(good), change[0], change[1], 1))); err == nil {
			t.Error(name)
		}
	}
}

// No document makes Check panic, and what it takes it takes again.
func FuzzCheck(f *testing.F) {
	good, _ := Write(alarm())
	f.Add(good)
	f.Add([]byte("<alert/>"))
	f.Fuzz(func(t *testing.T, doc []byte) {
		if first, second := Check(doc), Check(doc); (first == nil) != (second == nil) {
			t.Fatal(first, second)
		}
	})
}
