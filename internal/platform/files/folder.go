package files

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
)

// markFile lies beside the shelf, which is swept, and says that it is the one.
const markFile = "files.mark"

// ClaimFolder makes sure that the files folder in dir is the one of this
// database. A database that knows none yet takes this one; adopt makes it take
// this one in any case.
func ClaimFolder(ctx context.Context, d *db.DB, dir string, adopt bool) error {
	err := CheckFolder(ctx, d, dir)
	if err == nil || !errors.Is(err, errUnclaimed) && !adopt {
		return err
	}
	at := filepath.Join(dir, markFile)
	mark, err := readMark(at)
	if err != nil {
		return err
	}
	if mark == "" {
		mark = id.New("fld")
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return err
		}
		if err := os.WriteFile(at, []byte(mark+"\n"), 0o600); err != nil {
			return err
		}
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO files_folder (one, mark) VALUES (1, $1)
			ON CONFLICT (one) DO UPDATE SET mark = excluded.mark`, mark)
		return err
	})
}

// errUnclaimed says that the database knows no folder yet.
var errUnclaimed = errors.New("the database knows no folder of files yet; it takes the first server's")

// CheckFolder says in an error what is wrong with the files folder in dir.
func CheckFolder(ctx context.Context, d *db.DB, dir string) error {
	var known string
	if err := d.Read(ctx, func(tx *db.Tx) (err error) {
		known, err = db.One(ctx, tx, db.Value[string], `SELECT mark FROM files_folder`)
		return err
	}); err != nil {
		if db.IsNotFound(err) {
			return errUnclaimed
		}
		return err
	}
	at := filepath.Join(dir, markFile)
	switch mark, err := readMark(at); {
	case err != nil:
		return err
	case mark != known:
		return fmt.Errorf("%s is not the folder in which this database's files lie: mount the shared folder there, or see -files", dir)
	}
	return nil
}

// readMark returns "" where there is none.
func readMark(at string) (string, error) {
	text, err := os.ReadFile(at)
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(text)), err
}

// atHome refuses while the folder is not this database's: what is handed in
// would be seen on this server alone, and a sweep would take away what is
// somebody else's.
func (s *Service) atHome(ctx context.Context) error {
	if err := CheckFolder(ctx, s.db, s.dir); err != nil && !errors.Is(err, errUnclaimed) {
		return errNotShared.Because(err)
	}
	return nil
}
