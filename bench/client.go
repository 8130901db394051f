package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// client speaks to the server as one logged-in person.
type client struct {
	base, cookie string
	http         *http.Client
}

var transport = &http.Transport{MaxIdleConns: 4000, MaxIdleConnsPerHost: 4000, DisableCompression: true}

func logIn(ctx context.Context, addr, login string) (*client, error) {
	c := &client{base: "http://" + addr, http: &http.Client{Transport: transport, Timeout: 60 * time.Second}}
	body, _ := json.Marshal(map[string]string{"login": login, "password": password})
	res, err := c.do(ctx, http.MethodPost, "/api/v1/auth/login", "", body)
	if err != nil {
		return nil, err
	}
	defer drain(res)
	for _, k := range res.Cookies() {
		if k.Name == "huxue_session" {
			c.cookie = k.Name + "=" + k.Value
		}
	}
	if c.cookie == "" {
		return nil, fmt.Errorf("log in as %s: %s", login, res.Status)
	}
	return c, nil
}

func (c *client) do(ctx context.Context, method, path, key string, body []byte) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Cookie", c.cookie)
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	return c.http.Do(req)
}

func drain(res *http.Response) {
	_, _ = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
}

func (c *client) get(ctx context.Context, path string, into any) error {
	res, err := c.do(ctx, http.MethodGet, path, "", nil)
	if err != nil {
		return err
	}
	defer drain(res)
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, res.Status)
	}
	return json.NewDecoder(res.Body).Decode(into)
}

// schools returns the ids of all schools.
func (c *client) schools(ctx context.Context) ([]string, error) {
	var out struct {
		Items [][]any `json:"items"`
	}
	if err := c.get(ctx, "/api/v1/schools/points", &out); err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(out.Items))
	for _, p := range out.Items {
		if s, ok := p[0].(string); ok {
			ids = append(ids, s)
		}
	}
	return ids, nil
}

// pressed is one press and what became of it.
type pressed struct {
	key, alarm     string
	began, settled time.Time
}

// press sends one press; an error means that it got no 2xx.
func (c *client) press(ctx context.Context, key, school, place string) (pressed, error) {
	p := pressed{key: key}
	body, _ := json.Marshal(map[string]any{"schoolId": school, "place": place, "deviceAt": time.Now().UnixMilli(), "sentAt": time.Now().UnixMilli()})
	p.began = time.Now()
	res, err := c.do(ctx, http.MethodPost, "/api/v1/alarms", key, body)
	if err != nil {
		return p, err
	}
	defer drain(res)
	var card struct {
		ID   string `json:"id"`
		Code string `json:"code"`
	}
	err = json.NewDecoder(res.Body).Decode(&card)
	p.settled, p.alarm = time.Now(), card.ID
	if err == nil && res.StatusCode/100 != 2 {
		err = fmt.Errorf("press: %s %s", res.Status, card.Code)
	}
	return p, err
}

// ear notes when each alarm was heard of first, and how often one came again.
type ear struct {
	mu      sync.Mutex
	heard   map[string]time.Time
	doubled int
	news    chan struct{}
}

func newEar() *ear { return &ear{heard: map[string]time.Time{}, news: make(chan struct{}, 1)} }

func (e *ear) note(alarm string, at time.Time) {
	e.mu.Lock()
	if _, known := e.heard[alarm]; known {
		e.doubled++
	} else {
		e.heard[alarm] = at
	}
	e.mu.Unlock()
	select {
	case e.news <- struct{}{}:
	default:
	}
}

// desk is an open police desk: it hears alarms.
type desk struct {
	*ear
	close context.CancelFunc
	name  func(data []byte) string
}

// openDesk returns once the stream has greeted us. Alarms are noted by their id.
func (c *client) openDesk(ctx context.Context) (*desk, error) {
	return c.openDeskOf(ctx, func(data []byte) string {
		rest, ok := bytes.CutPrefix(data, []byte(`{"id":"`))
		if !ok {
			return ""
		}
		return string(rest[:bytes.IndexByte(rest, '"')])
	})
}

// openDeskOf notes alarms by another name that their event bears; "" is not noted.
func (c *client) openDeskOf(ctx context.Context, name func(data []byte) string) (*desk, error) {
	ctx, cancel := context.WithCancel(ctx)
	d := &desk{ear: newEar(), close: cancel, name: name}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/api/v1/realtime?topics="+url.QueryEscape("alarms"), nil)
	if err != nil {
		cancel()
		return nil, err
	}
	req.Header.Set("Cookie", c.cookie)
	res, err := (&http.Client{Transport: transport}).Do(req) //nolint:bodyclose // its reader closes it when the stream ends
	if err != nil {
		cancel()
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		cancel()
		return nil, fmt.Errorf("desk: %s", res.Status)
	}
	greeted := make(chan struct{})
	go d.listen(res.Body, greeted)
	select {
	case <-greeted:
		return d, nil
	case <-time.After(10 * time.Second):
		cancel()
		return nil, fmt.Errorf("desk: no greeting")
	}
}

func (d *desk) listen(body io.ReadCloser, greeted chan struct{}) {
	defer func() { _ = body.Close() }()
	lines := bufio.NewReaderSize(body, 256<<10)
	event := ""
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		now := time.Now()
		switch {
		case bytes.HasPrefix(line, []byte("event: ")):
			if event = string(bytes.TrimSpace(line[7:])); event == "hello" {
				close(greeted)
			}
		case event == "alarms" && bytes.HasPrefix(line, []byte("data: ")):
			if alarm := d.name(line[len("data: "):]); alarm != "" {
				d.note(alarm, now)
			}
		}
	}
}

// waitFor returns when the desk has heard n alarms or the time is up.
func (d *desk) waitFor(n int, limit time.Duration) int {
	deadline := time.After(limit)
	for {
		d.mu.Lock()
		have := len(d.heard)
		d.mu.Unlock()
		if have >= n {
			return have
		}
		select {
		case <-d.news:
		case <-deadline:
			return have
		}
	}
}
