package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"huxue/internal/app"
	"huxue/internal/kit/db"
)

const (
	manyPupils  = 5_000_000
	idleAsks    = 400
	stormAsks   = 2000
	stormAskers = 32
)

// numbers asks for the ranking of the city's schools and its lagging list, with the
// city's own pupils and with five million.
func (b *campaigns) numbers(ctx context.Context) error {
	c, _, err := b.begin(ctx, "数字", 1)
	if err != nil {
		return err
	}
	list := shuffled(b.pupils)[:min(20_000, len(b.pupils))]
	finish, _, err := b.tickets(ctx, c, list)
	if err != nil {
		return err
	}
	time.Sleep(1100 * time.Millisecond)
	if _, err := flood(ctx, b.s.addr, connections, len(finish)-200, 0, func(i int) []byte { return finish[i] }, nil); err != nil {
		return err
	}
	idle, err := b.ask(ctx, c, fmt.Sprintf("%d pupils", len(b.pupils)))
	if err != nil {
		return err
	}
	if err := b.freshness(ctx, c, finish[len(finish)-200:]); err != nil {
		return err
	}
	if err := b.groupBy(ctx, fmt.Sprintf("%d pupils", len(b.pupils)), idle); err != nil {
		return err
	}
	if err := b.fillUp(ctx); err != nil {
		return err
	}
	idle, err = b.ask(ctx, c, "5 million pupils")
	if err != nil {
		return err
	}
	return b.groupBy(ctx, "5 million pupils", idle)
}

// ask measures the two lists when nothing else goes on and under many askers; it
// returns the median of the ranking.
func (b *campaigns) ask(ctx context.Context, c campaignCard, with string) (time.Duration, error) {
	var median time.Duration
	for _, q := range []struct{ name, path string }{{"ranking of schools", "ranking?level=school&path=" + b.path}, {"lagging list", "lagging?path=" + b.path}} {
		req := request(http.MethodGet, b.s.addr, "/api/v1/campaigns/"+c.ID+"/"+q.path, nil, "Cookie", b.bureau.cookie)
		f, err := flood(ctx, b.s.addr, 1, idleAsks, 0, func(int) []byte { return req }, nil)
		if err != nil {
			return 0, err
		}
		b.r.most(q.name+", "+with+", idle, p99", quantile(f.each, .99), "ms", 5)
		g, err := flood(ctx, b.s.addr, stormAskers, stormAsks, 0, func(int) []byte { return req }, nil)
		if err != nil {
			return 0, err
		}
		b.r.plain(fmt.Sprintf("%s, %s, %d connections, p99", q.name, with, stormAskers), quantile(g.each, .99), "ms")
		b.r.exactly("  refused", float64(f.refused+g.refused), "", 0)
		if median == 0 {
			slices.Sort(f.each)
			median = f.each[len(f.each)/2]
		}
	}
	return median, nil
}

// freshness is how soon after its acknowledgement a completion is in the figures.
func (b *campaigns) freshness(ctx context.Context, c campaignCard, finish [][]byte) error {
	n, err := b.figures(ctx, c)
	if err != nil {
		return err
	}
	w, err := dial(b.s.addr)
	if err != nil {
		return err
	}
	defer func() { _ = w.conn.Close() }()
	var took []time.Duration
	for i, req := range finish {
		status, body, err := w.do(req)
		if err != nil || status != http.StatusOK || !bytes.Contains(body, []byte(`"done":true`)) {
			return fmt.Errorf("finish: %d %s %w", status, body, err)
		}
		for at := time.Now(); ; {
			now, err := b.figures(ctx, c)
			if err != nil {
				return err
			}
			if now.Row.Done >= n.Row.Done+int64(i)+1 {
				took = append(took, time.Since(at))
				break
			}
		}
	}
	b.r.most("acknowledged → in the figures, worst", quantile(took, 1), "ms", 100)
	return nil
}

// fillUp plants a campaign of five million into the rows, beside the ones that are
// there: the same tables and the same indexes have to be walked.
func (b *campaigns) fillUp(ctx context.Context) error {
	return b.inside(ctx, func(a *app.App) error {
		var classes []int64
		d := a.Database()
		if err := d.Read(ctx, func(tx *db.Tx) (err error) {
			classes, err = db.All(ctx, tx, db.Value[int64], `SELECT no FROM campaign_units WHERE kind = 'class' AND campaign_no = (SELECT MAX(no) FROM campaigns)`)
			return err
		}); err != nil {
			return err
		}
		each := min(manyPupils/len(classes)+1, 3000) // what fits behind a class's own pupils
		for part := range slices.Chunk(classes, 100) {
			if err := d.Write(ctx, func(tx *db.Tx) error {
				for _, no := range part {
					if _, err := tx.Exec(ctx, `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < CAST($1 AS INTEGER))
						INSERT INTO campaign_pupils (no, pupil_id, done_at) SELECT CAST($2 AS BIGINT) + 1000 + i, 'bench_' || CAST(CAST($3 AS BIGINT) + i AS TEXT), $4 FROM n`,
						each, no<<12, no<<12, 1); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
}

// groupBy is the reference: what the ranking costs where pupils are counted when
// somebody asks, on PostgreSQL over the same rows.
func (b *campaigns) groupBy(ctx context.Context, with string, ours time.Duration) error {
	if b.database != "postgres" {
		return nil
	}
	return b.inside(ctx, func(a *app.App) error {
		var took []time.Duration
		for range 5 {
			at := time.Now()
			if err := a.Database().Read(ctx, func(tx *db.Tx) error {
				return db.Each(ctx, tx, func(s db.Scanner) error {
					var path string
					var due, done int64
					return s.Scan(&path, &due, &done)
				}, `SELECT u.path, COUNT(*), COUNT(*) FILTER (WHERE p.done_at > 0 AND p.late = 0) FROM campaign_pupils p
					JOIN campaign_units u ON u.no = p.no / 4096 WHERE p.no >= (SELECT MAX(no) FROM campaigns) * 4294967296
					GROUP BY u.path ORDER BY 3 DESC`)
			}); err != nil {
				return err
			}
			took = append(took, time.Since(at))
		}
		b.r.plain("GROUP BY over the same rows, "+with, quantile(took, .5), "ms")
		b.r.least("GROUP BY ÷ ranking, "+with, quantile(took, .5)/(float64(ours.Microseconds())/1000), "×", 50)
		return nil
	})
}
