package archtest

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
)

// hole stands in a statement for what is only known when the program runs.
const hole = " § "

// text renders a string expression as far as the source tells: literals, sums,
// constants and variables of the package, strings.Join and fmt.Sprintf by their
// fixed part. depth keeps two variables that name each other from going round.
func (p *Package) text(e ast.Expr, depth int) string {
	if depth > 20 {
		return hole
	}
	switch e := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); e.Kind == token.STRING && err == nil {
			return s
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return p.text(e.X, depth+1) + p.text(e.Y, depth+1)
		}
	case *ast.ParenExpr:
		return p.text(e.X, depth+1)
	case *ast.Ident:
		if v, ok := p.texts[e.Name]; ok {
			return p.text(v, depth+1)
		}
	}
	return hole
}

// literals calls do with every string expression of the package, the largest
// sum it is part of, and where it stands.
func (p *Package) literals(do func(f *File, n ast.Node, text string)) {
	for _, f := range p.Files {
		ast.Inspect(f.AST, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec, *ast.Field:
				return false // paths and struct tags
			case *ast.BinaryExpr:
				if n.Op == token.ADD {
					if s := p.text(n, 0); strings.TrimSpace(strings.ReplaceAll(s, hole, "")) != "" {
						do(f, n, s)
						return false
					}
				}
			case *ast.BasicLit:
				if n.Kind == token.STRING {
					do(f, n, p.text(n, 0))
				}
			}
			return true
		})
	}
}

const name = `"?([a-z_][a-z0-9_]*)"?`

var (
	comment  = regexp.MustCompile(`--[^\n]*|/\*(?s:.*?)\*/`)
	quoted   = regexp.MustCompile(`'(?:[^']|'')*'`)
	noTable  = regexp.MustCompile(`\b(?:FOR\s+(?:NO\s+KEY\s+)?UPDATE|DO\s+UPDATE|DISTINCT\s+FROM)\b`)
	written  = regexp.MustCompile(`\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|DELETE\s+FROM|UPDATE(?:\s+ONLY)?|TRUNCATE|ALTER\s+TABLE|DROP\s+TABLE(?:\s+IF\s+EXISTS)?)\s+` + name)
	read     = regexp.MustCompile(`\b(?:FROM|JOIN)\s+(?:ONLY\s+|LATERAL\s+)?` + name + `(\s*\()?`)
	alsoRead = regexp.MustCompile(`\bFROM\s+` + name + `(?:\s+(?:AS\s+)?[a-z_]\w*)?((?:\s*,\s*` + name + `(?:\s+(?:AS\s+)?[a-z_]\w*)?)+)`)
	listed   = regexp.MustCompile(`,\s*` + name)
	cte      = regexp.MustCompile(`\b([a-z_][a-z0-9_]*)\s*(?:\([a-z0-9_,\s]*\)\s*)?AS\s+(?:NOT\s+)?(?:MATERIALIZED\s+)?\(`)
	created  = regexp.MustCompile(`(?i)\bCREATE\s+(?:VIRTUAL\s+)?(?:TABLE|VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?` + name)
)

// tables returns the tables a statement reads and those it writes. Keywords are
// capitals and tables are not, as in all our SQL, so prose is not mistaken for it.
func tables(sql string) (reads, writes []string) {
	sql = quoted.ReplaceAllString(comment.ReplaceAllString(sql, " "), "''")
	sql = noTable.ReplaceAllString(sql, " ")
	named := map[string]bool{} // WITH … AS (…)
	for _, m := range cte.FindAllStringSubmatch(sql, -1) {
		named[m[1]] = true
	}
	for _, m := range written.FindAllStringSubmatch(sql, -1) {
		writes = append(writes, m[1])
	}
	for _, m := range read.FindAllStringSubmatch(sql, -1) {
		if m[2] == "" && !named[m[1]] { // FROM json_each(…) is a function
			reads = append(reads, m[1])
		}
	}
	for _, m := range alsoRead.FindAllStringSubmatch(sql, -1) {
		for _, more := range listed.FindAllStringSubmatch(m[2], -1) {
			if !named[more[1]] {
				reads = append(reads, more[1])
			}
		}
	}
	return reads, writes
}
