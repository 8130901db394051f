package lines_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"huxue/internal/kit/lines"
)

func TestAListIsReadPageByPage(t *testing.T) {
	name := filepath.Join(t.TempDir(), "bad")
	if err := lines.Write(name, []int{1, 2, 3, 4, 5}); err != nil {
		t.Fatal(err)
	}
	var got []int
	next, pages := 0, 0
	for again := true; again; again = next > 0 {
		list, n, err := lines.Page[int](name, next, 2)
		if err != nil {
			t.Fatal(err)
		}
		got, next, pages = append(got, list...), n, pages+1
	}
	if !slices.Equal(got, []int{1, 2, 3, 4, 5}) || pages != 3 {
		t.Errorf("%v in %d pages", got, pages)
	}
	if list, next, err := lines.Page[int](name, 4, 1); err != nil || next != 0 || !slices.Equal(list, []int{5}) {
		t.Errorf("a last page that is full: %v %d %v", list, next, err)
	}
}

func TestWhatIsBrokenSaysSo(t *testing.T) {
	name := filepath.Join(t.TempDir(), "bad")
	if _, _, err := lines.Page[int](name, 0, 2); err == nil {
		t.Error("a file that is gone has a page")
	}
	if err := os.WriteFile(name, []byte("1\n2\n\"th"), 0o600); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range lines.Read[int](name) {
		if err != nil {
			break
		}
		n++
	}
	if _, _, err := lines.Page[int](name, 0, 5); err == nil || n != 2 {
		t.Errorf("%d lines, %v", n, err)
	}
}
