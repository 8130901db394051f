// Package archtest holds the house rules that no linter knows: who must ask for
// permission, who must write in the book, whose tables a statement may touch,
// which rung of the platform may lean on which, and that every error has its
// sentence. It reads the source and runs nothing. Each rule returns findings,
// one line each, so that its own tests can show it failing on a bad example.
package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Where things lie, below the root of the repository.
const (
	modulePath = "huxue/"
	rooms      = "internal/modules/"
	platform   = "internal/platform/"
	accessPkg  = modulePath + "internal/platform/access"
	auditPkg   = modulePath + "internal/platform/audit"
	errsPkg    = modulePath + "internal/kit/errs"
)

// File is one hand-written Go file that is no test.
type File struct {
	Path    string // from the root, with slashes
	Lines   int
	AST     *ast.File
	imports map[string]string // the name used in the file → import path
}

// Package is one folder of Go source.
type Package struct {
	Dir   string // from the root, with slashes
	Files []*File
	// funcs holds the functions and the methods of all types under their bare name.
	funcs map[string][]*ast.FuncDecl
	file  map[*ast.FuncDecl]*File
	// texts holds the expression of every string constant and variable of the package.
	texts map[string]ast.Expr
}

// Tree is the source of the whole repository.
type Tree struct {
	Root     string
	Packages []*Package
	fset     *token.FileSet
}

// Load reads all hand-written Go source below root, tests and examples left out.
func Load(root string) (*Tree, error) {
	t := &Tree{Root: root, fset: token.NewFileSet()}
	byDir := map[string]*Package{}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != root && skipDir(d.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		f, err := t.read(name)
		if err != nil || f == nil {
			return err
		}
		dir := path.Dir(f.Path)
		if byDir[dir] == nil {
			byDir[dir] = &Package{
				Dir: dir, funcs: map[string][]*ast.FuncDecl{}, file: map[*ast.FuncDecl]*File{}, texts: map[string]ast.Expr{},
			}
			t.Packages = append(t.Packages, byDir[dir])
		}
		byDir[dir].add(f)
		return nil
	})
	return t, err
}

func skipDir(name string) bool {
	return name == "testdata" || name == "node_modules" || (strings.HasPrefix(name, ".") && name != ".")
}

// read parses one file; nil when it was generated.
func (t *Tree) read(name string) (*File, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	parsed, err := parser.ParseFile(t.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("archtest reads what does not compile: %w", err)
	}
	if ast.IsGenerated(parsed) {
		return nil, nil
	}
	rel, err := filepath.Rel(t.Root, name)
	if err != nil {
		return nil, err
	}
	f := &File{Path: filepath.ToSlash(rel), Lines: strings.Count(string(text), "\n"), AST: parsed, imports: map[string]string{}}
	for _, spec := range parsed.Imports {
		target := strings.Trim(spec.Path.Value, `"`)
		local := path.Base(target)
		if spec.Name != nil {
			local = spec.Name.Name
		}
		f.imports[local] = target
	}
	return f, nil
}

func (p *Package) add(f *File) {
	p.Files = append(p.Files, f)
	for _, decl := range f.AST.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			p.funcs[d.Name.Name] = append(p.funcs[d.Name.Name], d)
			p.file[d] = f
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && len(v.Names) == len(v.Values) {
					for i, name := range v.Names {
						p.texts[name.Name] = v.Values[i]
					}
				}
			}
		}
	}
}

// at says where a node stands: file and line.
func (t *Tree) at(f *File, n ast.Node) string {
	return fmt.Sprintf("%s:%d", f.Path, t.fset.Position(n.Pos()).Line)
}

// within returns the packages below any of the given folders.
func (t *Tree) within(dirs ...string) []*Package {
	var out []*Package
	for _, p := range t.Packages {
		if slices.ContainsFunc(dirs, func(dir string) bool { return strings.HasPrefix(p.Dir+"/", dir) }) {
			out = append(out, p)
		}
	}
	return out
}

// owner returns the room or rung a folder belongs to, "" when it is neither.
func owner(dir string) (layer, name string) {
	for _, layer := range []string{rooms, platform} {
		if rest, ok := strings.CutPrefix(dir, layer); ok {
			name, _, _ := strings.Cut(rest, "/")
			return layer, name
		}
	}
	return "", ""
}

// sorted puts findings in order and takes out repeats.
func sorted(findings []string) []string {
	slices.Sort(findings)
	return slices.Compact(findings)
}
