package hazard

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// Mode says what a rule does.
type Mode string

// The modes: one such thing alone makes a major hazard; it counts for a composite;
// or so many of a set together make one.
const (
	Direct    Mode = "direct"    // 直接判定
	Member    Mode = "member"    // 综合判定的情形
	Composite Mode = "composite" // 综合判定
)

// Rule is one clause by which a hazard is judged to be a major one. Items are the
// points of the checklist that show it; Of and Min belong to a composite.
type Rule struct {
	Code    string   `json:"code" maxLength:"20"`
	Chapter string   `json:"chapter" maxLength:"20"`
	Mode    Mode     `json:"mode" enum:"direct,member,composite"`
	Text    string   `json:"text" maxLength:"400"`
	Source  string   `json:"source" maxLength:"100"`
	Mark    string   `json:"mark" enum:"L,S,M,D" doc:"M is to be checked (待核)"`
	Items   []string `json:"items,omitempty" maxItems:"30"`
	Of      []string `json:"of,omitempty" maxItems:"60"`
	Min     int      `json:"min,omitempty" minimum:"0" maximum:"60"`
}

// RuleSet is one version of the rules of a province (or of the nation, "/").
type RuleSet struct {
	ID        string `json:"id"`
	Path      string `json:"path"`
	N         int    `json:"n"`
	Title     string `json:"title"`
	Basis     string `json:"basis"`
	FromDay   string `json:"fromDay"`
	Note      string `json:"note"`
	By        string `json:"by"`
	CreatedAt int64  `json:"createdAt"`
	Rules     []Rule `json:"rules" nullable:"false"`
}

func (rs *RuleSet) find(code string) (Rule, bool) {
	i := slices.IndexFunc(rs.Rules, func(r Rule) bool { return r.Code == code })
	if i < 0 {
		return Rule{}, false
	}
	return rs.Rules[i], true
}

// Knows refuses clauses that the set does not have.
func (rs *RuleSet) Knows(clauses []string) error {
	for _, c := range clauses {
		if _, ok := rs.find(c); !ok {
			return errClause.With("clause", c)
		}
	}
	return nil
}

// Supports says whether clauses make a major hazard: one of them judges directly,
// or is a composite of which enough are there. have are the members that the open
// hazards of the school show.
func (rs *RuleSet) Supports(clauses []string, have map[string]bool) error {
	if len(clauses) == 0 {
		return errClauseNeeded
	}
	if err := rs.Knows(clauses); err != nil {
		return err
	}
	short := ""
	for _, c := range clauses {
		switch r, _ := rs.find(c); r.Mode {
		case Direct:
			return nil
		case Composite:
			n := 0
			for _, m := range r.Of {
				if have[m] || slices.Contains(clauses, m) {
					n++
				}
			}
			if n >= r.Min {
				return nil
			}
			short = r.Code
		case Member:
		}
	}
	if short != "" {
		return errComposite.With("clause", short)
	}
	return errClauseNeeded
}

// Shown are the rules of a mode that a point of the checklist shows.
func (rs *RuleSet) Shown(mode Mode, item string) (out []string) {
	for _, r := range rs.Rules {
		if item != "" && r.Mode == mode && slices.Contains(r.Items, item) {
			out = append(out, r.Code)
		}
	}
	return out
}

// Check refuses a set that cannot be judged by.
func (rs *RuleSet) Check() error {
	seen := map[string]bool{}
	for _, r := range rs.Rules {
		if strings.TrimSpace(r.Code) == "" || strings.TrimSpace(r.Text) == "" || seen[r.Code] || strings.ContainsAny(r.Code, " |,") {
			return errRuleSet.With("clause", r.Code)
		}
		seen[r.Code] = true
	}
	for _, r := range rs.Rules {
		if r.Mode != Composite {
			continue
		}
		if r.Min < 2 || r.Min > len(r.Of) {
			return errRuleSet.With("clause", r.Code)
		}
		for _, m := range r.Of {
			if x, ok := rs.find(m); !ok || x.Mode != Member {
				return errRuleSet.With("clause", r.Code)
			}
		}
	}
	if len(rs.Rules) == 0 || strings.TrimSpace(rs.Title) == "" {
		return errRuleSet.With("clause", "")
	}
	if _, ok := dayStart(rs.FromDay); !ok {
		return errRuleSet.With("clause", rs.FromDay)
	}
	return nil
}

const selectRules = `SELECT id, path, n, title, basis, from_day, note, by_name, created_at, rules FROM hazard_rule_sets `

func scanRules(s db.Scanner) (r RuleSet, err error) {
	var rules string
	if err = s.Scan(&r.ID, &r.Path, &r.N, &r.Title, &r.Basis, &r.FromDay, &r.Note, &r.By, &r.CreatedAt, &rules); err != nil {
		return r, err
	}
	return r, json.Unmarshal([]byte(rules), &r.Rules)
}

// rulesAt is the set that holds at a place on a day: the nearest place's, and of
// its versions the last that is in force.
func rulesAt(ctx context.Context, tx *db.Tx, path, onDay string) (*RuleSet, error) {
	var a db.Args
	r, err := db.One(ctx, tx, scanRules, selectRules+`WHERE `+a.In("path", access.Above(path))+` AND from_day <= `+a.Add(onDay)+
		` ORDER BY LENGTH(path) DESC, n DESC LIMIT 1`, a.Values()...)
	if db.IsNotFound(err) {
		return nil, errNoRuleSet
	}
	return &r, err
}

// RuleSets returns all versions there are, the nearest and newest first.
func (s *Service) RuleSets(ctx context.Context) (out []RuleSet, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = db.All(ctx, tx, scanRules, selectRules+`ORDER BY LENGTH(path) DESC, path, n DESC`)
		return err
	})
	return out, err
}

// AddRules writes a new version of the rules of the province the actor's area lies
// in; what was judged by an older one stays so.
func (s *Service) AddRules(ctx context.Context, in RuleSet) (*RuleSet, error) {
	areas := access.Areas(ctx, PermRules)
	if err := access.RequireSomewhere(ctx, PermRules); err != nil {
		return nil, err
	}
	in.ID, in.By, in.Title, in.Basis, in.Note = id.New("hrs"), access.From(ctx).Name, clip(in.Title, 120), clip(in.Basis, 200), clip(in.Note, 500)
	in.Path = provinceOf(areas[0])
	if err := in.Check(); err != nil {
		return nil, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.insertRules(ctx, tx, &in); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "hazard.rules", in.ID, map[string]any{"path": in.Path, "n": in.N, "title": in.Title})
	})
	return &in, err
}

func (s *Service) insertRules(ctx context.Context, tx *db.Tx, in *RuleSet) error {
	n, err := db.One(ctx, tx, db.Value[int], `SELECT COALESCE(MAX(n), 0) + 1 FROM hazard_rule_sets WHERE path = $1`, in.Path)
	if err != nil {
		return err
	}
	in.N, in.CreatedAt = n, db.Millis(tx.Now)
	rules, err := json.Marshal(in.Rules)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO hazard_rule_sets (id, path, n, title, basis, from_day, rules, note, by_name, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, in.ID, in.Path, in.N, in.Title, in.Basis, in.FromDay, string(rules), in.Note, in.By, in.CreatedAt)
	return err
}

// SeedRules writes the national rules where there are none at all; at every start.
func (s *Service) SeedRules(ctx context.Context) error {
	if err := access.Require(ctx, PermRules, access.Everywhere); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM hazard_rule_sets`)
		if err != nil || n > 0 {
			return err
		}
		rs := national
		rs.ID = id.New("hrs")
		if err := s.insertRules(ctx, tx, &rs); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "hazard.rules", rs.ID, map[string]any{"title": rs.Title})
	})
}

func provinceOf(path string) string {
	above := access.Above(path)
	if len(above) < 2 {
		return access.Everywhere
	}
	return above[1]
}

// Advice is what the rules say about a hazard, for whoever judges it.
type Advice struct {
	RuleSet   RuleSet  `json:"ruleSet"`
	Direct    []string `json:"direct" nullable:"false" doc:"clauses that the point of the checklist shows"`
	Members   []string `json:"members" nullable:"false" doc:"what the open hazards of the school show of the composites"`
	Composite []string `json:"composite" nullable:"false" doc:"composites of which enough are there"`
	Latest    int64    `json:"latest" doc:"the last deadline the norm allows"`
	Due       int64    `json:"due" doc:"the deadline by the norm, were it major"`
}

// Advise says which clauses fit a hazard.
func (s *Service) Advise(ctx context.Context, hazardID string) (*Advice, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	out := &Advice{Direct: []string{}, Members: []string{}, Composite: []string{}}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		h, err := get(ctx, tx, hazardID, "")
		if err != nil {
			return err
		}
		if !sees(ctx, h) {
			return errGone
		}
		rs, err := rulesAt(ctx, tx, h.Path, dayOf(tx.Now))
		if err != nil {
			return err
		}
		have, err := s.members(ctx, tx, rs, h)
		if err != nil {
			return err
		}
		out.RuleSet = *rs
		out.Direct = append(out.Direct, rs.Shown(Direct, h.ItemCode)...)
		for m := range have {
			out.Members = append(out.Members, m)
		}
		slices.SortFunc(out.Members, cmp.Compare)
		for _, r := range rs.Rules {
			if r.Mode == Composite && rs.Supports([]string{r.Code}, have) == nil {
				out.Composite = append(out.Composite, r.Code)
			}
		}
		out.Latest = db.Millis(s.latest(ctx, h))
		major := *h
		major.Level = Major
		due, _ := s.deadline(ctx, &major, tx.Now)
		out.Due = db.Millis(due)
		return nil
	})
	return out, err
}

// members are the clauses of composites that the open hazards of a school show.
func (s *Service) members(ctx context.Context, tx *db.Tx, rs *RuleSet, h *Hazard) (map[string]bool, error) {
	have := map[string]bool{}
	err := db.Each(ctx, tx, func(row db.Scanner) error {
		var item, clauses string
		if err := row.Scan(&item, &clauses); err != nil {
			return err
		}
		for _, c := range append(rs.Shown(Member, item), strings.Fields(clauses)...) {
			if r, ok := rs.find(c); ok && r.Mode == Member {
				have[c] = true
			}
		}
		return nil
	}, `SELECT item_code, clauses FROM hazards WHERE school_id = $1 AND state IN ('registered', 'graded', 'assigned', 'rectifying', 'verifying')`, h.SchoolID)
	return have, err
}
