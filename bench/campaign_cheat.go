package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"

	"huxue/internal/app"
	"huxue/internal/kit/db"
)

const cheated = 100

// cheat lets two scripts and honest pupils complete one campaign, and counts whom the
// rules doubt: one script finishes a hundred pupils at once on one device, the other
// gives each a device of his own and waits for all alike. Honest are pupils at home and
// in a computer room, who need different times.
func (b *campaigns) cheat(ctx context.Context) error {
	c, _, err := b.begin(ctx, "作弊", 2)
	if err != nil {
		return err
	}
	groups := []struct {
		name, device string
		room, honest bool
		pupils       []learner
	}{
		{name: "script, one device", device: "script"},
		{name: "script, a device each, the same dwell"},
		{name: "honest pupils at home", honest: true},
		{name: "honest pupils in a computer room", honest: true, room: true},
	}
	for i := range groups {
		groups[i].pupils = b.pupils[i*1000 : i*1000+cheated]
	}
	var all sync.WaitGroup
	errs := make(chan error, len(groups)*cheated)
	for g := range groups {
		for i, l := range groups[g].pupils {
			x := &groups[g]
			device := x.device
			if device == "" {
				device = fmt.Sprintf("own-%d-%d", g, i)
			}
			wait := 2100 * time.Millisecond
			if x.honest {
				wait += time.Duration(rand.IntN(25_000)) * time.Millisecond
			}
			// Everybody at home has an address of his own, the others share one.
			from := net.IPv4(127, 1, byte(g), 1)
			if x.honest && !x.room {
				from = net.IPv4(127, 2, byte(g), byte(i+1))
			}
			all.Go(func() { errs <- b.learnOnce(ctx, c, l, device, from, x.room, wait) })
		}
	}
	all.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return b.inside(ctx, func(a *app.App) error {
		if err := a.Chore(ctx, "campaign.sweep"); err != nil {
			return err
		}
		for _, g := range groups {
			doubted := 0
			for _, l := range g.pupils {
				var n int
				if err := a.Database().Read(ctx, func(tx *db.Tx) (err error) {
					n, err = db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM campaign_flagged f JOIN campaign_flags g ON g.id = f.flag_id
						JOIN campaigns c ON c.no = g.campaign_no WHERE f.pupil_id = $1 AND c.id = $2`, l.id, c.ID)
					return err
				}); err != nil {
					return err
				}
				if n > 0 {
					doubted++
				}
			}
			switch {
			case g.honest:
				b.r.exactly("doubted of 100: "+g.name, float64(doubted), "", 0)
			default:
				b.r.least("doubted of 100: "+g.name, float64(doubted), "", 90)
			}
		}
		return nil
	})
}

// learnOnce takes a pupil through the campaign.
func (b *campaigns) learnOnce(ctx context.Context, c campaignCard, l learner, device string, from net.IP, room bool, wait time.Duration) error {
	conn, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: from}}).DialContext(ctx, "tcp", b.s.addr)
	if err != nil {
		return err
	}
	w := &wire{conn: conn, in: bufio.NewReaderSize(conn, 8<<10)}
	defer func() { _ = w.conn.Close() }()
	path := "/api/v1/learn/" + c.ID + "/steps/0/"
	status, body, err := w.do(request(http.MethodPost, b.s.addr, path+"start", nil, "Authorization", "Bearer "+l.token))
	if err != nil || status != http.StatusOK {
		return fmt.Errorf("start: %d %s %w", status, body, err)
	}
	var begun struct{ Ticket string }
	if err := json.Unmarshal(body, &begun); err != nil {
		return err
	}
	select {
	case <-time.After(wait):
	case <-ctx.Done():
		return ctx.Err()
	}
	text, _ := json.Marshal(map[string]any{"ticket": begun.Ticket, "room": room})
	status, body, err = w.do(request(http.MethodPost, b.s.addr, path+"finish", text, "Authorization", "Bearer "+l.token, "X-Device", device))
	if err != nil || status != http.StatusOK {
		return fmt.Errorf("finish: %d %s %w", status, body, err)
	}
	return nil
}
