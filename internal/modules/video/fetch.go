package video

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"huxue/internal/driver/media"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/files"
)

const (
	downloadSpeed = 4                // times the real one is asked for; who cannot plays it
	fetchStall    = 20 * time.Second // without a picture until it counts as over
	fetchMost     = 24 * time.Hour   // for anything that may be fetched
)

// fetches are the downloads under way on this server.
type fetches struct {
	mu   sync.Mutex
	all  map[string]*fetching
	work sync.WaitGroup
}

type fetching struct {
	person string
	got    atomic.Int64 // milliseconds
	ctx    context.Context
	stop   context.CancelFunc
}

// claim takes a place for a download, if there is one; once for each id, for a
// transaction may be tried again.
func (f *fetches) claim(k *Download) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.all[k.ID] != nil {
		return true
	}
	n := 0
	for _, x := range f.all {
		if x.person == k.personID {
			n++
		}
	}
	if n >= downloadsOfPerson || len(f.all) >= downloadsOfServer {
		return false
	}
	x := &fetching{person: k.personID}
	x.ctx, x.stop = context.WithCancel(context.Background())
	if f.all == nil {
		f.all = map[string]*fetching{}
	}
	f.all[k.ID] = x
	return true
}

func (f *fetches) begun(downloadID string) *fetching {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.all[downloadID]
}

func (f *fetches) drop(downloadID string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.all, downloadID)
}

// tell says how much has come by now.
func (f *fetches) tell(k *Download) {
	if x := f.begun(k.ID); x != nil && k.State == Fetching {
		k.GotMs = x.got.Load()
	}
}

// end ends one, or all for "".
func (f *fetches) end(downloadID string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for id, x := range f.all {
		if downloadID == "" || id == downloadID {
			x.stop()
		}
	}
}

// spool writes what a device hands over.
type spool struct {
	mu   sync.Mutex
	file *media.File
	pace *media.Pace
	size *counted
	last time.Time
	now  func() time.Time
	over bool
	err  error
}

type counted struct {
	io.Writer
	n int64
}

// Write implements io.Writer.
func (c *counted) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.n += int64(n)
	return n, err
}

func (p *spool) put(f *media.Frame) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over || p.err != nil {
		return
	}
	p.last = p.now()
	g := p.pace.Step(f)
	g.Span = media.ClockRate / 25
	p.err = p.file.Add(g)
}

func (p *spool) state() (pictures int, last time.Time, size int64, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.file.Frames, p.last, p.size.n, p.err
}

// close ends it; nothing is written any more.
func (p *spool) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over = true
	if p.err == nil {
		p.err = p.file.Flush()
	}
	return p.err
}

// fetch takes a recording over from its device: faster than it plays, or as it plays
// where the device cannot. access: Download has asked. audit: Download has written it down.
func (s *Service) fetch(x *fetching, k Download) {
	defer s.fetches.drop(k.ID)
	defer x.stop()
	ctx := access.AsSystem(context.Background(), "video")
	name := s.clipFile(k.ID)
	k.State = Failed
	err := func() error {
		f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close(); _ = os.Remove(name) }()
		for _, speed := range []int{downloadSpeed, 0} {
			got := 0
			if got, k.Why, err = s.spool(x, &k, f, speed); err != nil || got > 0 || x.ctx.Err() != nil || k.Why == "absent" || k.Why == "none" {
				break
			}
		}
		if err != nil || k.Why != "" {
			return err
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return err
		}
		kept, err := s.files.Take(ctx, PurposeDownload, k.path, k.ID+".mp4", f)
		if err != nil {
			return err
		}
		k.State, k.fileID, k.SHA256, k.Size = Kept, kept.ID, kept.SHA256, kept.Size
		return nil
	}()
	if err != nil {
		k.State, k.fileID, k.Why = Failed, "", "lost"
		s.log.Warn("a recording was not fetched", "download", k.ID, "device", k.CameraID, "error", err)
	}
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		if k.fileID != "" {
			if _, err := files.Keep(ctx, tx, k.fileID, PurposeDownload, k.path); err != nil {
				return err
			}
		}
		k.EndedAt = db.Millis(tx.Now)
		return endDownload(ctx, tx, &k)
	}); err != nil {
		s.log.Warn("a download was not written down", "download", k.ID, "error", err)
	}
}

// spool has the device hand over into the file until all has come; why is the word for
// what came to nothing.
func (s *Service) spool(x *fetching, k *Download, f *os.File, speed int) (pictures int, why string, err error) {
	from, to := time.UnixMilli(k.FromAt), time.UnixMilli(k.ToAt)
	size := &counted{Writer: f}
	now := s.pictures.Now
	p := &spool{file: media.NewFile(size), pace: media.NewPace(from, now), size: size, last: now(), now: now}
	tape, err := s.recorders.Play(x.ctx, k.CameraID, Tape{From: from, To: to, Speed: speed}, p.put)
	if err != nil {
		if x.ctx.Err() != nil {
			return 0, "stopped", nil
		}
		return 0, whyNot(err, s.pictures.Absent), nil
	}
	defer tape.Close()
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for over := false; !over; {
		select {
		case <-tape.Over():
			over = true
		case <-x.ctx.Done():
			over, why = true, "stopped"
		case <-tick.C:
		}
		at := p.pace.At()
		k.GotMs = min(k.ToAt, db.Millis(at)) - k.FromAt
		x.got.Store(k.GotMs)
		_, last, n, err := p.state()
		switch {
		case err != nil:
			return 0, "", err
		case n > MaxDownload-(8<<20):
			over, why = true, "large"
		case now().Sub(last) > fetchStall, at.After(to):
			over = true
		}
	}
	if err := p.close(); err != nil {
		return 0, "", err
	}
	if s.pictures.Off() { // we hang up ourselves: what has come is not all that there is
		why = "stopped"
	}
	if pictures, _, _, _ = p.state(); pictures == 0 && why == "" {
		if why = string(tape.Trouble()); why == "" {
			why = "silent"
		}
	}
	return pictures, why, nil
}

// untake ends the downloads that a stop of this server has left: those with a file begun
// here, and those of any server that nobody can be fetching any more.
func (s *Service) untake(ctx context.Context) error {
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE video_downloads SET state = 'failed', why = 'lost', ended_at = $1 WHERE state = 'fetching' AND began_at < $2`,
			db.Millis(tx.Now), db.Millis(tx.Now.Add(-fetchMost)))
		return err
	}); err != nil {
		return err
	}
	found, err := filepath.Glob(filepath.Join(s.dir, "vdl_*.mp4"))
	if err != nil {
		return err
	}
	for _, name := range found {
		downloadID := filepath.Base(name[:len(name)-len(".mp4")])
		if s.fetches.begun(downloadID) != nil {
			continue
		}
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE video_downloads SET state = 'failed', why = 'lost', ended_at = $1 WHERE id = $2 AND state = 'fetching'`, db.Millis(tx.Now), downloadID)
			return err
		}); err != nil {
			return err
		}
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	return nil
}
