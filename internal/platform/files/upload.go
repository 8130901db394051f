package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// Upload is a file that comes in piece by piece: a phone in a cellar loses the
// line in the middle of a photograph and goes on where it was. The phone names it
// by a key of its own, and asking twice is asking once.
type Upload struct {
	Key     string `json:"key" minLength:"8" maxLength:"64" doc:"made by the phone, one for each file"`
	Purpose string `json:"purpose" maxLength:"60"`
	Path    string `json:"path" maxLength:"300"`
	Size    int64  `json:"size" minimum:"1" doc:"bytes of the whole"`
	SHA256  string `json:"sha256" minLength:"64" maxLength:"64" doc:"of the whole, in hexadecimal"`
	Name    string `json:"name" maxLength:"300"`
	person  string
	fileID  string
}

// Standing is how far an upload has come: Offset bytes lie here, and once the
// whole is there File is what it became.
type Standing struct {
	Offset int64 `json:"offset"`
	File   *File `json:"file,omitempty"`
}

var (
	errKey      = errs.Invalid("files.upload_key", errs.Field{Name: "key", Code: "malformed"})
	errSum      = errs.Invalid("files.upload_sum", errs.Field{Name: "sha256", Code: "malformed"})
	errOther    = errs.Conflict("files.upload_other")
	errUnknown  = errs.NotFound("files.upload_unknown")
	errGap      = errs.Conflict("files.upload_gap")
	errDiffers  = errs.Invalid("files.upload_differs")
	errManyOpen = errs.Conflict("files.uploads_open")
	keyShape    = regexp.MustCompile(`^[0-9A-Za-z_-]{8,64}$`)
	sumShape    = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// The norms of uploads: how many a person may have under way, and for how many
// hours one is waited for.
const (
	uploadsOpen = "files.upload_open"
	openDefault = 20
	uploadsKept = "files.upload_keep_h"
	keptDefault = 72
	piecePrefix = "up-"
)

// piece is where the pieces of an upload lie. Its name is made of a hash, so that
// nothing a phone sends is ever part of a path.
func (s *Service) piece(u *Upload) string {
	sum := sha256.Sum256([]byte(u.person + " " + u.Key))
	return filepath.Join(s.shelf.dir, "tmp", piecePrefix+hex.EncodeToString(sum[:16]))
}

// Begin announces an upload, or asks how far one has come that was announced
// before; only the same file may have the same key. It is where every try starts.
// audit: a record is only the file that comes of it, which Append writes down.
func (s *Service) Begin(ctx context.Context, u Upload) (*Standing, error) {
	p, err := s.mayAdd(ctx, u.Purpose, u.Path)
	if err != nil {
		return nil, err
	}
	switch {
	case !keyShape.MatchString(u.Key):
		return nil, errKey
	case !sumShape.MatchString(u.SHA256):
		return nil, errSum
	case u.Size <= 0:
		return nil, errEmpty
	case u.Size > p.MaxBytes:
		return nil, errTooLarge.With("megabytes", p.MaxBytes>>20)
	}
	if err := s.atHome(ctx); err != nil {
		return nil, err
	}
	u.person, u.Name = access.From(ctx).ID, safeName(u.Name)
	var f *File
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		known, err := lockUpload(ctx, tx, u.person, u.Key)
		switch {
		case errors.Is(err, errUnknown):
			return s.open(ctx, tx, &u)
		case err != nil:
			return err
		case known.SHA256 != u.SHA256 || known.Size != u.Size || known.Purpose != u.Purpose:
			return errOther
		}
		if known.fileID != "" {
			got, err := get(ctx, tx, known.fileID)
			if err != nil {
				return err
			}
			f = &got
		}
		return touchUpload(ctx, tx, &u, known.fileID)
	})
	if err != nil {
		return nil, err
	}
	if f != nil {
		return &Standing{u.Size, f}, nil
	}
	return &Standing{Offset: s.length(&u)}, nil
}

// open writes a new upload unless the person has too many under way.
func (s *Service) open(ctx context.Context, tx *db.Tx, u *Upload) error {
	limit := s.limits.Now(ctx, uploadsOpen, u.Path, openDefault)
	n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM files_uploads WHERE person = $1 AND file_id = ''`, u.person)
	if err != nil {
		return err
	}
	if n >= limit {
		return errManyOpen.With("max", limit)
	}
	return insertUpload(ctx, tx, u)
}

// length is how much of an upload lies here; a server that was killed knows it as
// well as one that was not.
func (s *Service) length(u *Upload) int64 {
	info, err := os.Stat(s.piece(u))
	if err != nil {
		return 0
	}
	return min(info.Size(), u.Size)
}

// Append adds the bytes that r gives from offset on. What has come of them stays
// when the line breaks. A piece sent twice is written twice at the same place.
// With the last byte, or with none when all are there, the file is made.
func (s *Service) Append(ctx context.Context, key string, offset int64, r io.Reader) (*Standing, error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return nil, err
	}
	var u Upload
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		u, err = readUpload(ctx, tx, who.ID, key)
		return err
	}); err != nil {
		return nil, err
	}
	p, err := s.mayAdd(ctx, u.Purpose, u.Path)
	if err != nil {
		return nil, err
	}
	if u.fileID != "" {
		return s.Begin(ctx, u)
	}
	if err := s.atHome(ctx); err != nil {
		return nil, err
	}
	release := s.pieces.hold(s.piece(&u))
	defer release()
	if offset < 0 || offset > s.length(&u) {
		return nil, errGap.With("offset", s.length(&u))
	}
	if err := s.write(&u, offset, r); err != nil {
		return nil, err
	}
	if n := s.length(&u); n < u.Size {
		return &Standing{Offset: n}, nil
	}
	// Who has hung up after the last byte finds the file when he asks again.
	f, err := s.finish(context.WithoutCancel(ctx), p, &u)
	if err != nil {
		return nil, err
	}
	return &Standing{u.Size, f}, nil
}

// finish makes the file of an upload that is whole. What turns out to be no such
// file as is taken here, or not the bytes that were announced, is thrown away: the
// phone begins anew.
func (s *Service) finish(ctx context.Context, p Purpose, u *Upload) (*File, error) {
	in, err := s.shelf.whole(s.piece(u))
	if err != nil {
		return nil, err
	}
	if in.sum != u.SHA256 || in.size != u.Size {
		return nil, errors.Join(errDiffers, s.giveUp(ctx, u))
	}
	done := errors.New("another was faster")
	f, err := s.bring(ctx, p, u.Path, u.Name, in, func(ctx context.Context, tx *db.Tx, f *File) error {
		known, err := lockUpload(ctx, tx, u.person, u.Key)
		if err != nil {
			return err
		}
		if known.fileID != "" {
			return done
		}
		if err := insert(ctx, tx, f); err != nil {
			return err
		}
		return touchUpload(ctx, tx, u, f.ID)
	})
	if errors.Is(err, done) {
		st, err := s.Begin(ctx, *u)
		if err != nil {
			return nil, err
		}
		return st.File, nil
	}
	switch {
	case err == nil:
		_ = os.Remove(s.piece(u))
	case errs.KindOf(err) == errs.KindInvalid:
		return nil, errors.Join(err, s.giveUp(ctx, u))
	}
	return f, err
}

// giveUp forgets an upload of which nothing can come.
func (s *Service) giveUp(ctx context.Context, u *Upload) error {
	_ = os.Remove(s.piece(u))
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM files_uploads WHERE person = $1 AND key = $2 AND file_id = ''`, u.person, u.Key)
		return err
	})
}

// ByKey returns the files that the actor's uploads became, by key. A key under
// which nothing has come in whole is missing from the answer.
// access: the room has checked its act.
func (s *Service) ByKey(ctx context.Context, tx *db.Tx, keys []string) (map[string]string, error) {
	out := map[string]string{}
	for _, key := range keys {
		u, err := readUpload(ctx, tx, access.From(ctx).ID, key)
		if errors.Is(err, errUnknown) || err == nil && u.fileID == "" {
			continue
		}
		if err != nil {
			return nil, err
		}
		out[key] = u.fileID
	}
	return out, nil
}

// purgeUploads forgets the uploads of which nothing was heard for long, a few at a
// time.
func (s *Service) purgeUploads(ctx context.Context) error {
	before := db.Millis(s.db.Clock().Now().Add(-s.kept(ctx)))
	for {
		var n int64
		if err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
			n, err = dropUploads(ctx, tx, before)
			return err
		}); err != nil || n == 0 {
			return err
		}
	}
}

// kept is how long an unfinished upload is waited for.
func (s *Service) kept(ctx context.Context) time.Duration {
	return time.Duration(max(1, s.limits.Now(ctx, uploadsKept, "/", keptDefault))) * time.Hour
}
