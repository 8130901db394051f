package mediation

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	_ "image/png" // what an officer may hand in
	"strings"

	"huxue/internal/kit/errs"
)

// The picture of a notice is drawn anew twice. When it comes in, it loses whatever else
// was in the file (place, camera, thumbnail) and what is too large of it; when somebody
// looks, the number of that look and its time are drawn into every part of it, so that a
// photograph of the screen says whose screen it was.

const (
	maxPicture = 8 << 20  // bytes handed in
	maxPixels  = 40 << 20 // decoded; an image larger than that is refused before it is read
	widest     = 1280     // what is kept
	tileX      = 46       // in units of the drawing's size
	tileY      = 26       //
)

var (
	errPicture     = errs.Invalid("mediation.picture_unreadable", errs.Field{Name: "picture", Code: "mediation.picture_unreadable"})
	errPictureSize = errs.Invalid("mediation.picture_large", errs.Field{Name: "picture", Code: "mediation.picture_large"})
)

// cleanPicture reads a JPEG or PNG by its content and draws it anew, smaller if need be.
func cleanPicture(raw []byte) ([]byte, error) {
	if len(raw) > maxPicture {
		return nil, errPictureSize
	}
	head, _, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return nil, errPicture.Because(err)
	}
	if head.Width <= 0 || head.Height <= 0 || head.Width > maxPixels/head.Height {
		return nil, errPictureSize
	}
	src, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, errPicture.Because(err)
	}
	return encode(shrink(src))
}

// shrink draws src on white, at most widest on either side, each point the mean of what
// it stands for.
func shrink(src image.Image) *image.RGBA {
	b := src.Bounds()
	scale := max(1, (max(b.Dx(), b.Dy())+widest-1)/widest)
	w, h := max(1, b.Dx()/scale), max(1, b.Dy()/scale)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	if scale == 1 {
		draw.Draw(out, out.Bounds(), src, b.Min, draw.Over)
		return out
	}
	n := uint32(scale * scale) //nolint:gosec // at most a few thousand
	for y := range h {
		for x := range w {
			var r, g, bl, a uint32
			for dy := range scale {
				for dx := range scale {
					cr, cg, cb, ca := src.At(b.Min.X+x*scale+dx, b.Min.Y+y*scale+dy).RGBA()
					r, g, bl, a = r+cr>>8, g+cg>>8, bl+cb>>8, a+ca>>8
				}
			}
			white := 255 - a/n
			out.SetRGBA(x, y, color.RGBA{uint8(r/n + white), uint8(g/n + white), uint8(bl/n + white), 255}) //nolint:gosec // means of bytes
		}
	}
	return out
}

func encode(img image.Image) ([]byte, error) {
	var out bytes.Buffer
	err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 82})
	return out.Bytes(), err
}

// markPicture draws line into every part of a picture that cleanPicture made.
func markPicture(kept []byte, line string) ([]byte, error) {
	src, err := jpeg.Decode(bytes.NewReader(kept))
	if err != nil {
		return nil, err
	}
	b := src.Bounds()
	out := image.NewRGBA(b)
	draw.Draw(out, b, src, b.Min, draw.Src)
	size := max(2, b.Dx()/260)
	wide := textWidth(line) * size
	row := 0
	for y := size * 4; y < b.Max.Y; y += tileY * size {
		for x := -(row % 2) * wide / 2; x < b.Max.X; x += wide + tileX*size/2 {
			write(out, x+size, y+size, size, line, color.RGBA{0, 0, 0, 90})
			write(out, x, y, size, line, color.RGBA{255, 255, 255, 120})
		}
		row++
	}
	return encode(out)
}

// glyphs are 3 by 5 points, a row per octal digit.
var glyphs = map[rune]string{
	'0': "75557", '1': "26227", '2': "71747", '3': "71317", '4': "55711", '5': "74717", '6': "74757", '7': "71122", '8': "75757", '9': "75717",
	'-': "00700", ':': "02020", '#': "57575", ' ': "00000",
}

func textWidth(s string) int { return 4 * len(s) }

func write(img *image.RGBA, x, y, size int, s string, c color.RGBA) {
	ink := image.NewUniform(color.NRGBA(c))
	for _, r := range strings.ToUpper(s) {
		for row, d := range glyphs[r] {
			for col := range 3 {
				if (d-'0')>>(2-col)&1 == 0 {
					continue
				}
				at := image.Rect(x+col*size, y+row*size, x+(col+1)*size, y+(row+1)*size)
				draw.Draw(img, at, ink, image.Point{}, draw.Over)
			}
		}
		x += 4 * size
	}
}
