package files

import (
	"context"
	"embed"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the rung's tables.
var Schema = db.Schema{Room: "files", Files: migrations}

// Options are what the hall tells. Dir is the folder in which the shelf stands,
// the same for all servers; Purposes are all there are.
type Options struct {
	DB       *db.DB
	Dir      string
	Purposes []Purpose
	Limits   Limits
}

// Limits reads the norm register from memory: the value of key that holds now at
// path, or otherwise.
type Limits interface {
	Now(ctx context.Context, key, path string, otherwise int) int
}

// Service holds the verbs of this rung.
type Service struct {
	db       *db.DB
	dir      string
	shelf    shelf
	purposes map[string]Purpose
	limits   Limits
	darkroom darkroom
	// sweeping is held by the sweep alone, and shared by uploads from the moment
	// their bytes lie in place until the row that names them is written.
	sweeping sync.RWMutex
	pieces   pieces
}

// New puts the rung together.
func New(o Options) *Service {
	s := &Service{db: o.DB, dir: o.Dir, shelf: shelf{filepath.Join(o.Dir, "files")}, purposes: map[string]Purpose{}, limits: o.Limits, darkroom: newDarkroom()}
	for _, p := range o.Purposes {
		s.purposes[p.Key] = p
	}
	return s
}

// Add takes a file at path for a purpose. Its bytes are on the disk before the
// row that names them.
func (s *Service) Add(ctx context.Context, purpose, path, name string, r io.Reader) (*File, error) {
	if _, err := s.mayAdd(ctx, purpose, path); err != nil {
		return nil, err
	}
	return s.Take(ctx, purpose, path, name, r)
}

// Take is Add for a room that hands in for its actor what it has decided about
// by its own rules.
// access: the room has checked its act.
func (s *Service) Take(ctx context.Context, purpose, path, name string, r io.Reader) (*File, error) {
	p, ok := s.purposes[purpose]
	if !ok {
		return nil, errPurpose
	}
	if err := s.atHome(ctx); err != nil {
		return nil, err
	}
	in, err := s.shelf.take(r, p.MaxBytes)
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(in.temp) }()
	return s.bring(ctx, p, path, name, in, func(ctx context.Context, tx *db.Tx, f *File) error { return insert(ctx, tx, f) })
}

// bring puts what came in on the shelf and calls write, in one transaction with
// the line in the audit book, to write the row that names it.
func (s *Service) bring(ctx context.Context, p Purpose, path, name string, in incoming,
	write func(context.Context, *db.Tx, *File) error) (*File, error) {
	f := &File{ID: id.New("fil"), Name: safeName(name), Purpose: p.Key, Path: path, CreatedBy: access.From(ctx).ID}
	all := []incoming{in}
	switch {
	case in.kind == HEIC && p.Photo:
		return nil, errHEIC
	case !slices.Contains(p.Kinds, in.kind):
		return nil, errKind.With("kind", in.kind)
	case p.Photo:
		full, thumb, err := s.develop(ctx, in, s.limits.Now(ctx, pixelsKey, path, pixelsDefault))
		if err != nil {
			return nil, err
		}
		defer func() { _, _ = os.Remove(full.temp), os.Remove(thumb.temp) }()
		f.Original, f.Thumb, f.thumbSize, all = in.sum, thumb.sum, thumb.size, []incoming{full, thumb}
	}
	f.SHA256, f.Size, f.MediaType = all[0].sum, all[0].size, all[0].kind
	s.sweeping.RLock()
	defer s.sweeping.RUnlock()
	for _, one := range all {
		if err := s.shelf.settle(one, s.db.Clock().Now()); err != nil {
			return nil, err
		}
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		f.CreatedAt = db.Millis(tx.Now)
		if err := write(ctx, tx, f); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "files.add", f.ID, map[string]any{"sha256": f.SHA256, "size": f.Size, "kind": f.MediaType,
			"purpose": f.Purpose, "path": f.Path, "original": f.Original})
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// mayAdd is asked before the first byte is read.
func (s *Service) mayAdd(ctx context.Context, purpose, path string) (Purpose, error) {
	if _, err := access.RequirePerson(ctx); err != nil {
		return Purpose{}, err
	}
	p, ok := s.purposes[purpose]
	if !ok {
		return p, errPurpose
	}
	if !strings.HasPrefix(path, "/") || !strings.HasSuffix(path, "/") {
		return p, errPath
	}
	return p, access.Require(ctx, p.Add, path)
}

// Open returns a file and its bytes to who may see it: who holds the view of
// its purpose at its path, and who handed it in as long as no room has taken it.
// The caller closes the bytes.
func (s *Service) Open(ctx context.Context, fileID string) (*File, *os.File, error) {
	f, err := s.see(ctx, fileID)
	if err != nil {
		return nil, nil, err
	}
	return s.body(f)
}

// OpenSmall is Open for a list: of a photograph it gives the small picture.
func (s *Service) OpenSmall(ctx context.Context, fileID string) (*File, *os.File, error) {
	f, err := s.see(ctx, fileID)
	if err != nil {
		return nil, nil, err
	}
	if f.Thumb != "" {
		f.SHA256, f.Size = f.Thumb, f.thumbSize
	}
	return s.body(f)
}

func (s *Service) see(ctx context.Context, fileID string) (*File, error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return nil, err
	}
	var f File
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		f, err = get(ctx, tx, fileID)
		return err
	}); err != nil {
		return nil, err
	}
	if mine := f.keptAt == 0 && f.CreatedBy == who.ID; !mine {
		if f.keptAt == 0 {
			return nil, ErrNotFound
		}
		// A purpose the hall has given up has an empty permission: nobody's.
		if err := access.See(ctx, s.purposes[f.Purpose].View, f.Path, ErrNotFound); err != nil {
			return nil, err
		}
	}
	return &f, nil
}

// Lend is Open for a room that shows by its own rules what it has kept.
// access: the room has checked its act.
func (s *Service) Lend(ctx context.Context, fileID string) (*File, *os.File, error) {
	var f File
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		f, err = get(ctx, tx, fileID)
		return err
	}); err != nil {
		return nil, nil, err
	}
	if f.keptAt == 0 {
		return nil, nil, ErrNotFound
	}
	return s.body(&f)
}

func (s *Service) body(f *File) (*File, *os.File, error) {
	b, err := os.Open(s.shelf.place(f.SHA256))
	if err != nil {
		return nil, nil, errDamaged.Because(err)
	}
	if info, err := b.Stat(); err != nil || info.Size() != f.Size {
		_ = b.Close()
		return nil, nil, errDamaged.Because(errors.Join(errors.New("file "+f.ID+" has another size on the disk"), err))
	}
	return f, b, nil
}

// Purge forgets files that no room took within a day and then removes the bytes
// that no row names. It reports how many of each.
// access: a job of the system's own; no operation leads here.
func (s *Service) Purge(ctx context.Context) (rows, blobs int64, err error) {
	if err := s.atHome(ctx); err != nil {
		return 0, 0, err
	}
	if err := s.purgeUploads(ctx); err != nil {
		return 0, 0, err
	}
	cutoff := s.db.Clock().Now().Add(-unclaimed)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if rows, err = dropUnkept(ctx, tx, db.Millis(cutoff)); err != nil || rows == 0 {
			return err
		}
		return audit.Record(ctx, tx, "files.purge", "", map[string]int64{"files": rows})
	})
	if err != nil {
		return rows, 0, err
	}
	pieces := s.db.Clock().Now().Add(-s.kept(ctx))
	err = s.shelf.old(cutoff, func(path, sum string) error {
		until := cutoff
		if strings.HasPrefix(filepath.Base(path), piecePrefix) {
			until = pieces
		}
		gone, err := s.remove(ctx, path, sum, until)
		if gone {
			blobs++
		}
		return err
	})
	return rows, blobs, err
}

// remove takes bytes off the shelf unless a row names them. Nobody on this
// server can settle the same bytes meanwhile; one on another server has marked
// them as wanted again.
func (s *Service) remove(ctx context.Context, path, sum string, cutoff time.Time) (gone bool, err error) {
	s.sweeping.Lock()
	defer s.sweeping.Unlock()
	if sum != "" {
		var used bool
		if err := s.db.Read(ctx, func(tx *db.Tx) error {
			used, err = named(ctx, tx, sum)
			return err
		}); err != nil || used {
			return false, err
		}
	}
	if info, err := os.Stat(path); err == nil && !info.ModTime().Before(cutoff) {
		return false, nil
	}
	err = os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
