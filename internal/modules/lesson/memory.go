package lesson

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"huxue/internal/kit/db"
)

// maxAge is how long what another server has published may go unseen.
const maxAge = 2 * time.Second

// memory holds all heads as they were a moment ago, and every version that was asked
// for, which never changes. A city has some hundred lessons of a few kilobytes.
type memory struct {
	mu       sync.Mutex // one reads, the others wait for him
	heads    atomic.Pointer[heads]
	changes  atomic.Int64
	versions sync.Map // versionKey → *Version
}

type heads struct {
	list   []Head
	byID   map[string]*Head
	at     time.Time
	change int64
}

type versionKey struct {
	lesson  string
	version int
}

// Version is one published version, ready to be shown and judged.
type Version struct {
	LessonID string
	Number   int
	Content  *Content
	media    map[string]Medium
}

func (s *Service) heads(ctx context.Context) (*heads, error) {
	m := &s.memory
	fresh := func(k *heads) bool {
		return k != nil && k.change == m.changes.Load() && s.db.Clock().Now().Sub(k.at) < maxAge
	}
	if k := m.heads.Load(); fresh(k) {
		return k, nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if k := m.heads.Load(); fresh(k) {
		return k, nil
	}
	k := &heads{byID: map[string]*Head{}, at: s.db.Clock().Now(), change: m.changes.Load()}
	err := s.db.Aside(context.WithoutCancel(ctx), func(tx *db.Tx) (err error) {
		k.list, err = allHeads(ctx, tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range k.list {
		k.byID[k.list[i].ID] = &k.list[i]
	}
	m.heads.Store(k)
	return k, nil
}

// changed makes the next question read the heads anew.
func (s *Service) changed(tx *db.Tx) { tx.AfterCommit(func() { s.memory.changes.Add(1) }) }

// version returns a published version, from memory once it was read.
func (s *Service) version(ctx context.Context, lessonID string, number int) (*Version, error) {
	key := versionKey{lessonID, number}
	if v, ok := s.memory.versions.Load(key); ok {
		return v.(*Version), nil // the map holds nothing else
	}
	v := &Version{LessonID: lessonID, Number: number}
	err := s.db.Aside(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		text, err := versionText(ctx, tx, lessonID, number)
		if err != nil {
			return err
		}
		if v.Content, err = Parse([]byte(text)); err != nil {
			return err
		}
		v.media, err = s.mediaOf(ctx, tx, lessonID, v.Content)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.memory.versions.Store(key, v)
	return v, nil
}
