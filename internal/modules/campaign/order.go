package campaign

import (
	"encoding/json"
	"sync"
)

// Lists of all schools are the same for everybody who may see a place, and are
// looked at more often than they change: a picture keeps those made of it, in their
// order and in the letters in which they are sent.

// Ranking is an order of merit.
type Ranking struct {
	Items []Ranked `json:"items" nullable:"false"`
	text  letters
}

// Lagging are the schools below a rate in per cent, the worst first.
type Lagging struct {
	Items []Row `json:"items" nullable:"false"`
	Below int   `json:"below" doc:"per cent below which a school lags now"`
	text  letters
}

// JSON implements httpapi.Encoded.
func (r *Ranking) JSON() ([]byte, error) {
	type plain Ranking
	return r.text.of((*plain)(r))
}

// JSON implements httpapi.Encoded.
func (l *Lagging) JSON() ([]byte, error) {
	type plain Lagging
	return l.text.of((*plain)(l))
}

// letters are the JSON of a list, written when somebody first asks for it.
type letters struct {
	once sync.Once
	text []byte
	err  error
}

func (l *letters) of(list any) ([]byte, error) {
	l.once.Do(func() { l.text, l.err = json.Marshal(list) })
	return l.text, l.err
}

// album keeps what was made of a picture.
type album struct {
	mu   sync.Mutex
	made map[string]any
}

// kept returns what was made under a key, or makes it: of those who ask for the same
// at once one does the work.
func kept[T any](a *album, key string, fresh func() T) T {
	a.mu.Lock()
	defer a.mu.Unlock()
	if v, ok := a.made[key].(T); ok {
		return v
	}
	v := fresh()
	if a.made == nil {
		a.made = map[string]any{}
	}
	a.made[key] = v
	return v
}
