package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A flood is sent over plain connections with requests that were written before: on
// two cores a comfortable client would take more of the machine than what it
// measures. Every server that is compared is measured with it.

// request is an HTTP/1.1 request as it goes over the wire; header are pairs.
func request(method, addr, path string, body []byte, header ...string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n", method, path, addr, len(body))
	for i := 0; i+1 < len(header); i += 2 {
		fmt.Fprintf(&b, "%s: %s\r\n", header[i], header[i+1])
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

// wire is one kept-alive connection.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
	body []byte
}

func dial(addr string) (*wire, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &wire{conn: conn, in: bufio.NewReaderSize(conn, 8<<10)}, nil
}

var contentLength, transferEncoding = []byte("Content-Length"), []byte("Transfer-Encoding")

// do sends a request and reads the answer; body is good until the next one.
func (w *wire) do(req []byte) (status int, body []byte, err error) {
	if _, err = w.conn.Write(req); err != nil {
		return 0, nil, err
	}
	line, err := w.in.ReadSlice('\n')
	if err != nil || len(line) < 12 {
		return 0, nil, fmt.Errorf("no status line: %w", err)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, nil, err
	}
	length, chunked := 0, false
	for {
		if line, err = w.in.ReadSlice('\n'); err != nil {
			return 0, nil, err
		}
		if len(line) <= 2 {
			break
		}
		switch colon := bytes.IndexByte(line, ':'); {
		case colon == 14 && bytes.EqualFold(line[:colon], contentLength):
			length, _ = strconv.Atoi(string(bytes.TrimSpace(line[colon+1:])))
		case colon == 17 && bytes.EqualFold(line[:colon], transferEncoding):
			chunked = true
		}
	}
	if chunked {
		return status, nil, w.chunks()
	}
	if cap(w.body) < length {
		w.body = make([]byte, length)
	}
	w.body = w.body[:length]
	_, err = io.ReadFull(w.in, w.body)
	return status, w.body, err
}

func (w *wire) chunks() error {
	for {
		line, err := w.in.ReadString('\n')
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(strings.TrimSpace(line), 16, 64)
		if err != nil {
			return err
		}
		if _, err := w.in.Discard(int(n) + 2); err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
	}
}

// flooded is what became of a flood.
type flooded struct {
	took    time.Duration
	each    []time.Duration
	ok      []bool // by number of the request
	refused int
	first   string // the first refusal
}

func (f *flooded) perSecond() float64 { return float64(len(f.each)-f.refused) / f.took.Seconds() }

// flood sends n requests over so many connections, each as soon as its last was
// answered, until the time is up. keep sees every answer of success.
func flood(ctx context.Context, addr string, connections, n int, limit time.Duration, req func(i int) []byte, keep func(i int, body []byte)) (*flooded, error) {
	var next atomic.Int64
	var mu sync.Mutex
	out := &flooded{ok: make([]bool, n)}
	var failed error
	wires := make([]*wire, connections)
	for i := range wires {
		w, err := dial(addr)
		if err != nil {
			return nil, err
		}
		wires[i] = w
	}
	began := time.Now()
	var all sync.WaitGroup
	for _, w := range wires {
		all.Go(func() {
			defer func() { _ = w.conn.Close() }()
			var mine []time.Duration
			refused, first := 0, ""
			for ctx.Err() == nil && (limit == 0 || time.Since(began) < limit) {
				i := int(next.Add(1)) - 1
				if i >= n {
					break
				}
				at := time.Now()
				status, body, err := w.do(req(i))
				mine = append(mine, time.Since(at))
				if err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
					mine = mine[:len(mine)-1]
					break
				}
				if status/100 != 2 {
					if refused++; first == "" {
						first = fmt.Sprintf("%d %.200s", status, body)
					}
					continue
				}
				out.ok[i] = true
				if keep != nil {
					keep(i, body)
				}
			}
			mu.Lock()
			defer mu.Unlock()
			out.each, out.refused = append(out.each, mine...), out.refused+refused
			if out.first == "" {
				out.first = first
			}
		})
	}
	all.Wait()
	out.took = time.Since(began)
	return out, failed
}
