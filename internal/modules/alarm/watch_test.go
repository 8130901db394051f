package alarm

import (
	"testing"
	"time"
)

// A look lives as long as its beats go on, whatever order they are seen in.
func TestSilentLooks(t *testing.T) {
	start := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	zhao, qian := Looker{"p1", "赵"}, Looker{"p2", "钱"}
	beats := lastBeats{}
	steps := []struct {
		after time.Duration
		looks []look
		gone  []string
	}{
		{0, []look{{"a", zhao, 1}, {"a", qian, 4}}, nil},
		{24 * time.Second, []look{{"a", zhao, 1}, {"a", qian, 6}}, nil},
		{25 * time.Second, []look{{"a", zhao, 1}, {"a", qian, 6}}, []string{"p1"}},
		{26 * time.Second, []look{{"a", qian, 6}}, nil},
		{48 * time.Second, []look{{"a", zhao, 1}, {"a", qian, 6}}, nil}, // he came back: counted anew
		{49 * time.Second, []look{{"a", zhao, 1}, {"a", qian, 6}}, []string{"p2"}},
	}
	for _, s := range steps {
		var gone []string
		for _, l := range beats.silent(s.looks, start.Add(s.after)) {
			gone = append(gone, l.ID)
		}
		if len(gone) != len(s.gone) || len(gone) == 1 && gone[0] != s.gone[0] {
			t.Errorf("after %v gone %v, want %v", s.after, gone, s.gone)
		}
	}
}

func TestMedianOfTheDay(t *testing.T) {
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	pressed := func(mode Mode, accept, arrive time.Duration) dayAlarm {
		a := dayAlarm{mode: mode, t0: at}
		if accept > 0 {
			a.t2 = at.Add(accept)
		}
		if arrive > 0 {
			a.t5 = at.Add(arrive)
		}
		return a
	}
	got := day([]dayAlarm{
		pressed(Real, 10*time.Second, 200*time.Second), pressed(Real, 20*time.Second, 0), pressed(Real, 0, 0),
		pressed(Real, 40*time.Second, 0), pressed(Drill, time.Hour, time.Hour), {mode: Real, outcome: FalseAlarm, t0: at, t2: at.Add(30 * time.Second)},
	})
	if got.Pressed != 5 || got.Practice != 1 || got.False != 1 {
		t.Fatalf("%+v", got)
	}
	if got.Accept != (Median{Ms: 25_000, Of: 4, Due: 5}) || got.Arrive != (Median{Ms: 200_000, Of: 1, Due: 5}) {
		t.Fatalf("%+v", got)
	}
	if none := day(nil); none.Accept != (Median{}) {
		t.Fatalf("%+v", none)
	}
	if got := midnight(time.Date(2026, 3, 2, 17, 0, 0, 0, time.UTC)); !got.Equal(time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC)) {
		t.Fatalf("the city's day begins at %v", got)
	}
}
