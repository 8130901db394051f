package realtime

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	channel    = "huxue_realtime"
	maxPayload = 7900 // PostgreSQL takes 8000 bytes
	sweepEvery = time.Second
	lookBack   = 10 * time.Second
)

// note is what one server tells the others.
type note struct {
	Node    string   `json:"n"`
	Changes []Change `json:"c"`
}

// Run talks to the other servers and sweeps each second, until ctx ends. On
// SQLite there are no others: what is committed here is told here, and a page
// that was away fetches its list.
func (h *Hub) Run(ctx context.Context) {
	if h.relay != nil {
		go h.sendNotes(ctx)
		go h.hearNotes(ctx)
	}
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			h.forget(h.clock.Now().Add(-3 * lookBack))
			if h.relay != nil {
				h.sweep()
			}
		}
	}
}

// sweep delivers what was committed lately and told to nobody here.
func (h *Hub) sweep() {
	now := h.clock.Now()
	h.mu.RLock()
	topics := make(map[string]topic, len(h.topics))
	if len(h.listeners) > 0 {
		for name, t := range h.topics {
			topics[name] = t
		}
	}
	h.mu.RUnlock()
	for name, t := range topics {
		if t.sweep == nil {
			continue
		}
		changes, err := t.sweep(now.Add(-lookBack))
		if err != nil {
			h.log.Warn("sweep failed", "topic", name, "error", err)
			continue
		}
		for _, c := range changes {
			h.deliver(c)
		}
	}
}

// sendNotes tells the other servers, after the commit and many at a time: a
// NOTIFY inside each transaction would serialise all of them.
func (h *Hub) sendNotes(ctx context.Context) {
	for {
		n := note{Node: h.node}
		select {
		case <-ctx.Done():
			return
		case c := <-h.relay:
			n.Changes = append(n.Changes, c)
		}
		for len(n.Changes) < 60 && len(h.relay) > 0 {
			n.Changes = append(n.Changes, <-h.relay)
		}
		h.sendNote(ctx, n)
	}
}

func (h *Hub) sendNote(ctx context.Context, n note) {
	text, err := json.Marshal(n)
	if err == nil && len(text) > maxPayload && len(n.Changes) > 1 {
		half := len(n.Changes) / 2
		h.sendNote(ctx, note{Node: n.Node, Changes: n.Changes[:half]})
		h.sendNote(ctx, note{Node: n.Node, Changes: n.Changes[half:]})
		return
	}
	if err == nil {
		_, err = h.db.Pool().ExecContext(ctx, `SELECT pg_notify($1, $2)`, channel, string(text))
	}
	if err != nil && ctx.Err() == nil {
		h.log.Warn("the other servers were not told; their sweep will find it", "error", err)
	}
}

// hearNotes keeps one listening connection open for as long as ctx lives.
func (h *Hub) hearNotes(ctx context.Context) {
	for ctx.Err() == nil {
		err := h.listen(ctx)
		if ctx.Err() != nil {
			return
		}
		h.log.Warn("the line to the other servers broke; the sweep covers it", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(sweepEvery):
		}
	}
}

func (h *Hub) listen(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, h.db.URL())
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	for {
		msg, err := conn.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		var n note
		if json.Unmarshal([]byte(msg.Payload), &n) != nil || n.Node == h.node {
			continue
		}
		for _, c := range n.Changes {
			h.deliver(c)
		}
	}
}
