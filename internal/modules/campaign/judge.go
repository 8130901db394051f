package campaign

import (
	"context"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// Flag is a finding as reviewers see it. Times are UTC milliseconds.
type Flag struct {
	ID        string `json:"id"`
	Version   int64  `json:"version"`
	Rule      string `json:"rule" enum:"device,address,overlap,identical,speed,reissued"`
	State     string `json:"state" enum:"open,cleared,confirmed"`
	Path      string `json:"path"`
	School    string `json:"school"`
	Class     string `json:"class" doc:"empty where it touches several classes"`
	Pupils    int64  `json:"pupils"`
	FirstAt   int64  `json:"firstAt"`
	LastAt    int64  `json:"lastAt"`
	Limits    string `json:"limits" doc:"the numbers it was judged by, JSON"`
	FoundAt   int64  `json:"foundAt"`
	DecidedAt int64  `json:"decidedAt"`
	Decider   string `json:"decider"`
	Note      string `json:"note"`

	campaign int64
}

const flagColumns = `f.id, f.version, f.rule, f.state, f.path, s.name, COALESCE(k.name, ''), f.pupils, f.first_at, f.last_at, f.limits, f.found_at,
	f.decided_at, f.decider, f.note, f.campaign_no`

const flagTables = ` FROM campaign_flags f JOIN campaign_units s ON s.no = f.school_no LEFT JOIN campaign_units k ON k.no = f.class_no AND f.class_no > 0 `

func scanFlag(s db.Scanner) (f Flag, err error) {
	err = s.Scan(&f.ID, &f.Version, &f.Rule, &f.State, &f.Path, &f.School, &f.Class, &f.Pupils, &f.FirstAt, &f.LastAt, &f.Limits, &f.FoundAt,
		&f.DecidedAt, &f.Decider, &f.Note, &f.campaign)
	return f, err
}

// FlagFilter narrows the list of findings.
type FlagFilter struct {
	State, Rule, Path, After string
	Limit                    int
}

// Flags lists what looks doubtful in the actor's area, newest first.
func (s *Service) Flags(ctx context.Context, campaignID string, f FlagFilter) ([]Flag, error) {
	if err := access.RequireSomewhere(ctx, PermReview); err != nil {
		return nil, err
	}
	var out []Flag
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := s.visible(ctx, tx, campaignID)
		if err != nil {
			return err
		}
		var a db.Args
		where := "f.campaign_no = " + a.Add(c.No) + " AND " + a.Within("f.path", access.Areas(ctx, PermReview))
		if f.Path != "" {
			where += " AND " + a.Within("f.path", []string{f.Path})
		}
		if f.State != "" {
			where += " AND f.state = " + a.Add(f.State)
		}
		if f.Rule != "" {
			where += " AND f.rule = " + a.Add(f.Rule)
		}
		if f.After != "" {
			where += " AND f.id < " + a.Add(f.After)
		}
		out, err = db.All(ctx, tx, scanFlag, `SELECT `+flagColumns+flagTables+` WHERE `+where+` ORDER BY f.id DESC LIMIT `+a.Add(f.Limit), a.Values()...)
		return err
	})
	return out, err
}

// Suspect is one completion of a finding, with the pupil's name for the school alone.
type Suspect struct {
	PupilID string `json:"pupilId"`
	Name    string `json:"name"`
	Class   string `json:"class"`
	DoneAt  int64  `json:"doneAt"`
	TookMS  int64  `json:"tookMs"`
	Counts  bool   `json:"counts" doc:"it still counts"`
}

// Suspects are the completions of a finding.
func (s *Service) Suspects(ctx context.Context, campaignID, flagID string) ([]Suspect, error) {
	var out []Suspect
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		f, err := s.reviewed(ctx, tx, campaignID, flagID)
		if err != nil {
			return err
		}
		names := access.Require(ctx, PermTeach, f.Path) == nil
		out, err = db.All(ctx, tx, func(r db.Scanner) (x Suspect, err error) {
			var name string
			err = r.Scan(&x.PupilID, &name, &x.Class, &x.DoneAt, &x.TookMS, &x.Counts)
			if r := []rune(name); !names && len(r) > 0 { // an official needs no names of minors
				name = string(r[0]) + "*"
			}
			x.Name = name
			return x, err
		}, `SELECT d.pupil_id, p.name, u.name, d.done_at, d.took_ms, e.done_at = d.done_at FROM campaign_flagged d
			JOIN pupils p ON p.id = d.pupil_id JOIN campaign_units u ON u.no = d.no / 4096 JOIN campaign_pupils e ON e.no = d.no
			WHERE d.flag_id = $1 ORDER BY d.done_at, d.no LIMIT 2000`, f.ID)
		return err
	})
	return out, err
}

var (
	errNoFlag  = errs.NotFound("campaign.flag_not_found")
	errDecided = errs.Conflict("campaign.flag_decided")
	errNote    = errs.Invalid("campaign.note_needed", errs.Field{Name: "note", Code: "required"})
)

// reviewed reads a finding that the actor may judge.
func (s *Service) reviewed(ctx context.Context, tx *db.Tx, campaignID, flagID string) (Flag, error) {
	f, err := db.One(ctx, tx, scanFlag, `SELECT `+flagColumns+flagTables+` JOIN campaigns c ON c.no = f.campaign_no
		WHERE f.id = $1 AND c.id = $2`, flagID, campaignID)
	if db.IsNotFound(err) {
		return f, errNoFlag
	}
	if err == nil {
		err = access.See(ctx, PermReview, f.Path, errNoFlag)
	}
	return f, err
}

// Clear says that a finding is in order: its completions count as any other.
func (s *Service) Clear(ctx context.Context, campaignID, flagID string, version int64, note string) (Flag, error) {
	return s.decide(ctx, campaignID, flagID, version, "cleared", note, s.unquestion)
}

// Confirm says that a finding is what it looks like: its completions are taken back,
// and the pupils are due again.
func (s *Service) Confirm(ctx context.Context, campaignID, flagID string, version int64, note string) (Flag, error) {
	return s.decide(ctx, campaignID, flagID, version, "confirmed", note, s.revoke)
}

// suspect is a completion that is being judged, as it stands now.
type suspect struct {
	no, doneAt             int64
	mode, late, questioned int
}

func (s *Service) decide(ctx context.Context, campaignID, flagID string, version int64, state, note string,
	do func(context.Context, *db.Tx, []suspect) error,
) (Flag, error) {
	var f Flag
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if f, err = s.reviewed(ctx, tx, campaignID, flagID); err != nil {
			return err
		}
		note = strings.TrimSpace(note)
		switch {
		case f.State != "open":
			return errDecided.With("decider", f.Decider)
		case f.Version != version:
			return errStale
		case note == "":
			return errNote
		}
		// The campaign first, then its pupils, then its counters: everybody who counts
		// takes them in this order.
		if _, err := db.One(ctx, tx, db.Value[int64], `SELECT no FROM campaigns WHERE no = $1 `+tx.LockShared(), f.campaign); err != nil {
			return err
		}
		who := access.From(ctx)
		if err := tx.UpdateOne(ctx, `UPDATE campaign_flags SET state = $1, decided_at = $2, decided_by = $3, decider = $4, note = $5,
			version = version + 1 WHERE id = $6 AND version = $7 AND state = 'open'`, state, db.Millis(tx.Now), who.ID, who.Name, note, f.ID, version); err != nil {
			return err
		}
		// Only the very completion that was questioned is judged, not a later one.
		list, err := db.All(ctx, tx, func(r db.Scanner) (x suspect, err error) {
			err = r.Scan(&x.no, &x.doneAt, &x.mode, &x.late, &x.questioned)
			return x, err
		}, `SELECT e.no, e.done_at, e.mode, e.late, e.questioned FROM campaign_pupils e
			JOIN campaign_flagged d ON d.no = e.no AND d.done_at = e.done_at WHERE d.flag_id = $1 ORDER BY e.no `+lockRows(tx), f.ID)
		if err != nil {
			return err
		}
		if err := do(ctx, tx, list); err != nil {
			return err
		}
		f.State, f.Version, f.DecidedAt, f.Decider, f.Note = state, version+1, db.Millis(tx.Now), who.Name, note
		return audit.Record(ctx, tx, "campaign.flag_"+state, f.ID, map[string]any{"rule": f.Rule, "completions": len(list), "note": note})
	})
	return f, err
}

// lockRows is tx.Lock for the pupils of a join alone.
func lockRows(tx *db.Tx) string {
	if tx.Lock() == "" {
		return ""
	}
	return tx.Lock() + " OF e"
}

// unquestion takes one question off each completion.
func (s *Service) unquestion(ctx context.Context, tx *db.Tx, list []suspect) error {
	t := newTally()
	rows := make([][]any, len(list))
	for i, x := range list {
		rows[i] = []any{x.no}
		if x.questioned == 1 && x.late == 0 {
			t.class(classOf(x.no), delta{questioned: -1})
		}
	}
	if err := tx.Batch(ctx, `WITH v (no) AS (ROWS) UPDATE campaign_pupils SET questioned = campaign_pupils.questioned - 1
		FROM v WHERE campaign_pupils.no = v.no AND campaign_pupils.questioned > 0`, []string{"bigint"}, rows, nil); err != nil {
		return err
	}
	return s.count(ctx, tx, t)
}

// revoke takes completions back, and makes void what was signed before.
func (s *Service) revoke(ctx context.Context, tx *db.Tx, list []suspect) error {
	t := newTally()
	rows := make([][]any, len(list))
	for i, x := range list {
		rows[i] = []any{x.no, db.Millis(tx.Now)}
		t.class(classOf(x.no), x.gone())
	}
	if err := tx.Batch(ctx, `WITH v (no, at) AS (ROWS) UPDATE campaign_pupils SET done_at = 0, took_ms = 0, device = 0, address = 0, mode = 0,
		late = 0, questioned = 0, voided_at = v.at FROM v WHERE campaign_pupils.no = v.no`, []string{"bigint", "bigint"}, rows, nil); err != nil {
		return err
	}
	return s.count(ctx, tx, t)
}

// gone is what the counters lose with a completion.
func (x suspect) gone() delta {
	if x.late != 0 {
		return delta{late: -1}
	}
	d := delta{done: -1, at: x.doneAt}
	if x.questioned > 0 {
		d.questioned = -1
	}
	if x.mode == modeCollective {
		d.collective = -1
	}
	return d
}
