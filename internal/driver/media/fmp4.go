package media

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/bluenviron/mediacommon/v2/pkg/formats/fmp4"
	"github.com/bluenviron/mediacommon/v2/pkg/formats/fmp4/seekablebuffer"
	"github.com/bluenviron/mediacommon/v2/pkg/formats/mp4"
)

// ContentType names the stream with its codec, as MediaSource wants it.
func ContentType(key *Frame) string {
	for _, u := range key.NALUs {
		if nalType(u) == nalSPS && len(u) > 3 {
			return fmt.Sprintf(`video/mp4; codecs="avc1.%02x%02x%02x"`, u[1], u[2], u[3])
		}
	}
	return "video/mp4"
}

// Head is the initialisation segment for the pictures from a key frame on.
func Head(key *Frame) ([]byte, error) {
	c := &mp4.CodecH264{}
	c.SPS, c.PPS = sets(key)
	init := fmp4.Init{Tracks: []*fmp4.InitTrack{{ID: 1, TimeScale: ClockRate, Codec: c}}}
	var out seekablebuffer.Buffer
	if err := init.Marshal(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func sets(f *Frame) (sps, pps []byte) {
	for _, u := range f.NALUs {
		switch nalType(u) {
		case nalSPS:
			sps = u
		case nalPPS:
			pps = u
		}
	}
	return sps, pps
}

// Part is the picture as a fragment of its own. It is made once for all viewers.
func (f *Frame) Part() ([]byte, error) {
	f.once.Do(func() { f.part, f.partErr = part(f.number, 0, []*Frame{f}) })
	return f.part, f.partErr
}

func part(number uint32, base int64, frames []*Frame) ([]byte, error) {
	track := &fmp4.PartTrack{ID: 1, BaseTime: uint64(frames[0].DTS - base)}
	for i, f := range frames {
		s := &fmp4.Sample{Duration: uint32(f.Span)}
		if i+1 < len(frames) {
			s.Duration = uint32(frames[i+1].DTS - f.DTS)
		}
		if err := s.FillH264(int32(f.PTS-f.DTS), f.NALUs); err != nil {
			return nil, err
		}
		s.IsNonSyncSample = !f.Key
		track.Samples = append(track.Samples, s)
	}
	var out seekablebuffer.Buffer
	err := fmp4.Part{SequenceNumber: number, Tracks: []*fmp4.PartTrack{track}}.Marshal(&out)
	return out.Bytes(), err
}

// Serve writes what the viewer sees as fragmented MP4 until one of them has had enough.
// begin is told the content type before the first byte; flush is called after each picture.
func (v *Viewer) Serve(ctx context.Context, w io.Writer, begin func(contentType string), flush func() error) error {
	var sps []byte
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case f, ok := <-v.frames:
			if !ok {
				return v.Why()
			}
			if f.Key {
				if now, _ := sets(f); !bytes.Equal(now, sps) {
					if sps == nil {
						begin(ContentType(f))
					}
					sps = now
					head, err := Head(f)
					if err != nil {
						return err
					}
					if _, err := w.Write(head); err != nil {
						return err
					}
				}
			}
			b, err := f.Part()
			if err != nil {
				return err
			}
			if _, err := w.Write(b); err != nil {
				return err
			}
			if len(v.frames) == 0 {
				if err := flush(); err != nil {
					return err
				}
			}
		}
	}
}

// File writes pictures as a file that plays from its beginning: one fragment a group.
type File struct {
	w      io.Writer
	base   int64
	sps    []byte
	group  []*Frame
	number uint32
	Frames int
	last   *Frame
}

// NewFile writes to w.
func NewFile(w io.Writer) *File { return &File{w: w} }

// Add appends a picture; the first one must be a key frame, others are left out until then.
func (x *File) Add(f *Frame) error {
	if x.sps == nil && !f.Key || x.last != nil && f.DTS <= x.last.DTS {
		return nil
	}
	if f.Key {
		if err := x.Flush(); err != nil {
			return err
		}
		if now, _ := sets(f); !bytes.Equal(now, x.sps) {
			if x.sps == nil {
				x.base = f.DTS
			}
			x.sps = now
			head, err := Head(f)
			if err != nil {
				return err
			}
			if _, err := x.w.Write(head); err != nil {
				return err
			}
		}
	}
	x.group = append(x.group, f)
	x.last = f
	x.Frames++
	return nil
}

// Flush writes the group under way.
func (x *File) Flush() error {
	if len(x.group) == 0 {
		return nil
	}
	x.number++
	b, err := part(x.number, x.base, x.group)
	x.group = nil
	if err != nil {
		return err
	}
	_, err = x.w.Write(b)
	return err
}
