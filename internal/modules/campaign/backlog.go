package campaign

import (
	"context"

	"huxue/internal/kit/db"
)

// backlog is what a transaction sees in the journal and not yet in the roll. Rows and
// backlog together are how a campaign stands at the moment of the transaction, on
// whatever server and however far a fold has come.
type backlog struct {
	pages   map[string]*page
	folding map[string]bool // pages that the fold under way takes
	passed  int64           // the pupil it has come to
	book    *journal
}

// backlog reads which pages the journal has. Nearly always it has none.
func (s *Service) backlog(ctx context.Context, tx *db.Tx) (*backlog, error) {
	b := &backlog{book: &s.journal}
	var ids []string
	if err := db.Each(ctx, tx, func(r db.Scanner) error {
		var id string
		var folding bool
		err := r.Scan(&id, &folding)
		ids = append(ids, id)
		if folding {
			if b.folding == nil {
				b.folding = map[string]bool{}
			}
			b.folding[id] = true
		}
		return err
	}, `SELECT j.id, f.id IS NOT NULL FROM campaign_journal j LEFT JOIN campaign_folding f ON f.id = j.id`); err != nil || len(ids) == 0 {
		return b, err
	}
	b.pages = make(map[string]*page, len(ids))
	for _, id := range ids {
		p := s.journal.get(id)
		if p == nil {
			var body []byte
			if err := tx.QueryRow(ctx, `SELECT body FROM campaign_journal WHERE id = $1`, id).Scan(&body); err != nil {
				if db.IsNotFound(err) { // folded since, where a transaction sees what others commit
					continue
				}
				return nil, err
			}
			p = &page{id: id}
			var err error
			if p.lines, err = unpack(body); err != nil {
				return nil, err
			}
			s.journal.add(p)
		}
		b.pages[id] = p
	}
	if len(b.folding) == 0 {
		return b, nil
	}
	return b, tx.QueryRow(ctx, `SELECT passed FROM campaign_fold`).Scan(&b.passed)
}

// pending reports whether a line of a page is not in the roll yet.
func (b *backlog) pending(id string, pupil int64) bool {
	return b.pages[id] != nil && !(b.folding[id] && pupil <= b.passed)
}

// of is a pupil's completion in the backlog.
func (b *backlog) of(pupil int64) (completion, bool) {
	if len(b.pages) == 0 {
		return completion{}, false
	}
	b.book.mu.RLock()
	l, ok := b.book.lines[classOf(pupil)][pupil]
	b.book.mu.RUnlock()
	if !ok || !b.pending(l.page.id, pupil) {
		return completion{}, false
	}
	return l.completion, true
}

// each calls f for every completion in the backlog of a campaign, once for a pupil.
func (b *backlog) each(campaignNo int64, f func(completion)) {
	if len(b.pages) == 0 {
		return
	}
	b.book.mu.RLock()
	defer b.book.mu.RUnlock()
	for id, p := range b.pages {
		for _, c := range p.lines {
			if campaignOf(c.pupil) == campaignNo && b.pending(id, c.pupil) && b.newest(c.pupil, p) {
				f(c)
			}
		}
	}
}

// any reports whether a campaign has something in the backlog.
func (b *backlog) any(campaignNo int64) bool {
	found := false
	b.each(campaignNo, func(completion) { found = true })
	return found
}

// newest reports whether no page of this backlog has the pupil again, later than p.
func (b *backlog) newest(pupil int64, p *page) bool {
	l, ok := b.book.lines[classOf(pupil)][pupil]
	return !ok || l.page == p || b.pages[l.page.id] == nil
}

// backlogCounts are what the backlog adds to a campaign's units.
func (s *Service) backlogCounts(ctx context.Context, tx *db.Tx, b *backlog, campaignNo int64) (map[int64]delta, error) {
	classes := map[int64]delta{}
	b.each(campaignNo, func(c completion) {
		d := classes[classOf(c.pupil)]
		d.add(c.counts())
		classes[classOf(c.pupil)] = d
	})
	if len(classes) == 0 {
		return nil, nil
	}
	where, err := s.places(ctx, tx, classes)
	return sumUp(classes, where), err
}

// class is what the backlog adds to a class, as of does for a pupil.
func (b *backlog) class(classNo int64) (d delta) {
	if len(b.pages) == 0 {
		return d
	}
	b.book.mu.RLock()
	defer b.book.mu.RUnlock()
	for pupil, l := range b.book.lines[classNo] {
		if b.pending(l.page.id, pupil) {
			d.add(l.counts())
		}
	}
	return d
}

// withBacklog adds the backlog to rows of classes, which may be of any campaign.
func (s *Service) withBacklog(ctx context.Context, tx *db.Tx, rows []Row) ([]Row, error) {
	b, err := s.backlog(ctx, tx)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i] = rows[i].plus(b.class(rows[i].no))
	}
	return rows, nil
}

// plus is a row with what is added to its unit.
func (r Row) plus(d delta) Row {
	r.Done += d.done
	r.Collective += d.collective
	r.ReachedAt = max(r.ReachedAt, d.at)
	return r.told()
}
