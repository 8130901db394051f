package archtest

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
)

// Unasked finds the verbs that ask nobody for permission: exported methods of a
// Service that take a context and never come to the access package. A verb that
// is open on purpose says so in its comment: `access: anybody may log in`.
func (t *Tree) Unasked() []string {
	var out []string
	t.verbs(func(p *Package, f *File, fn *ast.FuncDecl) {
		if !excused(fn, "access") && !p.reaches(fn, asks) {
			out = append(out, t.at(f, fn)+": Service."+fn.Name.Name+" asks access nothing; ask, or say why not in its comment (access: …)")
		}
	})
	return sorted(out)
}

func asks(u use) bool {
	return u.pkg == accessPkg && (strings.HasPrefix(u.name, "Require") || slices.Contains([]string{"Areas", "See", "From"}, u.name))
}

// Unrecorded finds the verbs that write and leave no line in the audit book. One
// that is not worth a line says so in its comment: `audit: a page was opened`.
func (t *Tree) Unrecorded() []string {
	records := func(u use) bool { return u == use{auditPkg, "Record"} }
	var out []string
	t.verbs(func(p *Package, f *File, fn *ast.FuncDecl) {
		if p.writes(fn) && !excused(fn, "audit") && !p.reaches(fn, records) {
			out = append(out, t.at(f, fn)+": Service."+fn.Name.Name+" writes and records nothing; audit.Record, or say why not in its comment (audit: …)")
		}
	})
	return sorted(out)
}

// verbs calls do for every exported method of a Service that takes a context.
func (t *Tree) verbs(do func(*Package, *File, *ast.FuncDecl)) {
	for _, p := range t.within(rooms, platform) {
		for _, f := range p.Files {
			for _, decl := range f.AST.Decls {
				fn, ok := decl.(*ast.FuncDecl)
				if ok && fn.Name.IsExported() && receiver(fn) == "Service" && takesContext(fn, f) {
					do(p, f, fn)
				}
			}
		}
	}
}

func receiver(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return ""
	}
	typ := fn.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if name, ok := typ.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}

func takesContext(fn *ast.FuncDecl, f *File) bool {
	return slices.ContainsFunc(fn.Type.Params.List, func(field *ast.Field) bool {
		sel, ok := field.Type.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Context" {
			return false
		}
		x, ok := sel.X.(*ast.Ident)
		return ok && f.imports[x.Name] == "context"
	})
}

// An excuse is the subject, a colon and a reason of at least two words.
var excuse = map[string]*regexp.Regexp{
	"access": regexp.MustCompile(`\baccess: \S+\s+\S+`),
	"audit":  regexp.MustCompile(`\baudit: \S+\s+\S+`),
}

func excused(fn *ast.FuncDecl, subject string) bool {
	return fn.Doc != nil && excuse[subject].MatchString(fn.Doc.Text())
}
