package setting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// ClaimKey makes sure that the key in keyFile is the one the secrets of this
// database are sealed with. A database that knows none yet takes this one, which
// is made where there is none; adopt makes it take this one in any case, and
// what was sealed with the lost key has to be entered again.
func ClaimKey(ctx context.Context, d *db.DB, keyFile string, adopt bool) error {
	err := CheckKey(ctx, d, keyFile)
	if err == nil || !errors.Is(err, errUnclaimed) && !adopt {
		return err
	}
	key, err := readKey(keyFile)
	if err != nil {
		return err
	}
	return d.Write(access.AsSystem(ctx, "start"), func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO setting_key (one, fingerprint) VALUES (1, $1)
			ON CONFLICT (one) DO UPDATE SET fingerprint = excluded.fingerprint`, fingerprint(key)); err != nil {
			return err
		}
		return audit.Record(access.AsSystem(ctx, "start"), tx, "setting.key_taken", "", map[string]bool{"adopted": adopt})
	})
}

// errUnclaimed says that the database knows no key yet.
var errUnclaimed = errors.New("the database knows no secret key yet; it takes the first server's")

// CheckKey says in an error what is wrong with the key in keyFile.
func CheckKey(ctx context.Context, d *db.DB, keyFile string) error {
	var known string
	if err := d.Read(ctx, func(tx *db.Tx) (err error) {
		known, err = db.One(ctx, tx, db.Value[string], `SELECT fingerprint FROM setting_key`)
		return err
	}); err != nil {
		if db.IsNotFound(err) {
			return errUnclaimed
		}
		return err
	}
	key, err := os.ReadFile(keyFile)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("the secret key is missing: copy it from the first server or the backup to %s", keyFile)
	case err != nil:
		return err
	case fingerprint(key) != known:
		return fmt.Errorf("%s is not the secret key of this database: copy it from the first server or the backup", keyFile)
	}
	return nil
}

func fingerprint(key []byte) string {
	sum := sha256.Sum256(append([]byte("huxue settings key:"), key...))
	return hex.EncodeToString(sum[:16])
}
