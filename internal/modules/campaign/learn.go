package campaign

import (
	"context"
	"encoding/json"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/org"
	"huxue/internal/platform/pupil"
)

// errLearner refuses whoever is not a pupil with a key of his own. A teacher or an
// official never is one, whatever he may do otherwise.
var errLearner = errs.Unauthorized("campaign.pupil_only")

// learner reads who learns from the header of a request.
func (s *Service) learner(authorization string) (pupil.Learner, error) {
	if authorization == "" {
		return pupil.Learner{}, errLearner
	}
	return s.learners.Learner(pupil.Bearer(authorization))
}

// Lesson is a campaign as the pupil sees it.
type Lesson struct {
	ID      string       `json:"id"`
	Title   string       `json:"title"`
	Theme   string       `json:"theme"`
	UntilAt int64        `json:"untilAt"`
	Over    bool         `json:"over" doc:"the deadline has passed; learning still counts, as late"`
	Done    bool         `json:"done"`
	Late    bool         `json:"late"`
	DoneAt  int64        `json:"doneAt"`
	Stage   org.Stage    `json:"stage"`
	Steps   []LessonStep `json:"steps" nullable:"false"`
}

// LessonStep is one step for his stage.
type LessonStep struct {
	N int `json:"n" doc:"counts from 0"`
	Pin
	Kind     StepKind `json:"kind" enum:"learn,interact,quiz,commit"`
	Title    string   `json:"title"`
	Topic    string   `json:"topic"`
	Text     string   `json:"text"`
	Optional bool     `json:"optional"`
}

// enrolment is a pupil's row in a campaign.
type enrolment struct {
	no, doneAt     int64
	late, excluded int
	stage          org.Stage
}

// enrolments are those of a pupil, by campaign no.
func (s *Service) enrolments(ctx context.Context, pupilID string, campaignNo int64) (map[int64]enrolment, error) {
	out := map[int64]enrolment{}
	lo, hi := int64(0), int64(1)<<62
	if campaignNo != 0 {
		lo, hi = unitsOf(campaignNo)
		lo, hi = lo<<pupilBits, hi<<pupilBits
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		b, err := s.backlog(ctx, tx)
		if err != nil {
			return err
		}
		return db.Each(ctx, tx, func(r db.Scanner) error {
			var e enrolment
			err := r.Scan(&e.no, &e.doneAt, &e.late, &e.excluded, &e.stage)
			if c, ok := b.of(e.no); ok && e.doneAt == 0 {
				e.doneAt = c.at
			}
			out[campaignOf(e.no)] = e
			return err
		}, `SELECT p.no, p.done_at, p.late, p.excluded, u.stage FROM campaign_pupils p JOIN campaign_units u ON u.no = p.no / 4096
			WHERE p.pupil_id = $1 AND p.no >= $2 AND p.no < $3`, pupilID, lo, hi)
	})
	return out, err
}

// Mine returns a pupil's open campaigns, those still to be done first.
// access: a pupil's own token, see learner.
func (s *Service) Mine(ctx context.Context, authorization string) ([]Lesson, error) {
	who, err := s.learner(authorization)
	if err != nil {
		return nil, err
	}
	open, err := s.openCampaigns(ctx)
	if err != nil {
		return nil, err
	}
	mine, err := s.enrolments(ctx, who.PupilID, 0)
	if err != nil {
		return nil, err
	}
	out := []Lesson{}
	for _, c := range open {
		if e, ok := mine[c.No]; ok && e.excluded == 0 {
			out = append(out, c.lesson(e, s.db.Clock().Now()))
		}
	}
	slices.SortFunc(out, func(a, b Lesson) int {
		if d := boolInt(a.Done) - boolInt(b.Done); d != 0 {
			return d
		}
		return strings.Compare(b.ID, a.ID)
	})
	return out, nil
}

// Look returns one of a pupil's campaigns with its steps.
// access: a pupil's own token, see learner.
func (s *Service) Look(ctx context.Context, authorization, campaignID string) (Lesson, error) {
	_, c, e, err := s.mine(ctx, authorization, campaignID)
	if err != nil {
		return Lesson{}, err
	}
	return c.lesson(e, s.db.Clock().Now()), nil
}

func (s *Service) mine(ctx context.Context, authorization, campaignID string) (pupil.Learner, *Campaign, enrolment, error) {
	who, err := s.learner(authorization)
	if err != nil {
		return who, nil, enrolment{}, err
	}
	c, err := s.open(ctx, campaignID)
	if err != nil {
		return who, nil, enrolment{}, err
	}
	mine, err := s.enrolments(ctx, who.PupilID, c.No)
	e, ok := mine[c.No]
	switch {
	case err != nil:
	case !ok:
		err = ErrNotFound
	case e.excluded != 0:
		err = errVoid
	}
	return who, c, e, err
}

func (c *Campaign) lesson(e enrolment, now time.Time) Lesson {
	l := Lesson{ID: c.ID, Title: c.Title, Theme: c.Theme, UntilAt: db.Millis(c.UntilAt), Over: c.State != Running || now.After(c.UntilAt),
		Done: e.doneAt != 0, Late: e.late != 0, DoneAt: e.doneAt, Stage: e.stage, Steps: []LessonStep{}}
	for i, p := range c.Pinned[e.stage] {
		if i < len(c.Steps) {
			x := c.Steps[i]
			l.Steps = append(l.Steps, LessonStep{N: i, Pin: p, Kind: x.Kind, Title: x.Title, Topic: x.Topic, Text: x.Text, Optional: x.Optional})
		}
	}
	return l
}

var errNoStep = errs.NotFound("campaign.no_such_step")

// Started is what a pupil gets at the beginning of a step. Questions are without
// their answers.
type Started struct {
	Ticket     string          `json:"ticket"`
	MinSeconds int             `json:"minSeconds"`
	Paper      json.RawMessage `json:"paper,omitempty"`
}

// Start lets a pupil begin a step: the server's clock runs from now.
// access: a pupil's own token, see learner.
func (s *Service) Start(ctx context.Context, authorization, campaignID string, step int) (Started, error) {
	who, c, e, err := s.mine(ctx, authorization, campaignID)
	if err != nil {
		return Started{}, err
	}
	pin, ok := c.pin(e.stage, step)
	if !ok {
		return Started{}, errNoStep
	}
	t := ticket{Enrolment: e.no, Step: uint8(step), Issued: db.Millis(s.db.Clock().Now()), Seed: rand.Uint64()} //nolint:gosec // at most MaxSteps
	out := Started{Ticket: s.seals.issue(t, who.PupilID), MinSeconds: pin.MinSeconds}
	if c.Steps[step].Kind == Quiz && pin.LessonID != "" && s.lessons != nil {
		out.Paper, err = s.lessons.Paper(ctx, pin.LessonID, pin.Version, t.Seed)
	}
	return out, err
}

// pin is what was pinned of a step for a stage.
func (c *Campaign) pin(stage org.Stage, step int) (Pin, bool) {
	pins := c.Pinned[stage]
	if step < 0 || step >= len(pins) || step >= len(c.Steps) {
		return Pin{}, false
	}
	return pins[step], true
}

// Finishing is what a page brings when a step is over. Device is the random name
// the page keeps, Address where it came from; both are kept as hashes only.
type Finishing struct {
	Ticket  string          `json:"ticket" maxLength:"200"`
	Receipt string          `json:"receipt,omitempty" maxLength:"200"`
	Answers json.RawMessage `json:"answers,omitempty"`
	Room    bool            `json:"room,omitempty" doc:"done in the school's computer room"`
	device  string
	address string
}

// Finished is what a pupil gets at the end of a step. Done says that the campaign
// is completed and on the disk.
type Finished struct {
	Receipt string `json:"receipt"`
	Done    bool   `json:"done"`
	Late    bool   `json:"late"`
	Left    int    `json:"left" doc:"mandatory steps that are still to be done"`
	Right   int    `json:"right,omitempty"`
	Of      int    `json:"of,omitempty"`
}

var (
	errQuiz    = errs.Conflict("campaign.quiz_failed")
	errAnswers = errs.Invalid("campaign.answers_missing", errs.Field{Name: "answers", Code: "required"})
)

// Finish ends a step. The last mandatory one is counted, and is durable before this
// returns; sent again, it is answered the same and counted once.
// access: a pupil's own token, see learner. audit: 272,580 times an evening; the
// completion is its own record, with time, way and duration.
func (s *Service) Finish(ctx context.Context, authorization, campaignID string, step int, in Finishing) (Finished, error) {
	who, err := s.learner(authorization)
	if err != nil {
		return Finished{}, err
	}
	c, err := s.open(ctx, campaignID)
	if err != nil {
		return Finished{}, err
	}
	t, r, err := s.papers(who, c, step, in)
	if err != nil {
		return Finished{}, err
	}
	stage, err := s.stageOf(ctx, t.Enrolment)
	if err != nil {
		return Finished{}, err
	}
	pin, ok := c.pin(stage, step)
	if !ok {
		return Finished{}, errNoStep
	}
	r, again, err := r.finish(t, time.Duration(pin.MinSeconds)*time.Second, s.db.Clock().Now())
	if err != nil {
		return Finished{}, err
	}
	var out Finished
	if c.Steps[step].Kind == Quiz && pin.LessonID != "" && !again {
		if out.Right, out.Of, err = s.judge(ctx, pin, t.Seed, in.Answers); err != nil {
			return out, err
		}
	}
	missing := c.mandatory() &^ r.Done
	out.Receipt, out.Left = s.seals.stamp(r, who.PupilID), bits.OnesCount32(missing)
	if missing != 0 {
		return out, nil
	}
	k := &claim{completion: completion{pupil: t.Enrolment, since: r.First, took: r.Took, mode: modeOwn,
		device: s.seals.hide(c.No, "device", in.device), address: s.seals.hide(c.No, "address", in.address)}}
	if in.Room {
		k.mode = modeRoom
	}
	if err := s.intake.take(ctx, k); err != nil {
		return Finished{}, err
	}
	out.Done, out.Late = true, k.late
	return out, nil
}

// papers opens what the page brought, which must be of this pupil, campaign and step.
func (s *Service) papers(who pupil.Learner, c *Campaign, step int, in Finishing) (t ticket, r receipt, err error) {
	if t, err = s.seals.openTicket(in.Ticket, who.PupilID); err != nil {
		return t, r, err
	}
	if in.Receipt != "" {
		if r, err = s.seals.openReceipt(in.Receipt, who.PupilID); err != nil {
			return t, r, err
		}
	}
	if int(t.Step) != step || campaignOf(t.Enrolment) != c.No {
		return t, r, errTicket
	}
	return t, r, nil
}

// judge asks whether enough answers are right. Who has failed begins the step
// anew, with other questions.
func (s *Service) judge(ctx context.Context, pin Pin, seed uint64, answers json.RawMessage) (right, of int, err error) {
	if s.lessons == nil {
		return 0, 0, errLesson
	}
	if len(answers) == 0 {
		return 0, 0, errAnswers
	}
	if right, of, err = s.lessons.Judge(ctx, pin.LessonID, pin.Version, seed, answers); err != nil {
		return 0, 0, err
	}
	if right < pin.Pass {
		return right, of, errQuiz.With("right", right).With("of", of).With("pass", pin.Pass)
	}
	return right, of, nil
}

// stageOf is the stage of the class in which a pupil is enrolled.
func (s *Service) stageOf(ctx context.Context, pupilNo int64) (org.Stage, error) {
	class := classOf(pupilNo)
	if p, ok := s.known.place(class); ok {
		return p.stage, nil
	}
	var found map[int64]place
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		found, err = placesIn(ctx, tx, class>>unitBits)
		return err
	}); err != nil {
		return "", err
	}
	s.known.learn(class>>unitBits, found)
	p, ok := found[class]
	if !ok {
		return "", errTicket
	}
	return p.stage, nil
}
