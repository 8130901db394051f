package routine

import (
	"context"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// VisitState is how far a lesson by a police counsellor has come.
type VisitState string

// The states.
const (
	VisitPlanned   VisitState = "planned"   // 已计划
	VisitAgreed    VisitState = "agreed"    // 已约定
	VisitHeld      VisitState = "held"      // 已授课
	VisitConfirmed VisitState = "confirmed" // 学校已确认
	VisitCancelled VisitState = "cancelled" // 已取消
)

// Visit is one lesson by a rule-of-law vice-principal or counsellor. Unit and
// Post are all that is known of who comes. (domain.md §5.9)
type Visit struct {
	ID            string     `json:"id"`
	Version       int64      `json:"version"`
	SchoolID      string     `json:"schoolId"`
	School        string     `json:"school"`
	Path          string     `json:"path"`
	Day           string     `json:"day"`
	Post          string     `json:"post" enum:"vice_principal,counsellor,officer"`
	Unit          string     `json:"unit"`
	Topic         string     `json:"topic"`
	Block         string     `json:"block"`
	Audience      string     `json:"audience"`
	State         VisitState `json:"state" enum:"planned,agreed,held,confirmed,cancelled"`
	Present       int        `json:"present"`
	Minutes       int        `json:"minutes"`
	Note          string     `json:"note"`
	CreatedName   string     `json:"createdName"`
	AgreedName    string     `json:"agreedName"`
	AgreedAt      int64      `json:"agreedAt"`
	HeldAt        int64      `json:"heldAt"`
	ConfirmedName string     `json:"confirmedName"`
	ConfirmedAt   int64      `json:"confirmedAt"`
	CancelReason  string     `json:"cancelReason"`
}

// VisitIn is a visit as it is planned. Unit may be empty: the station that
// answers for the school.
type VisitIn struct {
	SchoolID string `json:"schoolId" maxLength:"40"`
	Day      string `json:"day" maxLength:"10"`
	Post     string `json:"post" enum:"vice_principal,counsellor,officer"`
	Unit     string `json:"unit,omitempty" maxLength:"60"`
	Topic    string `json:"topic" maxLength:"60"`
	Block    string `json:"block" enum:"social,health,accident,network,nature,other"`
	Audience string `json:"audience" maxLength:"60"`
}

// plan puts what was entered into the visit.
func (v *Visit) plan(in VisitIn) error {
	v.Day, v.Post, v.Block = in.Day, in.Post, in.Block
	v.Unit, v.Topic, v.Audience = clip(in.Unit, maxUnit), clip(in.Topic, maxTheme), clip(in.Audience, maxTheme)
	field := func(name string) error {
		return errs.Invalid("routine.visit_incomplete", errs.Field{Name: name, Code: "required"})
	}
	switch {
	case !validDay(v.Day):
		return errDay
	case v.Topic == "":
		return errVisitForm
	case v.Audience == "":
		return field("audience")
	case !slices.Contains(Blocks, v.Block):
		return errBlock
	case named(v.Unit, v.Topic, v.Audience):
		return errNumber
	}
	return nil
}

// move takes the visit from one of some states to the next.
func (v *Visit) move(to VisitState, from ...VisitState) error {
	if !slices.Contains(from, v.State) {
		return errVisitNow.With("state", string(v.State))
	}
	v.State = to
	return nil
}

// PlanVisit plans a lesson by a police counsellor.
func (s *Service) PlanVisit(ctx context.Context, in VisitIn) (*Visit, error) {
	var out *Visit
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := org.GetSchool(ctx, tx, in.SchoolID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, x.Path, org.ErrNoSchool); err != nil {
			return err
		}
		if err := access.Require(ctx, PermManage, x.Path); err != nil {
			return err
		}
		if strings.TrimSpace(in.Unit) == "" {
			station, err := org.StationFor(ctx, tx, x.ID)
			if err != nil {
				return err
			}
			in.Unit = station.Name
		}
		v := &Visit{ID: id.New("rtv"), SchoolID: x.ID, Path: x.Path, State: VisitPlanned, CreatedName: access.From(ctx).Name}
		if err := v.plan(in); err != nil {
			return err
		}
		if _, err := tx.Insert(ctx, "routine_visits", []string{"id", "school_id", "path", "day", "post", "unit", "topic", "block", "audience", "state", "created_name", "created_at"},
			[][]any{{v.ID, v.SchoolID, v.Path, v.Day, v.Post, v.Unit, v.Topic, v.Block, v.Audience, string(v.State), v.CreatedName, db.Millis(tx.Now)}}, ""); err != nil {
			return err
		}
		if out, err = getVisit(ctx, tx, v.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "routine.visit_plan", v.ID, in)
	})
	return out, err
}

// VisitAct is what is told with a verb on a visit.
type VisitAct struct {
	Version int64  `json:"version"`
	Present int    `json:"present,omitempty" minimum:"0" maximum:"9999"`
	Minutes int    `json:"minutes,omitempty" minimum:"0" maximum:"480"`
	Note    string `json:"note,omitempty" maxLength:"200"`
	Reason  string `json:"reason,omitempty" maxLength:"200"`
}

// AgreeVisit says that station and school have agreed on it: either side may.
func (s *Service) AgreeVisit(ctx context.Context, visitID string, in VisitAct) (*Visit, error) {
	return s.onVisit(ctx, visitID, in, "routine.visit_agree", true, func(tx *db.Tx, v *Visit) error {
		v.AgreedName, v.AgreedAt = access.From(ctx).Name, db.Millis(tx.Now)
		if access.Require(ctx, PermAgree, v.Path) == nil {
			v.AgreedName = v.Unit // the police are not named
		}
		return v.move(VisitAgreed, VisitPlanned)
	})
}

// HoldVisit says that it has been held, before how many and for how long.
func (s *Service) HoldVisit(ctx context.Context, visitID string, in VisitAct) (*Visit, error) {
	return s.onVisit(ctx, visitID, in, "routine.visit_hold", false, func(tx *db.Tx, v *Visit) error {
		if named(in.Note) {
			return errNumber
		}
		switch {
		case in.Present < 1:
			return errPresent.With("pupils", 0)
		case in.Minutes < 1:
			return errMinutes
		case v.Day > dayOf(tx.Now):
			return errFuture
		}
		v.Present, v.Minutes, v.Note, v.HeldAt = in.Present, in.Minutes, clip(in.Note, maxReason), db.Millis(tx.Now)
		return v.move(VisitHeld, VisitPlanned, VisitAgreed)
	})
}

// ConfirmVisit is the school's confirmation.
func (s *Service) ConfirmVisit(ctx context.Context, visitID string, in VisitAct) (*Visit, error) {
	return s.onVisit(ctx, visitID, in, "routine.visit_confirm", false, func(tx *db.Tx, v *Visit) error {
		v.ConfirmedName, v.ConfirmedAt = access.From(ctx).Name, db.Millis(tx.Now)
		return v.move(VisitConfirmed, VisitHeld)
	})
}

// CancelVisit takes it off the plan, with a reason.
func (s *Service) CancelVisit(ctx context.Context, visitID string, in VisitAct) (*Visit, error) {
	return s.onVisit(ctx, visitID, in, "routine.visit_cancel", true, func(_ *db.Tx, v *Visit) error {
		if v.CancelReason = clip(in.Reason, maxReason); v.CancelReason == "" {
			return errReason
		}
		if named(v.CancelReason) {
			return errNumber
		}
		return v.move(VisitCancelled, VisitPlanned, VisitAgreed)
	})
}

// onVisit is the shape of every verb on a visit. either: the police may too.
func (s *Service) onVisit(ctx context.Context, visitID string, in VisitAct, action string, either bool, do func(*db.Tx, *Visit) error) (*Visit, error) {
	var out *Visit
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := getVisit(ctx, tx, visitID)
		if err != nil {
			return err
		}
		if access.Require(ctx, PermAgree, v.Path) != nil {
			if err := access.See(ctx, PermView, v.Path, errVisit); err != nil {
				return err
			}
			either = false
		}
		if !either {
			if err := access.Require(ctx, PermManage, v.Path); err != nil {
				return err
			}
		}
		if v.Version != in.Version {
			return errStale.With("state", string(v.State))
		}
		if err := do(tx, v); err != nil {
			return err
		}
		if err := tx.UpdateOne(ctx, `UPDATE routine_visits SET version = version + 1, state = $1, present = $2, minutes = $3, note = $4, agreed_name = $5,
			agreed_at = $6, held_at = $7, confirmed_name = $8, confirmed_at = $9, cancel_reason = $10 WHERE id = $11 AND version = $12`,
			string(v.State), v.Present, v.Minutes, v.Note, v.AgreedName, v.AgreedAt, v.HeldAt, v.ConfirmedName, v.ConfirmedAt, v.CancelReason, v.ID, v.Version); err != nil {
			return err
		}
		v.Version++
		out = v
		return audit.Record(ctx, tx, action, v.ID, in)
	})
	return out, err
}

const selectVisit = `SELECT v.id, v.version, v.school_id, s.name, v.path, v.day, v.post, v.unit, v.topic, v.block, v.audience, v.state, v.present, v.minutes,
	v.note, v.created_name, v.agreed_name, v.agreed_at, v.held_at, v.confirmed_name, v.confirmed_at, v.cancel_reason
	FROM routine_visits v JOIN schools s ON s.id = v.school_id `

func scanVisit(s db.Scanner) (*Visit, error) {
	v := &Visit{}
	err := s.Scan(&v.ID, &v.Version, &v.SchoolID, &v.School, &v.Path, &v.Day, &v.Post, &v.Unit, &v.Topic, &v.Block, &v.Audience, &v.State, &v.Present,
		&v.Minutes, &v.Note, &v.CreatedName, &v.AgreedName, &v.AgreedAt, &v.HeldAt, &v.ConfirmedName, &v.ConfirmedAt, &v.CancelReason)
	return v, err
}

func getVisit(ctx context.Context, tx *db.Tx, visitID string) (*Visit, error) {
	v, err := db.One(ctx, tx, scanVisit, selectVisit+`WHERE v.id = $1`, visitID)
	if db.IsNotFound(err) {
		return nil, errVisit
	}
	return v, err
}

// Visits returns the visits in the actor's area, the latest day first, for
// education and police alike; after is "day|id" of the last one seen.
func (s *Service) Visits(ctx context.Context, path string, state VisitState, after string, limit int) ([]*Visit, error) {
	perm := PermView
	if len(access.Areas(ctx, PermView)) == 0 {
		perm = PermAgree
	}
	paths, err := within(ctx, perm, path)
	if err != nil {
		return nil, err
	}
	var out []*Visit
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var a db.Args
		where := a.Within("v.path", paths)
		if state != "" {
			where += " AND v.state = " + a.Add(string(state))
		}
		if day, id, ok := strings.Cut(after, "|"); ok {
			where += " AND (v.day < " + a.Add(day) + " OR (v.day = " + a.Add(day) + " AND v.id < " + a.Add(id) + "))"
		}
		out, err = db.All(ctx, tx, scanVisit, selectVisit+"WHERE "+where+" ORDER BY v.day DESC, v.id DESC LIMIT "+a.Add(limit), a.Values()...)
		return err
	})
	return out, err
}
