package campaign

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"github.com/boombuler/barcode/qr"
)

//go:embed pages/*.html
var pageFiles embed.FS

var pageTemplates = template.Must(template.New("").Funcs(template.FuncMap{
	"add1": func(i int) int { return i + 1 }, "sentence": func(s string) string { return strings.TrimRight(s, "。.") + "。" }, "pct": hundredths, "time": moment, "day": chineseDay, "n": grouped,
	"field": func(f string) string {
		return map[string]string{"done": "完成人数", "excluded": "剔除人数", "questioned": "存疑人数"}[f]
	},
	"lines": func(s string) []string { return strings.Split(s, "\n") },
}).ParseFS(pageFiles, "pages/*.html"))

// paperData is what the printed bulletin is drawn from.
type paperData struct {
	sheet
	Lagging  []laggard
	Below    int
	Official bool // schools are named
	QR       template.HTML
	Link     string
	Address  string
}

// LastDay is a moment of the last day that counts.
func (d *paperData) LastDay() int64 { return d.Campaign.UntilAt.UnixMilli() - 1 }

// draw makes the page. The code at its end holds the number and the hash, and where
// both can be checked.
func (d *paperData) draw(base string) ([]byte, error) {
	d.Address = base + "/verify/bulletin"
	d.Link = d.Address + "?" + url.Values{"no": {d.No}, "sum": {d.Sum}}.Encode()
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
	err = pageTemplates.ExecuteTemplate(&out, "bulletin.html", d)
	return out.Bytes(), err
}

// knownPage is what the public page says of a paper.
func knownPage(no string, k *Known) ([]byte, error) {
	var out bytes.Buffer
	err := pageTemplates.ExecuteTemplate(&out, "known.html", map[string]any{"No": no, "Known": k})
	return out.Bytes(), err
}

// hundredths shows ten-thousandths as per cent: 9525 is 95.25 %.
func hundredths(r int64) string { return fmt.Sprintf("%d.%02d%%", r/100, r%100) }

// grouped writes a number with its thousands apart.
func grouped(n int64) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func chineseDay(ms int64) string { return time.UnixMilli(ms).In(city).Format("2006年1月2日") }
