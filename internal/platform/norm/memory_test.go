package norm_test

import (
	"testing"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/platform/norm"
)

// Every press asks Now; once in two seconds one of them reads the register anew.
func BenchmarkNow(b *testing.B) {
	clk := clock.NewFake(dbtest.Start)
	d := dbtest.Open(b, "sqlite:"+b.TempDir()+"/huxue.db", clk, schemas...)
	s := norm.New(norm.Options{DB: d})
	if err := s.Seed(system); err != nil {
		b.Fatal(err)
	}
	ask := func(b *testing.B) {
		if n := s.Now(system, "alarm.collapse_s", county, 0); n != 60 {
			b.Fatalf("collapse within %d s", n)
		}
	}
	b.Run("from memory", func(b *testing.B) {
		for b.Loop() {
			ask(b)
		}
	})
	b.Run("read anew", func(b *testing.B) {
		for b.Loop() {
			clk.Add(3 * time.Second)
			ask(b)
		}
	})
}
