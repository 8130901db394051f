package campaign

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// What is packed comes out again, and what is cut or of another layout is refused.
func TestPacking(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.Int64Range(0, 1<<42).Draw(t, "at")
		list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) completion {
			n := rapid.Int64Range(0, 1<<62)
			return completion{pupil: n.Draw(t, "pupil"), at: at, since: rapid.Int64Range(0, 1<<42).Draw(t, "since"), took: n.Draw(t, "took"),
				device: n.Draw(t, "device"), address: n.Draw(t, "address"), mode: rapid.IntRange(1, 3).Draw(t, "mode")}
		}), 0, 20).Draw(t, "list")
		packed := pack(at, list)
		got, err := unpack(packed)
		if err != nil || !slices.Equal(got, list) {
			t.Fatalf("%v: %+v became %+v", err, list, got)
		}
		if cut := rapid.IntRange(0, len(packed)-1).Draw(t, "cut"); len(list) > 0 {
			if got, err := unpack(packed[:cut]); err == nil && len(got) >= len(list) {
				t.Fatalf("cut at %d of %d it is read", cut, len(packed))
			}
		}
	})
	if _, err := unpack([]byte{9, 1}); err == nil {
		t.Fatal("another layout is read")
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(pack(5, []completion{{pupil: 1, at: 5, since: 2, mode: 1}}))
	f.Fuzz(func(_ *testing.T, b []byte) { _, _ = unpack(b) })
}

func TestTheFirstOfTwoStays(t *testing.T) {
	got := inOrder([]completion{{pupil: 3, at: 1}, {pupil: 2, at: 9}, {pupil: 2, at: 4}, {pupil: 1, at: 7}})
	want := []completion{{pupil: 1, at: 7}, {pupil: 2, at: 4}, {pupil: 3, at: 1}}
	if !slices.Equal(got, want) {
		t.Fatalf("%+v", got)
	}
}
