// Package cap writes messages of the Common Alerting Protocol 1.2 (OASIS, also
// ITU-T X.1303): an alarm or a notice as one XML document that warning systems of
// any maker read. It knows no database; Write makes the document, and Check says
// whether a document keeps the protocol's rules. (protocols.md §4)
package cap

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// Namespace of CAP 1.2.
const Namespace = "urn:oasis:names:tc:emergency:cap:1.2"

// ContentType of a document.
const ContentType = "application/cap+xml; charset=utf-8"

// Alert is one message. What is for the police alone is Restricted, with a word
// why; Public is for what everybody may know.
type Alert struct {
	Identifier  string // no space, comma, < or &
	Sender      string // likewise
	Sent        time.Time
	Status      string // Actual, Exercise, Test
	MsgType     string // Alert, Update, Cancel
	Source      string
	Scope       string // Public or Restricted
	Restriction string
	Note        string
	References  []Reference // the messages before it
	Incident    string
	Info        Info
}

// Reference names an earlier message.
type Reference struct {
	Sender, Identifier string
	Sent               time.Time
}

// Info is what happened. Times may be zero.
type Info struct {
	Language     string // zh-CN
	Category     string // Safety, Security, Fire, Health, …
	Event        string
	Response     string // "" for none; AllClear when it is over
	Urgency      string // Immediate, Expected, Future, Past, Unknown
	Severity     string // Extreme, Severe, Moderate, Minor, Unknown
	Certainty    string // Observed, Likely, Possible, Unlikely, Unknown
	Audience     string
	Effective    time.Time
	Onset        time.Time
	Expires      time.Time
	SenderName   string
	Headline     string
	Description  string
	Instruction  string
	Web          string // an address
	Contact      string
	Parameters   []Named
	Area         string // words
	Lat, Lon     float64
	HasPoint     bool
	AreaGeocodes []Named
}

// Named is a name with its value.
type Named struct{ Name, Value string }

// The order of the fields is the order of the schema, which is a sequence.
type alertXML struct {
	XMLName     xml.Name `xml:"urn:oasis:names:tc:emergency:cap:1.2 alert"`
	Identifier  string   `xml:"identifier"`
	Sender      string   `xml:"sender"`
	Sent        string   `xml:"sent"`
	Status      string   `xml:"status"`
	MsgType     string   `xml:"msgType"`
	Source      string   `xml:"source,omitempty"`
	Scope       string   `xml:"scope"`
	Restriction string   `xml:"restriction,omitempty"`
	Note        string   `xml:"note,omitempty"`
	References  string   `xml:"references,omitempty"`
	Incidents   string   `xml:"incidents,omitempty"`
	Info        infoXML  `xml:"info"`
}

type infoXML struct {
	Language    string     `xml:"language,omitempty"`
	Category    string     `xml:"category"`
	Event       string     `xml:"event"`
	Response    string     `xml:"responseType,omitempty"`
	Urgency     string     `xml:"urgency"`
	Severity    string     `xml:"severity"`
	Certainty   string     `xml:"certainty"`
	Audience    string     `xml:"audience,omitempty"`
	Effective   string     `xml:"effective,omitempty"`
	Onset       string     `xml:"onset,omitempty"`
	Expires     string     `xml:"expires,omitempty"`
	SenderName  string     `xml:"senderName,omitempty"`
	Headline    string     `xml:"headline,omitempty"`
	Description string     `xml:"description,omitempty"`
	Instruction string     `xml:"instruction,omitempty"`
	Web         string     `xml:"web,omitempty"`
	Contact     string     `xml:"contact,omitempty"`
	Parameters  []namedXML `xml:"parameter"`
	Area        *areaXML   `xml:"area"`
}

type areaXML struct {
	Desc     string     `xml:"areaDesc"`
	Circle   string     `xml:"circle,omitempty"`
	Geocodes []namedXML `xml:"geocode"`
}

type namedXML struct {
	Name  string `xml:"valueName"`
	Value string `xml:"value"`
}

// Write returns the document. It refuses what would break a rule.
func Write(a Alert) ([]byte, error) {
	i := a.Info
	x := alertXML{
		Identifier: plain(a.Identifier), Sender: plain(a.Sender), Sent: stamp(a.Sent), Status: a.Status, MsgType: a.MsgType, Source: plain(a.Source),
		Scope: a.Scope, Restriction: plain(a.Restriction), Note: plain(a.Note), Incidents: plain(a.Incident),
		Info: infoXML{
			Language: i.Language, Category: i.Category, Event: plain(i.Event), Response: i.Response, Urgency: i.Urgency, Severity: i.Severity,
			Certainty: i.Certainty, Audience: plain(i.Audience), Effective: stamp(i.Effective), Onset: stamp(i.Onset), Expires: stamp(i.Expires),
			SenderName: plain(i.SenderName), Headline: plain(i.Headline), Description: plain(i.Description), Instruction: plain(i.Instruction), Web: plain(i.Web),
			Contact: plain(i.Contact), Parameters: named(i.Parameters),
		},
	}
	var refs []string
	for _, r := range a.References {
		refs = append(refs, r.Sender+","+r.Identifier+","+stamp(r.Sent))
	}
	x.References = strings.Join(refs, " ")
	if i.Area != "" {
		x.Info.Area = &areaXML{Desc: plain(i.Area), Geocodes: named(i.AreaGeocodes)}
		if i.HasPoint {
			x.Info.Area.Circle = fmt.Sprintf("%.6f,%.6f 0", i.Lat, i.Lon)
		}
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", "  ")
	if err := e.Encode(x); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), Check(b.Bytes())
}

// china is the zone of every time we write: the protocol wants an offset and
// forbids Z.
var china = time.FixedZone("+08:00", 8*60*60)

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(china).Format("2006-01-02T15:04:05+08:00")
}

func named(in []Named) []namedXML {
	var out []namedXML
	for _, n := range in {
		if n.Value != "" {
			out = append(out, namedXML{plain(n.Name), plain(n.Value)})
		}
	}
	return out
}

// plain drops what XML cannot hold.
func plain(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "")))
}
