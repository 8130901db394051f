package norm

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"huxue/internal/kit/db"
)

// maxAge is how long another server's new value may go unseen by Now.
const maxAge = 2 * time.Second

type memory struct {
	mu      sync.Mutex // one reads, the others wait for him
	known   atomic.Pointer[known]
	changes atomic.Int64
}

// known are all valid versions at one moment; change counts the writes of this
// server that they contain.
type known struct {
	byKey  map[string][]Version
	at     time.Time
	change int64
	day    string
	// told are the answers that Now has given: a city at its lessons asks the same
	// question ten thousand times in the two seconds that this is believed.
	told sync.Map // question → ruled
}

type question struct{ key, path string }

// ruled is a number, unless nobody has ruled.
type ruled struct {
	number int
	ok     bool
}

func (r ruled) or(otherwise int) int {
	if r.ok {
		return r.number
	}
	return otherwise
}

// sameDay reports whether the day on which k was read still is today.
func (k *known) sameDay(now time.Time) bool {
	return now.Unix()/3600 == k.at.Unix()/3600 || Day(now) == k.day
}

// Now returns the number that holds today at a path, from memory, for what is
// asked at every request (the limits of logging in). otherwise is returned while
// nobody has ruled or the register cannot be read. access: exempt, asked by the
// system's own parts.
func (s *Service) Now(ctx context.Context, key, path string, otherwise int) int {
	k := s.remember(ctx)
	now, q := s.db.Clock().Now(), question{key, path}
	if n, ok := k.told.Load(q); ok && k.sameDay(now) {
		return n.(ruled).or(otherwise)
	}
	var n ruled
	if r, ok := Resolve(k.byKey[key], Where{Path: path, Day: Day(now)}); ok && r.kind == Number {
		n = ruled{int(r.Number()), true}
	}
	k.told.Store(q, n)
	return n.or(otherwise)
}

// Ruling is the number that held at a place on a day, and where it is written.
type Ruling struct {
	Version string `json:"version" doc:"id of the version in the norm register"`
	Number  int    `json:"number"`
	Basis   string `json:"basis"`
	Clause  string `json:"clause"`
	Mark    Mark   `json:"mark"`
}

// Ruled is Now for a moment that may lie in the past, with the version that
// ruled, for judgements that must say by what they judged. ok is false when
// nothing ruled. access: exempt, asked by the system's own parts.
func (s *Service) Ruled(ctx context.Context, key, path string, at time.Time) (Ruling, bool) {
	r, ok := Resolve(s.remember(ctx).byKey[key], Where{Path: path, Day: Day(at)})
	if !ok || r.kind != Number {
		return Ruling{}, false
	}
	return Ruling{Version: r.ID, Number: int(r.Number()), Basis: r.Basis, Clause: r.Clause, Mark: r.Mark}, true
}

func (s *Service) remember(ctx context.Context) *known {
	m := &s.memory
	fresh := func(k *known) bool {
		return k != nil && k.change == m.changes.Load() && s.db.Clock().Now().Sub(k.at) < maxAge
	}
	if k := m.known.Load(); fresh(k) {
		return k
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if k := m.known.Load(); fresh(k) {
		return k
	}
	k := &known{byKey: map[string][]Version{}, at: s.db.Clock().Now(), change: m.changes.Load()}
	k.day = Day(k.at)
	err := s.db.Aside(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		list, err := versionsWhere(ctx, tx, "v.state = 'valid'")
		for _, v := range list {
			k.byKey[v.Key] = append(k.byKey[v.Key], v)
		}
		return err
	})
	if err != nil {
		s.log.WarnContext(ctx, "norms were not read, the last known hold", "error", err)
		if old := m.known.Load(); old != nil {
			return old
		}
		return &known{}
	}
	m.known.Store(k)
	return k
}
