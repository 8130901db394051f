package campaign

import (
	"context"
	"errors"
	"sync"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// The fold brings the journal into the roll: all that waits, in the order of the roll,
// some hundred pupils in a transaction, so that an alarm never waits for it. How far
// it has come is written with each portion; whatever breaks off, the next fold goes on
// there, on this server or another. (ADR 25)

const (
	// foldEvery is how long a completion stays in the journal when little goes on. Nobody
	// waits for it: who reads adds the journal to the rows.
	foldEvery = 3 * time.Second
	// foldAt is how many completions start a fold at once; three times as many make
	// whoever brings more wait a little for it. The more are folded at a time, the more share a
	// page of the roll; the fewer, the less has to be added up by who reads meanwhile.
	foldAt = 24_000
	// foldPages does the same for pages, which every transaction here looks through: of
	// classes that learn together each has a page of its own.
	foldPages = 150
	// foldedAtOnce bounds a portion: it must not hold SQLite's one writer for longer
	// than some milliseconds.
	foldedAtOnce = 300
)

// folder folds by itself until it is closed.
type folder struct {
	s    *Service
	mu   sync.Mutex // held by who folds
	bell chan struct{}
	quit chan struct{}
	over chan struct{}
	once sync.Once
}

func newFolder(s *Service) *folder {
	f := &folder{s: s, bell: make(chan struct{}, 1), quit: make(chan struct{}), over: make(chan struct{})}
	go f.run()
	return f
}

func (f *folder) close() {
	f.once.Do(func() { close(f.quit) })
	<-f.over
}

func (f *folder) wake() {
	select {
	case f.bell <- struct{}{}:
	default:
	}
}

func (f *folder) run() {
	defer close(f.over)
	ctx := access.AsSystem(context.Background(), "campaign.fold")
	tick := time.NewTicker(foldEvery)
	defer tick.Stop()
	for {
		select {
		case <-f.bell:
		case <-tick.C:
		case <-f.quit:
			return
		}
		if err := f.s.settle(ctx); err != nil {
			f.s.log.WarnContext(ctx, "completions stay in the journal for now", "error", err)
		}
	}
}

// errFoldedOn says that another server has folded on.
var errFoldedOn = errors.New("another server has folded on")

// settle folds all that is in the journal now.
func (s *Service) settle(ctx context.Context) error {
	s.folder.mu.Lock()
	defer s.folder.mu.Unlock()
	for {
		again, err := s.fold(ctx)
		if errors.Is(err, errFoldedOn) {
			continue
		}
		if err != nil || !again {
			return err
		}
	}
}

// folding is a fold under way.
type folding struct {
	round, passed int64
	pages         []*page
}

// fold ends the fold under way, or does a whole one; resumed says that it was begun by
// somebody else, so that there may be more.
func (s *Service) fold(ctx context.Context) (resumed bool, err error) {
	f, resumed, err := s.beginFold(ctx)
	if err != nil || f == nil {
		return false, err
	}
	var list []completion
	for _, p := range f.pages {
		list = append(list, p.lines...)
	}
	list = inOrder(list)
	for len(list) > 0 && list[0].pupil <= f.passed {
		list = list[1:]
	}
	for {
		n := min(len(list), foldedAtOnce)
		part := list[:n]
		list = list[n:]
		last := len(list) == 0
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return s.foldPart(ctx, tx, f, part, last) }); err != nil {
			return false, err
		}
		if last {
			s.journal.forget(f.pages)
			return resumed, nil
		}
		f.passed = part[n-1].pupil
	}
}

// beginFold takes up the fold that is under way, else begins one over the whole
// journal; nil when there is nothing to fold.
func (s *Service) beginFold(ctx context.Context) (*folding, bool, error) {
	remembered := s.journal.known()
	var b *backlog
	look := func(tx *db.Tx) (err error) { b, err = s.backlog(ctx, tx); return err }
	if err := s.db.Read(ctx, look); err != nil {
		return nil, false, err
	}
	// What was remembered before the look and is not there was folded by another server.
	var gone []*page
	for _, p := range remembered {
		if b.pages[p.id] == nil {
			gone = append(gone, p)
		}
	}
	s.journal.forget(gone)
	if len(b.pages) == 0 {
		return nil, false, nil
	}
	f := &folding{}
	resumed := false
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT round, passed FROM campaign_fold `+tx.Lock()).Scan(&f.round, &f.passed); err != nil {
			return err
		}
		if err := look(tx); err != nil {
			return err
		}
		resumed = len(b.folding) > 0
		f.pages = f.pages[:0]
		for id, p := range b.pages {
			if b.folding[id] || !resumed {
				f.pages = append(f.pages, p)
			}
		}
		if resumed {
			return nil
		}
		rows := make([][]any, len(f.pages))
		for i, p := range f.pages {
			rows[i] = []any{p.id}
		}
		f.round, f.passed = f.round+1, 0
		if _, err := tx.Exec(ctx, `UPDATE campaign_fold SET round = $1, passed = 0`, f.round); err != nil {
			return err
		}
		_, err := tx.Insert(ctx, "campaign_folding", []string{"id"}, rows, "")
		return err
	})
	return f, resumed, err
}

// foldPart brings a portion into the roll and its counters; the last one takes the
// pages away. What was counted before, by a lesson with the class or on another
// server, is not counted again.
func (s *Service) foldPart(ctx context.Context, tx *db.Tx, f *folding, part []completion, last bool) error {
	var round, passed int64
	if err := tx.QueryRow(ctx, `SELECT round, passed FROM campaign_fold `+tx.Lock()).Scan(&round, &passed); err != nil {
		return err
	}
	if round != f.round || passed != f.passed {
		return errFoldedOn
	}
	t := newTally()
	was := make(map[int64]completion, len(part))
	rows := make([][]any, len(part))
	for i, c := range part {
		was[c.pupil] = c
		rows[i] = []any{c.pupil, c.at, c.took, c.device, c.address, c.mode, c.since, 0}
	}
	if err := tx.Batch(ctx, markDone, markTypes, rows, func(r db.Scanner) error {
		var no int64
		err := r.Scan(&no)
		t.class(classOf(no), was[no].counts())
		return err
	}); err != nil {
		return err
	}
	if err := s.count(ctx, tx, t); err != nil {
		return err
	}
	if !last {
		_, err := tx.Exec(ctx, `UPDATE campaign_fold SET passed = $1`, part[len(part)-1].pupil)
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM campaign_journal WHERE id IN (SELECT id FROM campaign_folding)`); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM campaign_folding`)
	return err
}
