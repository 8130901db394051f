package httpapi

import (
	"bytes"
	"net/http"
	"time"
)

// Stream writes server-sent events, each write with a deadline of its own, so
// that a dead phone holds nothing up.
type Stream struct {
	w   http.ResponseWriter
	ctl *http.ResponseController
	err error
}

const streamWriteLimit = 20 * time.Second

// NewStream makes w a stream of events.
func NewStream(w http.ResponseWriter) *Stream {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	return &Stream{w: w, ctl: http.NewResponseController(w)}
}

// Open reports whether all that was sent has gone out so far.
func (s *Stream) Open() bool { return s.err == nil }

// Send writes finished frames and flushes them.
func (s *Stream) Send(frames ...[]byte) {
	if s.err != nil || len(frames) == 0 {
		return
	}
	_ = s.ctl.SetWriteDeadline(time.Now().Add(streamWriteLimit))
	if _, s.err = s.w.Write(bytes.Join(frames, nil)); s.err == nil {
		s.err = s.ctl.Flush()
	}
}
