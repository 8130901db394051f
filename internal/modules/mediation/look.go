package mediation

import (
	"context"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/norm"
)

// Kind is a kind of disputes. DaysKey names the norm that limits how long one may take,
// MoreKey the one by which it may be put off, "" for none.
type Kind struct {
	Code    string `json:"code" maxLength:"30" pattern:"^[a-z][a-z0-9_]*$"`
	Path    string `json:"path" maxLength:"120" doc:"where it is used, / for everywhere"`
	Name    string `json:"name" maxLength:"40"`
	NameEn  string `json:"nameEn" maxLength:"60"`
	DaysKey string `json:"daysKey,omitempty" maxLength:"60"`
	MoreKey string `json:"moreKey,omitempty" maxLength:"60"`
	Sort    int    `json:"sort"`
	Active  bool   `json:"active"`
	Days    int    `json:"days,omitempty" doc:"what the norm says now"`
	More    int    `json:"more,omitempty"`
}

const selectKind = `SELECT code, path, name, name_en, days_key, more_key, sort, active FROM mediation_kinds `

func scanKind(s db.Scanner) (k Kind, err error) {
	err = s.Scan(&k.Code, &k.Path, &k.Name, &k.NameEn, &k.DaysKey, &k.MoreKey, &k.Sort, &k.Active)
	return k, err
}

// kindFor returns a kind that is used at a path.
func kindFor(ctx context.Context, tx *db.Tx, code, path string) (Kind, error) {
	k, err := db.One(ctx, tx, scanKind, selectKind+`WHERE code = $1`, code)
	if db.IsNotFound(err) || err == nil && !strings.HasPrefix(path, k.Path) {
		return k, errKind
	}
	return k, err
}

// Kinds are those in use anywhere in the actor's area, with their days.
func (s *Service) Kinds(ctx context.Context) ([]Kind, error) {
	if err := access.RequireSomewhere(ctx, PermNamed); err != nil {
		return nil, err
	}
	var out []Kind
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.All(ctx, tx, scanKind, selectKind+`ORDER BY sort, code`)
		return err
	})
	areas := access.Areas(ctx, PermNamed)
	out = slices.DeleteFunc(out, func(k Kind) bool {
		return !slices.ContainsFunc(areas, func(p string) bool { return strings.HasPrefix(p, k.Path) || strings.HasPrefix(k.Path, p) })
	})
	for i := range out {
		at := out[i].Path
		if len(areas) == 1 {
			at = areas[0]
		}
		out[i].Days = s.limits.Now(ctx, out[i].DaysKey, at, daysDefault)
		if out[i].MoreKey != "" {
			out[i].More = s.limits.Now(ctx, out[i].MoreKey, at, 0)
		}
	}
	return out, err
}

var errKindTaken = errs.Conflict("mediation.kind_taken")

// PutKind adds a kind for the actor's area, or renames or retires one of his own.
func (s *Service) PutKind(ctx context.Context, k Kind) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := access.Require(ctx, PermOversee, k.Path); err != nil {
			return err
		}
		if k.Name = clip(k.Name, 40); k.Name == "" || !strings.HasSuffix(k.Path, "/") {
			return errKind
		}
		old, err := db.One(ctx, tx, scanKind, selectKind+`WHERE code = $1`, k.Code)
		switch {
		case err == nil && old.Path != k.Path:
			return errKindTaken
		case err != nil && !db.IsNotFound(err):
			return err
		}
		if k.DaysKey == "" {
			k.DaysKey = daysKey
		}
		if _, err := tx.Insert(ctx, "mediation_kinds", []string{"code", "path", "name", "name_en", "days_key", "more_key", "sort", "active"},
			[][]any{{k.Code, k.Path, k.Name, clip(k.NameEn, 60), k.DaysKey, k.MoreKey, k.Sort, k.Active}},
			`ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, days_key = excluded.days_key,
			more_key = excluded.more_key, sort = excluded.sort, active = excluded.active`); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "mediation.kind", k.Code, k)
	})
}

// Staff is somebody who may be named for a dispute.
type Staff struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Unit string `json:"unit"`
	Up   bool   `json:"up" doc:"of the education bureau above the school"`
}

// staffFor are the people of the school and of the education bureaus above it.
func staffFor(ctx context.Context, tx *db.Tx, d *Dispute) (map[string]Staff, error) {
	var a db.Args
	out := map[string]Staff{}
	err := db.Each(ctx, tx, func(row db.Scanner) error {
		var s Staff
		err := row.Scan(&s.ID, &s.Name, &s.Unit, &s.Up)
		out[s.ID] = s
		return err
	}, `SELECT id, name, unit, FALSE FROM people WHERE status = 'active' AND school_id = `+a.Add(d.SchoolID)+`
		UNION ALL SELECT p.id, p.name, p.unit, TRUE FROM people p JOIN agencies g ON g.id = p.agency_id
		WHERE p.status = 'active' AND g.kind = 'education' AND `+a.In("g.path", access.Above(d.Path)), a.Values()...)
	return out, err
}

// People returns who may be named for a dispute, to who assigns or handles it.
func (s *Service) People(ctx context.Context, disputeID string) ([]Staff, error) {
	var out []Staff
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		d, err := get(ctx, tx, disputeID, "")
		if err != nil {
			return err
		}
		if err := d.seenBy(ctx); err != nil {
			return err
		}
		if err := access.Require(ctx, PermHandle, d.Path); err != nil && !d.Handler(access.From(ctx).ID) {
			return err
		}
		all, err := staffFor(ctx, tx, d)
		for _, p := range all {
			out = append(out, p)
		}
		return err
	})
	slices.SortFunc(out, func(a, b Staff) int { return strings.Compare(a.ID, b.ID) })
	return out, err
}

// seenBy refuses to show a dispute outside the actor's area that he is not named for.
func (d *Dispute) seenBy(ctx context.Context) error {
	if d.Handler(access.From(ctx).ID) {
		return access.RequireSomewhere(ctx, PermNamed)
	}
	return access.See(ctx, PermView, d.Path, errGone)
}

// Disputes returns the ledger of the actor's area and what he is named for, the newest
// day first, and how many there are in each state.
func (s *Service) Disputes(ctx context.Context, f Filter) (out []*Dispute, by map[string]int, err error) {
	if err := access.RequireSomewhere(ctx, PermNamed); err != nil {
		return nil, nil, err
	}
	f.me = access.From(ctx).ID
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		paths := access.Areas(ctx, PermView)
		if out, err = list(ctx, tx, paths, f); err != nil {
			return err
		}
		by, err = counts(ctx, tx, paths, f)
		return err
	})
	return out, by, err
}

// Seen is one dispute with what its page shows: its story, how many parties there are,
// and what the actor may do.
type Seen struct {
	Card
	Sheet         Sheet        `json:"sheet"`
	Order         Order        `json:"order"`
	Finders       []Finder     `json:"finders" nullable:"false"`
	Agreement     string       `json:"agreement"`
	HasPaper      bool         `json:"hasPaper"`
	Revisit       *Revisit     `json:"revisit"`
	Report        *Report      `json:"report"`
	Parties       int          `json:"parties" doc:"how many; who they are is restricted"`
	MayRead       bool         `json:"mayRead" doc:"the actor handles it by name"`
	Reads         int          `json:"reads" doc:"how often the restricted field was read"`
	Timeline      []Line       `json:"timeline" nullable:"false"`
	Days          int          `json:"days" doc:"what the norm gives this kind"`
	More          int          `json:"more" doc:"by how many days it may be put off"`
	Rule          *norm.Ruling `json:"rule"`
	Next          []string     `json:"next" nullable:"false" doc:"what the actor may do now"`
	RegistrarName string       `json:"registrar"`
	RegisteredAt  int64        `json:"registeredAt"`
}

// Dispute returns one dispute with everything on its page but the restricted field.
func (s *Service) Dispute(ctx context.Context, disputeID string) (*Seen, error) {
	if err := access.RequireSomewhere(ctx, PermNamed); err != nil {
		return nil, err
	}
	var out *Seen
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		d, err := get(ctx, tx, disputeID, "")
		if err != nil {
			return err
		}
		if err := d.seenBy(ctx); err != nil {
			return err
		}
		k, err := kindFor(ctx, tx, d.Kind, d.Path)
		if err != nil {
			return err
		}
		who := access.From(ctx)
		out = &Seen{Card: d.card(today(tx.Now), k), Sheet: d.Sheet, Order: d.Order, Finders: d.Finders, Agreement: d.Agreement, HasPaper: d.AgreementFile != "",
			Revisit: d.Revisit, Report: d.Report, MayRead: d.Handler(who.ID), Days: daysDefault, Next: d.next(who),
			RegistrarName: d.Registrar.Who, RegisteredAt: db.Millis(d.Registrar.At)}
		if r, ok := s.limits.Ruled(ctx, k.DaysKey, d.Path, tx.Now); ok {
			out.Days, out.Rule = r.Number, &r
		}
		if k.MoreKey != "" && !d.Extended {
			out.More = s.limits.Now(ctx, k.MoreKey, d.Path, 0)
		}
		if out.Parties, err = db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM mediation_parties WHERE dispute_id = $1`, d.ID); err != nil {
			return err
		}
		if who.Holds(PermManage, d.Path) {
			if out.Reads, err = db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM mediation_reads WHERE subject_id = $1`, d.ID); err != nil {
				return err
			}
		}
		out.Timeline, err = linesOf(ctx, tx, d.ID)
		return err
	})
	return out, err
}

// next are the verbs that the state and the actor's rights leave open.
func (d *Dispute) next(who access.Actor) []string {
	out := []string{}
	manage, enter := who.Holds(PermManage, d.Path), who.Holds(PermRegister, d.Path)
	handle := who.Holds(PermHandle, d.Path) || d.Handler(who.ID)
	may := func(ok bool, verb string, states ...State) {
		if ok && slices.Contains(states, d.State) {
			out = append(out, verb)
		}
	}
	may(manage, "grade", Registered, Graded)
	may(manage, "assign", Graded, Assigned)
	may(enter, "edit", Registered, Graded)
	may(handle, "begin", Assigned)
	may(handle, "agree", Mediating, Tracking)
	may(handle, "fulfil", Agreed)
	may(handle, "revisit", Fulfilled, Tracking)
	may(handle, "progress", Assigned, Mediating, Agreed, Fulfilled, Tracking)
	may(handle, "fail", Mediating, Agreed)
	may(manage && who.ID != d.Order.OwnerID, "close", Revisited, Tracking)
	may(manage && !d.Extended, "extend", Assigned, Mediating, Tracking)
	may(enter, "relapse", Agreed, Fulfilled, Revisited, Tracking, Closed)
	if enter && d.Report == nil && d.Sheet.Minors {
		out = append(out, "report")
	}
	return out
}
