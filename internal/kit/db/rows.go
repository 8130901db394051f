package db

import (
	"context"
	"strconv"
	"strings"
)

// Insert writes many rows with few statements: table and columns by name, one
// slice of values per row. suffix is appended to each statement, for example
// "ON CONFLICT DO NOTHING". It returns how many rows were written.
func (tx *Tx) Insert(ctx context.Context, table string, columns []string, rows [][]any, suffix string) (int64, error) {
	var total int64
	err := tx.inserts(table, columns, rows, func(query string, args []any) error {
		res, err := tx.Exec(ctx, query+" "+suffix, args...)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		total += n
		return mapError(err)
	})
	return total, err
}

// PostRows writes many rows whose number nobody needs; see Post.
func (tx *Tx) PostRows(ctx context.Context, table string, columns []string, rows [][]any) error {
	return tx.inserts(table, columns, rows, func(query string, args []any) error { return tx.Post(ctx, query, args...) })
}

// inserts cuts rows into statements of a size that both engines take.
func (tx *Tx) inserts(table string, columns []string, rows [][]any, run func(query string, args []any) error) error {
	const values = 2000 // bound variables in a statement; both engines take more
	per := max(1, values/len(columns))
	head := "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES "
	for len(rows) > 0 {
		n := min(per, len(rows))
		args := make([]any, 0, n*len(columns))
		for _, r := range rows[:n] {
			args = append(args, r...)
		}
		if err := run(head+tx.marks(n, len(columns)), args); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// marks returns the VALUES list for n rows. SQLite gets plain question marks:
// numbered ones in one big statement cost quadratic time there.
func (tx *Tx) marks(n, width int) string {
	var b strings.Builder
	k := 0
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('(')
		for j := range width {
			if j > 0 {
				b.WriteByte(',')
			}
			if tx.db.engine == SQLite {
				b.WriteByte('?')
				continue
			}
			k++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(k))
		}
		b.WriteByte(')')
	}
	return b.String()
}

// LockFree is the clause by which a SELECT takes a row that no other writer
// holds; SQLite has one writer and needs none.
func (tx *Tx) LockFree() string {
	if tx.db.engine == Postgres {
		return "FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// Lock is the clause by which a SELECT holds its rows to the end of the
// transaction; SQLite has one writer and needs none.
func (tx *Tx) Lock() string {
	if tx.db.engine == Postgres {
		return "FOR UPDATE"
	}
	return ""
}

// LockShared is the clause by which a SELECT keeps its rows from being changed to
// the end of the transaction, while others may do the same; SQLite needs none.
func (tx *Tx) LockShared() string {
	if tx.db.engine == Postgres {
		return "FOR SHARE"
	}
	return ""
}
