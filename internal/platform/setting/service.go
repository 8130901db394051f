package setting

import (
	"context"
	"crypto/ed25519"
	"embed"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the rung's tables.
var Schema = db.Schema{Room: "setting", Files: migrations}

// Options are what the hall tells. KeyFile holds the key of the secrets; it is
// made where there is none.
type Options struct {
	DB          *db.DB
	KeyFile     string
	Log         *slog.Logger
	Definitions []Definition
}

// Service holds the verbs of this rung.
type Service struct {
	db     *db.DB
	log    *slog.Logger
	sealer *sealer
	order  []string
	defs   map[string]Definition

	mu     sync.Mutex
	values map[string]row
	loaded time.Time

	identity ed25519.PrivateKey // once asked for
}

type row struct {
	value   string
	version int
}

// stale is how long another server's change may go unseen.
const stale = 2 * time.Second

// New puts the rung together.
func New(o Options) (*Service, error) {
	s := &Service{db: o.DB, log: o.Log, defs: map[string]Definition{}}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	for _, d := range o.Definitions {
		s.order = append(s.order, d.Key)
		s.defs[d.Key] = d
	}
	var err error
	s.sealer, err = openSealer(o.KeyFile)
	return s, err
}

// Get returns the value in force, as text. It is answered from memory; a
// database that cannot be asked leaves the last known values standing.
// access: asked by the system's own parts, never by a person.
func (s *Service) Get(ctx context.Context, key string) string {
	if r, ok := s.current(ctx)[key]; ok {
		return r.value
	}
	return s.defs[key].Default
}

// Bool is Get for a setting that is true or false.
// access: asked by the system's own parts, never by a person.
func (s *Service) Bool(ctx context.Context, key string) bool { return s.Get(ctx, key) == "true" }

// Int is Get for a number.
// access: asked by the system's own parts, never by a person.
func (s *Service) Int(ctx context.Context, key string) int {
	n, _ := strconv.Atoi(s.Get(ctx, key))
	return n
}

func (s *Service) current(ctx context.Context) map[string]row {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.db.Clock().Now()
	if s.values != nil && now.Sub(s.loaded) < stale {
		return s.values
	}
	values, err := s.load(ctx)
	if err != nil {
		s.log.WarnContext(ctx, "settings were not read; the last known hold", "error", err)
		return s.values
	}
	s.values, s.loaded = values, now
	return values
}

func (s *Service) load(ctx context.Context) (map[string]row, error) {
	values := map[string]row{}
	err := s.db.Aside(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		return db.Each(ctx, tx, func(sc db.Scanner) error {
			var key string
			var r row
			if err := sc.Scan(&key, &r.value, &r.version); err != nil {
				return err
			}
			if s.defs[key].Kind == Secret && r.value != "" {
				// One secret whose key is lost must not take the other settings down.
				plain, err := s.sealer.open(placeOf(key), r.value)
				if err != nil {
					s.log.WarnContext(ctx, "a secret cannot be read; enter it again", "error", err)
				}
				r.value = plain
			}
			values[key] = r
			return nil
		}, `SELECT key, value, version FROM settings`)
	})
	return values, err
}

// View is a setting as it is shown. A secret's value is never shown; Set says
// whether there is one.
type View struct {
	Key     string   `json:"key"`
	Group   string   `json:"group"`
	Kind    Kind     `json:"kind" enum:"text,bool,int,choice,secret"`
	Value   string   `json:"value"`
	Default string   `json:"default"`
	Set     bool     `json:"set" doc:"decided by somebody, not the default"`
	Choices []string `json:"choices" nullable:"false"`
	Min     int      `json:"min"`
	Max     int      `json:"max"`
	Version int      `json:"version"`
}

// List returns every setting with the value in force.
func (s *Service) List(ctx context.Context) ([]View, error) {
	if err := access.Require(ctx, PermView, access.Everywhere); err != nil {
		return nil, err
	}
	values := s.current(ctx)
	out := make([]View, len(s.order))
	for i, key := range s.order {
		out[i] = s.view(key, values)
	}
	return out, nil
}

func (s *Service) view(key string, values map[string]row) View {
	d := s.defs[key]
	r, set := values[key]
	v := View{Key: key, Group: d.Group, Kind: d.Kind, Value: d.Default, Default: d.Default, Set: set,
		Choices: append([]string{}, d.Choices...), Min: d.Min, Max: d.Max, Version: r.version}
	if set {
		v.Value = r.value
	}
	if d.Kind == Secret {
		v.Value = ""
	}
	return v
}

// Set decides a setting. version is the one the decision was made on, 0 where
// nobody had decided yet.
func (s *Service) Set(ctx context.Context, key, value string, version int) (*View, error) {
	if err := access.Require(ctx, PermEdit, access.Everywhere); err != nil {
		return nil, err
	}
	d, ok := s.defs[key]
	if !ok {
		return nil, errUnknown
	}
	if err := d.check(value); err != nil {
		return nil, err
	}
	stored, told := value, value
	if d.Kind == Secret {
		stored, told = s.sealer.seal(placeOf(key), value), "***"
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.UpdateOne(ctx, `INSERT INTO settings (key, value, version, changed_at, changed_by) VALUES ($1, $2, 1, $3, $4)
			ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = settings.version + 1,
				changed_at = excluded.changed_at, changed_by = excluded.changed_by WHERE settings.version = $5`,
			key, stored, db.Millis(tx.Now), access.From(ctx).ID, version); err != nil {
			return err
		}
		tx.AfterCommit(s.forget)
		return audit.Record(ctx, tx, "setting.set", key, map[string]string{"value": told})
	})
	if err != nil {
		return nil, err
	}
	v := s.view(key, s.current(ctx))
	return &v, nil
}

func (s *Service) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.loaded = time.Time{}
}

// Seal encrypts a secret that another part keeps in its own table; place names
// where, as `room/what/id`, and Unseal wants the same.
func (s *Service) Seal(place, plain string) string { return s.sealer.seal(place, plain) }

// Unseal decrypts what Seal made for the place.
func (s *Service) Unseal(place, sealed string) (string, error) { return s.sealer.open(place, sealed) }
