package notify

import "testing"

// The 1,501st of a storm is the first to go, and the first one is not forgotten.
func TestTheNewestAndTheOldestTakeTurns(t *testing.T) {
	var f fair
	for at := range int64(1500) {
		f.add(Delivery{Letter: Letter{At: at}})
	}
	for i, want := range []int64{1499, 1498, 1497, 0} {
		if d, ok := f.take(); !ok || d.At != want {
			t.Fatalf("%d: %d, want %d", i, d.At, want)
		}
	}
	f.add(Delivery{Letter: Letter{At: 5000}})
	if d, _ := f.take(); d.At != 5000 {
		t.Fatalf("a fresh alarm waited for %d", d.At)
	}
	left := 0
	for {
		if _, ok := f.take(); !ok {
			break
		}
		left++
	}
	if left != 1496 {
		t.Fatalf("%d left of 1496", left)
	}
}
