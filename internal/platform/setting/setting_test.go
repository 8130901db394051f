package setting_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/setting"
)

var (
	schemas = []db.Schema{audit.Schema, setting.Schema}
	defs    = []setting.Definition{
		{Key: "auth.second_factor", Group: "auth", Kind: setting.Choice, Default: "required", Choices: []string{"required", "off"}},
		{Key: "mail.port", Group: "mail", Kind: setting.Int, Default: "465", Min: 1, Max: 65535},
		{Key: "mail.password", Group: "mail", Kind: setting.Secret},
	}
	admin = access.With(context.Background(), access.Actor{Kind: access.Person, ID: "per_1", Held: map[access.Perm][]string{
		setting.PermView: {"/"}, setting.PermEdit: {"/"},
	}})
)

func open(t *testing.T, d *db.DB, dir string) *setting.Service {
	t.Helper()
	s, err := setting.New(setting.Options{DB: d, KeyFile: filepath.Join(dir, "secret.key"), Definitions: defs})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestADecisionHoldsOnEveryServer(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		dir := t.TempDir()
		one, two := open(t, d, dir), open(t, d, dir)
		if got := two.Get(admin, "auth.second_factor"); got != "required" {
			t.Fatalf("default: %q", got)
		}
		if _, err := one.Set(admin, "auth.second_factor", "off", 0); err != nil {
			t.Fatal(err)
		}
		if got := one.Get(admin, "auth.second_factor"); got != "off" {
			t.Fatalf("here: %q", got)
		}
		clk.Add(3 * time.Second)
		if got := two.Get(admin, "auth.second_factor"); got != "off" {
			t.Fatalf("on the other server: %q", got)
		}
		if _, err := two.Set(admin, "auth.second_factor", "required", 0); errs.Code(err) != "stale_version" {
			t.Fatalf("an old picture: %v", err)
		}
	})
}

func TestWhatIsRefused(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		s := open(t, d, t.TempDir())
		county := access.With(context.Background(), access.Actor{Kind: access.Person, ID: "per_2",
			Held: map[access.Perm][]string{setting.PermEdit: {"/14/"}}})
		for _, c := range []struct {
			ctx              context.Context
			key, value, code string
		}{
			{context.Background(), "mail.port", "25", "unauthorized"},
			{county, "mail.port", "25", "forbidden"},
			{admin, "mail.prot", "25", "setting.unknown"},
			{admin, "mail.port", "0", "setting.bad_value"},
			{admin, "mail.port", "many", "setting.bad_value"},
			{admin, "auth.second_factor", "sometimes", "setting.bad_value"},
			{admin, "mail.password", strings.Repeat("x", 501), "setting.bad_value"},
		} {
			if _, err := s.Set(c.ctx, c.key, c.value, 0); errs.Code(err) != c.code {
				t.Errorf("%s=%.10s: %v, want %s", c.key, c.value, err, c.code)
			}
		}
	})
}

func TestASecretIsNeitherShownNorReadableWithoutItsKey(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		dir := t.TempDir()
		s := open(t, d, dir)
		v, err := s.Set(admin, "mail.password", "tiger", 0)
		if err != nil || v.Value != "" || !v.Set {
			t.Fatalf("%+v %v", v, err)
		}
		if got := open(t, d, dir).Get(admin, "mail.password"); got != "tiger" {
			t.Fatalf("after a restart: %q", got)
		}
		var stored, told string
		if err := d.Read(admin, func(tx *db.Tx) error {
			if err := tx.QueryRow(admin, `SELECT value FROM settings`).Scan(&stored); err != nil {
				return err
			}
			return tx.QueryRow(admin, `SELECT detail FROM audit_entries`).Scan(&told)
		}); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(stored+told, "tiger") || !strings.HasPrefix(stored, "aes256gcm:") {
			t.Fatalf("stored %q, told %q", stored, told)
		}
		if err := os.WriteFile(filepath.Join(dir, "secret.key"), make([]byte, 32), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Set(admin, "mail.port", "25", 0); err != nil {
			t.Fatal(err)
		}
		other := open(t, d, dir)
		if got := other.Get(admin, "mail.password"); got != "" {
			t.Fatalf("another key opened it: %q", got)
		}
		if got := other.Int(admin, "mail.port"); got != 25 {
			t.Fatalf("a lost key took the other settings down: %d", got)
		}
	})
}
