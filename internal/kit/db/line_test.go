package db

import (
	"context"
	"errors"
	"slices"
	"testing"
)

func TestTheNewestPressDoesNotWaitForTheWholeStorm(t *testing.T) {
	var l line[int]
	for i := range 6 {
		l.join(i, true)
	}
	l.join(100, false)
	gone := l.join(50, true)
	l.join(101, false)
	if !l.leave(gone) || l.leave(gone) {
		t.Fatal("one leaves once")
	}
	var got []int
	for range 5 {
		v, _ := l.next(true)
		got = append(got, v)
	}
	late := l.join(7, true)
	for {
		v, ok := l.next(false)
		if !ok {
			break
		}
		got = append(got, v)
	}
	if want := []int{5, 4, 3, 0, 2, 7, 1, 100, 101}; !slices.Equal(got, want) {
		t.Errorf("went %v, want %v", got, want)
	}
	if l.leave(late) {
		t.Error("one whose turn has come cannot leave")
	}
}

func TestTheLastPlacesAreForTheUrgent(t *testing.T) {
	ctx, hangUp := context.WithCancel(t.Context())
	g := newGate(3, 2)
	for range 2 {
		if err := g.enter(ctx, false); err != nil {
			t.Fatal(err)
		}
	}
	refused := make(chan error)
	go func() { refused <- g.enter(ctx, false) }()
	if err := g.enter(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	hangUp()
	if err := <-refused; !errors.Is(err, context.Canceled) {
		t.Fatalf("an ordinary writer was let in to the last place: %v", err)
	}
	g.exit()
	g.exit()
	if err := g.enter(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if g.free != 1 {
		t.Errorf("%d places are free", g.free)
	}
}
