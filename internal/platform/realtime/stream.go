package realtime

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/access"
)

const (
	beatEvery = 15 * time.Second
	// A page that lost the stream asks again this soon.
	retryAfter = 500 * time.Millisecond
)

// Alive reports whether the log-in behind a long-open stream still holds.
type Alive func(r *http.Request) bool

// Routes adds GET /api/v1/realtime?topics=alarms,todos: a stream of server-sent
// events; the same stands under sirens/, where a device asks as itself. `hello` and `beat` carry the server's time, each topic's event a
// change {id, version, body}. The stream ends when the log-in does.
func (h *Hub) Routes(api *httpapi.API, alive Alive) {
	for _, path := range []string{"/api/v1/realtime", "/api/v1/sirens/realtime"} {
		api.Handle("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			if err := h.serve(w, r, alive); err != nil {
				api.Fail(w, r, err)
			}
		})
	}
}

// serve streams until the page leaves; an error means that nothing was sent.
func (h *Hub) serve(w http.ResponseWriter, r *http.Request, alive Alive) error {
	actor, err := access.RequirePerson(r.Context())
	if err != nil {
		return err
	}
	l := &listener{actor: actor, topics: map[string][]string{}, echoes: map[string]echo{}, wake: make(chan struct{}, 1), at: map[string]place{}}
	h.mu.RLock()
	for _, name := range strings.Split(r.URL.Query().Get("topics"), ",") {
		switch t, ok := h.topics[name]; {
		case ok && t.of != "":
			l.echoes[t.of] = echo{name, access.Areas(r.Context(), t.perm)}
		case ok:
			l.topics[name] = access.Areas(r.Context(), t.perm)
		}
	}
	h.mu.RUnlock()

	// Listen first, greet second: what changes in between is not lost, and the
	// page fetches its list when it hears hello.
	h.mu.Lock()
	h.listeners[l] = struct{}{}
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		delete(h.listeners, l)
		h.mu.Unlock()
	}()

	out := httpapi.NewStream(w)
	out.Send(fmt.Appendf(nil, "retry: %d\n\n", retryAfter.Milliseconds()), h.timeFrame("hello"))

	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	for out.Open() {
		select {
		case <-r.Context().Done():
			return nil
		case <-l.wake:
			out.Send(l.take()...)
		case <-beat.C:
			if alive != nil && !alive(r) {
				return nil
			}
			out.Send(h.timeFrame("beat"))
		}
	}
	return nil
}

func (h *Hub) timeFrame(event string) []byte {
	return fmt.Appendf(nil, "event: %s\ndata: {\"serverTime\":%d}\n\n", event, h.clock.Now().UnixMilli())
}
