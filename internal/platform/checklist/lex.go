package checklist

import (
	"strings"
	"unicode"

	"huxue/internal/kit/errs"
)

// What may be wrong with an expression. Each is one sentence that says where.
var (
	errExprLong    = errs.Invalid("checklist.expr_long")
	errExprDeep    = errs.Invalid("checklist.expr_deep")
	errExprNear    = errs.Invalid("checklist.expr_near")
	errExprEnd     = errs.Invalid("checklist.expr_end")
	errExprUnknown = errs.Invalid("checklist.expr_unknown")
	errExprWord    = errs.Invalid("checklist.expr_word")
	errExprNumber  = errs.Invalid("checklist.expr_number")
	errExprCompare = errs.Invalid("checklist.expr_compare")
)

const (
	maxExpr  = 500 // characters
	maxDepth = 20
)

// token is a piece of an expression. kind is 'n' for a name or number, 'o' for a
// sign, 0 for the end; what stands for a keyword in Chinese has become the English.
type token struct {
	kind byte
	text string
}

// signs are what is read for a sign, the longer first.
var signs = []struct{ text, means string }{
	{"==", "="}, {"!=", "!="}, {"<>", "!="}, {">=", ">="}, {"<=", "<="}, {"≥", ">="}, {"≤", "<="}, {"≠", "!="},
	{"=", "="}, {">", ">"}, {"<", "<"}, {"(", "("}, {")", ")"}, {",", ","}, {"、", ","}, {";", ","}, {"!", "not"}, {"&&", "and"}, {"||", "or"},
}

var keywords = map[string]string{
	"and": "and", "且": "and", "并且": "and", "和": "and", "or": "or", "或": "or", "或者": "or",
	"not": "not", "非": "not", "不是": "not", "in": "in", "属于": "in", "不属于": "not in",
}

// tokens cuts an expression. Full-width signs and letters, which a Chinese
// keyboard gives, are read as the plain ones.
func tokens(text string) ([]token, error) {
	runes := []rune(strings.TrimSpace(text))
	if len(runes) > maxExpr {
		return nil, errExprLong.With("limit", maxExpr)
	}
	for i, r := range runes {
		switch {
		case r >= '！' && r <= '～':
			runes[i] = r - '！' + '!'
		case r == '　':
			runes[i] = ' '
		}
	}
	var out []token
	for i := 0; i < len(runes); {
		r := runes[i]
		switch {
		case unicode.IsSpace(r):
			i++
		case partOfName(r):
			start := i
			for i < len(runes) && partOfName(runes[i]) {
				i++
			}
			out = append(out, name(string(runes[start:i])))
		default:
			sign, n := signAt(runes[i:])
			if n == 0 {
				return nil, errExprNear.With("near", string(r))
			}
			out = append(out, token{'o', sign})
			i += n
		}
	}
	return append(out, token{}), nil
}

func partOfName(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func name(text string) token {
	if k, ok := keywords[strings.ToLower(text)]; ok {
		return token{'o', k}
	}
	return token{'n', text}
}

func signAt(rest []rune) (means string, n int) {
	for _, s := range signs {
		if want := []rune(s.text); len(rest) >= len(want) && string(rest[:len(want)]) == s.text {
			return s.means, len(want)
		}
	}
	return "", 0
}
