package drill

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// Card is a drill as lists and phones show it. Times are UTC milliseconds, 0 for
// "not yet". EvacMs is from the signal until all classes had arrived, FullMs until
// everybody was accounted for. Next lists what the caller may do now.
type Card struct {
	ID         string `json:"id"`
	Version    int64  `json:"version"`
	No         string `json:"no"`
	SchoolID   string `json:"schoolId"`
	SchoolName string `json:"schoolName"`
	Path       string `json:"path"`
	Day        string `json:"day"`
	At         int    `json:"at" doc:"minute of the day"`
	Scenario   string `json:"scenario"`
	Form       Form   `json:"form" enum:"actual,tabletop,discussion"`
	Scope      Scope  `json:"scope" enum:"all,part"`
	Title      string `json:"title"`
	Place      string `json:"place"`
	Commander  string `json:"commander"`
	TargetS    int    `json:"targetS"`
	State      State  `json:"state" enum:"planned,submitted,approved,noticed,ready,running,held,evaluated,archived,cancelled,interrupted"`
	SignalAt   int64  `json:"signalAt"`
	OutAt      int64  `json:"outAt"`
	FullAt     int64  `json:"fullAt"`
	StoppedAt  int64  `json:"stoppedAt"`
	EndedAt    int64  `json:"endedAt" doc:"when a real alarm ended it"`
	AlarmID    string `json:"alarmId"`
	EvacMs     int64  `json:"evacMs"`
	FullMs     int64  `json:"fullMs"`
	Valid      bool   `json:"valid"`
	Sum
	Next []string `json:"next" nullable:"false"`
}

// Sign is a signature as it is shown.
type Sign struct {
	Name string `json:"name"`
	At   int64  `json:"at"`
}

// RollClass is a class as it is shown.
type RollClass struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Grade      int    `json:"grade"`
	Teacher    string `json:"teacher"`
	Mine       bool   `json:"mine" doc:"the caller leads this class"`
	Pupils     int    `json:"pupils"`
	ArrivedAt  int64  `json:"arrivedAt" doc:"as pressed"`
	ArrivedGot int64  `json:"arrivedGot" doc:"as received"`
	Present    int    `json:"present"`
	Missing    int    `json:"missing"`
	Note       string `json:"note"`
	ByName     string `json:"byName"`
	SaidAt     int64  `json:"saidAt"`
	GotAt      int64  `json:"gotAt"`
}

// RealAlarm is the real thing at the school: open now, or what ended the drill.
type RealAlarm struct {
	ID string `json:"id"`
	At int64  `json:"at"`
}

// Seen is a drill with everything on its page.
type Seen struct {
	Card
	Sheet
	ApproveNote  string      `json:"approveNote"`
	CancelReason string      `json:"cancelReason"`
	StopNote     string      `json:"stopNote"`
	PressID      string      `json:"pressId" doc:"the practice alarm of the same drill"`
	Author       *Sign       `json:"author"`
	Approver     *Sign       `json:"approver"`
	SignalBy     *Sign       `json:"signalBy"`
	StoppedBy    *Sign       `json:"stoppedBy"`
	Evaluator    *Sign       `json:"evaluator"`
	Archiver     *Sign       `json:"archiver"`
	Notice       *Notice     `json:"notice"`
	Safety       *Safety     `json:"safety"`
	Evaluation   *Evaluation `json:"evaluation"`
	Grade        string      `json:"grade" enum:",good,fair,poor"`
	Enrolled     int         `json:"enrolled"`
	Roll         []RollClass `json:"roll" nullable:"false"`
	Problems     []Problem   `json:"problems" nullable:"false"`
	Photos       []Photo     `json:"photos" nullable:"false"`
	Timeline     []Line      `json:"timeline" nullable:"false"`
	Alarm        *RealAlarm  `json:"alarm" doc:"a real alarm at the school, before which the drill gives way"`
	ServerTime   int64       `json:"serverTime"`
}

func (s *Service) live(d *Drill) Card {
	return Card{
		ID: d.ID, Version: d.Version, No: d.No, SchoolID: d.SchoolID, SchoolName: d.SchoolName, Path: d.Path, Day: d.Day, At: d.At,
		Scenario: d.Scenario, Form: d.Form, Scope: d.Scope, Title: d.Title, Place: d.Place, Commander: d.Commander, TargetS: d.TargetS,
		State: d.State, SignalAt: db.Millis(d.Signal.At), OutAt: db.Millis(d.OutAt), FullAt: db.Millis(d.FullAt),
		StoppedAt: db.Millis(d.Stop.At), EndedAt: db.Millis(d.EndedAt), AlarmID: d.AlarmID, EvacMs: d.Took(d.OutAt).Milliseconds(),
		FullMs: d.Took(d.FullAt).Milliseconds(), Valid: d.Valid, Sum: d.Sum, Next: []string{},
	}
}

func (s *Service) card(ctx context.Context, d *Drill) Card {
	c := s.live(d)
	c.Next = next(ctx, d, today(s.db.Clock().Now()))
	return c
}

func (s *Service) cards(ctx context.Context, list []*Drill) []Card {
	out := make([]Card, len(list))
	for i, d := range list {
		out[i] = s.card(ctx, d)
	}
	return out
}

// next lists what the actor may do with a drill now.
func next(ctx context.Context, d *Drill, today string) []string {
	out := []string{}
	who := access.From(ctx)
	add := func(verb string, perms ...access.Perm) {
		for _, p := range perms {
			if who.Holds(p, d.Path) || who.Kind == access.System {
				out = append(out, verb)
				return
			}
		}
	}
	switch d.State {
	case Planned:
		add("edit", PermPlan)
		add("submit", PermPlan)
	case Submitted:
		if d.Author.By != who.ID {
			add("approve", PermApprove, PermOversee)
		}
	case Approved:
		add("notice", PermPlan)
	case Noticed:
		add("check", PermPlan, PermCommand)
	case Running:
		add("report", PermReport)
		add("stop", PermCommand)
	case Held:
		add("evaluate", PermPlan)
	case Evaluated:
		add("archive", PermPlan)
	}
	if d.startable() == nil && d.Day == today {
		add("signal", PermCommand)
	}
	switch d.State {
	case Planned, Submitted, Approved, Noticed, Ready:
		add("cancel", PermPlan)
	case Running, Held, Evaluated:
		add("photo", PermPlan, PermReport)
	case Archived, Cancelled, Interrupted:
	}
	return out
}

func sign(g Signature) *Sign {
	if g.At.IsZero() {
		return nil
	}
	return &Sign{g.Who, db.Millis(g.At)}
}

func (s *Service) seen(ctx context.Context, d *Drill) *Seen {
	who := access.From(ctx)
	out := &Seen{
		Card: s.card(ctx, d), Sheet: d.Sheet, ApproveNote: d.ApproveNote, CancelReason: d.CancelReason, StopNote: d.StopNote, PressID: d.PressID,
		Author: sign(d.Author), Approver: sign(d.Approver), SignalBy: sign(d.Signal), StoppedBy: sign(d.Stop), Evaluator: sign(d.Evaluator),
		Archiver: sign(d.Archiv), Notice: d.Notice, Safety: d.Safety, Evaluation: d.Evaluation, Enrolled: d.Enrolled,
		Roll: make([]RollClass, len(d.Classes)),
	}
	if d.Evaluation != nil {
		out.Grade = d.Evaluation.Grade()
	}
	for i := range d.Classes {
		c := &d.Classes[i]
		out.Roll[i] = RollClass{
			ID: c.ID, Name: c.Name, Grade: c.Grade, Teacher: c.Teacher, Mine: c.TeacherID != "" && c.TeacherID == who.ID, Pupils: c.Pupils,
			ArrivedAt: db.Millis(c.ArrivedAt), ArrivedGot: db.Millis(c.ArrivedGot), Present: c.Present, Missing: c.Missing, Note: c.Note,
			ByName: c.ByName, SaidAt: db.Millis(c.SaidAt), GotAt: db.Millis(c.GotAt),
		}
	}
	if d.State == Interrupted {
		out.Alarm = &RealAlarm{d.AlarmID, db.Millis(d.EndedAt)}
	}
	return out
}
