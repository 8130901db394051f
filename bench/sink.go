package main

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// sink is whoever the webhooks go to. It notes when each alarm came first; on
// /slow it takes its time, as a dying robot would.
type sink struct {
	addr  string
	close func()

	mu      sync.Mutex
	heard   map[string]time.Time
	doubled int
	slow    int
	news    chan struct{}
}

func openSink() (*sink, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &sink{addr: ln.Addr().String(), heard: map[string]time.Time{}, news: make(chan struct{}, 1)}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /fast", func(_ http.ResponseWriter, r *http.Request) {
		now := time.Now()
		text, _ := io.ReadAll(r.Body)
		var m struct {
			SubjectID string `json:"subjectId"`
		}
		if json.Unmarshal(text, &m) == nil {
			s.note(m.SubjectID, now)
		}
	})
	mux.HandleFunc("POST /slow/", func(_ http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.slow++
		s.mu.Unlock()
		select {
		case <-r.Context().Done():
		case <-time.After(3 * time.Second):
		}
	})
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	go func() { _ = srv.Serve(ln) }()
	s.close = func() { _ = srv.Close() }
	return s, nil
}

func (s *sink) note(alarm string, at time.Time) {
	s.mu.Lock()
	if _, known := s.heard[alarm]; known {
		s.doubled++
	} else {
		s.heard[alarm] = at
	}
	s.mu.Unlock()
	select {
	case s.news <- struct{}{}:
	default:
	}
}

// wait returns when each press was heard of, once all were or the time is up;
// those that were not are left out.
func (s *sink) wait(presses []pressed, limit time.Duration) (out []time.Duration, last time.Time) {
	deadline := time.After(limit)
	for {
		out, last = out[:0], time.Time{}
		s.mu.Lock()
		for _, p := range presses {
			if at, ok := s.heard[p.alarm]; ok {
				out = append(out, at.Sub(p.began))
				if at.After(last) {
					last = at
				}
			}
		}
		s.mu.Unlock()
		if len(out) == len(presses) {
			return out, last
		}
		select {
		case <-s.news:
			time.Sleep(5 * time.Millisecond) // not each one anew: the machine is shared
		case <-deadline:
			return out, last
		}
	}
}
