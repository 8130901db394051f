package device

import (
	"context"
	"net"
	"strings"
	"sync"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// tries remembers who has shown wrong secrets. What is locked is an address for one
// device, never the device: otherwise anybody who knows a box's name could silence
// its button by guessing at its secret.
type tries struct {
	mu   sync.Mutex
	seen map[string]*guess
}

type guess struct {
	n     int
	since time.Time
	until time.Time
}

// maxGuesses bounds the memory; whoever comes with more addresses pushes out the
// oldest, and each of his addresses had its few tries only.
const maxGuesses = 20000

func guessKey(protocol, code, source string) string {
	host, _, err := net.SplitHostPort(source)
	if err != nil {
		host = source
	}
	return protocol + " " + code + " " + strings.Trim(host, "[]")
}

// Locked reports whether messages for a device from this address are turned away,
// after too many wrong secrets. access: listeners ask it. It reads nothing.
func (s *Service) Locked(_ context.Context, protocol, code, source string) bool {
	s.tries.mu.Lock()
	defer s.tries.mu.Unlock()
	g := s.tries.seen[guessKey(protocol, code, source)]
	return g != nil && s.db.Clock().Now().Before(g.until)
}

// Wrong counts a wrong secret and reports whether the address is locked now; then the
// device gets a fault, so that somebody looks. Right forgets the count.
// access: listeners tell it. audit: a fault is a record itself.
func (s *Service) Wrong(ctx context.Context, protocol, code, source string) (locked bool, err error) {
	s.Count(protocol, "wrong_secret")
	most := s.norms.Now(ctx, keyTries, access.Everywhere, triesDefault)
	lock := time.Duration(s.norms.Now(ctx, keyLock, access.Everywhere, lockDefault)) * time.Minute
	if locked = s.tries.wrong(guessKey(protocol, code, source), s.db.Clock().Now(), most, lock); !locked {
		return false, nil
	}
	var d *Device
	if err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		d, err = byCode(ctx, tx, protocol, code)
		return err
	}); err != nil {
		return true, nil // nobody's code: nothing to tell
	}
	return true, s.Fault(ctx, d.ID, WrongKey, source, true)
}

// Right forgets the wrong secrets of an address. access: listeners tell it. It
// writes nothing.
func (s *Service) Right(_ context.Context, protocol, code, source string) {
	s.tries.mu.Lock()
	defer s.tries.mu.Unlock()
	delete(s.tries.seen, guessKey(protocol, code, source))
}

func (t *tries) wrong(key string, now time.Time, most int, lock time.Duration) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	g := t.seen[key]
	if g == nil || now.Sub(g.since) > lock && now.After(g.until) {
		if len(t.seen) >= maxGuesses {
			t.drop(now, lock)
		}
		g = &guess{since: now}
		t.seen[key] = g
	}
	if g.n++; g.n >= most {
		g.until = now.Add(lock)
		return true
	}
	return false
}

// drop makes room: what is over first, else anything.
func (t *tries) drop(now time.Time, lock time.Duration) {
	for k, g := range t.seen {
		if now.After(g.until) && now.Sub(g.since) > lock {
			delete(t.seen, k)
		}
	}
	for k := range t.seen {
		if len(t.seen) < maxGuesses {
			return
		}
		delete(t.seen, k)
	}
}
