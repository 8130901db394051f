package alarm

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const chained = "alm_1"

// story is a timeline of n lines as it is written.
func story(n int) []Line {
	lines, prev := make([]Line, n), ""
	for i := range lines {
		lines[i] = Line{
			Seq: i + 1, ID: fmt.Sprint("evt_", i+1), At: morning.Add(time.Duration(i) * time.Minute).UnixMilli(), Kind: "note",
			ByID: "per_1", ByName: "王警官", ByUnit: "指挥中心", Data: fmt.Sprintf(`{"text":"%d"}`, i+1), Prev: prev,
		}
		lines[i].Hash = lines[i].seal(chained)
		prev = lines[i].Hash
	}
	return lines
}

// reseal makes a line whole again after it was changed, as a clever hand would.
func reseal(l *Line) { l.Hash = l.seal(chained) }

func TestAWholeChainHolds(t *testing.T) {
	for _, n := range []int{0, 1, 7} {
		lines := story(n)
		head := ""
		if n > 0 {
			head = lines[n-1].Hash
		}
		if c := CheckChain(chained, lines, n, head); len(c.Flaws) != 0 || c.Lines != n || c.Unsealed != 0 {
			t.Errorf("%d lines: %+v", n, c)
		}
	}
}

func TestEveryTamperingIsNamedAtItsPlace(t *testing.T) {
	const n = 7
	for _, c := range []struct {
		name   string
		tamper func(l []Line) []Line
		want   string
	}{
		{"a word changed", func(l []Line) []Line { l[2].Data = `{"text":"x"}`; return l }, "chain.line_changed 3"},
		{"a time changed", func(l []Line) []Line { l[3].At -= 60_000; return l }, "chain.line_changed 4"},
		{"another name", func(l []Line) []Line { l[4].ByName = "李警官"; return l }, "chain.line_changed 5"},
		{"moved between fields", func(l []Line) []Line { l[4].ByName, l[4].ByUnit = "王警官指", "挥中心"; return l }, "chain.line_changed 5"},
		{"a line taken out", func(l []Line) []Line { return slices.Delete(l, 2, 3) }, "chain.line_missing 3"},
		{"the last line taken out", func(l []Line) []Line { return l[:n-1] }, "chain.end_missing 7"},
		{"the first line taken out", func(l []Line) []Line { return l[1:] }, "chain.line_missing 1"},
		{"two lines swapped", func(l []Line) []Line { l[2], l[3] = l[3], l[2]; return l }, "chain.line_moved 4"},
		{"swapped and renumbered", func(l []Line) []Line {
			l[2], l[3] = l[3], l[2]
			l[2].Seq, l[3].Seq = 3, 4
			return l
		}, "chain.line_changed 3"},
		{"a line added at the end", func(l []Line) []Line {
			more := Line{Seq: n + 1, ID: "evt_x", At: l[n-1].At, Kind: "note", Data: "null", Prev: l[n-1].Hash}
			reseal(&more)
			return append(l, more)
		}, "chain.end_unknown 8"},
		{"rewritten with its hash", func(l []Line) []Line { l[2].Data = `{}`; reseal(&l[2]); return l }, "chain.line_foreign 4"},
		{"rewritten with all hashes after it", func(l []Line) []Line {
			l[2].Data = `{}`
			for i := 2; i < n; i++ {
				l[i].Prev = l[i-1].Hash
				reseal(&l[i])
			}
			return l
		}, "chain.head_differs 7"},
		{"hashes wiped", func(l []Line) []Line { l[3].Hash, l[3].Prev = "", ""; return l }, "chain.line_unsealed 4"},
		{"a line twice", func(l []Line) []Line { return slices.Insert(l, 3, l[2]) }, "chain.line_moved 3"},
	} {
		whole := story(n)
		head := whole[n-1].Hash
		got := CheckChain(chained, c.tamper(whole), n, head).Flaws
		if len(got) == 0 {
			t.Errorf("%s: not seen", c.name)
		} else if first := fmt.Sprint(got[0].Code, " ", got[0].Line); first != c.want {
			t.Errorf("%s: %s, want %s (all: %+v)", c.name, first, c.want, got)
		}
	}
}

// Alarms that began before there was a chain go on in one.
func TestLinesFromBeforeTheChain(t *testing.T) {
	lines := story(5)
	prev := ""
	for i := range lines {
		l := &lines[i]
		if l.Prev, l.Hash = prev, ""; i >= 2 {
			reseal(l)
		}
		prev = l.Hash
	}
	if c := CheckChain(chained, lines, 5, prev); len(c.Flaws) != 0 || c.Unsealed != 2 {
		t.Fatalf("%+v", c)
	}
	for i := range lines {
		lines[i].Prev, lines[i].Hash = "", ""
	}
	if c := CheckChain(chained, lines, 5, prev); len(c.Flaws) != 1 || c.Flaws[0].Code != headDiffers {
		t.Fatalf("a chain wiped clean is taken for an old one: %+v", c)
	}
}

// Whatever single thing is changed in a chain, it shows, at or just after the
// place of the change.
func TestNoChangeGoesUnseen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "lines")
		lines := story(n)
		head := lines[n-1].Hash
		i := rapid.IntRange(0, n-1).Draw(t, "which")
		l := &lines[i]
		add := rapid.StringN(1, 5, 20).Draw(t, "more")
		switch rapid.IntRange(0, 6).Draw(t, "field") {
		case 0:
			l.At += rapid.Int64Range(1, 1e9).Draw(t, "later")
		case 1:
			l.Kind += add
		case 2:
			l.ByID += add
		case 3:
			l.ByName += add
		case 4:
			l.ByUnit = add + l.ByUnit
		case 5:
			l.Data += add
		case 6:
			l.ID += add
		}
		if rapid.Bool().Draw(t, "hash made to fit") {
			reseal(l)
		}
		flaws := CheckChain(chained, lines, n, head).Flaws
		if len(flaws) == 0 || flaws[0].Line < i+1 || flaws[0].Line > i+2 {
			t.Fatalf("line %d of %d: %+v", i+1, n, flaws)
		}
	})
}
