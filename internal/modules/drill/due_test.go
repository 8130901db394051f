package drill

import (
	"math/rand/v2"
	"testing"
	"time"

	"huxue/internal/platform/org"
)

var term = []int{1, 3, 4, 5, 6, 9, 10, 11, 12}

func rng() *rand.Rand { return rand.New(rand.NewPCG(1, 1)) }

func school(storeys, pupils int) *org.School {
	x := &org.School{ID: "sch_1", Path: "/14/1409/140902/sch_1/"}
	x.Name, x.Storeys, x.Pupils = "长征小学", storeys, pupils
	return x
}

func TestWhatASchoolOwes(t *testing.T) {
	monthly, boarding := Duty{Interval: 1, Times: 1, Term: term}, Duty{Interval: 1, Times: 2, Term: term}
	quarter := Duty{Interval: 3, Times: 1, Term: term}
	for _, c := range []struct {
		name         string
		duty         Duty
		month        string
		earlier, own int
		want         int
	}{
		{"a primary school in September", monthly, "2026-09", 0, 0, 1},
		{"in the summer holidays", monthly, "2026-07", 0, 0, 0},
		{"in February", monthly, "2026-02", 0, 0, 0},
		{"a boarding school", boarding, "2026-10", 0, 0, 2},
		{"a kindergarten at the start of a quarter", quarter, "2026-10", 0, 0, 0},
		{"a kindergarten in the last month of a quarter", quarter, "2026-12", 0, 0, 1},
		{"that has drilled earlier in the quarter", quarter, "2026-12", 1, 0, 0},
		{"that drills early: due and done", quarter, "2026-10", 0, 1, 1},
		{"third quarter: only September is term", quarter, "2026-09", 0, 0, 1},
		{"first quarter", quarter, "2026-01", 0, 0, 0},
		{"first quarter, March", quarter, "2026-03", 0, 0, 1},
		{"never outside term, though drilled", quarter, "2026-08", 0, 1, 0},
	} {
		if got := c.duty.Owes(c.month, c.earlier, c.own); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestSpanOfAnInterval(t *testing.T) {
	for _, c := range []struct {
		interval        int
		month, from, to string
	}{
		{1, "2026-05", "2026-05", "2026-05"},
		{3, "2026-05", "2026-04", "2026-06"},
		{3, "2026-12", "2026-10", "2026-12"},
		{6, "2026-02", "2026-01", "2026-06"},
		{12, "2026-08", "2026-01", "2026-12"},
	} {
		if from, to := (Duty{Interval: c.interval}).Span(c.month); from != c.from || to != c.to {
			t.Errorf("every %d months, %s: %s to %s", c.interval, c.month, from, to)
		}
	}
}

func TestWorkday(t *testing.T) {
	for day, want := range map[string]string{
		"2026-09-18": "2026-09-18", "2026-09-19": "2026-09-21", "2026-09-20": "2026-09-21",
		"2026-10-31": "2026-10-30", // a Saturday at the end of the month
	} {
		if got := workday(day); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
}

func TestSaidBelievesTheWaitNotTheClock(t *testing.T) {
	ms := func(at time.Time) int64 { return at.UnixMilli() }
	off := 3 * time.Hour
	for _, c := range []struct {
		name         string
		device, sent int64
		want         time.Duration // before now
	}{
		{"says nothing", 0, 0, 0},
		{"right clock, at once", ms(noon), ms(noon), 0},
		{"three hours fast, waited 40 s", ms(noon.Add(off - 40*time.Second)), ms(noon.Add(off)), 40 * time.Second},
		{"set back in between", ms(noon.Add(time.Hour)), ms(noon), 0},
		{"waited two days", ms(noon.Add(-48 * time.Hour)), ms(noon), 0},
	} {
		if got := noon.Sub(said(c.device, c.sent, noon)); got != c.want {
			t.Errorf("%s: %v before now, want %v", c.name, got, c.want)
		}
	}
}

func TestARateAddsUp(t *testing.T) {
	list := []Rate{}
	for _, r := range []Rate{
		{County: "忻府区", Path: "/14/1409/140902/sch_1/", Due: 1, Done: 1, N: 1, EvacMs: 100_000},
		{County: "忻府区", Path: "/14/1409/140902/14090201/sch_2/", Due: 1, N: 0},
		{County: "定襄县", Path: "/14/1409/140921/sch_3/", Due: 1, Done: 1, N: 2, EvacMs: 180_000},
	} {
		list = foldCounty(list, &r)
	}
	if len(list) != 2 || list[0].Due != 2 || list[0].Done != 1 || list[0].ID != "140902" || list[0].Name != "忻府区" {
		t.Fatalf("%+v", list)
	}
	list[1].mean()
	if list[1].EvacMs != 90_000 {
		t.Errorf("mean %d", list[1].EvacMs)
	}
}
