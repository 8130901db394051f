package tipoff

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// Every sentence that a page asks for has words in both languages, and the English
// ones are English.
func TestThePagesHaveTheirWords(t *testing.T) {
	var keys []string
	names, err := fs.Glob(pageFiles, "pages/*.html")
	if err != nil || len(names) < 5 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		page, err := fs.ReadFile(pageFiles, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\{\{t "([^"]+)"`).FindAllStringSubmatch(string(page), -1) {
			keys = append(keys, m[1])
		}
	}
	for _, k := range Kinds {
		keys = append(keys, "kind."+k)
	}
	for _, s := range States {
		keys = append(keys, "state."+string(s))
	}
	for _, key := range keys {
		if !known(key) {
			t.Errorf("no words for %s", key)
		}
	}
	for key, both := range words {
		if both[0] == "" || both[1] == "" {
			t.Errorf("%s lacks a language", key)
		}
		if key != "lang" && strings.ContainsFunc(both[1], func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("the English of %s is Chinese", key)
		}
	}
}

// What the system answers by itself is read in the reader's language; what a
// person wrote is not touched.
func TestAnAnswerIsReadInBothLanguages(t *testing.T) {
	for _, outcome := range []string{"closed", "invalid", "merged", "archived"} {
		x := Tipoff{State: Hazard}
		if !x.Mended(outcome, x.CreatedAt) || strings.ContainsFunc(english.reply(x.Reply), func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%s: %q", outcome, english.reply(x.Reply))
		}
	}
	if english.reply("已换新灯") != "已换新灯" {
		t.Error("an officer's words were changed")
	}
}
