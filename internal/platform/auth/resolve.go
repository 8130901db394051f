package auth

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/access"
)

// entry is what the cookies of a request stand for, kept for a moment so that
// not each request asks the database.
type entry struct {
	loaded  time.Time
	session *sessionRow
	device  *deviceRow
	actor   access.Actor
	idle    time.Duration // 0: never
	// When the session was last used, and when that was last written down (ms).
	seen, written atomic.Int64
}

// actorCache is emptied whenever anything about who may do what changes on this
// server; what other servers change shows within actorStale.
type actorCache struct {
	mu      sync.Mutex
	entries map[string]*entry
	round   int
}

const maxEntries = 20_000

// A terminal says every few seconds that it is there, which gives it nothing;
// who it is need not be looked up anew each time.
const (
	beatPath  = "/api/v1/terminals/beat"
	beatStale = time.Minute
)

// aloneHeader comes with what a page asks while nobody touches it.
const aloneHeader = "Huxue-Alone"

func (c *actorCache) get(key string) (*entry, int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.entries[key], c.round
}

// put keeps e unless the cache was emptied since round: what was read before a
// revocation must not outlive it.
func (c *actorCache) put(key string, e *entry, round int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.round != round {
		return
	}
	if c.entries == nil || len(c.entries) >= maxEntries {
		c.entries = map[string]*entry{}
	}
	c.entries[key] = e
}

func (c *actorCache) empty() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries, c.round = nil, c.round+1
}

// Middleware tells who acts. It refuses nobody: a session that has run out
// still says whose it was, because the alarm takes a press from it; everything
// else asks access and is refused there.
func (m *Module) Middleware() httpapi.Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !strings.HasPrefix(r.URL.Path, "/api/") {
				next.ServeHTTP(w, r)
				return
			}
			c := m.callerOf(r)
			// A page that listens, or asks by itself, does not count as somebody being there.
			c.patient = r.URL.Path == beatPath
			alone := c.patient || strings.HasPrefix(r.URL.Path, "/api/v1/realtime") || r.Header.Get(aloneHeader) != ""
			actor, device, err := m.resolve(r.Context(), c, !alone)
			if err != nil {
				m.api.Fail(w, r, err)
				return
			}
			c.terminal = device
			ctx := context.WithValue(r.Context(), callerKey{}, c)
			next.ServeHTTP(w, r.WithContext(access.With(ctx, actor)))
		})
	}
}

// Alive reports whether the log-in a request came in with still holds. Asking
// does not count as somebody being there.
func (s *Service) Alive(r *http.Request) bool {
	a, _, err := s.resolve(r.Context(), s.callerOf(r), false)
	return err == nil && a.Kind != access.Nobody && !a.Expired
}

// resolve finds who acts under the cookies of c. When the database cannot be
// asked, what was known a moment ago still holds.
func (s *Service) resolve(ctx context.Context, c caller, active bool) (access.Actor, *deviceRow, error) {
	if c.session == "" && c.device == "" {
		return access.Actor{}, nil, nil
	}
	now := s.db.Clock().Now()
	key := c.session + " " + c.device
	e, round := s.actors.get(key)
	stale := actorStale
	if c.patient {
		stale = beatStale
	}
	if e == nil || now.Sub(e.loaded) >= stale {
		fresh, err := s.load(ctx, c, now)
		switch {
		case err != nil && e == nil:
			return access.Actor{}, nil, err
		case err == nil:
			if e != nil && e.session != nil && fresh.session != nil {
				fresh.seen.Store(max(fresh.seen.Load(), e.seen.Load()))
				fresh.written.Store(max(fresh.written.Load(), e.written.Load()))
			}
			e = fresh
			s.actors.put(key, e, round)
		}
	}
	return s.judge(e, now, active), e.device, nil
}

// judge says whether the session in e still runs at now.
func (s *Service) judge(e *entry, now time.Time, active bool) access.Actor {
	a := e.actor
	if x := e.session; x != nil {
		last := db.Time(e.seen.Load())
		over := e.idle > 0 && now.Sub(last) >= e.idle || !now.Before(db.Time(x.until))
		switch {
		// A shared device goes on without the person who has left it.
		case over && x.method == methodPIN, now.Sub(last) > pressLife:
			if active && e.device != nil {
				s.note(e, "", now)
			}
			return s.deviceActor(e.device)
		case over:
			a.Expired = true
		}
	}
	if active && !a.Expired && a.Kind != access.Nobody {
		session := ""
		if e.session != nil {
			session = e.session.id
		}
		e.seen.Store(db.Millis(now))
		s.note(e, session, now)
	}
	return a
}

// note writes down when a device and a session, if any, were last there: at most
// once a minute, and outside of the request.
func (s *Service) note(e *entry, session string, now time.Time) {
	at, written := db.Millis(now), e.written.Load()
	if now.Sub(db.Time(written)) < seenEvery || !e.written.CompareAndSwap(written, at) {
		return
	}
	s.touching.Go(func() {
		ctx := context.Background()
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			if e.device != nil {
				if err := deviceSeen(ctx, tx, e.device.ID, at); err != nil {
					return err
				}
			}
			if session == "" {
				return nil
			}
			return sessionSeen(ctx, tx, session, at)
		})
		if err != nil {
			s.log.Warn("when a session was last used was not noted", "error", err)
		}
	})
}

// load reads from the database what the cookies stand for.
func (s *Service) load(ctx context.Context, c caller, now time.Time) (*entry, error) {
	required := s.policy.SecondFactor(ctx)
	e := &entry{loaded: now}
	var grants []Grant
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if c.device != "" {
			if e.device, err = pairedDevice(ctx, tx, c.device); err != nil {
				return err
			}
		}
		if c.session == "" {
			return nil
		}
		if e.session, err = activeSession(ctx, tx, c.session); err != nil || e.session == nil {
			return err
		}
		grants, err = grantsOf(ctx, tx, e.session.person)
		return err
	})
	if err != nil {
		return nil, err
	}
	if x := e.session; x != nil && x.device != "" && (e.device == nil || e.device.ID != x.device) {
		e.session = nil // a PIN is good only on the device it was typed on
	}
	if e.session == nil {
		e.actor = s.deviceActor(e.device)
		if e.device != nil {
			e.seen.Store(e.device.SeenAt)
			e.written.Store(e.device.SeenAt)
		}
		return e, nil
	}
	e.seen.Store(e.session.seen)
	e.written.Store(e.session.seen)
	s.personActor(ctx, e, grants, required)
	return e, nil
}

func (s *Service) deviceActor(d *deviceRow) access.Actor {
	if d == nil {
		return access.Actor{}
	}
	a := access.Actor{Kind: access.Device, ID: d.ID, Name: d.Name, Unit: d.stands(), Device: d.ID, Held: map[access.Perm][]string{}}
	for _, p := range s.devices[d.Kind] {
		a.Held[p] = d.reach()
	}
	return a
}

// personActor works out what the session of e may do. A role that asks for a
// second factor gives nothing to a session without one: on a gate device it is
// left out, elsewhere the person has to log in anew.
func (s *Service) personActor(ctx context.Context, e *entry, grants []Grant, required bool) {
	x := e.session
	a := access.Actor{Kind: access.Person, ID: x.person, Name: x.name, Unit: x.unit, Session: x.id, Held: map[access.Perm][]string{}}
	if e.device != nil {
		a.Device = e.device.ID
	}
	official, watch := false, false
	for _, g := range grants {
		role, ok := s.roles[g.Role]
		if !ok {
			continue
		}
		path := g.Path
		if x.method == methodPIN {
			if role.SecondFactor || !strings.HasPrefix(e.device.Path, path) {
				continue
			}
			path = e.device.Path
		}
		official, watch = official || role.SecondFactor, watch || role.Watch
		if role.SecondFactor && required && !x.second {
			a.Expired = true
			continue
		}
		hold(&a, role, path)
	}
	if !watch {
		e.idle = s.idle(ctx, official)
	}
	e.actor = a
}

func hold(a *access.Actor, role Role, path string) {
	for _, p := range role.Perms {
		a.Held[p] = addPath(a.Held[p], path)
	}
	if !slices.Contains(a.Roles, role.Key) {
		a.Roles = append(a.Roles, role.Key)
	}
}
