package files

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"os"
	"runtime"
	"time"

	"golang.org/x/image/webp"
	"golang.org/x/sync/semaphore"
)

// A photograph is never kept as it came. It is taken apart and drawn anew, which
// leaves behind where and with what it was taken, whatever else was hidden in it,
// and most of its size. What is kept is a JPEG, held upright.
const (
	longEdge     = 1600
	thumbEdge    = 320
	quality      = 82
	thumbQuality = 70
	// workspace is the memory that all pictures being taken apart may hold
	// together. A photograph of 50 megapixels, as telephones make them, holds 75 MB.
	workspace = 128 << 20
	// patience ends a picture that is cheap to send and dear to read.
	patience = 15 * time.Second
	million  = 1_000_000
)

// darkroom is where pictures are taken apart: never more at once than fit.
type darkroom struct{ room *semaphore.Weighted }

func newDarkroom() darkroom { return darkroom{semaphore.NewWeighted(workspace)} }

// develop reads a picture and calls keep with it as it is to be kept and once
// more small. limit is in millions of pixels.
func (d darkroom) develop(ctx context.Context, r io.ReaderAt, size int64, kind string, limit int, keep func(full, thumb *image.RGBA) error) error {
	h, err := readHeader(r, size, kind)
	if err != nil {
		return errPicture.Because(err)
	}
	if h.pixels() > int64(limit)*million || h.weight > workspace {
		return errPixels.With("megapixels", limit).With("is", (h.pixels()+million-1)/million)
	}
	// One share for every processor, so that many small ones do not crowd out an alarm.
	share := max(h.weight, workspace/int64(max(1, runtime.GOMAXPROCS(0))))
	if err := d.room.Acquire(ctx, share); err != nil {
		return errBroken.Because(err)
	}
	defer d.room.Release(share)
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	full, err := readPicture(&patient{ctx, io.NewSectionReader(r, 0, size)}, kind, h)
	if err != nil {
		return errPicture.Because(err)
	}
	return keep(full, shrink(full, thumbEdge))
}

// The norm that says how many millions of pixels a photograph may have.
const (
	pixelsKey     = "files.photo_mp"
	pixelsDefault = 50
)

// develop draws a photograph anew, whole and small.
func (s *Service) develop(ctx context.Context, in incoming, limit int) (full, thumb incoming, err error) {
	b, err := os.Open(in.temp)
	if err != nil {
		return full, thumb, err
	}
	defer func() { _ = b.Close() }()
	draw := func(m *image.RGBA, q int) (incoming, error) {
		return s.shelf.drawn(JPEG, func(w io.Writer) error { return jpeg.Encode(w, m, &jpeg.Options{Quality: q}) })
	}
	err = s.darkroom.develop(ctx, b, in.size, in.kind, limit, func(large, small *image.RGBA) (err error) {
		if full, err = draw(large, quality); err != nil {
			return err
		}
		if thumb, err = draw(small, thumbQuality); err != nil {
			_ = os.Remove(full.temp)
		}
		return err
	})
	return full, thumb, err
}

// readPicture decodes a picture, makes it at most longEdge long and turns it
// upright.
func readPicture(r io.Reader, kind string, h header) (out *image.RGBA, err error) {
	// The decoders are not ours. A crafted picture that breaks one is a bad
	// picture, not a broken server.
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, fmt.Errorf("the decoder broke: %v", p)
		}
	}()
	var m image.Image
	switch kind {
	case JPEG:
		m, err = jpeg.Decode(r)
	case PNG:
		m, err = png.Decode(r)
	case WebP:
		m, err = webp.Decode(r)
	default:
		err = errHeader
	}
	if err != nil {
		return nil, err
	}
	if b := m.Bounds(); int64(b.Dx())*int64(b.Dy()) > h.pixels() {
		return nil, errors.New("the picture is larger than its header says")
	}
	return turned(shrink(m, longEdge), h.turn), nil
}

// patient stops a reader when its time is over: a decoder can be interrupted only
// where it reads.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p *patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}

// shrink draws m on white so that its longer side is at most edge: every pixel of
// the result is the mean of those that it covers. It works by bands of rows, so
// that the picture is never in memory twice.
func shrink(m image.Image, edge int) *image.RGBA {
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	scale := min(1, float64(edge)/float64(max(w, h)))
	out := image.NewRGBA(image.Rect(0, 0, max(1, int(math.Round(float64(w)*scale))), max(1, int(math.Round(float64(h)*scale)))))
	const band = 64
	rows := image.NewRGBA(image.Rect(0, 0, w, min(band, h)))
	s := newScaler(w, h, out)
	for y := 0; y < h; y += band {
		n := min(band, h-y)
		part := image.Rect(0, 0, w, n)
		draw.Draw(rows, part, image.White, image.Point{}, draw.Src)
		draw.Draw(rows, part, m, image.Pt(b.Min.X, b.Min.Y+y), draw.Over)
		for i := range n {
			s.row(rows.Pix[i*rows.Stride : i*rows.Stride+4*w])
		}
	}
	return out
}

// scaler adds up rows of a larger picture into the rows of a smaller one.
type scaler struct {
	across, down []share
	out          *image.RGBA
	y            int       // row of the large picture that comes next
	line         []float32 // that row, as wide as the small picture
	sum, next    []float32 // the row of the small picture being filled, and the one after it
	full         int       // rows of the small picture that are done
}

// share says into which cell of the smaller side one of the larger goes, with
// which part; the rest goes into the cell after it.
type share struct {
	cell       int
	part, rest float32
}

func shares(large, small int) []share {
	out := make([]share, large)
	for i := range out {
		// In units of 1/large of a cell all of it is whole numbers: no rounding gathers.
		from, to := i*small, (i+1)*small
		cell := from / large
		edge := min(to, (cell+1)*large)
		out[i] = share{cell, float32(edge-from) / float32(large), float32(to-edge) / float32(large)}
	}
	return out
}

func newScaler(w, h int, out *image.RGBA) *scaler {
	n := 3 * out.Rect.Dx()
	return &scaler{across: shares(w, out.Rect.Dx()), down: shares(h, out.Rect.Dy()), out: out,
		line: make([]float32, n), sum: make([]float32, n), next: make([]float32, n)}
}

func (s *scaler) row(px []byte) {
	clear(s.line)
	for x, a := range s.across {
		r, g, b := float32(px[4*x]), float32(px[4*x+1]), float32(px[4*x+2])
		c := s.line[3*a.cell:]
		c[0] += r * a.part
		c[1] += g * a.part
		c[2] += b * a.part
		if a.rest > 0 {
			c[3] += r * a.rest
			c[4] += g * a.rest
			c[5] += b * a.rest
		}
	}
	d := s.down[s.y]
	s.y++
	for i, v := range s.line {
		s.sum[i] += v * d.part
		s.next[i] += v * d.rest
	}
	if s.y == len(s.down) || s.down[s.y].cell > d.cell {
		s.flush()
	}
}

func (s *scaler) flush() {
	px := s.out.Pix[s.full*s.out.Stride:]
	for x := range s.out.Rect.Dx() {
		for c := range 3 {
			px[4*x+c] = uint8(min(255, s.sum[3*x+c]+0.5))
		}
		px[4*x+3] = 255
	}
	s.full++
	s.sum, s.next = s.next, s.sum
	clear(s.next)
}

// turned holds a picture the way its camera was held: the eight orientations of
// Exif, seen from the upright picture.
func turned(m *image.RGBA, turn int) *image.RGBA {
	if turn < 2 || turn > 8 {
		return m
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	ow, oh := w, h
	if turn >= 5 {
		ow, oh = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, ow, oh))
	for y := range oh {
		for x := range ow {
			sx, sy := x, y
			switch turn {
			case 2:
				sx = w - 1 - x
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sy = h - 1 - y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, h-1-x
			case 7:
				sx, sy = w-1-y, h-1-x
			case 8:
				sx, sy = w-1-y, x
			}
			copy(out.Pix[out.PixOffset(x, y):][:4], m.Pix[m.PixOffset(sx, sy):][:4])
		}
	}
	return out
}
