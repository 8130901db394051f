package drill

import (
	"slices"
	"time"

	"huxue/internal/platform/access"
)

// Items are the twelve points of the evaluation table (演练评估表): signal clear,
// teachers act first, the set route is taken, no jam, people on the stairs, help
// for the weak, electricity off, roll call at the assembly point, time, chain of
// report, medical point, summing up. (domain.md §6.4)
var Items = []string{"signal", "teacher", "route", "jam", "stairs", "weak", "power", "assembly", "time", "chain", "medical", "summary"}

// Scores are what one may say of a point.
var Scores = []string{"yes", "partly", "no", "none"}

// Aspects are the five parts of the review of the effect (效果评审): people in
// place, duties, supplies, coordination, support.
var Aspects = []string{"people", "duties", "supplies", "coordination", "support"}

// Mark is what was said of one point.
type Mark struct {
	Key   string `json:"key" maxLength:"20"`
	Score string `json:"score" enum:"yes,partly,no,none"`
	Note  string `json:"note,omitempty" maxLength:"200"`
}

// Evaluation is the second half of the record form. Fit and Sufficient say of the
// plan whether it suits and suffices (预案适宜性、充分性).
type Evaluation struct {
	Items       []Mark `json:"items" nullable:"false"`
	Fit         string `json:"fit" enum:"yes,partly,no"`
	Sufficient  string `json:"sufficient" enum:"yes,partly,no"`
	Review      []Mark `json:"review" nullable:"false"`
	Process     string `json:"process,omitempty" maxLength:"2000" doc:"过程记录"`
	Improvement string `json:"improvement,omitempty" maxLength:"2000" doc:"改进措施"`
}

// Fault is one thing that went wrong, as it is written down.
type Fault struct {
	Text    string `json:"text" maxLength:"300"`
	Measure string `json:"measure,omitempty" maxLength:"300"`
	Owner   string `json:"owner,omitempty" maxLength:"40"`
	Due     string `json:"due,omitempty" maxLength:"10" doc:"business day"`
}

// Problem is a fault on record: a hazard and a task.
type Problem struct {
	ID      string `json:"id"`
	N       int    `json:"n"`
	Text    string `json:"text"`
	Measure string `json:"measure"`
	Owner   string `json:"owner"`
	Due     string `json:"due"`
	State   string `json:"state" enum:"open,mended"`
	Fixed   string `json:"fixed" doc:"what was done"`
	FixedBy string `json:"fixedBy"`
	FixedAt int64  `json:"fixedAt"`
}

func complete(marks []Mark, keys []string, scores []string) bool {
	for _, key := range keys {
		i := slices.IndexFunc(marks, func(m Mark) bool { return m.Key == key })
		if i < 0 || !slices.Contains(scores, marks[i].Score) {
			return false
		}
	}
	return len(marks) == len(keys)
}

func (e *Evaluation) check() error {
	three := Scores[:3]
	if !complete(e.Items, Items, Scores) || !complete(e.Review, Aspects, three) ||
		!slices.Contains(three, e.Fit) || !slices.Contains(three, e.Sufficient) {
		return errEvaluated
	}
	for _, list := range [][]Mark{e.Items, e.Review} {
		for i := range list {
			list[i].Note = clip(list[i].Note, 200)
		}
	}
	e.Process, e.Improvement = clip(e.Process, 2000), clip(e.Improvement, 2000)
	return nil
}

// Assess writes the evaluation and says whether the drill is a valid one: held on
// foot, with a complete roll call.
func (d *Drill) Assess(e Evaluation, by access.Actor, now time.Time) error {
	if d.State != Held {
		return errNotNow.With("state", string(d.State))
	}
	if err := e.check(); err != nil {
		return err
	}
	d.State, d.Evaluation, d.Evaluator = Evaluated, &e, Signature{by.ID, by.Name, now}
	d.Valid = d.Measured() && !d.FullAt.IsZero()
	return nil
}

// Grade is the whole evaluation in a word: good when every point is well, poor
// when one failed, fair in between.
func (e *Evaluation) Grade() string {
	grade := "good"
	for _, m := range append(slices.Clone(e.Items), e.Review...) {
		switch m.Score {
		case "no":
			return "poor"
		case "partly":
			grade = "fair"
		}
	}
	return grade
}
