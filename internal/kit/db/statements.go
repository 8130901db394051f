package db

import (
	"context"
	"database/sql"
)

// statements keeps the writing connection's statements ready. Reading a
// statement's text costs SQLite more than running it, and a storm of presses is
// the same dozen statements over and over. What is new is noted while a
// transaction runs and made ready after it, when the connection is free; only
// the writer's goroutine comes here, so nothing is locked.
type statements struct {
	ready  map[string]*sql.Stmt
	wanted map[string]bool
}

// Statements put together for a list of any length would never be asked for
// again; they are long, or there are many of them.
const (
	maxStatements    = 400
	maxStatementText = 3000
)

func newStatements() *statements {
	return &statements{ready: map[string]*sql.Stmt{}, wanted: map[string]bool{}}
}

// get returns the ready statement for a text, nil if there is none yet.
func (s *statements) get(query string) *sql.Stmt {
	st, ok := s.ready[query]
	if !ok && len(query) <= maxStatementText && len(s.ready)+len(s.wanted) < maxStatements {
		s.wanted[query] = true
	}
	return st
}

// prepare makes ready what the last transaction asked for. A text that cannot
// be prepared by itself is left to be run as it is.
func (s *statements) prepare(pool *sql.DB) {
	for query := range s.wanted {
		delete(s.wanted, query)
		st, err := pool.PrepareContext(context.Background(), query)
		if err != nil {
			st = nil
		}
		s.ready[query] = st
	}
}

func (s *statements) close() {
	for _, st := range s.ready {
		if st != nil {
			_ = st.Close()
		}
	}
}

// cached returns the ready statement for a text within tx, nil where there is
// none or where its rows are being read at this moment.
func (tx *Tx) cached(ctx context.Context, query string) *sql.Stmt {
	if tx.statements == nil || tx.reading[query] {
		return nil
	}
	if st := tx.statements.get(query); st != nil {
		return tx.raw.StmtContext(ctx, st)
	}
	return nil
}
