// Package follow walks along what changes in a room, for others who must not miss a
// change: it asks since when, looks back a little, and reads nothing twice.
package follow

import (
	"context"
	"maps"
	"time"
)

const (
	portion = 100
	// On PostgreSQL what began earlier may become visible later; so much is looked at
	// again.
	lookBack = 10 * time.Second
)

// Change says when something has changed last, in UTC milliseconds, and to which
// version.
type Change struct {
	ID      string
	At      int64
	Version int64
}

// Source is what is followed. Changes tells what has changed since an instant, after
// the one of this id among those of the same instant, the earliest first; Some returns
// those of these ids as they stand.
type Source[T any] interface {
	Changes(ctx context.Context, since int64, after string, limit int) ([]Change, error)
	Some(ctx context.Context, ids []string) ([]T, error)
}

// Follower remembers what it has looked at within lookBack: in a storm the desk needs
// the processor. It serves one walk at a time.
type Follower[T any] struct{ looked map[string]Change }

// Walk hands over what has changed since an instant, not before first, in portions;
// upTo is the last change of a portion. What take refuses is handed over again.
func (f *Follower[T]) Walk(ctx context.Context, from Source[T], since, first int64, take func(list []T, upTo int64) error) error {
	if f.looked == nil {
		f.looked = map[string]Change{}
	}
	since, after := max(since-lookBack.Milliseconds(), first), ""
	maps.DeleteFunc(f.looked, func(_ string, c Change) bool { return c.At < since })
	for {
		changes, err := from.Changes(ctx, since, after, portion)
		if err != nil || len(changes) == 0 {
			return err
		}
		last := changes[len(changes)-1]
		var fresh []string
		for _, c := range changes {
			if f.looked[c.ID] != c {
				fresh = append(fresh, c.ID)
			}
		}
		if len(fresh) > 0 {
			list, err := from.Some(ctx, fresh)
			if err != nil {
				return err
			}
			if err := take(list, last.At); err != nil {
				return err
			}
		}
		for _, c := range changes {
			f.looked[c.ID] = c
		}
		if len(changes) < portion {
			return nil
		}
		since, after = last.At, last.ID
	}
}
