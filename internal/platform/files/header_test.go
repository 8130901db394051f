package files

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"testing"

	"golang.org/x/image/webp"
)

// What the header says and what the decoder would hold never differ to our
// disadvantage.
func FuzzHeader(f *testing.F) {
	m := image.NewRGBA(image.Rect(0, 0, 8, 6))
	var j, p bytes.Buffer
	if jpeg.Encode(&j, m, nil) != nil || png.Encode(&p, m) != nil {
		f.Fatal("no seeds")
	}
	f.Add(j.Bytes())
	f.Add(p.Bytes())
	f.Add([]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x20Exif\x00\x00II*\x00\x08\x00\x00\x00\xff\xff"))
	f.Add([]byte("RIFF\x40\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00VP8 "))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bytes.NewReader(b)
		for kind, config := range map[string]func() (image.Config, error){
			JPEG: func() (image.Config, error) { return jpeg.DecodeConfig(bytes.NewReader(b)) },
			PNG:  func() (image.Config, error) { return png.DecodeConfig(bytes.NewReader(b)) },
		} {
			h, err := readHeader(r, int64(len(b)), kind)
			if err != nil {
				continue
			}
			c, err := config()
			if err == nil && int64(c.Width)*int64(c.Height) > h.pixels() {
				t.Fatalf("%s: the decoder sees %d × %d, we see %d × %d", kind, c.Width, c.Height, h.width, h.height)
			}
		}
		h, err := readHeader(r, int64(len(b)), WebP)
		if err != nil || h.pixels() > 1<<16 {
			return
		}
		if m, err := webp.Decode(bytes.NewReader(b)); err == nil && int64(m.Bounds().Dx())*int64(m.Bounds().Dy()) > h.pixels() {
			t.Fatalf("webp: %v, we see %d × %d", m.Bounds(), h.width, h.height)
		}
	})
}
