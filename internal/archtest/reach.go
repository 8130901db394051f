package archtest

import (
	"go/ast"
	"slices"
)

// use is a name of another package, as in access.Require.
type use struct{ pkg, name string }

// mentions returns what the body of fn names: things of other packages, and
// bare names that may be functions or methods of its own package.
func (p *Package) mentions(fn *ast.FuncDecl) (foreign []use, own []string) {
	if fn.Body == nil {
		return nil, nil
	}
	imports := p.file[fn].imports
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && imports[x.Name] != "" {
				foreign = append(foreign, use{imports[x.Name], n.Sel.Name})
				return false
			}
			own = append(own, n.Sel.Name)
		case *ast.Ident:
			own = append(own, n.Name)
		}
		return true
	})
	return foreign, own
}

// reach returns fn and every function of its package that it can get to, by
// name. Two methods of one name count as one: the rules may then miss a fault,
// but they never see one that is not there.
func (p *Package) reach(fn *ast.FuncDecl) []*ast.FuncDecl {
	seen := []*ast.FuncDecl{fn}
	for i := 0; i < len(seen); i++ {
		_, names := p.mentions(seen[i])
		for _, name := range names {
			for _, next := range p.funcs[name] {
				if !slices.Contains(seen, next) {
					seen = append(seen, next)
				}
			}
		}
	}
	return seen
}

// reaches reports whether fn, or a function of its package that it gets to,
// names something that want accepts.
func (p *Package) reaches(fn *ast.FuncDecl, want func(use) bool) bool {
	return slices.ContainsFunc(p.reach(fn), func(f *ast.FuncDecl) bool {
		foreign, _ := p.mentions(f)
		return slices.ContainsFunc(foreign, want)
	})
}

// writes reports whether fn, or a function of its package that it gets to, opens
// a writing transaction: x.Write(ctx, …). A writer of bytes has one argument.
func (p *Package) writes(fn *ast.FuncDecl) bool {
	return slices.ContainsFunc(p.reach(fn), func(f *ast.FuncDecl) bool {
		found := false
		if f.Body == nil {
			return false
		}
		ast.Inspect(f.Body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 2 {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			found = found || (ok && sel.Sel.Name == "Write")
			return true
		})
		return found
	})
}
