package canon_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"huxue/internal/kit/canon"
)

func TestOneFormForOneMeaning(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{` { "b" : 1 , "a" : [ true , null , "x" ] } `, `{"a":[true,null,"x"],"b":1}`},
		{`{"n":1.50,"e":1e-7,"big":12345678901234567890}`, `{"big":12345678901234567890,"e":1e-7,"n":1.50}`},
		{`"\u003cb\u003e \u62a5\u8b66 \/ \u2028"`, "\"<b> 报警 / \u2028\""},
		{`"\u0000\u001f\t\n\"\\"`, `"\u0000\u001f\t\n\"\\"`},
		{`{"\ud83d\ude00":1,"\ufb33":2,"a":3}`, "{\"a\":3,\"😀\":1,\"\ufb33\":2}"},
		{`{}`, `{}`}, {`[]`, `[]`}, {`0`, `0`},
	} {
		got, err := canon.JSON([]byte(c.in))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %s %v, want %s", c.in, got, err, c.want)
		}
	}
}

func TestWhatHasTwoMeaningsIsRefused(t *testing.T) {
	for _, in := range []string{
		``, `{`, `[1,]`, `{"a":1}{"a":2}`, `{"a":1,"a":2}`, `{"a":{"b":1,"\u0062":2}}`, "\"\xff\"", `nul`, `{"a" 1}`,
		strings.Repeat("[", 100) + strings.Repeat("]", 100),
	} {
		if got, err := canon.JSON([]byte(in)); err == nil {
			t.Errorf("%.40s became %s", in, got)
		}
	}
}

// Whatever is taken means what it meant, and taking it again changes nothing.
func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"b":[1,2,{"c":"\u2028<>"}],"a":null}`))
	f.Add([]byte(`[1e400,-0,"\ud800"]`))
	f.Fuzz(func(t *testing.T, in []byte) {
		once, err := canon.JSON(in)
		if err != nil {
			return
		}
		twice, err := canon.JSON(once)
		if err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%s then %s: %v", once, twice, err)
		}
		read := func(b []byte) (v any) {
			d := json.NewDecoder(bytes.NewReader(b))
			d.UseNumber()
			if err := d.Decode(&v); err != nil {
				t.Fatalf("%s: %v", b, err)
			}
			return v
		}
		if !reflect.DeepEqual(read(in), read(once)) {
			t.Fatalf("%s became %s", in, once)
		}
	})
}

// The order of names is that of their UTF-16 code units.
func TestNamesAreOrderedByUnits(t *testing.T) {
	names := []string{"", "a", "ab", "b", "é", "ê", "中", "中a", "中文", "\ue000", "\ufb33", "\uffff", "😀", "😁", "a😀", "a\ufb33", "a中", "\U0010ffff", "𐀀"}
	for _, x := range names {
		for _, y := range names {
			var both map[string]json.RawMessage
			text, err := canon.Marshal(map[string]int{x: 1, y: 2})
			if err != nil || json.Unmarshal(text, &both) != nil {
				t.Fatal(err)
			}
			first, second := x, y
			if slices.Compare(utf16.Encode([]rune(x)), utf16.Encode([]rune(y))) > 0 {
				first, second = y, x
			}
			if x != y && bytes.Index(text, []byte(`"`+first+`":`)) > bytes.LastIndex(text, []byte(`"`+second+`":`)) {
				t.Errorf("%q and %q stand as %s", x, y, text)
			}
		}
	}
}
