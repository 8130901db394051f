// Package qrcode draws QR codes for pages that this server draws itself.
package qrcode

import (
	"fmt"
	"html"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// SVG draws text as a code in error correction M, black on white with the four modules
// of white around it that the standard asks for; label is what it is called to somebody
// who does not see it, "" for a drawing beside its own words. It is "" for a text longer
// than a code can hold, which no address is.
func SVG(text, label string) string {
	c, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return ""
	}
	if label != "" {
		label = ` role="img" aria-label="` + html.EscapeString(label) + `"`
	}
	n := c.Bounds().Dx()
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 %d %d"%s shape-rendering="crispEdges"><path fill="#fff" d="M-4-4h%dv%dh-%dz"/><path fill="#000" d="`, n+8, n+8, label, n+8, n+8, n+8)
	for y := range n {
		for x := range n {
			if red, _, _, _ := c.At(x, y).RGBA(); red == 0 {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String()
}
