package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"huxue/internal/kit/id"
)

// Lane stands between the port and net/http, and answers the quick operations itself:
// in the evening on which a city learns, reading and routing cost several times what
// the act does. It understands one kind of request only, whole in one read and without
// anything unusual (see parse); whatever else comes, a connection goes to net/http with
// all that was read of it, and stays there. So nothing is refused here that net/http
// would take, and what is answered here is answered there in the same way. (ADR 25)
type Lane struct {
	net.Listener
	api    *API
	others chan net.Conn
	quit   chan struct{}
	once   sync.Once
	busy   sync.WaitGroup
	mu     sync.Mutex
	open   map[net.Conn]bool
}

// Express returns a listener for net/http over ln, and answers quick operations.
func (a *API) Express(ln net.Listener) *Lane {
	l := &Lane{Listener: ln, api: a, others: make(chan net.Conn), quit: make(chan struct{}), open: map[net.Conn]bool{}}
	go l.accept()
	return l
}

// Accept returns the connections that are not for the lane.
func (l *Lane) Accept() (net.Conn, error) {
	select {
	case c := <-l.others:
		return c, nil
	case <-l.quit:
		return nil, net.ErrClosed
	}
}

// laneLeave is how long a request under way may take when the server is told to stop.
const laneLeave = 2 * time.Second

// Close takes no more requests, and waits a little for those under way.
func (l *Lane) Close() error {
	err := net.ErrClosed
	l.once.Do(func() {
		close(l.quit)
		err = l.Listener.Close()
		l.mu.Lock()
		for c := range l.open {
			_ = c.SetReadDeadline(time.Unix(1, 0))
		}
		l.mu.Unlock()
		left := make(chan struct{})
		go func() { l.busy.Wait(); close(left) }()
		select {
		case <-left:
		case <-time.After(laneLeave):
		}
	})
	return err
}

func (l *Lane) accept() {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			select {
			case <-l.quit:
				return
			case <-time.After(10 * time.Millisecond): // too many open files, for instance
				continue
			}
		}
		l.mu.Lock()
		l.open[c] = true
		l.mu.Unlock()
		l.busy.Go(func() { l.serve(c) })
	}
}

const (
	laneBuffer = 4 << 10
	// laneIdle is how long a connection may be silent; it is renewed now and then only.
	laneIdle  = 2 * time.Minute
	laneRenew = 15 * time.Second
)

// serve answers what it understands and gives the connection away at the first request
// that it does not.
func (l *Lane) serve(c net.Conn) {
	mine := true
	defer func() {
		l.mu.Lock()
		delete(l.open, c)
		l.mu.Unlock()
		if mine {
			_ = c.Close()
		}
	}()
	buf, out := make([]byte, laneBuffer), make([]byte, 0, 2<<10)
	remote := c.RemoteAddr().String()
	var renewed time.Time
	for {
		began := time.Now()
		if began.Sub(renewed) > laneRenew {
			renewed = began
			_ = c.SetReadDeadline(began.Add(laneIdle))
		}
		select {
		case <-l.quit:
			return
		default:
		}
		n, err := c.Read(buf)
		if err != nil {
			return
		}
		op, call, ok := l.api.parse(buf[:n])
		if !ok {
			_ = c.SetReadDeadline(time.Time{})
			select {
			case l.others <- &begun{Conn: c, read: buf[:n]}:
				mine = false
			case <-l.quit:
			}
			return
		}
		call.Remote = remote
		out = l.api.answerCall(op, call, out[:0])
		if _, err := c.Write(out); err != nil {
			return
		}
	}
}

// begun is a connection of which something was read already.
type begun struct {
	net.Conn
	read []byte
}

// Read implements net.Conn.
func (b *begun) Read(p []byte) (int, error) {
	if len(b.read) == 0 {
		return b.Conn.Read(p)
	}
	n := copy(p, b.read)
	b.read = b.read[n:]
	return n, nil
}

// answerCall runs an operation and appends the whole answer to out.
func (a *API) answerCall(op *quickOp, call *Call, out []byte) []byte {
	began := time.Now()
	q := &request{id: id.New("req"), pattern: op.pattern}
	call.Context = context.WithValue(context.Background(), requestKey{}, q)
	status, body, kind := a.run(op, call)
	out = append(out, "HTTP/1.1 "...)
	out = strconv.AppendInt(out, int64(status), 10)
	out = append(out, ' ')
	out = append(out, http.StatusText(status)...)
	out = append(out, lanePolicy...)
	if status == http.StatusServiceUnavailable {
		out = append(out, "Retry-After: 1\r\n"...)
	}
	out = append(out, "Content-Type: "...)
	out = append(out, kind...)
	out = append(out, "\r\nX-Request-Id: "...)
	out = append(out, q.id...)
	out = append(out, "\r\nDate: "...)
	out = append(out, httpDate(began)...)
	out = append(out, "\r\nContent-Length: "...)
	out = strconv.AppendInt(out, int64(len(body)), 10)
	out = append(out, "\r\n\r\n"...)
	out = append(out, body...)
	a.observed(call.Context, slog.LevelInfo, q, op.method, call.path, status, int64(len(body)), time.Since(began))
	return out
}

// run is the operation itself, with the body of its answer and what kind of body it is.
func (a *API) run(op *quickOp, call *Call) (status int, body []byte, kind string) {
	defer func() {
		if p := recover(); p != nil {
			a.log.ErrorContext(call.Context, "panic", "panic", fmt.Sprint(p), "stack", string(debug.Stack()), "request", RequestID(call.Context))
			status, body, kind = a.refusal(call.Context, fmt.Errorf("panic: %v", p))
		}
	}()
	v, err := op.handler(call)
	if err != nil {
		return a.refusal(call.Context, err)
	}
	if body, err = json.Marshal(v); err != nil {
		return a.refusal(call.Context, err)
	}
	return http.StatusOK, body, "application/json"
}

func (a *API) refusal(ctx context.Context, err error) (int, []byte, string) {
	p := a.problem(ctx, err)
	body, _ := json.Marshal(p)
	return p.Status, body, "application/problem+json"
}

// lanePolicy are the headers that every answer of the API carries; see Headers.
var lanePolicy = "\r\nCache-Control: no-store\r\nContent-Security-Policy: " + contentPolicy +
	"\r\nReferrer-Policy: same-origin\r\nX-Content-Type-Options: nosniff\r\n"

// httpDate is the moment as HTTP writes it, made once a second.
func httpDate(now time.Time) string {
	type stamp struct {
		second int64
		text   string
	}
	if s, ok := laneDate.Load().(stamp); ok && s.second == now.Unix() {
		return s.text
	}
	s := stamp{now.Unix(), now.UTC().Format(http.TimeFormat)}
	laneDate.Store(s)
	return s.text
}

var laneDate atomic.Value
