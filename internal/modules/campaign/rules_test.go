package campaign

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

func TestRateIsHalfUpToFourDecimals(t *testing.T) {
	for _, c := range []struct{ done, due, want int64 }{
		{259_633, 272_580, 9525}, {0, 10, 0}, {0, 0, 0}, {1, 3, 3333}, {2, 3, 6667}, {1, 20_000, 1}, {1, 20_001, 0}, {19_999, 20_000, 10_000}, {7, 7, 10_000},
	} {
		if got := (Count{Enrolled: c.due, Done: c.done}).Rate(); got != c.want {
			t.Errorf("%d of %d: %d, want %d", c.done, c.due, got, c.want)
		}
	}
	if n := (Count{Enrolled: 100, Excluded: 20, Done: 40}); n.Due() != 80 || n.Rate() != 5000 {
		t.Errorf("exclusions leave the denominator: %+v", n)
	}
}

func TestRanking(t *testing.T) {
	row := func(path string, due, done, at int64) Row {
		return Row{Path: path, Count: Count{Enrolled: due, Done: done, ReachedAt: at}}
	}
	got := Rank([]Row{
		row("/small/", 5, 5, 1), row("/late/", 100, 90, 9), row("/early/", 100, 90, 3), row("/big/", 200, 180, 9),
		row("/best/", 50, 50, 9), row("/same/", 100, 90, 9), row("/none/", 0, 0, 0), row("/last/", 100, 1, 1),
	}, 10)
	want := []struct {
		path string
		rank int
	}{{"/best/", 1}, {"/big/", 2}, {"/early/", 3}, {"/late/", 4}, {"/same/", 4}, {"/last/", 6}, {"/small/", 0}, {"/none/", 0}}
	for i, w := range want {
		if got[i].Path != w.path || got[i].Rank != w.rank {
			t.Errorf("place %d: %s with rank %d, want %s with %d", i, got[i].Path, got[i].Rank, w.path, w.rank)
		}
	}
}

func TestTheWayOfACampaign(t *testing.T) {
	now := time.UnixMilli(1_800_000_000_000)
	author, other := access.Actor{ID: "per_1"}, access.Actor{ID: "per_2", Name: "分管"}
	c := &Campaign{State: Draft, Version: 1, AuthorID: author.ID}
	if err := c.Submit(1); !errors.Is(err, errStages) {
		t.Fatal(err)
	}
	in := Content{Title: " 安全第一课 ", Definition: "全部步骤", Stages: org.Stages, StartAt: now, UntilAt: now.Add(time.Hour),
		Steps: []Step{{Kind: Learn, Title: "看"}, {Kind: Commit, Title: "承诺", Optional: true}}}
	steps := []struct {
		name string
		do   func() error
		want error
		then State
	}{
		{"edit", func() error { return c.Edit(1, in) }, nil, Draft},
		{"publish a draft", func() error { return c.Publish(1, nil, now) }, errState, Draft},
		{"submit", func() error { return c.Submit(1) }, nil, Review},
		{"edit under review", func() error { return c.Edit(1, in) }, errState, Review},
		{"publish without approval", func() error { return c.Publish(1, nil, now) }, errUnapproved, Review},
		{"approve one's own", func() error { return c.Approve(1, author, now) }, errSelf, Review},
		{"return without a reason", func() error { return c.Return(1, " ") }, errReason, Review},
		{"an older picture", func() error { return c.Approve(0, other, now) }, errStale, Review},
	}
	for _, s := range steps {
		if err := s.do(); !errors.Is(err, s.want) || c.State != s.then {
			t.Fatalf("%s: %v, %s", s.name, err, c.State)
		}
	}
	if c.Title != "安全第一课" || c.mandatory() != 1 {
		t.Fatalf("%q, %b", c.Title, c.mandatory())
	}
	c.ApprovedAt = now
	if err := c.Publish(1, Pinned{}, now); err != nil || c.State != Published {
		t.Fatal(err, c.State)
	}
	c.State = Running
	if err := c.Close(1, false, now); !errors.Is(err, errOpen) {
		t.Fatal(err)
	}
	if err := c.Close(1, true, now.Add(time.Minute)); err != nil || c.State != Closed || !c.UntilAt.Equal(now.Add(time.Minute)) {
		t.Fatal(err, c.State, c.UntilAt)
	}
}

type secrets struct{}

func (secrets) Derived(label string) []byte { return []byte("key of " + label) }

func TestTicketsOfOthersAreWorthNothing(t *testing.T) {
	k := newSeals(secrets{})
	want := ticket{Enrolment: 1<<32 + 5, Step: 3, Issued: 1_800_000_000_000, Seed: 1 << 63}
	text := k.issue(want, "pup_1")
	if got, err := k.openTicket(text, "pup_1"); err != nil || got != want {
		t.Fatalf("%+v %v", got, err)
	}
	r := receipt{Enrolment: 7, Done: 5, Took: 90_000, First: 1, Last: 2}
	stamp := k.stamp(r, "pup_1")
	if got, err := k.openReceipt(stamp, "pup_1"); err != nil || got != r {
		t.Fatalf("%+v %v", got, err)
	}
	for name, bad := range map[string]func() error{
		"another pupil's":       func() error { _, err := k.openTicket(text, "pup_2"); return err },
		"a receipt as a ticket": func() error { _, err := k.openTicket(stamp, "pup_1"); return err },
		"cut short":             func() error { _, err := k.openTicket(text[:len(text)-1], "pup_1"); return err },
		"longer":                func() error { _, err := k.openTicket(text+"A", "pup_1"); return err },
		"another's receipt":     func() error { _, err := k.openReceipt(stamp, "pup_2"); return err },
	} {
		if err := bad(); !errors.Is(err, errTicket) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for i := range text { // whatever is changed breaks the seal
		b := []byte(text)
		b[i] = 'A' + (b[i]+1-'A')%26
		if string(b) == text {
			continue
		}
		if _, err := k.openTicket(string(b), "pup_1"); err == nil {
			t.Fatalf("changed at %d and believed", i)
		}
	}
}

func FuzzOpenTicket(f *testing.F) {
	k := newSeals(secrets{})
	good := k.issue(ticket{Enrolment: 9, Issued: 5}, "pup_1")
	f.Add(good)
	f.Add("")
	f.Add(k.stamp(receipt{Enrolment: 9}, "pup_1"))
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := k.openTicket(text, "pup_1"); err == nil && text != good {
			t.Fatalf("%q was believed", text)
		}
		_, _ = k.openReceipt(text, "pup_1")
	})
}

func TestReceiptsTakeOneStepAtATime(t *testing.T) {
	at := func(s int64) time.Time { return time.UnixMilli(s * 1000) }
	least := 30 * time.Second
	r, _, err := receipt{}.finish(ticket{Enrolment: 1, Step: 0, Issued: 1_000_000}, least, at(1029))
	if !errors.Is(err, errTooSoon) {
		t.Fatal(r, err)
	}
	r, again, err := receipt{}.finish(ticket{Enrolment: 1, Step: 0, Issued: 1_000_000}, least, at(1030))
	if err != nil || again || r.Done != 1 || r.Took != 30_000 || r.First != 1_000_000 || r.Last != 1_030_000 {
		t.Fatal(r, again, err)
	}
	for name, c := range map[string]struct {
		t    ticket
		at   int64
		want error
	}{
		"begun before the last one ended": {ticket{Enrolment: 1, Step: 1, Issued: 1_020_000}, 1090, errOrder},
		"of another campaign":             {ticket{Enrolment: 2, Step: 1, Issued: 1_040_000}, 1090, errTicket},
		"left open for days":              {ticket{Enrolment: 1, Step: 1, Issued: 1_040_000}, 1_000_000, errExpired},
		"from the future":                 {ticket{Enrolment: 1, Step: 1, Issued: 9_000_000}, 1090, errTicket},
	} {
		if _, _, err := r.finish(c.t, least, at(c.at)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if same, again, err := r.finish(ticket{Enrolment: 1, Step: 0, Issued: 1_000_000}, least, at(1099)); err != nil || !again || same != r {
		t.Fatal("a replay is no second step", same, again, err)
	}
}

func TestDoubts(t *testing.T) {
	by := doubts{DeviceN: 6, AddressN: 100, ManyMin: 30, OverlapS: 10, SameN: 5, SameMS: 200, SpeedPct: 20, ReissueMin: 60, ReissueN: 5}
	const minute, day = int64(60_000), int64(1_800_000_000_000)
	many := func(n int, f func(i int64, s *sighting)) []sighting {
		out := make([]sighting, n)
		for i := range out {
			out[i] = sighting{no: 1<<32 + int64(i) + 1, doneAt: day + int64(i)*7_919, took: 4*minute + int64(i)*1_013, mode: modeOwn,
				device: int64(i) + 1, address: int64(i) + 1, planned: 10 * minute}
			f(int64(i), &out[i])
		}
		return out
	}
	for name, c := range map[string]struct {
		list []sighting
		rule string
		n    int
	}{
		"honest pupils at home": {many(45, func(int64, *sighting) {}), "", 0},
		"a computer room, one after the other on each seat": {many(90, func(i int64, s *sighting) {
			s.mode, s.device, s.address = modeRoom, i%45+1, 1
			s.doneAt = day + i/45*50*minute + i*911
		}), "", 0},
		"a class that learned together": {many(45, func(_ int64, s *sighting) {
			s.mode, s.device, s.address, s.took, s.doneAt = modeCollective, 0, 0, 20*minute, day
		}), "", 0},
		"three children of a family": {many(3, func(i int64, s *sighting) {
			s.device, s.address, s.doneAt = 1, 1, day+i*9*minute
		}), "", 0},
		"one device, one after the other": {many(8, func(i int64, s *sighting) { s.device, s.took, s.doneAt = 1, 2*minute+i*501, day+i*3*minute }), ruleDevice, 8},
		"two at once on one device":       {many(2, func(i int64, s *sighting) { s.device, s.doneAt = 1, day+i*minute }), ruleOverlap, 2},
		"a hundred from one address":      {many(120, func(_ int64, s *sighting) { s.address = 1 }), ruleAddress, 120},
		"the same dwell":                  {many(6, func(_ int64, s *sighting) { s.took = 5 * minute }), ruleIdentical, 6},
		"the same instant":                {many(6, func(_ int64, s *sighting) { s.doneAt = day }), ruleIdentical, 6},
		"faster than it can be read":      {many(1, func(_ int64, s *sighting) { s.took = minute }), ruleSpeed, 1},
		"a class too short together":      {many(1, func(_ int64, s *sighting) { s.mode, s.took = modeCollective, minute }), ruleSpeed, 1},
		"right after a second slip":       {many(6, func(_ int64, s *sighting) { s.reissued = day - 20*minute }), ruleReissued, 6},
	} {
		t.Run(name, func(t *testing.T) {
			found := find(c.list, by)
			if c.rule == "" {
				if len(found) != 0 {
					t.Fatalf("doubted by %s: %d", found[0].rule, len(found[0].seen))
				}
				return
			}
			for _, f := range found {
				if f.rule == c.rule && len(f.seen) == c.n {
					return
				}
			}
			t.Fatalf("not found: %+v", found)
		})
	}
}

// Whatever the sightings, a rule names each at most once and none that it has not seen.
func TestFindingsAreOfWhatWasSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 60).Draw(t, "n")
		list := make([]sighting, n)
		for i := range list {
			list[i] = sighting{no: 1<<32 + int64(i), doneAt: 1_800_000_000_000 + rapid.Int64Range(0, 600_000).Draw(t, "at"), took: rapid.Int64Range(0, 600_000).Draw(t, "took"),
				device: rapid.Int64Range(0, 3).Draw(t, "device"), address: rapid.Int64Range(0, 2).Draw(t, "address"), mode: rapid.IntRange(1, 3).Draw(t, "mode"), planned: 600_000}
		}
		for _, f := range find(list, doubts{DeviceN: 3, AddressN: 5, ManyMin: 5, OverlapS: 1, SameN: 3, SameMS: 200, SpeedPct: 20, ReissueMin: 60, ReissueN: 5}) {
			seen := map[int64]bool{}
			for _, s := range f.seen {
				if seen[s.no] || s.no < 1<<32 || s.no >= 1<<32+int64(n) {
					t.Fatalf("%s names %d twice or wrongly", f.rule, s.no)
				}
				seen[s.no] = true
				if s.mode != modeOwn && f.rule != ruleOverlap && f.rule != ruleSpeed {
					t.Fatalf("%s doubts what was done in school", f.rule)
				}
			}
		}
	})
}
