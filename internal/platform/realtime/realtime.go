// Package realtime tells open pages that something has changed, within
// milliseconds of the commit. It is a hint, never the truth: a page applies
// the change when it is newer than what it has, and fetches its list again
// after every reconnect. On several servers the hint travels by PostgreSQL's
// NOTIFY after the commit, and a sweep each second picks up what a crash left.
package realtime

import (
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
)

// Change says that the thing ID now has Version. Topic is a room's plural noun.
// Who hears of it: those who hold the topic's permission at Path, and the
// person To, if set. Body is the thing as the page shows it, or nil when the
// page must fetch it.
type Change struct {
	Topic   string          `json:"topic"`
	Path    string          `json:"path"`
	To      string          `json:"to,omitempty"`
	ID      string          `json:"id"`
	Version int64           `json:"version"`
	Body    json.RawMessage `json:"-"`
}

func (c *Change) key() string { return c.Topic + " " + c.ID }

// frame is the change as it goes over the wire, made once for all listeners.
func (c *Change) frame() []byte {
	body := []byte("null")
	if c.Body != nil {
		body = c.Body
	}
	head, _ := json.Marshal(struct {
		ID      string `json:"id"`
		Version int64  `json:"version"`
	}{c.ID, c.Version})
	out := make([]byte, 0, len(head)+len(body)+len(c.Topic)+32)
	out = append(out, "event: "...)
	out = append(out, c.Topic...)
	out = append(out, "\ndata: "...)
	out = append(out, head[:len(head)-1]...)
	out = append(out, `,"body":`...)
	out = append(out, body...)
	return append(out, "}\n\n"...)
}

// Sweep returns the changes of a topic since a moment, for what no hint told.
type Sweep func(since time.Time) ([]Change, error)

type topic struct {
	perm  access.Perm
	sweep Sweep
	of    string // the topic it echoes, "" for one of its own
}

// echo is what a page hears of another topic's changes: that there are some.
type echo struct {
	name  string
	paths []string
}

// Hub holds the open pages of this server.
type Hub struct {
	db    *db.DB
	clock clock.Clock
	log   *slog.Logger
	node  string

	mu        sync.RWMutex
	watchers  map[string][]func(Change)
	topics    map[string]topic
	listeners map[*listener]struct{}

	seenMu sync.Mutex
	seen   map[string]seenChange

	relay chan Change // to the other servers; nil on SQLite
}

type seenChange struct {
	version int64
	at      time.Time
}

// NewHub returns a hub without pages.
func NewHub(d *db.DB, log *slog.Logger) *Hub {
	h := &Hub{
		db: d, clock: d.Clock(), log: log, node: id.New("nod"), topics: map[string]topic{},
		listeners: map[*listener]struct{}{}, seen: map[string]seenChange{},
	}
	if d.Engine() == db.Postgres {
		h.relay = make(chan Change, 8192)
	}
	return h
}

// Topic registers a room's topic: who may hear of it, and how to find what was
// missed. perm "" means that only the person a change is addressed to hears it.
func (h *Hub) Topic(name string, perm access.Perm, sweep Sweep) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.topics[name] = topic{perm: perm, sweep: sweep}
}

// Echo registers a topic that tells of each change of another one that it has
// happened, and not what: for those who may see less of the thing and fetch it.
func (h *Hub) Echo(name, of string, perm access.Perm) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.topics[name] = topic{perm: perm, of: of}
}

// Watch calls f on this server after every change of a topic, for a room to which
// another's changes are a hint to look for itself. f must be quick: whoever has
// committed the change waits for it.
func (h *Hub) Watch(name string, f func(Change)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.watchers == nil {
		h.watchers = map[string][]func(Change){}
	}
	h.watchers[name] = append(h.watchers[name], f)
}

// Announce tells the change to the pages once tx is durable.
func (h *Hub) Announce(tx *db.Tx, c Change) {
	tx.AfterCommit(func() {
		h.deliver(c)
		if h.relay == nil {
			return
		}
		select {
		case h.relay <- c:
		default: // the others' sweep will find it
		}
	})
}

// deliver hands c to every page that may hear it and has not heard it yet.
func (h *Hub) deliver(c Change) {
	if !h.first(&c) {
		return
	}
	frame := c.frame()
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, f := range h.watchers[c.Topic] {
		f(c)
	}
	for l := range h.listeners {
		if l.hears(&c) {
			l.push(&c, frame)
		}
		if e, ok := l.echoes[c.Topic]; ok && under(c.Path, e.paths) {
			heard := Change{Topic: e.name, ID: c.ID, Version: c.Version}
			l.push(&heard, heard.frame())
		}
	}
}

// first remembers c and reports whether it is news on this server.
func (h *Hub) first(c *Change) bool {
	now := h.clock.Now()
	h.seenMu.Lock()
	defer h.seenMu.Unlock()
	if s, ok := h.seen[c.key()]; ok && s.version >= c.Version {
		return false
	}
	h.seen[c.key()] = seenChange{version: c.Version, at: now}
	return true
}

// forget drops what is older than any sweep looks back.
func (h *Hub) forget(before time.Time) {
	h.seenMu.Lock()
	defer h.seenMu.Unlock()
	for k, s := range h.seen {
		if s.at.Before(before) {
			delete(h.seen, k)
		}
	}
}

// Listeners is how many pages are open, for metrics.
func (h *Hub) Listeners() int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return len(h.listeners)
}

// listener is one open page. Changes wait in pending until the connection has
// taken the ones before; a newer version of a thing replaces an older one that
// is still waiting, so a slow page costs no more than the things it watches.
type listener struct {
	actor  access.Actor
	topics map[string][]string // topic → paths
	echoes map[string]echo     // by the topic they echo
	wake   chan struct{}

	mu      sync.Mutex
	pending [][]byte
	at      map[string]place
}

// place is where in pending the newest version of a thing waits.
type place struct {
	index   int
	version int64
}

func (l *listener) hears(c *Change) bool {
	paths, ok := l.topics[c.Topic]
	if !ok {
		return false
	}
	if c.To != "" && c.To == l.actor.ID {
		return true
	}
	return under(c.Path, paths)
}

func under(path string, paths []string) bool {
	return path != "" && slices.ContainsFunc(paths, func(p string) bool { return strings.HasPrefix(path, p) })
}

func (l *listener) push(c *Change, frame []byte) {
	l.mu.Lock()
	at, waits := l.at[c.key()]
	switch {
	case !waits:
		l.at[c.key()] = place{len(l.pending), c.Version}
		l.pending = append(l.pending, frame)
	case c.Version > at.version:
		l.at[c.key()] = place{at.index, c.Version}
		l.pending[at.index] = frame
	}
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// take returns everything that waits, oldest first.
func (l *listener) take() [][]byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := l.pending
	l.pending = nil
	clear(l.at)
	return out
}
