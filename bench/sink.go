package main

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"time"
)

// sink is whoever the webhooks go to; on /slow it takes its time, as a dying robot
// would.
type sink struct {
	*ear
	addr  string
	close func()
	slow  int
}

// again is how many webhooks told of an alarm that was known already.
func (s *sink) again() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.doubled
}

func openSink() (*sink, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &sink{ear: newEar(), addr: ln.Addr().String()}
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
