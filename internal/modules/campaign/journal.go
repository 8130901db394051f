package campaign

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"sync"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
)

// The journal makes completions durable where that is cheap: all that one
// transaction takes is one row at the end of a table, not a page of the roll for each
// pupil. They count from that moment on, for whoever reads adds the journal to the
// rows. A fold brings them into the roll a little later, in the order of the roll, so
// that neighbours share a page. (ADR 25)

// completion is one pupil's, as the journal keeps it. It was in time: late ones are
// few and go into the roll at once.
type completion struct {
	pupil   int64 // campaign_pupils.no
	at      int64 // when it was taken, UTC milliseconds
	since   int64 // when the first step was begun
	took    int64
	device  int64
	address int64
	mode    int
}

// counts is what the counters gain by it.
func (c completion) counts() delta {
	d := delta{done: 1, at: c.at}
	if c.mode == modeCollective {
		d.collective = 1
	}
	return d
}

// packVersion begins every packed row; another layout takes another.
const packVersion = 1

// pack writes completions that were taken at one moment.
func pack(at int64, list []completion) []byte {
	b := make([]byte, 0, 16+36*len(list))
	b = append(b, packVersion)
	b = binary.AppendVarint(b, at)
	for _, c := range list {
		b = binary.AppendUvarint(b, uint64(c.pupil)) //nolint:gosec // bits are bits
		b = binary.AppendVarint(b, at-c.since)
		b = binary.AppendVarint(b, c.took)
		b = binary.BigEndian.AppendUint64(b, uint64(c.device))  //nolint:gosec // bits are bits
		b = binary.BigEndian.AppendUint64(b, uint64(c.address)) //nolint:gosec // bits are bits
		b = append(b, byte(c.mode))
	}
	return b
}

var errPacked = errors.New("a row of campaign_journal cannot be read")

// unpack reads what pack wrote.
func unpack(b []byte) ([]completion, error) {
	if len(b) == 0 || b[0] != packVersion {
		return nil, errPacked
	}
	b = b[1:]
	broken := false
	next := func(read func([]byte) (int64, int)) int64 {
		v, n := read(b)
		if n <= 0 {
			broken, n = true, len(b)
		}
		b = b[n:]
		return v
	}
	plain := func(b []byte) (int64, int) { v, n := binary.Uvarint(b); return int64(v), n } //nolint:gosec // bits are bits
	at := next(binary.Varint)
	var out []completion
	for len(b) > 0 && !broken {
		c := completion{at: at, pupil: next(plain), since: at - next(binary.Varint), took: next(binary.Varint)}
		if len(b) < 17 {
			return nil, errPacked
		}
		c.device, c.address, c.mode = number(b), number(b[8:]), int(b[16])
		b = b[17:]
		out = append(out, c)
	}
	if broken {
		return nil, errPacked
	}
	return out, nil
}

// page is a row of the journal.
type page struct {
	id    string
	lines []completion
}

// journal is what this server remembers of the journal, so that no page is read twice:
// its own ones from the moment they are written, those of other servers once it has
// met them. Which of them still are in the journal, a transaction tells; see backlog.
type journal struct {
	mu    sync.RWMutex
	pages map[string]*page
	lines map[int64]map[int64]line // by class and pupil: who asks for a class reads no other
	count int
}

// line is where a pupil's completion stands.
type line struct {
	page *page
	completion
}

func (j *journal) add(p *page) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.pages == nil {
		j.pages, j.lines = map[string]*page{}, map[int64]map[int64]line{}
	}
	if j.pages[p.id] != nil {
		return
	}
	j.pages[p.id] = p
	for _, c := range p.lines {
		class := j.lines[classOf(c.pupil)]
		if class == nil {
			class = map[int64]line{}
			j.lines[classOf(c.pupil)] = class
		}
		// Ids sort by age. Of two the newer one matters: the older may be folded already.
		old, ok := class[c.pupil]
		if !ok {
			j.count++
		}
		if !ok || old.page.id < p.id {
			class[c.pupil] = line{p, c}
		}
	}
}

func (j *journal) get(id string) *page {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.pages[id]
}

// known are the pages that are remembered now.
func (j *journal) known() []*page {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return slices.Collect(maps.Values(j.pages))
}

// forget drops pages that are folded.
func (j *journal) forget(pages []*page) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, p := range pages {
		delete(j.pages, p.id)
		for _, c := range p.lines {
			class := j.lines[classOf(c.pupil)]
			if class[c.pupil].page != p {
				continue
			}
			j.count--
			if delete(class, c.pupil); len(class) == 0 {
				delete(j.lines, classOf(c.pupil))
			}
		}
	}
}

// enter writes completions into the journal.
func (s *Service) enter(ctx context.Context, tx *db.Tx, list []completion) error {
	if len(list) == 0 {
		return nil
	}
	p := &page{id: id.New("jrn"), lines: list}
	if _, err := tx.Exec(ctx, `INSERT INTO campaign_journal (id, body) VALUES ($1, $2)`, p.id, pack(db.Millis(tx.Now), list)); err != nil {
		return err
	}
	tx.AfterCommit(func() {
		s.journal.add(p)
		if pages, lines := s.journal.size(); pages > foldPages || lines > foldAt {
			s.folder.wake()
		}
	})
	return nil
}

// inOrder sorts completions by pupil; of two of the same pupil the first one stays.
func inOrder(list []completion) []completion {
	slices.SortFunc(list, func(a, b completion) int { return cmp.Or(cmp.Compare(a.pupil, b.pupil), cmp.Compare(a.at, b.at)) })
	return slices.CompactFunc(list, func(a, b completion) bool { return a.pupil == b.pupil })
}

// size is how much waits to be folded, as far as this server knows.
func (j *journal) size() (pages, lines int) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return len(j.pages), j.count
}

// full reports whether whoever brings more should let the fold go first.
func (j *journal) full() bool {
	pages, lines := j.size()
	return pages > 3*foldPages || lines > 3*foldAt
}
