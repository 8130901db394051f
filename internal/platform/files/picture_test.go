package files_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/files"
)

// gate is a picture whose four corners tell which way up it is: red, green, blue
// and white, clockwise from the upper left.
func gate(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{255, 0, 0, 255}
			switch {
			case x >= w/2 && y < h/2:
				c = color.RGBA{0, 255, 0, 255}
			case x >= w/2:
				c = color.RGBA{0, 0, 255, 255}
			case y >= h/2:
				c = color.RGBA{255, 255, 255, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func asJPEG(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withExif puts an Exif segment with an orientation and a place behind the first
// marker, as cameras do.
func withExif(photo []byte, turn uint16) []byte {
	tiff := []byte("II*\x00\x08\x00\x00\x00\x01\x00")
	tiff = binary.LittleEndian.AppendUint16(tiff, 0x0112)
	tiff = binary.LittleEndian.AppendUint16(tiff, 3)
	tiff = binary.LittleEndian.AppendUint32(tiff, 1)
	tiff = binary.LittleEndian.AppendUint32(tiff, uint32(turn))
	body := append([]byte("Exif\x00\x00"), append(tiff, "GPS 38.4170 112.7340"...)...)
	seg := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2))
	return append(append(append([]byte{}, photo[:2]...), append(seg, body...)...), photo[2:]...)
}

// shown is what a browser gets for a photograph that was handed in.
func (s *stage) shown(content []byte) (*files.File, image.Image, []byte, image.Image) {
	s.t.Helper()
	guard := as("per_guard", school)
	f, err := s.Add(guard, "visit_photo", school, "照片.jpg", bytes.NewReader(content))
	if err != nil {
		s.t.Fatal(err)
	}
	whole, raw := s.decoded(s.Open(guard, f.ID))
	thumb, _ := s.decoded(s.OpenSmall(guard, f.ID))
	return f, whole, raw, thumb
}

func (s *stage) decoded(_ *files.File, b io.ReadCloser, err error) (image.Image, []byte) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	raw, err := io.ReadAll(b)
	if err != nil {
		s.t.Fatal(err)
	}
	m, err := jpeg.Decode(bytes.NewReader(raw))
	if err != nil {
		s.t.Fatal(err)
	}
	return m, raw
}

// corners names the colours of the four corners, clockwise from the upper left.
func corners(m image.Image) string {
	b := m.Bounds()
	var out strings.Builder
	for _, p := range []image.Point{{b.Dx() / 4, b.Dy() / 4}, {3 * b.Dx() / 4, b.Dy() / 4}, {3 * b.Dx() / 4, 3 * b.Dy() / 4}, {b.Dx() / 4, 3 * b.Dy() / 4}} {
		r, g, bl, _ := m.At(b.Min.X+p.X, b.Min.Y+p.Y).RGBA()
		switch high := uint32(0xc000); {
		case r > high && g > high && bl > high:
			out.WriteByte('w')
		case r > high:
			out.WriteByte('r')
		case g > high:
			out.WriteByte('g')
		case bl > high:
			out.WriteByte('b')
		default:
			out.WriteByte('?')
		}
	}
	return out.String()
}

// A photograph of a telephone: small enough afterwards, upright, and nothing in it
// of what was hidden in it.
func TestAPhotographIsDrawnAnew(t *testing.T) {
	play(t, func(s *stage) {
		sent := append(withExif(asJPEG(s.t, gate(3000, 2000)), 1), "<script>alert(1)</script>PK\x03\x04"...)
		f, whole, raw, thumb := s.shown(sent)
		if b := whole.Bounds(); b.Dx() != 1600 || b.Dy() != 1067 || corners(whole) != "rgbw" {
			s.t.Errorf("%v %s", b, corners(whole))
		}
		if b := thumb.Bounds(); b.Dx() != 320 || b.Dy() != 213 || corners(thumb) != "rgbw" {
			s.t.Errorf("small: %v %s", b, corners(thumb))
		}
		for _, hidden := range []string{"Exif", "GPS", "script", "PK\x03\x04"} {
			if bytes.Contains(raw, []byte(hidden)) {
				s.t.Errorf("%q is still in it", hidden)
			}
		}
		if f.MediaType != files.JPEG || len(f.Original) != 64 || f.Original == f.SHA256 {
			s.t.Errorf("%+v", f)
		}
	})
}

func TestEveryWayACameraIsHeld(t *testing.T) {
	play(t, func(s *stage) {
		for turn, want := range []string{1: "rgbw", 2: "grwb", 3: "bwrg", 4: "wbgr", 5: "rwbg", 6: "wrgb", 7: "bgrw", 8: "gbwr"} {
			if turn == 0 {
				continue
			}
			_, whole, _, _ := s.shown(withExif(asJPEG(s.t, gate(200, 120)), uint16(turn)))
			b, tall := whole.Bounds(), turn >= 5
			if corners(whole) != want || (b.Dx() == 120) != tall {
				s.t.Errorf("orientation %d: %s %v, want %s", turn, corners(whole), b, want)
			}
		}
	})
}

func TestOtherSortsBecomeJPEG(t *testing.T) {
	play(t, func(s *stage) {
		faint := image.NewNRGBA(image.Rect(0, 0, 100, 50)) // a signature: nothing but see-through
		faint.SetNRGBA(10, 10, color.NRGBA{A: 255})
		_, whole, _, thumb := s.shown(asPNG(s.t, faint))
		if corners(whole) != "wwww" || thumb.Bounds().Dx() != 100 {
			s.t.Errorf("see-through: %s %v", corners(whole), thumb.Bounds())
		}
		grey := image.NewGray16(image.Rect(0, 0, 64, 64))
		if _, whole, _, _ := s.shown(asPNG(s.t, grey)); whole.Bounds().Dx() != 64 {
			s.t.Error("grey")
		}
		// One pixel, lossless WebP (RFC 9649).
		webp := "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
		if _, whole, _, _ := s.shown([]byte(webp)); whole.Bounds().Dx() != 1 {
			s.t.Error("webp")
		}
	})
}

// wide is the beginning of a JPEG that says it is very large.
func wide(w, h uint16, frame byte) []byte {
	b := []byte{0xff, 0xd8, 0xff, frame, 0, 17, 8}
	b = binary.BigEndian.AppendUint16(b, h)
	b = binary.BigEndian.AppendUint16(b, w)
	return append(b, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0)
}

func TestPicturesThatAreNone(t *testing.T) {
	play(t, func(s *stage) {
		guard := as("per_guard", school)
		bomb := asPNG(s.t, image.NewPaletted(image.Rect(0, 0, 9000, 6000), color.Palette{color.Black})) // 54 million pixels in some kB
		liar := append([]byte("RIFF\x40\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
			"VP8L\x10\x00\x00\x00\x2f\xff\xff\xff\x0f\x00\x00\x00\x00\x00\x00\x00\x00"...) // one pixel outside, 16384 × 16384 within
		for _, c := range []struct {
			what, code string
			content    []byte
		}{
			{"SVG", "files.kind_not_taken", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`)},
			{"SVG with a declaration", "files.kind_not_taken", []byte(`<?xml version="1.0"?><svg onload="x()"/>`)},
			{"HTML", "files.kind_not_taken", []byte("<!DOCTYPE html><script>1</script>")},
			{"a page that begins like a JPEG", "files.picture_unreadable", []byte("\xff\xd8\xff\xe0\x00\x10JFIF<script>alert(1)</script>")},
			{"HEIC", "files.heic", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")},
			{"GIF", "files.kind_not_taken", []byte("GIF89a\x01\x00\x01\x00")},
			{"cut off", "files.picture_unreadable", asJPEG(s.t, gate(300, 300))[:900]},
			{"65535 × 65535", "files.too_many_pixels", wide(65535, 65535, 0xc0)},
			{"40 million pixels that want 300 MB", "files.too_many_pixels", wide(8000, 5000, 0xc2)},
			{"a PNG bomb", "files.too_many_pixels", bomb},
			{"a WebP that lies", "files.too_many_pixels", liar},
		} {
			_, err := s.Add(guard, "visit_photo", school, "x.jpg", bytes.NewReader(c.content))
			if errs.Code(err) != c.code {
				s.t.Errorf("%s: %v, want %s", c.what, err, c.code)
			}
		}
		if n := s.stored(); n != 0 {
			s.t.Errorf("%d left on the shelf", n)
		}
	})
}

// The camera of a good telephone: 40 million pixels are taken, and made small.
func TestFortyMegapixels(t *testing.T) {
	if testing.Short() {
		t.Skip("draws forty million pixels")
	}
	play(t, func(s *stage) {
		m := image.NewYCbCr(image.Rect(0, 0, 7300, 5480), image.YCbCrSubsampleRatio420)
		for i := range m.Y {
			m.Y[i] = byte(i>>4) & 0x3f
		}
		for i := range m.Cb {
			m.Cb[i], m.Cr[i] = 128, 128
		}
		_, whole, _, _ := s.shown(asJPEG(s.t, m))
		if b := whole.Bounds(); b.Dx() != 1600 || b.Dy() != 1201 {
			s.t.Fatal(b)
		}
	})
}

func TestTheSmallPictureIsKeptAndSweptWithTheLargeOne(t *testing.T) {
	play(t, func(s *stage) {
		guard := as("per_guard", school)
		one, _, _, _ := s.shown(asJPEG(s.t, gate(800, 600)))
		two, _, _, _ := s.shown(asJPEG(s.t, gate(600, 800)))
		if err := s.keepAs(guard, one, "visit_photo"); err != nil {
			s.t.Fatal(err)
		}
		s.clk.Add(25 * hour)
		if rows, blobs, err := s.Purge(system()); rows != 1 || blobs != 2 || err != nil {
			s.t.Fatal(rows, blobs, err)
		}
		s.decoded(s.OpenSmall(guard, one.ID))
		if _, _, err := s.OpenSmall(guard, two.ID); !errors.Is(err, files.ErrNotFound) {
			s.t.Fatal(err)
		}
	})
}
