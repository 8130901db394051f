package archtest

import (
	"path/filepath"
	"testing"
)

// The rules over the house itself.
func TestHouse(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	house, err := Load(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(house.Packages) < 5 {
		t.Fatalf("only %d packages found below %s", len(house.Packages), root)
	}
	for name, rule := range rules {
		t.Run(name, func(t *testing.T) {
			findings, err := rule(house)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range findings {
				t.Error(f)
			}
		})
	}
}

var rules = map[string]func(*Tree) ([]string, error){
	"every verb asks for permission":    plain((*Tree).Unasked),
	"every writing verb is in the book": plain((*Tree).Unrecorded),
	"SQL stays at home":                 (*Tree).Trespasses,
	"rungs lean on lower rungs only":    plain((*Tree).OffLadder),
	"every error has a sentence":        (*Tree).Speechless,
	"no file is too long":               plain((*Tree).TooLong),
}

func plain(rule func(*Tree) []string) func(*Tree) ([]string, error) {
	return func(t *Tree) ([]string, error) { return rule(t), nil }
}
