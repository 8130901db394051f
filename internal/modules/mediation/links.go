package mediation

import (
	"context"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/org"
	"huxue/internal/platform/todo"
)

// The norms of link orders: the longest validity, and how many days before the end the
// officer is asked to look again. [D]
const (
	linkKey, linkDefault             = "mediation.link_max_d", 90
	linkReviewKey, linkReviewDefault = "mediation.link_review_d", 3
)

// office is the agency an officer belongs to, or as much of it as is known.
func office(ctx context.Context, tx *db.Tx) (g org.Agency, err error) {
	agencyID, err := db.One(ctx, tx, db.Value[string], `SELECT COALESCE(agency_id, '') FROM people WHERE id = $1`, access.From(ctx).ID)
	if db.IsNotFound(err) || err == nil && agencyID == "" {
		return org.Agency{Name: access.From(ctx).Unit}, nil
	}
	if err != nil {
		return g, err
	}
	return org.GetAgency(ctx, tx, agencyID)
}

// WriteLink tells schools of a risk. Each finds it on its list and is told at once.
func (s *Service) WriteLink(ctx context.Context, o LinkOrder) (*Link, error) {
	var out *Link
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := access.RequireSomewhere(ctx, PermIssue); err != nil {
			return err
		}
		now := today(tx.Now)
		areas := access.Areas(ctx, PermIssue)
		if err := o.check(now, s.limits.Now(ctx, linkKey, areas[0], linkDefault)); err != nil {
			return err
		}
		g, err := office(ctx, tx)
		if err != nil {
			return err
		}
		by := access.From(ctx)
		l := &Link{ID: id.New("rlk"), Version: 1, AgencyID: g.ID, Agency: g.Name, OfficerID: by.ID, Officer: by.Name, Path: areas[0], Risk: o.Risk,
			Concerns: o.Concerns, Measures: o.Measures, Note: o.Note, From: o.From, To: o.To, State: "active", CreatedAt: tx.Now}
		if g.Path != "" {
			l.Path = g.Path
		}
		l.No = number("FX", tx.Now, l.ID)
		slices.Sort(o.SchoolIDs)
		for _, schoolID := range slices.Compact(o.SchoolIDs) {
			x, err := org.GetSchool(ctx, tx, schoolID)
			if err != nil {
				return err
			}
			if err := access.Require(ctx, PermIssue, x.Path); err != nil {
				return err
			}
			l.Schools = append(l.Schools, LinkSchool{SchoolID: x.ID, School: x.Name, Path: x.Path, Done: []string{}})
		}
		if err := insertLink(ctx, tx, l); err != nil {
			return err
		}
		for i := range l.Schools {
			if err := s.tellSchool(ctx, tx, l, &l.Schools[i]); err != nil {
				return err
			}
		}
		out = l
		return linkStory(ctx, tx, l, "link_write", map[string]any{"schools": len(l.Schools), "to": l.To, "sure": o.Sure && nameIn(o.Note) != ""})
	})
	return out, err
}

// remindLinks asks the officers to look again at what is about to run out.
func (s *Service) remindLinks(ctx context.Context) error {
	before := s.limits.Now(ctx, linkReviewKey, access.Everywhere, linkReviewDefault)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		now := today(tx.Now)
		soon, err := db.All(ctx, tx, scanLink, selectLink+`WHERE l.state = 'active' AND l.to_day >= $1 AND l.to_day <= $2 ORDER BY l.to_day LIMIT 300`, now, addDays(now, before))
		if err != nil || len(soon) == 0 {
			return err
		}
		for _, l := range soon {
			if err := todo.Put(ctx, tx, todo.Task{Room: "mediation", Kind: "link_review", Subject: l.ID + " " + l.To, Person: l.OfficerID, Path: l.Path,
				Link: "/risk-links?open=" + l.ID, Due: dayEnd(l.To), Priority: 1, Params: map[string]any{"no": l.No, "to": l.To}}); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, "mediation.link_remind", now, map[string]int{"links": len(soon)})
	})
}

func linkTask(l *Link, x *LinkSchool) todo.Task {
	return todo.Task{Room: "mediation", Kind: "link_answer", Subject: l.ID + " " + x.SchoolID, Path: x.Path, Perm: PermAnswer, Priority: 2,
		Link: "/risk-links?open=" + l.ID, Params: map[string]any{"no": l.No, "agency": l.Agency, "school": x.School}}
}

func (s *Service) tellSchool(ctx context.Context, tx *db.Tx, l *Link, x *LinkSchool) error {
	if err := todo.Put(ctx, tx, linkTask(l, x)); err != nil {
		return err
	}
	to, err := s.holders.Holders(ctx, tx, s.roles.School, x.Path)
	if err != nil {
		return err
	}
	return s.notify.Send(ctx, tx, notify.Message{Room: "mediation", Kind: "link", SubjectID: l.ID, Path: x.Path, Link: "/risk-links?open=" + l.ID, To: to,
		Params: map[string]any{"agency": l.Agency, "no": l.No, "risk": string(l.Risk), "to": l.To}})
}

func linkStory(ctx context.Context, tx *db.Tx, l *Link, kind string, data map[string]any) error {
	if err := addLine(ctx, tx, l.ID, kind, data); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "mediation."+kind, l.ID, data)
}

// mine narrows the schools of an order to those the actor may see; none is no order.
func (l *Link) mine(ctx context.Context) error {
	who := access.From(ctx)
	if who.ID == l.OfficerID {
		return nil
	}
	l.Schools = slices.DeleteFunc(l.Schools, func(x LinkSchool) bool { return !who.Holds(PermLinks, x.Path) })
	if len(l.Schools) == 0 {
		return errNoLink
	}
	return nil
}

// LinkFilter narrows the list of link orders.
type LinkFilter struct {
	State, Risk, Path string
	After             string
	Limit             int
}

// Links returns the link orders that concern the actor's area, the newest first.
func (s *Service) Links(ctx context.Context, f LinkFilter) (out []*Link, by map[string]int, err error) {
	if err := access.RequireSomewhere(ctx, PermLinks); err != nil {
		return nil, nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		areas := access.Areas(ctx, PermLinks)
		if out, err = listLinks(ctx, tx, areas, f); err != nil {
			return err
		}
		for _, l := range out {
			if err := l.mine(ctx); err != nil {
				return err
			}
		}
		by, err = countLinks(ctx, tx, areas, f)
		return err
	})
	return out, by, err
}

// Link returns one link order with its story.
func (s *Service) Link(ctx context.Context, linkID string) (*Link, []Line, error) {
	if err := access.RequireSomewhere(ctx, PermLinks); err != nil {
		return nil, nil, err
	}
	var out *Link
	var story []Line
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if out, err = getLink(ctx, tx, linkID, ""); err != nil {
			return err
		}
		if err := out.mine(ctx); err != nil {
			return err
		}
		story, err = linesOf(ctx, tx, linkID)
		return err
	})
	return out, story, err
}

// AnswerLink says what a school has done about the risk.
func (s *Service) AnswerLink(ctx context.Context, linkID, schoolID string, done []string, note string, sure bool) (*Link, error) {
	note = clip(note, 200)
	var out *Link
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := getLink(ctx, tx, linkID, tx.Lock())
		if err != nil {
			return err
		}
		if err := l.mine(ctx); err != nil {
			return err
		}
		i := slices.IndexFunc(l.Schools, func(x LinkSchool) bool { return x.SchoolID == schoolID })
		if i < 0 {
			return errNoLink
		}
		x := &l.Schools[i]
		if err := access.Require(ctx, PermAnswer, x.Path); err != nil {
			return err
		}
		switch {
		case !l.Active(today(tx.Now)):
			return errEnded
		case !subset(done, Measures):
			return errMeasure
		}
		if err := screenLink(note, sure); err != nil {
			return err
		}
		by := access.From(ctx)
		x.Done, x.Note, x.AnsweredAt, x.AnsweredBy = done, note, db.Millis(tx.Now), by.Name
		if x.ReceivedAt == 0 {
			x.ReceivedAt, x.ReceivedBy = x.AnsweredAt, by.Name
		}
		if _, err := tx.Exec(ctx, `UPDATE mediation_link_schools SET done = $1, note = $2, answered_at = $3, answered_by = $4, received_at = $5, received_by = $6
			WHERE link_id = $7 AND school_id = $8`, text(done), note, x.AnsweredAt, x.AnsweredBy, x.ReceivedAt, x.ReceivedBy, l.ID, schoolID); err != nil {
			return err
		}
		out = l
		if err := todo.Finish(ctx, tx, "mediation", "link_answer", l.ID+" "+schoolID); err != nil {
			return err
		}
		if err := s.notify.Send(ctx, tx, notify.Message{Room: "mediation", Kind: "link_answered", SubjectID: l.ID, Path: l.Path, Link: "/risk-links?open=" + l.ID,
			To: []string{l.OfficerID}, Params: map[string]any{"school": x.School, "no": l.No}}); err != nil {
			return err
		}
		return linkStory(ctx, tx, l, "link_answer", map[string]any{"school": x.School, "done": done, "sure": sure && nameIn(note) != ""})
	})
	return out, err
}

// ReviewLink is what the police decide when they look at an order again: it lasts on to
// another day, or to "" ends it now.
func (s *Service) ReviewLink(ctx context.Context, linkID string, version int64, to, note string, sure bool) (*Link, error) {
	note = clip(note, 200)
	var out *Link
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := getLink(ctx, tx, linkID, tx.Lock())
		if err != nil {
			return err
		}
		if err := l.mine(ctx); err != nil {
			return err
		}
		if err := access.Require(ctx, PermIssue, l.Path); err != nil {
			return err
		}
		if l.Version != version {
			return errStale.With("state", l.State)
		}
		if err := screenLink(note, sure); err != nil {
			return err
		}
		kind := "link_end"
		if err := todo.Finish(ctx, tx, "mediation", "link_review", l.ID+" "+l.To); err != nil {
			return err
		}
		if to == "" {
			err = l.End(note, tx.Now)
		} else {
			kind = "link_renew"
			err = l.Renew(to, today(tx.Now), s.limits.Now(ctx, linkKey, l.Path, linkDefault))
		}
		if err != nil {
			return err
		}
		out = l
		if err := saveLink(ctx, tx, l); err != nil {
			return err
		}
		return linkStory(ctx, tx, l, kind, map[string]any{"to": l.To, "note": note})
	})
	return out, err
}

// expireLinks ends what has run out, and takes what it asked off people's lists.
func (s *Service) expireLinks(ctx context.Context) error {
	for {
		n := 0
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			ids, err := db.All(ctx, tx, db.Value[string], `SELECT id FROM mediation_links WHERE state = 'active' AND to_day < $1 ORDER BY id LIMIT 50`, today(tx.Now))
			if err != nil {
				return err
			}
			n = len(ids)
			for _, linkID := range ids {
				l, err := getLink(ctx, tx, linkID, tx.Lock())
				if err != nil {
					return err
				}
				if err := l.End("", tx.Now); err != nil {
					return err
				}
				if err := saveLink(ctx, tx, l); err != nil {
					return err
				}
				if err := linkStory(ctx, tx, l, "link_expire", map[string]any{"to": l.To}); err != nil {
					return err
				}
				if err := todo.Finish(ctx, tx, "mediation", "link_review", l.ID+" "+l.To); err != nil {
					return err
				}
			}
			return nil
		}); err != nil || n == 0 {
			return err
		}
	}
}

var linkColumns = []string{"id", "version", "no", "agency_id", "agency", "officer_id", "officer", "path", "risk", "concerns", "measures", "note",
	"from_day", "to_day", "state", "renewed", "created_at", "ended_at", "end_note"}

var selectLink = "SELECT " + strings.Join(linkColumns, ", ") + " FROM mediation_links l "

func scanLink(row db.Scanner) (*Link, error) {
	l := &Link{}
	var concerns, measures string
	err := row.Scan(&l.ID, &l.Version, &l.No, &l.AgencyID, &l.Agency, &l.OfficerID, &l.Officer, &l.Path, &l.Risk, &concerns, &measures, &l.Note,
		&l.From, &l.To, &l.State, &l.Renewed, db.Instant(&l.CreatedAt), db.Instant(&l.EndedAt), &l.EndNote)
	if err != nil {
		return nil, err
	}
	l.Concerns, l.Measures = words(concerns), words(measures)
	return l, nil
}
