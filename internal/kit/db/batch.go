package db

import (
	"context"
	"strconv"
	"strings"
	"sync"
)

// Batch runs one statement over many rows at once. query holds the place of the
// rows as a common table: `WITH v (no, n) AS (ROWS) UPDATE t SET n = t.n + v.n
// FROM v WHERE t.no = v.no RETURNING t.no`. types names the columns' types for
// PostgreSQL ("bigint", "text"). each, unless nil, reads what the statement returns.
//
// The statement is run over portions of a few fixed sizes, the last one filled up
// with rows of NULL, so that its text is one of a few and stays ready. So a NULL in
// the first column must match nothing.
func (tx *Tx) Batch(ctx context.Context, query string, types []string, rows [][]any, each func(Scanner) error) error {
	for len(rows) > 0 {
		size := batchSize(len(rows))
		n := min(size, len(rows))
		args := make([]any, 0, size*len(types))
		for _, r := range rows[:n] {
			args = append(args, r...)
		}
		args = append(args, make([]any, (size-n)*len(types))...)
		text := batchText(tx.db.engine, query, types, size)
		if each == nil {
			if _, err := tx.Exec(ctx, text, args...); err != nil {
				return err
			}
		} else if err := Each(ctx, tx, each, text, args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// batchSizes are how many rows a statement of Batch takes.
var batchSizes = []int{1, 8, 32, 128}

func batchSize(n int) int {
	for _, size := range batchSizes {
		if n <= size {
			return size
		}
	}
	return batchSizes[len(batchSizes)-1]
}

type batchKey struct {
	engine Engine
	query  string
	size   int
}

var batchTexts sync.Map // batchKey → string

// batchText puts the rows' marks into a query. The first row names the types:
// PostgreSQL takes parameters of a VALUES list for text otherwise.
func batchText(engine Engine, query string, types []string, size int) string {
	key := batchKey{engine, query, size}
	if text, ok := batchTexts.Load(key); ok {
		return text.(string)
	}
	var b strings.Builder
	b.WriteString("VALUES ")
	k := 0
	for i := range size {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('(')
		for j, typ := range types {
			if j > 0 {
				b.WriteByte(',')
			}
			k++
			switch {
			case engine == SQLite:
				b.WriteByte('?')
			case i == 0:
				b.WriteString("CAST($" + strconv.Itoa(k) + " AS " + typ + ")")
			default:
				b.WriteString("$" + strconv.Itoa(k))
			}
		}
		b.WriteByte(')')
	}
	text := strings.Replace(query, "ROWS", b.String(), 1)
	batchTexts.Store(key, text)
	return text
}
