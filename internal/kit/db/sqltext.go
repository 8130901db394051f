package db

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Millis is how an instant is stored: UTC milliseconds, 0 for "not yet".
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Time is the inverse of Millis.
func Time(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// Subtree returns the half-open range of all paths under path, itself included.
// Paths end in "/", and "0" is the next character after it, so the range is an
// index range on both engines, which a LIKE prefix on PostgreSQL is not.
func Subtree(path string) (lo, hi string) {
	return path, strings.TrimSuffix(path, "/") + "0"
}

// Args collects the arguments of a statement that is put together from parts.
type Args struct{ values []any }

// Add appends a value and returns its placeholder.
func (a *Args) Add(v any) string {
	a.values = append(a.values, v)
	return "$" + strconv.Itoa(len(a.values))
}

// Values returns what was added, in order.
func (a *Args) Values() []any { return a.values }

// Within returns the condition that column lies in one of the subtrees; no
// subtree means that nothing may be seen.
func (a *Args) Within(column string, paths []string) string {
	if len(paths) == 0 {
		return "1 = 0"
	}
	parts := make([]string, len(paths))
	for i, p := range paths {
		if p == "/" {
			return "1 = 1"
		}
		lo, hi := Subtree(p)
		parts[i] = "(" + column + " >= " + a.Add(lo) + " AND " + column + " < " + a.Add(hi) + ")"
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

// In returns the condition that column is one of the values.
func (a *Args) In(column string, values []string) string {
	if len(values) == 0 {
		return "1 = 0"
	}
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = a.Add(v)
	}
	return column + " IN (" + strings.Join(marks, ", ") + ")"
}

// Contains returns a case-insensitive "contains" condition over columns, with
// the wildcards in what a person typed taken literally.
func (a *Args) Contains(typed string, columns ...string) string {
	mark := a.Add("%" + likeEscaper.Replace(strings.ToLower(strings.TrimSpace(typed))) + "%")
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = "LOWER(" + c + ") LIKE " + mark + ` ESCAPE '\'`
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Instant reads a stored instant straight into t.
func Instant(t *time.Time) any { return instant{t} }

type instant struct{ to *time.Time }

// Scan takes what a BIGINT column holds.
func (i instant) Scan(src any) error {
	ms, ok := src.(int64)
	if !ok {
		return fmt.Errorf("an instant is a number of milliseconds, not %T", src)
	}
	*i.to = Time(ms)
	return nil
}
