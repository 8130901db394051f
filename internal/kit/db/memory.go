package db

import (
	"sync"
	"time"
)

// Memory keeps what was read from the database for a moment, so that whoever is in
// a hurry does not travel there for what rarely changes. The zero value is empty.
type Memory[T any] struct {
	mu    sync.Mutex
	kept  T
	read  time.Time // by the steady clock
	valid bool
	round int // counts what was forgotten
}

// Get returns what is kept, or reads it, in the caller's own transaction and
// without holding up others. Another server's change is seen after so long.
func (m *Memory[T]) Get(tx *Tx, keep time.Duration, read func() (T, error)) (T, error) {
	m.mu.Lock()
	kept, round := m.kept, m.round
	fresh := m.valid && tx.Steady.Sub(m.read) < keep
	m.mu.Unlock()
	if fresh {
		return kept, nil
	}
	now, err := read()
	if err != nil {
		return now, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.round == round { // what was read before a change must not outlive it
		m.kept, m.read, m.valid = now, tx.Steady, true
	}
	return now, nil
}

// Forget makes the next Get read anew; call it when a change has been committed.
func (m *Memory[T]) Forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.valid, m.round = false, m.round+1
}
