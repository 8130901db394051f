package campaign

import (
	"context"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// An exclusion (剔除) takes a pupil out of those due: he is ill for long, or has left.
// The school asks, its county decides; until then he is due. (domain.md §6.1)

// Exclusion is one pupil's. Name is empty for who may not know it: officials see
// the class and the seat.
type Exclusion struct {
	ID        string `json:"id"`
	PupilID   string `json:"pupilId"`
	School    string `json:"school"`
	Class     string `json:"class"`
	Seat      int    `json:"seat"`
	Name      string `json:"name"`
	Path      string `json:"path"`
	Reason    string `json:"reason" enum:"ill,left,suspended,other"`
	Note      string `json:"note"`
	State     string `json:"state" enum:"asked,approved,refused,withdrawn"`
	AskedAt   int64  `json:"askedAt"`
	AskedBy   string `json:"askedBy"`
	Asker     string `json:"asker"`
	DecidedAt int64  `json:"decidedAt"`
	Decider   string `json:"decider"`
	no        int64
	version   int64
}

// ExclusionInput is what a school asks.
type ExclusionInput struct {
	PupilID string `json:"pupilId" maxLength:"40"`
	Reason  string `json:"reason" enum:"ill,left,suspended,other"`
	Note    string `json:"note,omitempty" maxLength:"200"`
}

var (
	errNoExclusion = errs.NotFound("campaign.exclusion_not_found")
	errExcludeNote = errs.Invalid("campaign.exclusion_note", errs.Field{Name: "note", Code: "required"})
	errExcludeDone = errs.Conflict("campaign.exclusion_done")
	errExcludeOnce = errs.Conflict("campaign.exclusion_twice")
)

// excludable holds while the figures may still move.
func (c *Campaign) excludable() bool { return c.State == Running || c.State == Closed }

// AskExclusion asks the county to leave a pupil of one's school out.
func (s *Service) AskExclusion(ctx context.Context, campaignID string, in ExclusionInput) (*Exclusion, error) {
	in.Note = strings.TrimSpace(in.Note)
	if in.Reason == "other" && in.Note == "" {
		return nil, errExcludeNote
	}
	var out *Exclusion
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := s.visible(ctx, tx, campaignID)
		if err != nil {
			return err
		}
		if !c.excludable() {
			return errState.With("state", string(c.State))
		}
		lo, hi := unitsOf(c.No)
		var no, doneAt int64
		err = tx.QueryRow(ctx, `SELECT no, done_at FROM campaign_pupils WHERE pupil_id = $1 AND no >= $2 AND no < $3`, in.PupilID, lo<<pupilBits, hi<<pupilBits).
			Scan(&no, &doneAt)
		if db.IsNotFound(err) {
			return errVoid
		}
		if err != nil {
			return err
		}
		path, err := db.One(ctx, tx, db.Value[string], `SELECT path FROM campaign_units WHERE no = $1`, classOf(no))
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermTeach, path, errVoid); err != nil {
			return err
		}
		b, err := s.backlog(ctx, tx)
		if err != nil {
			return err
		}
		if _, done := b.of(no); done || doneAt != 0 {
			return errExcludeDone
		}
		who := access.From(ctx)
		x := &Exclusion{ID: id.New("exc"), PupilID: in.PupilID, Path: path, Reason: in.Reason, Note: in.Note, State: "asked", AskedAt: db.Millis(tx.Now), AskedBy: who.ID, Asker: who.Name}
		n, err := tx.Insert(ctx, "campaign_exclusions", []string{"id", "campaign_no", "no", "pupil_id", "path", "reason", "note", "state", "asked_at", "asked_by", "asker"},
			[][]any{{x.ID, c.No, no, x.PupilID, x.Path, x.Reason, x.Note, x.State, x.AskedAt, x.AskedBy, x.Asker}}, "ON CONFLICT DO NOTHING")
		if err != nil {
			return err
		}
		if n == 0 {
			return errExcludeOnce
		}
		if out, err = getExclusion(ctx, tx, x.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "campaign.exclusion_asked", c.ID, map[string]any{"exclusion": x.ID, "pupil": x.PupilID, "reason": x.Reason})
	})
	return out, err
}

// DecideExclusion is the county's word; an excluded pupil is no longer due.
func (s *Service) DecideExclusion(ctx context.Context, campaignID, exclusionID string, approve bool) (*Exclusion, error) {
	return s.exclusion(ctx, campaignID, exclusionID, PermApprove, func(tx *db.Tx, x *Exclusion) (string, error) {
		if x.AskedBy == access.From(ctx).ID {
			return "", errSecond
		}
		if !approve {
			return "refused", nil
		}
		b, err := s.backlog(ctx, tx) // the campaign is locked: nothing is entered meanwhile
		if err != nil {
			return "", err
		}
		if _, done := b.of(x.no); done {
			return "", errExcludeDone
		}
		res, err := tx.Exec(ctx, `UPDATE campaign_pupils SET excluded = 1 WHERE no = $1 AND done_at = 0 AND excluded = 0`, x.no)
		if err != nil {
			return "", err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return "", errExcludeDone.Because(err)
		}
		t := newTally()
		t.class(classOf(x.no), delta{excluded: 1})
		return "approved", s.count(ctx, tx, t)
	})
}

// WithdrawExclusion takes a question back.
func (s *Service) WithdrawExclusion(ctx context.Context, campaignID, exclusionID string) (*Exclusion, error) {
	return s.exclusion(ctx, campaignID, exclusionID, PermTeach, func(*db.Tx, *Exclusion) (string, error) { return "withdrawn", nil })
}

func (s *Service) exclusion(ctx context.Context, campaignID, exclusionID string, perm access.Perm, decide func(*db.Tx, *Exclusion) (string, error)) (*Exclusion, error) {
	var out *Exclusion
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := lockCampaign(ctx, tx, campaignID)
		if err != nil {
			return err
		}
		x, err := getExclusion(ctx, tx, exclusionID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, x.Path, errNoExclusion); err != nil {
			return err
		}
		if err := access.Require(ctx, perm, x.Path); err != nil {
			return err
		}
		switch {
		case campaignOf(x.no) != c.No:
			return errNoExclusion
		case !c.excludable():
			return errState.With("state", string(c.State))
		case x.State != "asked":
			return errSettled
		}
		if x.State, err = decide(tx, x); err != nil {
			return err
		}
		who := access.From(ctx)
		x.DecidedAt, x.Decider = db.Millis(tx.Now), who.Name
		if err := tx.UpdateOne(ctx, `UPDATE campaign_exclusions SET state = $1, decided_at = $2, decided_by = $3, decider = $4, version = version + 1
			WHERE id = $5 AND version = $6`, x.State, x.DecidedAt, who.ID, x.Decider, x.ID, x.version); err != nil {
			return err
		}
		out = x.seenBy(who)
		return audit.Record(ctx, tx, "campaign.exclusion_"+x.State, c.ID, map[string]any{"exclusion": x.ID, "pupil": x.PupilID})
	})
	return out, err
}

// Exclusions lists what was asked in the places the actor sees, the open ones first.
func (s *Service) Exclusions(ctx context.Context, campaignID string) ([]Exclusion, error) {
	out := []Exclusion{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := s.visible(ctx, tx, campaignID)
		if err != nil {
			return err
		}
		var a db.Args
		where := " WHERE x.campaign_no = " + a.Add(c.No) + " AND " + a.Within("x.path", append(access.Areas(ctx, PermApprove), access.Areas(ctx, PermTeach)...))
		list, err := db.All(ctx, tx, scanExclusion, selectExclusion+where+" ORDER BY CASE WHEN x.state = 'asked' THEN 0 ELSE 1 END, x.id DESC LIMIT 500", a.Values()...)
		for i := range list {
			out = append(out, *list[i].seenBy(access.From(ctx)))
		}
		return err
	})
	return out, err
}

// seenBy takes the name off for who does not answer for the school.
func (x *Exclusion) seenBy(who access.Actor) *Exclusion {
	if !who.Holds(PermTeach, x.Path) {
		x.Name = ""
	}
	return x
}

// 4096 is 2^pupilBits: the class of a pupil's row.
const selectExclusion = `SELECT x.id, x.no, x.pupil_id, COALESCE(h.name, ''), u.name, p.seat, p.name, x.path, x.reason, x.note, x.state, x.asked_at, x.asked_by, x.asker,
	x.decided_at, x.decider, x.version FROM campaign_exclusions x JOIN pupils p ON p.id = x.pupil_id
	JOIN campaign_units u ON u.no = x.no / 4096 LEFT JOIN campaign_units h ON h.no = u.school_no`

func scanExclusion(sc db.Scanner) (*Exclusion, error) {
	x := &Exclusion{}
	err := sc.Scan(&x.ID, &x.no, &x.PupilID, &x.School, &x.Class, &x.Seat, &x.Name, &x.Path, &x.Reason, &x.Note, &x.State, &x.AskedAt, &x.AskedBy, &x.Asker,
		&x.DecidedAt, &x.Decider, &x.version)
	return x, err
}

func getExclusion(ctx context.Context, tx *db.Tx, exclusionID string) (*Exclusion, error) {
	x, err := db.One(ctx, tx, scanExclusion, selectExclusion+` WHERE x.id = $1`, exclusionID)
	if db.IsNotFound(err) {
		err = errNoExclusion
	}
	return x, err
}
