package video

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"huxue/internal/driver/media"
	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/files"
)

// PurposeClip is what clips are kept for; only this room shows them.
const PurposeClip = "video.clip"

// MaxClip is the largest part in bytes: three minutes at 12 Mbit/s, with room.
const MaxClip = 400 << 20

const (
	keyClipMin  = "video.clip_max_min"
	clipMinutes = 30
	keyDays     = "video.retention_days"
	daysDefault = 30
)

// record keeps what one camera shows at an alarm, in parts, until over ends or it has
// lasted long enough. access: the room's own watch calls it.
func (s *Service) record(ctx context.Context, over context.Context, a *Alarm, c *Camera) {
	live, release := s.pictures.Hold(c.ID)
	defer release()
	most := time.Duration(s.norms.Now(ctx, keyClipMin, a.Path, clipMinutes)) * time.Minute
	over, enough := context.WithTimeout(over, most)
	defer enough()
	pressed := s.pictures.Now().Add(-time.Duration(db.Millis(s.db.Clock().Now())-a.Pressed) * time.Millisecond)
	from, length := pressed.Add(-preRoll), firstPart
	for part := 1; over.Err() == nil && ctx.Err() == nil; part++ {
		next, err := s.part(ctx, over, a, c, live, part, from, pressed, length)
		if err != nil {
			s.log.WarnContext(ctx, "a part of evidence was not kept", "alarm", a.ID, "device", c.ID, "part", part, "error", err)
		}
		if next.IsZero() {
			return
		}
		from, length = next, laterParts
	}
}

// part writes one part and takes it over; next is where the following one begins, zero
// if there is none.
func (s *Service) part(ctx, over context.Context, a *Alarm, c *Camera, live *media.Live, n int, from, pressed time.Time, length time.Duration) (next time.Time, err error) {
	now := s.db.Clock().Now()
	k := &Clip{ID: id.New("vcl"), AlarmID: a.ID, CameraID: c.ID, Camera: c.Name, Place: c.Place, Part: n, State: Recording, BeganAt: db.Millis(now), path: a.Path, schoolID: a.SchoolID}
	mine := false
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if mine, err = insertClip(ctx, tx, k); err != nil || !mine {
			return err
		}
		return audit.Record(ctx, tx, "video.record", k.ID, map[string]any{"alarm": a.ID, "device": c.ID, "part": n})
	})
	if err != nil || !mine {
		return time.Time{}, err
	}
	f, err := os.OpenFile(s.clipFile(k.ID), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return time.Time{}, err
	}
	out := media.NewFile(f)
	first, last, err := s.write(over, out, live, from, length)
	err = errors.Join(err, f.Close())
	if !first.IsZero() {
		k.BeganAt = db.Millis(s.db.Clock().Now()) - s.pictures.Now().Sub(first).Milliseconds()
		k.BeforeMs = max(0, pressed.Sub(first).Milliseconds())
	}
	k.Why = trouble(live.Status(), s.pictures.Absent(live.Status().Err))
	if err != nil || ctx.Err() != nil { // what is on the disk is taken up at the next start
		return time.Time{}, err
	}
	return last, s.finish(ctx, k)
}

// write writes what was since from and what comes, until over ends or the part is
// long enough. It returns when its first and last picture came.
func (s *Service) write(over context.Context, out *media.File, live *media.Live, from time.Time, length time.Duration) (first, last time.Time, err error) {
	add := func(f *media.Frame) error {
		if first.IsZero() && f.Key {
			first = f.At
		}
		last = f.At
		return out.Add(f)
	}
	for _, f := range live.Stream.Since(from) {
		if err := add(f); err != nil {
			return first, last, err
		}
	}
	v := live.Stream.Watch()
	defer v.Close()
	end := time.NewTimer(length)
	defer end.Stop()
	for {
		select {
		case f, ok := <-v.Frames():
			if !ok {
				return first, last, out.Flush()
			}
			if f.At.Before(last) { // it was in what is past already
				continue
			}
			if err := add(f); err != nil {
				return first, last, err
			}
		case <-over.Done():
			return first, last, out.Flush()
		case <-end.C:
			if last.IsZero() { // nothing has come so far: the part begins when something does
				end.Reset(length)
				continue
			}
			return first, last, out.Flush()
		}
	}
}

func (s *Service) clipFile(clipID string) string { return filepath.Join(s.dir, clipID+".mp4") }

// finish takes a part over from its file of its own.
// audit: files records what came in.
func (s *Service) finish(ctx context.Context, k *Clip) error {
	name := s.clipFile(k.ID)
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	size, err := f.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return err
	}
	k.State, k.EndedAt = Failed, db.Millis(s.db.Clock().Now())
	var kept *files.File
	if size > 0 {
		if kept, err = s.files.Take(ctx, PurposeClip, k.path, k.AlarmID+"-"+k.ID+".mp4", f); err != nil {
			return err
		}
		k.State, k.Why = Kept, ""
		k.fileID, k.SHA256, k.Size = kept.ID, kept.SHA256, kept.Size
	} else if k.Why == "" {
		k.Why = "silent"
	}
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		if kept != nil {
			if _, err := files.Keep(ctx, tx, kept.ID, PurposeClip, k.path); err != nil {
				return err
			}
		}
		return endClip(ctx, tx, k)
	}); err != nil {
		return err
	}
	return os.Remove(name)
}

// takeUp finishes the parts that a stop of this server has left.
func (s *Service) takeUp(ctx context.Context) error {
	found, err := filepath.Glob(filepath.Join(s.dir, "vcl_*.mp4"))
	if err != nil || len(found) == 0 {
		return err
	}
	for _, name := range found {
		clipID := filepath.Base(name[:len(name)-len(".mp4")])
		var k *Clip
		err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
			k, err = db.One(ctx, tx, scanClip, selectClip+`WHERE c.id = $1 AND c.state = 'recording'`, clipID)
			return err
		})
		switch {
		case db.IsNotFound(err):
			err = os.Remove(name)
		case err == nil:
			k.Why = "lost"
			err = s.finish(ctx, k)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
