package alarm

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/url"
	"strings"

	"github.com/boombuler/barcode/qr"
)

//go:embed pages/*.html
var pageFiles embed.FS

var pageTemplates = template.Must(template.New("").Funcs(template.FuncMap{
	"time": paperTime, "after": paperSpan, "short": short,
	"level": func(l Level) string { return word(levelWords, l) },
	"mode":  func(m Mode) string { return word(modeWords, m) }, "kind": func(k string) string { return word(kindWords, k) },
	"state":  func(k State) string { return word(stateWords, k) },
	"flaw":   func(f Flaw) string { zh, _ := f.Say(); return zh },
	"moment": func(k string) string { return word(timeWords, k) }, "line": func(k string) string { return word(lineWords, k) },
	"channel": func(k string) string { return word(channelWords, k) },
	"receipt": func(k any) string { return word(receiptWords, fmt.Sprint(k)) },
	"outcome": outcomeWord, "said": said, "by": byWord, "yesno": func(b bool) string { return map[bool]string{true: "达标", false: "未达标"}[b] },
}).ParseFS(pageFiles, "pages/*.html"))

// paperData is what the printed record is drawn from.
type paperData struct {
	*Record
	Key             string
	Address         string
	QR              template.HTML
	Link            string // what the code says
	Practice        bool
	Holds           bool
	People, Reached int
	Percent         string
}

// paper draws the printed record. The code at its end holds the number, the hash
// at the end of the chain, the key's fingerprint and where both can be checked.
func paper(r *Record, file []byte, base string) ([]byte, error) {
	var f sealedFile
	if err := json.Unmarshal(file, &f); err != nil {
		return nil, err
	}
	q := url.Values{"no": {r.Alarm.No}, "head": {r.Chain.Head}, "key": {f.Seal.Fingerprint}}
	d := paperData{Record: r, Key: f.Seal.Fingerprint, Address: base + "/verify", Practice: r.Alarm.Mode != Real, Holds: len(r.Chain.Flaws) == 0}
	d.People, d.Reached = reachOf(r)
	d.Percent = percent(d.Reached, d.People)
	d.Link = base + "/verify?" + q.Encode()
	code, err := qr.Encode(d.Link, qr.M, qr.Auto)
	if err != nil {
		return nil, err
	}
	var svg strings.Builder
	size := code.Bounds().Dx()
	fmt.Fprintf(&svg, `<svg viewBox="0 0 %d %d" role="img" aria-label="核验二维码" shape-rendering="crispEdges"><path fill="#000" d="`, size, size)
	for y := range size {
		for x := range size {
			if red, _, _, _ := code.At(x, y).RGBA(); red == 0 {
				fmt.Fprintf(&svg, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	svg.WriteString(`"/></svg>`)
	d.QR = template.HTML(svg.String()) //nolint:gosec // drawn here, from numbers
	var out bytes.Buffer
	err = pageTemplates.ExecuteTemplate(&out, "paper.html", d)
	return out.Bytes(), err
}

// reachOf counts people over all messages of an alarm: who was reached by one is
// reached.
func reachOf(r *Record) (people, reached int) {
	all, got := map[string]bool{}, map[string]bool{}
	for _, sheet := range r.Receipts {
		for _, x := range sheet.Receipts {
			if x.PersonID == "" {
				continue
			}
			all[x.PersonID] = true
			if x.DeliveredAt > 0 || x.SeenAt > 0 {
				got[x.PersonID] = true
			}
		}
	}
	return len(all), len(got)
}

// percent is n of d, half up to two decimals; "—" of nothing.
func percent(n, d int) string {
	if d == 0 {
		return "—"
	}
	scaled := (n*20000 + d) / (2 * d)
	return fmt.Sprintf("%d.%02d%%", scaled/100, scaled%100)
}

// paperSpan is a length of time as it is printed.
func paperSpan(ms int64) string {
	s := (ms + 500) / 1000
	switch {
	case ms < 0:
		return "—"
	case s < 60:
		return fmt.Sprintf("%d.%d 秒", ms/1000, ms%1000/100)
	case s < 3600:
		return fmt.Sprintf("%d 分 %d 秒", s/60, s%60)
	}
	return fmt.Sprintf("%d 时 %d 分 %d 秒", s/3600, s%3600/60, s%60)
}

func outcomeWord(c Card) string {
	switch c.Outcome {
	case Handled:
		return "已处置"
	case FalseAlarm:
		return "误报：" + word(falseWords, c.OutcomeReason)
	}
	return "未办结"
}

// verdict is what the public page says: of a paper (Answer) or of a file (Report).
type verdict struct {
	No, Head, Answer string
	Report           *Finding
}

// Said are the flaws of the file as sentences.
func (v verdict) Said() []string {
	var out []string
	for _, f := range v.Report.Flaws {
		zh, en := f.Say()
		out = append(out, zh+"。"+en+".")
	}
	return out
}

// When is the moment of signing.
func (v verdict) When() string { return paperTime(v.Report.SignedAt) }

func (v verdict) page() ([]byte, error) {
	var out bytes.Buffer
	err := pageTemplates.ExecuteTemplate(&out, "verify.html", v)
	return out.Bytes(), err
}
