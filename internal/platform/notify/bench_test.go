package notify_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/platform/notify"
)

// What the ledger adds to an alarm: six people called, three of them on a
// browser as well, 64 alarms at a time.
func BenchmarkUrgent(b *testing.B) {
	d := dbtest.Open(b, "sqlite:"+b.TempDir()+"/huxue.db", clock.System{}, schemas...)
	c := newHorn("horn", nil)
	s := notify.New(notify.Options{DB: d, Channels: []notify.Channel{c}})
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	go s.Run(ctx)
	err := d.Write(ctx, func(tx *db.Tx) error {
		for i := range 3 * 1500 {
			p := fmt.Sprintf("per_%04d", 2*i)
			if _, err := tx.Exec(ctx, `INSERT INTO notify_targets VALUES ($1, $2, 'siren', $1, '', '', false, 0)`, "tgt_"+p, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	var wg sync.WaitGroup
	for w := range 64 {
		wg.Go(func() {
			for i := w; i < b.N; i += 64 {
				m := pressed(fmt.Sprint("alm_", i))
				for k := range 6 {
					m.To = append(m.To, fmt.Sprintf("per_%04d", (i*6+k)%9000))
				}
				if err := d.Write(db.Urgent(ctx), func(tx *db.Tx) error { return s.Urgent(ctx, tx, m) }); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "alarms/s")
}
