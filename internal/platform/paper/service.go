package paper

import (
	"context"
	"errors"
	"strings"
	"time"

	"huxue/internal/kit/canon"
	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// Watcher is a room that wants to know, in the same transaction, that a paper
// of its was served, received or withdrawn.
type Watcher interface {
	PaperMoved(ctx context.Context, tx *db.Tx, p *Paper) error
}

// Service holds the verbs of this rung.
type Service struct {
	db        *db.DB
	kinds     map[string]Kind
	watchers  map[string]Watcher // by the room before the dot of a kind
	publicURL string
	proxied   bool
	visitors  visitors
}

// Watch names the room that is told of its papers.
func (s *Service) Watch(room string, w Watcher) { s.watchers[room] = w }

// Title is what a kind of paper is called.
func (s *Service) Title(kind string) string { return s.kinds[kind].Title }

// Kinds are the kinds there are.
func (s *Service) Kinds() map[string]Kind { return s.kinds }

// zone is the city's: it decides the year of a number.
var zone = time.FixedZone("Asia/Shanghai", 8*60*60)

// Issue issues a paper inside the transaction of the act that calls for it: it
// takes the next number of its agency, kind and year, and seals the text. A
// second call for the same source returns the paper that is in force. The caller
// records its own act; the number taken stands in the book here.
func (s *Service) Issue(ctx context.Context, tx *db.Tx, d Draft) (*Paper, error) {
	k, ok := s.kinds[d.Kind]
	if !ok {
		return nil, errKind
	}
	if err := access.Require(ctx, k.Issue, d.Path); err != nil {
		return nil, err
	}
	issuer, err := s.issuer(ctx, tx, k, d)
	if err != nil {
		return nil, err
	}
	if d.Source != "" {
		if p, err := bySource(ctx, tx, d.Kind, d.Source); err != nil || p != nil {
			return p, err
		}
	}
	p, err := fill(ctx, tx, d, issuer)
	if err != nil {
		return nil, err
	}
	mark, err := markOf(ctx, tx, issuer.ID)
	if err != nil {
		return nil, err
	}
	if p.Seq, err = next(ctx, tx, issuer.ID, p.Kind, p.Year); err != nil {
		return nil, err
	}
	p.Number = number(mark, k.Word, p.Year, p.Seq)
	if p.SHA256, err = seal(p); err != nil {
		return nil, err
	}
	if err := insert(ctx, tx, p); err != nil {
		return nil, err
	}
	return p, audit.Record(ctx, tx, "paper.issue", p.ID, map[string]any{"number": p.Number, "kind": p.Kind, "sha256": p.SHA256})
}

// fill is the paper but for its number.
func fill(ctx context.Context, tx *db.Tx, d Draft, issuer org.Agency) (*Paper, error) {
	who := access.From(ctx)
	p := &Paper{ID: id.New("ppr"), Version: 1, Code: newCode(), Kind: d.Kind, Year: tx.Now.In(zone).Year(), Path: d.Path,
		IssuerID: issuer.ID, IssuerName: issuer.Name, IssuerKind: agencyOf(issuer.Kind), To: clip(d.To, maxTo), Subject: clip(d.Subject, maxSubject),
		Source: d.Source, IssuedAt: tx.Now, IssuedBy: who.ID, IssuedName: who.Name, State: Issued}
	switch {
	case p.To == "":
		return nil, errTo
	case p.Subject == "":
		return nil, errSubject
	case len(d.Body) > maxBody:
		return nil, errBody
	}
	body, err := canon.JSON(d.Body)
	if err != nil {
		return nil, errBody.Because(err)
	}
	p.Body = body
	return p, nil
}

// issuer is the agency in whose name the actor issues: his own, and it must be
// of the kind the paper asks for and answer for its place.
func (s *Service) issuer(ctx context.Context, tx *db.Tx, k Kind, d Draft) (org.Agency, error) {
	who := access.From(ctx)
	own := d.IssuerID
	if who.Kind != access.System {
		var err error
		if own, err = ownAgency(ctx, tx, who.ID); err != nil {
			return org.Agency{}, err
		}
	}
	if own == "" {
		return org.Agency{}, ErrNotYours
	}
	g, err := org.GetAgency(ctx, tx, own)
	if err != nil {
		return g, err
	}
	kind := agencyOf(g.Kind)
	if (k.Agency != "" && kind != k.Agency) || (d.IssuerAgency != "" && kind != d.IssuerAgency) || !strings.HasPrefix(d.Path, g.Path) {
		return g, ErrNotYours
	}
	return g, nil
}

// CanIssue reports whether the actor may issue such a paper for a place, and
// what is missing otherwise; for the buttons of a page.
func (s *Service) CanIssue(ctx context.Context, tx *db.Tx, kind, path string) error {
	k, ok := s.kinds[kind]
	if !ok {
		return errKind
	}
	if err := access.Require(ctx, k.Issue, path); err != nil {
		return err
	}
	g, err := s.issuer(ctx, tx, k, Draft{Kind: kind, Path: path})
	if err != nil {
		return err
	}
	_, err = markOf(ctx, tx, g.ID)
	return err
}

// visible asks whether the actor may read p: at its place, or as one of the
// agency that issued it.
func (s *Service) visible(ctx context.Context, tx *db.Tx, p *Paper) error {
	err := access.See(ctx, s.kinds[p.Kind].View, p.Path, ErrNotFound)
	if err == nil || !errors.Is(err, ErrNotFound) {
		return err
	}
	own, lookErr := ownAgency(ctx, tx, access.From(ctx).ID)
	if lookErr != nil {
		return lookErr
	}
	if own != "" && own == p.IssuerID {
		return nil
	}
	return err
}

// Paper returns one paper.
func (s *Service) Paper(ctx context.Context, paperID string) (*Paper, error) {
	if _, err := access.RequirePerson(ctx); err != nil {
		return nil, err
	}
	var out *Paper
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if out, err = get(ctx, tx, `id = $1`, paperID); err != nil {
			return err
		}
		return s.visible(ctx, tx, out)
	})
	return out, err
}

// Papers returns a page of papers, the newest first, and how many there are of
// each state.
func (s *Service) Papers(ctx context.Context, f Filter) ([]*Paper, map[string]int, error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return nil, nil, err
	}
	views := map[access.Perm][]string{}
	for _, k := range s.kinds {
		views[k.View] = access.Areas(ctx, k.View)
	}
	var out []*Paper
	var by map[string]int
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		own, err := ownAgency(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		var a db.Args
		if out, err = list(ctx, tx, &a, f.where(&a, s.kinds, views, own, true), f); err != nil {
			return err
		}
		var b db.Args
		by, err = counts(ctx, tx, &b, f.where(&b, s.kinds, views, own, false))
		return err
	})
	return out, by, err
}

// Of returns papers by their ids in the caller's transaction, the oldest first.
// access: the room has checked its own act.
func (s *Service) Of(ctx context.Context, tx *db.Tx, ids []string) ([]*Paper, error) {
	var a db.Args
	return db.All(ctx, tx, scan, `SELECT `+columns+` FROM papers WHERE `+a.In("id", ids)+` ORDER BY issued_at, id`, a.Values()...)
}

// Delivery is how a paper was served.
type Delivery struct {
	Way  string `json:"way" maxLength:"10" enum:"online,direct,left,post,notice"`
	Note string `json:"note,omitempty" maxLength:"200" doc:"to whom it was handed, number of the letter"`
}

// Serve writes down how a paper was served; the actor is who served it.
func (s *Service) Serve(ctx context.Context, paperID string, version int64, in Delivery) (*Paper, error) {
	return s.act(ctx, paperID, version, "paper.serve", in, func(_ *db.Tx, p *Paper) error {
		who := access.From(ctx)
		return p.Serve(in.Way, in.Note, who.ID, who.Name, s.db.Clock().Now())
	}, s.ofIssuer)
}

// Receive signs for a paper (签收); the actor is who signs.
func (s *Service) Receive(ctx context.Context, paperID string, version int64) (*Paper, error) {
	return s.act(ctx, paperID, version, "paper.receive", nil, func(tx *db.Tx, p *Paper) error {
		who := access.From(ctx)
		return p.Receive(who.ID, who.Name, tx.Now)
	}, func(ctx context.Context, _ *db.Tx, p *Paper) error {
		return access.Require(ctx, s.kinds[p.Kind].Receive, p.Path)
	})
}

// Withdraw takes a paper out of force (撤销), with a reason; its public page
// says so from now on.
func (s *Service) Withdraw(ctx context.Context, paperID string, version int64, reason string) (*Paper, error) {
	return s.act(ctx, paperID, version, "paper.withdraw", map[string]string{"reason": reason}, func(tx *db.Tx, p *Paper) error {
		return p.Withdraw(reason, access.From(ctx).Name, tx.Now)
	}, s.ofIssuer)
}

// ofIssuer asks that the actor issues such papers here and is of the agency.
func (s *Service) ofIssuer(ctx context.Context, tx *db.Tx, p *Paper) error {
	if err := access.Require(ctx, s.kinds[p.Kind].Issue, p.Path); err != nil {
		return err
	}
	who := access.From(ctx)
	if who.Kind == access.System {
		return nil
	}
	own, err := ownAgency(ctx, tx, who.ID)
	if err == nil && own != p.IssuerID {
		return ErrNotYours
	}
	return err
}

// act is the shape of every verb on a paper: load, authorise, decide, save,
// record, and tell the room.
func (s *Service) act(ctx context.Context, paperID string, version int64, action string, detail any, decide func(*db.Tx, *Paper) error,
	may func(context.Context, *db.Tx, *Paper) error,
) (*Paper, error) {
	var out *Paper
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := get(ctx, tx, `id = $1 `+tx.Lock(), paperID)
		if err != nil {
			return err
		}
		if err := s.visible(ctx, tx, p); err != nil {
			return err
		}
		if err := may(ctx, tx, p); err != nil {
			return err
		}
		if p.Version != version {
			return errStale.With("state", string(p.State))
		}
		if err := decide(tx, p); err != nil {
			return err
		}
		if err := update(ctx, tx, p); err != nil {
			return err
		}
		out = p
		if err := audit.Record(ctx, tx, action, p.ID, detail); err != nil {
			return err
		}
		room, _, _ := strings.Cut(p.Kind, ".")
		if w := s.watchers[room]; w != nil {
			return w.PaperMoved(ctx, tx, p)
		}
		return nil
	})
	return out, err
}
