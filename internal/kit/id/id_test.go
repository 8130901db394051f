package id_test

import (
	"testing"

	"huxue/internal/kit/id"
)

func TestIDsSortByAgeAndNeverRepeat(t *testing.T) {
	seen := map[string]bool{}
	last := ""
	for range 10_000 {
		s := id.New("alm")
		if seen[s] || s <= last || !id.Valid("alm", s) {
			t.Fatalf("bad id %q after %q", s, last)
		}
		seen[s], last = true, s
	}
}

func FuzzValid(f *testing.F) {
	f.Add("alm_01j")
	f.Add(id.New("alm"))
	f.Fuzz(func(t *testing.T, s string) {
		if id.Valid("alm", s) && len(s) != len("alm_")+26 {
			t.Fatalf("accepted %q", s)
		}
	})
}
