package follow_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"huxue/internal/kit/follow"
)

// ledger is a source in memory, in the order of its changes.
type ledger struct {
	changes []follow.Change
	read    []string
}

func (l *ledger) Changes(_ context.Context, since int64, after string, limit int) (out []follow.Change, err error) {
	for _, c := range l.changes {
		if c.At > since || c.At == since && c.ID > after {
			out = append(out, c)
		}
	}
	return out[:min(limit, len(out))], nil
}

func (l *ledger) Some(_ context.Context, ids []string) ([]string, error) {
	l.read = append(l.read, ids...)
	return ids, nil
}

func TestNothingIsMissedAndNothingReadTwice(t *testing.T) {
	l := &ledger{}
	for i := range 250 { // many of one instant, over the edge of a portion
		l.changes = append(l.changes, follow.Change{ID: fmt.Sprintf("a%03d", i), At: 100_000 + int64(i/150), Version: 1})
	}
	var f follow.Follower[string]
	var got []string
	var upTo int64
	walk := func(since, first int64) {
		t.Helper()
		got = nil
		if err := f.Walk(t.Context(), l, since, first, func(list []string, at int64) error {
			got, upTo = append(got, list...), at
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	walk(0, 0)
	if len(got) != 250 || upTo != 100_001 {
		t.Fatalf("%d up to %d", len(got), upTo)
	}
	l.read = nil
	walk(upTo, 0) // looked back at, and known
	if len(got) != 0 || len(l.read) != 0 {
		t.Fatalf("again: %v", l.read)
	}
	// One has changed again; one of before has become visible only now.
	l.changes[249] = follow.Change{ID: "a249", At: 100_500, Version: 2}
	l.changes = slices.Insert(l.changes, 0, follow.Change{ID: "b", At: 99_000, Version: 1})
	walk(upTo, 0)
	if !slices.Equal(got, []string{"b", "a249"}) {
		t.Fatalf("%v", got)
	}
	if walk(0, 100_500); len(got) != 0 {
		t.Fatalf("before it was wished for: %v", got)
	}
}

func TestWhatWasRefusedComesAgain(t *testing.T) {
	l := &ledger{changes: []follow.Change{{ID: "a", At: 1, Version: 1}}}
	var f follow.Follower[string]
	no := errors.New("full")
	if err := f.Walk(t.Context(), l, 0, 0, func([]string, int64) error { return no }); !errors.Is(err, no) {
		t.Fatal(err)
	}
	n := 0
	if err := f.Walk(t.Context(), l, 0, 0, func(list []string, _ int64) error { n += len(list); return nil }); err != nil || n != 1 {
		t.Fatal(n, err)
	}
}
