package files

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// shelf is the folder of the bytes: <dir>/ab/<sha256>, and <dir>/tmp for what is
// still coming in.
type shelf struct{ dir string }

func (s shelf) place(sum string) string { return filepath.Join(s.dir, sum[:2], sum) }

// incoming is a file that has come in whole and has no place yet.
type incoming struct {
	temp string
	sum  string
	size int64
	kind string
}

// take reads r to its end into the waiting folder and syncs it to the disk. A
// reader longer than limit is refused as soon as it is.
func (s shelf) take(r io.Reader, limit int64) (in incoming, err error) {
	dir := filepath.Join(s.dir, "tmp")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return in, err
	}
	f, err := os.CreateTemp(dir, "in-*")
	if err != nil {
		return in, err
	}
	in.temp = f.Name()
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
		if err != nil {
			_ = os.Remove(in.temp)
		}
	}()
	h := sha256.New()
	if in.size, err = io.Copy(io.MultiWriter(&sink{f}, h), io.LimitReader(r, limit+1)); err != nil {
		var ours *diskError
		if errors.As(err, &ours) {
			return in, err
		}
		return in, errBroken.Because(err)
	}
	switch {
	case in.size == 0:
		return in, errEmpty
	case in.size > limit:
		return in, errTooLarge.With("megabytes", limit>>20)
	}
	in.sum = hex.EncodeToString(h.Sum(nil))
	if in.kind, err = kindOf(f, in.size); err != nil {
		return in, err
	}
	return in, f.Sync()
}

// whole looks at what has come in by pieces as take does at a stream.
func (s shelf) whole(at string) (in incoming, err error) {
	f, err := os.OpenFile(at, os.O_RDWR, 0o600)
	if err != nil {
		return in, err
	}
	defer func() { _ = f.Close() }()
	in.temp = at
	h := sha256.New()
	if in.size, err = io.Copy(h, f); err != nil {
		return in, err
	}
	in.sum = hex.EncodeToString(h.Sum(nil))
	if in.kind, err = kindOf(f, in.size); err != nil {
		return in, err
	}
	return in, f.Sync()
}

// drawn is take for what we write ourselves.
func (s shelf) drawn(kind string, write func(io.Writer) error) (in incoming, err error) {
	f, err := os.CreateTemp(filepath.Join(s.dir, "tmp"), "in-*")
	if err != nil {
		return in, err
	}
	in = incoming{temp: f.Name(), kind: kind}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
		if err != nil {
			_ = os.Remove(in.temp)
		}
	}()
	h := sha256.New()
	if err = write(io.MultiWriter(f, h)); err != nil {
		return in, err
	}
	info, err := f.Stat()
	if err != nil {
		return in, err
	}
	in.size, in.sum = info.Size(), hex.EncodeToString(h.Sum(nil))
	return in, f.Sync()
}

// sink marks the errors of our own disk, so that they are told from those of
// the network.
type sink struct{ f *os.File }

type diskError struct{ cause error }

func (e *diskError) Error() string { return e.cause.Error() }
func (e *diskError) Unwrap() error { return e.cause }

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.f.Write(p)
	if err != nil {
		err = &diskError{err}
	}
	return n, err
}

// settle moves what came in to its place and syncs the folders, so that the row
// which will name it never names nothing. now marks the place as wanted, which
// keeps the sweep away from it.
func (s shelf) settle(in incoming, now time.Time) error {
	to := s.place(in.sum)
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	if err := os.Chtimes(in.temp, now, now); err != nil {
		return err
	}
	// Over a place already taken this changes nothing: same name, same bytes.
	if err := os.Rename(in.temp, to); err != nil {
		return err
	}
	if err := syncDir(filepath.Dir(to)); err != nil {
		return err
	}
	return syncDir(s.dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	return d.Sync()
}

// old calls do for every stored file and every left-over that was last wanted
// before cutoff, folder by folder; sum is "" for left-overs.
func (s shelf) old(cutoff time.Time, do func(path, sum string) error) error {
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if !info.ModTime().Before(cutoff) {
			return nil
		}
		sum := d.Name()
		if filepath.Base(filepath.Dir(path)) == "tmp" {
			sum = ""
		}
		return do(path, sum)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
