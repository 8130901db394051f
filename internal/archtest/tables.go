package archtest

import (
	"go/ast"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// place is a room or a rung.
type place struct{ layer, name string }

// Trespasses finds SQL that goes where it may not: a room writes its own tables
// and reads those and the platform's; a rung writes its own and reads those and
// the ones of the rungs below it.
func (t *Tree) Trespasses() ([]string, error) {
	owners, err := t.tableOwners()
	if err != nil {
		return nil, err
	}
	var out []string
	for _, p := range t.within(rooms, platform) {
		layer, name := owner(p.Dir)
		here := place{layer, name}
		complain := func(f *File, n ast.Node, verb, table string) {
			of, known := owners[table]
			switch whose := strings.TrimSuffix(strings.TrimPrefix(of.layer, "internal/"), "/") + "/" + of.name; {
			case !known:
				out = append(out, t.at(f, n)+": "+verb+" "+table+", a table that no migration creates")
			case of == here:
			case verb == "writes":
				out = append(out, t.at(f, n)+": writes "+table+", a table of "+whose)
			case !mayRead(here, of):
				out = append(out, t.at(f, n)+": reads "+table+", a table of "+whose)
			}
		}
		p.literals(func(f *File, n ast.Node, text string) {
			reads, writes := tables(text)
			for _, table := range writes {
				complain(f, n, "writes", table)
			}
			for _, table := range reads {
				if !slices.Contains(writes, table) {
					complain(f, n, "reads", table)
				}
			}
		})
		p.inserts(func(f *File, n ast.Node, table string) { complain(f, n, "writes", table) })
	}
	return sorted(out), nil
}

func mayRead(here, of place) bool {
	if of.layer != platform {
		return false
	}
	return here.layer == rooms || slices.Index(ladder, of.name) < slices.Index(ladder, here.name)
}

// inserts calls do for every tx.Insert(ctx, "table", …), the helper that writes
// many rows.
func (p *Package) inserts(do func(f *File, n ast.Node, table string)) {
	for _, f := range p.Files {
		ast.Inspect(f.AST, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 3 {
				return true
			}
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Insert" {
				if table := strings.TrimSpace(p.text(call.Args[1], 0)); table != strings.TrimSpace(hole) {
					do(f, n, table)
				}
			}
			return true
		})
	}
}

// tableOwners reads from the migrations who created which table.
func (t *Tree) tableOwners() (map[string]place, error) {
	owners := map[string]place{}
	for _, layer := range []string{rooms, platform} {
		files, err := filepath.Glob(filepath.Join(t.Root, filepath.FromSlash(layer), "*", "migrations", "*.sql"))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			name := filepath.Base(filepath.Dir(filepath.Dir(file)))
			for _, m := range created.FindAllStringSubmatch(comment.ReplaceAllString(string(text), " "), -1) {
				owners[m[1]] = place{layer, name}
			}
		}
	}
	return owners, nil
}
