package archtest

import (
	"go/ast"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

var constructors = []string{"Invalid", "Unauthorized", "Forbidden", "NotFound", "Conflict", "Unavailable"}

// Speechless finds error codes for which a dictionary of the UI has no sentence,
// and codes of refused fields, which may also stand there as `field.<code>`.
func (t *Tree) Speechless() ([]string, error) {
	zh, err := t.sentences("zh")
	if err != nil {
		return nil, err
	}
	en, err := t.sentences("en")
	if err != nil {
		return nil, err
	}
	var out []string
	t.codes(func(where, code string, field bool) {
		silent := func(said map[string]bool) bool { return !said[code] && (!field || !said["field."+code]) }
		switch {
		case silent(zh) && silent(en):
			out = append(out, where+": no zh and no en sentence for the code "+code)
		case silent(zh):
			out = append(out, where+": no zh sentence for the code "+code)
		case silent(en):
			out = append(out, where+": no en sentence for the code "+code)
		}
	})
	return sorted(out), nil
}

// codes calls do for every error code in the source and for every field's.
func (t *Tree) codes(do func(where, code string, field bool)) {
	for _, p := range t.within("internal/") {
		for _, f := range p.Files {
			ast.Inspect(f.AST, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					if len(n.Args) > 0 && f.names(n.Fun, errsPkg, constructors...) {
						t.code(p, f, n.Args[0], false, do)
					}
				case *ast.CompositeLit:
					if !f.names(n.Type, errsPkg, "Field") {
						return true
					}
					for _, e := range n.Elts {
						if kv, ok := e.(*ast.KeyValueExpr); ok && isIdent(kv.Key, "Code") {
							t.code(p, f, kv.Value, true, do)
						}
					}
				}
				return true
			})
		}
	}
}

func (t *Tree) code(p *Package, f *File, e ast.Expr, field bool, do func(string, string, bool)) {
	if code := p.text(e, 0); !strings.Contains(code, strings.TrimSpace(hole)) {
		do(t.at(f, e), code, field)
	}
}

// names reports whether e is one of the names of pkg.
func (f *File) names(e ast.Expr, pkg string, names ...string) bool {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	x, ok := sel.X.(*ast.Ident)
	return ok && f.imports[x.Name] == pkg && slices.Contains(names, sel.Sel.Name)
}

func isIdent(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

// sentences returns the codes that the dictionaries of a language know: the keys
// of every `errors: {…}` in a file zh.ts or en.ts of the UI, or in a folder of
// words by that name.
func (t *Tree) sentences(lang string) (map[string]bool, error) {
	said := map[string]bool{}
	src := filepath.Join(t.Root, "web", "src")
	if _, err := os.Stat(src); os.IsNotExist(err) {
		return said, nil
	}
	err := filepath.WalkDir(src, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !dictionary(name, lang) {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, code := range errorKeys(string(text)) {
			said[code] = true
		}
		return nil
	})
	return said, err
}

func dictionary(name, lang string) bool {
	base := filepath.Base(name)
	return base == lang+".ts" || strings.HasSuffix(base, "."+lang+".ts") || (strings.HasSuffix(base, ".ts") && filepath.Base(filepath.Dir(name)) == lang)
}

// A dictionary is flat enough to be read as a row of strings, names and signs.
var lexeme = regexp.MustCompile("//[^\n]*|/\\*(?s:.*?)\\*/|'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"|`(?:[^`\\\\]|\\\\.)*`|[A-Za-z_$][\\w$]*|[{}:,]")

// errorKeys returns the keys of every errors block of a dictionary's source.
func errorKeys(source string) []string {
	var row []string
	for _, s := range lexeme.FindAllString(source, -1) {
		if !strings.HasPrefix(s, "//") && !strings.HasPrefix(s, "/*") {
			row = append(row, s)
		}
	}
	var keys []string
	for i := 0; i+2 < len(row); i++ {
		if strings.Trim(row[i], `'"`) != "errors" || row[i+1] != ":" || row[i+2] != "{" {
			continue
		}
		depth := 1
		for i += 3; i < len(row) && depth > 0; i++ {
			switch {
			case row[i] == "{":
				depth++
			case row[i] == "}":
				depth--
			case depth == 1 && i+1 < len(row) && row[i+1] == ":":
				keys = append(keys, strings.Trim(row[i], "'\"`"))
			}
		}
	}
	return keys
}
