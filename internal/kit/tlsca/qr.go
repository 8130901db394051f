package tlsca

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/http"

	"github.com/boombuler/barcode/qr"
)

const (
	dots  = 8 // pixels per module
	quiet = 4 // modules of white around the code, as its standard asks
)

// picture writes text as a QR code.
func picture(w http.ResponseWriter, text string) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil { // longer than a code can hold: not an address
		http.Error(w, "address too long", http.StatusBadRequest)
		return
	}
	n := code.Bounds().Dx()
	side := (n + 2*quiet) * dots
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range n * dots {
		for x := range n * dots {
			if r, _, _, _ := code.At(x/dots, y/dots).RGBA(); r == 0 {
				img.SetColorIndex(x+quiet*dots, y+quiet*dots, 1)
			}
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(out.Bytes())
}
