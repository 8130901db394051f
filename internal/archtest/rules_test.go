package archtest

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func example(t *testing.T) *Tree {
	t.Helper()
	tree, err := Load(filepath.Join("testdata", "house"))
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// Each rule over a small house in which `good` keeps every rule and `bad` and
// the platform beside it break them.
func TestRulesFindWhatIsWrong(t *testing.T) {
	cases := map[string][]string{
		"every verb asks for permission": {
			"internal/modules/bad/service.go:17: Service.Look asks access nothing; ask, or say why not in its comment (access: …)",
		},
		"every writing verb is in the book": {
			"internal/modules/bad/service.go:25: Service.Take writes and records nothing; audit.Record, or say why not in its comment (audit: …)",
		},
		"SQL stays at home": {
			"internal/modules/bad/service.go:19: reads goods, a table of modules/good",
			"internal/modules/bad/service.go:34: writes schools, a table of platform/org",
			"internal/modules/bad/service.go:37: reads ghosts, a table that no migration creates",
			"internal/modules/bad/service.go:37: writes goods, a table of modules/good",
			"internal/modules/bad/service.go:40: writes todos, a table of platform/todo",
			"internal/platform/org/org.go:9: reads todos, a table of platform/todo",
		},
		"rungs lean on lower rungs only": {
			"internal/platform/attic: not a rung of the ladder; give it its place in archtest and in .go-arch-lint.yml",
			"internal/platform/org/org.go:6: org may not lean on todo, which is not below it",
		},
		"every error has a sentence": {
			"internal/modules/bad/service.go:12: no en sentence for the code bad.nobody",
			"internal/modules/bad/service.go:35: no zh and no en sentence for the code odd",
			"internal/modules/bad/service.go:35: no zh sentence for the code bad.input",
		},
		"no file is too long": nil,
	}
	if len(cases) != len(rules) {
		t.Fatalf("%d rules, %d of them with an example", len(rules), len(cases))
	}
	for name, want := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := rules[name](example(t))
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, want) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
			}
		})
	}
}

func TestTooLong(t *testing.T) {
	tree := &Tree{Packages: []*Package{{Files: []*File{{Path: "a.go", Lines: maxLines}, {Path: "b.go", Lines: maxLines + 1}}}}}
	if got := tree.TooLong(); len(got) != 1 || !strings.HasPrefix(got[0], "b.go: 601 lines") {
		t.Errorf("got %q", got)
	}
}

func TestTables(t *testing.T) {
	cases := []struct{ sql, reads, writes string }{
		{"SELECT 1", "", ""},
		{"take it from the shelf and join the others", "", ""},
		{"SELECT a FROM alarms WHERE x IS DISTINCT FROM y", "alarms", ""},
		{"SELECT a FROM alarms a, schools AS s, areas WHERE TRUE", "alarms schools areas", ""},
		{"SELECT * FROM json_each($1) j JOIN \"alarms\" ON TRUE", "alarms", ""},
		{"WITH RECURSIVE up (id, n) AS (SELECT id FROM areas), w AS MATERIALIZED (SELECT 1 FROM up) SELECT * FROM w", "areas", ""},
		{"INSERT INTO alarms (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET id = excluded.id", "", "alarms"},
		{"SELECT 1 FROM alarms FOR UPDATE SKIP LOCKED", "alarms", ""},
		{"SELECT 1 FROM alarms FOR NO KEY UPDATE", "alarms", ""},
		{"UPDATE alarms SET n = 1 FROM schools s WHERE note <> 'FROM people'", "schools", "alarms"},
		{"DELETE FROM alarms -- FROM people\n WHERE /* JOIN people */ TRUE", "alarms", "alarms"},
		{"SELECT * FROM " + hole + " WHERE x", "", ""},
	}
	for _, c := range cases {
		reads, writes := tables(c.sql)
		if r, w := strings.Join(reads, " "), strings.Join(writes, " "); r != c.reads || w != c.writes {
			t.Errorf("%s\n  reads %q, want %q; writes %q, want %q", c.sql, r, c.reads, w, c.writes)
		}
	}
}

func TestErrorKeys(t *testing.T) {
	cases := []struct {
		source string
		want   []string
	}{
		{"export default { title: 'a' }", nil},
		{"export default { errors: {} }", nil},
		{`{ errors: { 'a.b': 'x: y', "c.d": "it's", plain: '{n}', deep: { e: 'f' } }, g: { h: 'i' } }`, []string{"a.b", "c.d", "plain", "deep"}},
		{"{ 'errors': { // 'no.one': 'x'\n 'a.b':\n 'x' /* 'c.d': */ } }", []string{"a.b"}},
		{"{ a: { errors: { x: 'y' } }, b: { errors: { z: 'y' } } }", []string{"x", "z"}},
	}
	for _, c := range cases {
		if got := errorKeys(c.source); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.source, got, c.want)
		}
	}
}
