package main

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the floor on PostgreSQL
	_ "modernc.org/sqlite"             // the floor on SQLite
)

// The floor is the least that could possibly do: one insert, one fsync, one
// line to every open stream. It runs as a process of its own, as the server
// does, so that both pay for the same machine.
func serveFloor(ctx context.Context, dbURL string) error {
	d, insert, err := openFloor(dbURL)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	var mu sync.Mutex
	pages := map[chan string]bool{}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /press", func(w http.ResponseWriter, r *http.Request) {
		name := r.URL.Query().Get("id")
		if _, err := d.ExecContext(r.Context(), insert, name); err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		mu.Lock()
		for p := range pages {
			p <- name
		}
		mu.Unlock()
	})
	mux.HandleFunc("GET /stream", func(w http.ResponseWriter, r *http.Request) {
		p := make(chan string, 4096)
		mu.Lock()
		pages[p] = true
		mu.Unlock()
		defer func() { mu.Lock(); delete(pages, p); mu.Unlock() }()
		fmt.Fprint(w, "hello\n")
		ctl := http.NewResponseController(w)
		_ = ctl.Flush()
		for {
			select {
			case <-r.Context().Done():
				return
			case name := <-p:
				fmt.Fprintf(w, "%s\n", name)
				_ = ctl.Flush()
			}
		}
	})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(ln.Addr())
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	go func() { <-ctx.Done(); _ = srv.Close() }()
	return srv.Serve(ln)
}

func openFloor(dbURL string) (*sql.DB, string, error) {
	if path, ok := strings.CutPrefix(dbURL, "sqlite:"); ok {
		d, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
		if err != nil {
			return nil, "", err
		}
		d.SetMaxOpenConns(1)
		_, err = d.Exec(`CREATE TABLE IF NOT EXISTS floor (id TEXT PRIMARY KEY)`)
		return d, `INSERT INTO floor VALUES (?)`, err
	}
	d, err := sql.Open("pgx", dbURL)
	if err != nil {
		return nil, "", err
	}
	_, err = d.Exec(`CREATE TABLE IF NOT EXISTS floor (id TEXT PRIMARY KEY)`)
	return d, `INSERT INTO floor VALUES ($1)`, err
}

// What the floor's figures are called, for those set in relation to them.
const (
	floorP50 = "floor (one insert, one fsync, one line each): press → event, p50"
	floorP99 = "floor: press → event, p99"
)

// floorSteady measures the floor at the same rate and with as many listeners.
func floorSteady(ctx context.Context, r *report, database string, s *server) error {
	dbURL := s.dbURL
	if database == "sqlite" {
		dbURL = "sqlite:" + filepath.Join(s.dir, "floor.db")
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, "-floor", dbURL)
	cmd.Stderr = os.Stderr
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	addr, err := bufio.NewReader(pipe).ReadString('\n')
	if err != nil {
		return err
	}
	base := "http://" + strings.TrimSpace(addr)
	desks := make([]*desk, manyDesks)
	for i := range desks {
		if desks[i], err = floorDesk(ctx, base); err != nil {
			return err
		}
	}
	hc := &http.Client{Transport: transport}
	presses, err := pace(200, func(i int) (pressed, error) {
		p := pressed{alarm: fmt.Sprintf("f%d", i), began: time.Now()}
		res, err := hc.Post(base+"/press?id="+p.alarm, "text/plain", nil)
		if err != nil {
			return p, err
		}
		drain(res)
		p.settled = time.Now()
		return p, nil
	})
	if err != nil {
		return err
	}
	_, arrival := latencies(presses, desks)
	r.plain(floorP50, quantile(arrival, .5), "ms")
	r.plain(floorP99, quantile(arrival, .99), "ms")
	return nil
}

func floorDesk(ctx context.Context, base string) (*desk, error) {
	ctx, cancel := context.WithCancel(ctx)
	d := &desk{ear: newEar(), close: cancel}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/stream", nil)
	if err != nil {
		cancel()
		return nil, err
	}
	res, err := (&http.Client{Transport: transport}).Do(req) //nolint:bodyclose // its reader closes it when the stream ends
	if err != nil {
		cancel()
		return nil, err
	}
	lines := bufio.NewReader(res.Body)
	if _, err := lines.ReadString('\n'); err != nil {
		cancel()
		return nil, err
	}
	go func() {
		defer func() { _ = res.Body.Close() }()
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				return
			}
			d.note(strings.TrimSpace(line), time.Now())
		}
	}()
	return d, nil
}
