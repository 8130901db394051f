package files

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// write puts bytes at their place. It syncs nothing: whether the whole is what the
// phone meant is checked at the end, and what a failing server lost comes again.
func (s *Service) write(u *Upload, offset int64, r io.Reader) error {
	at := s.piece(u)
	if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(at, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.NewOffsetWriter(f, offset), io.LimitReader(&line{r}, u.Size-offset))
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	var broken *lineError
	if errors.As(err, &broken) {
		return errBroken.Because(err)
	}
	return err
}

// line marks the errors of the network, so that they are told from those of our
// own disk.
type line struct{ r io.Reader }

type lineError struct{ cause error }

func (e *lineError) Error() string { return e.cause.Error() }
func (e *lineError) Unwrap() error { return e.cause }

func (l *line) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = &lineError{err}
	}
	return n, err
}

// pieces lets one request at a time write to an upload on this server. On two
// servers at once the same bytes would land at the same place.
type pieces struct {
	mu   sync.Mutex
	held map[string]*held
}

type held struct {
	mu   sync.Mutex
	want int
}

func (p *pieces) hold(at string) (release func()) {
	p.mu.Lock()
	if p.held == nil {
		p.held = map[string]*held{}
	}
	h := p.held[at]
	if h == nil {
		h = &held{}
		p.held[at] = h
	}
	h.want++
	p.mu.Unlock()
	h.mu.Lock()
	return func() {
		h.mu.Unlock()
		p.mu.Lock()
		defer p.mu.Unlock()
		if h.want--; h.want == 0 {
			delete(p.held, at)
		}
	}
}
