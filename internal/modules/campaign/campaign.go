// Package campaign is the room of safety-education campaigns (专题活动): what is
// to be learned, by which pupils, until when, and an honest count of who has. A
// campaign takes a snapshot of who is due; each pupil completes it on a device of
// his own, in a computer room or with his class; every completion is on the disk
// before it is acknowledged, counted once, and looked at afterwards by rules that
// find proxies and scripts. Rates are of pupils due, and what is doubtful stands
// beside them. (domain.md §6.1)
package campaign

import (
	"slices"
	"strings"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

// State is how far a campaign has come.
type State string

// The states, in order.
const (
	Draft     State = "draft"     // 草拟
	Review    State = "review"    // 审核
	Published State = "published" // 发布，名单尚未快照
	Running   State = "running"   // 进行中
	Closed    State = "closed"    // 截止
	Frozen    State = "frozen"    // 冻结统计
	Announced State = "announced" // 通报
	Archived  State = "archived"  // 归档
)

// The permissions of this room, held for an area or a school.
const (
	PermView    access.Perm = "campaign.view"
	PermEdit    access.Perm = "campaign.edit"    // writes, publishes, closes, freezes
	PermApprove access.Perm = "campaign.approve" // approves what another has written
	PermReview  access.Perm = "campaign.review"  // judges what looks doubtful
	PermTeach   access.Perm = "campaign.teach"   // leads class mode for any class of the school
)

// The refusals of this room.
var (
	ErrNotFound   = errs.NotFound("campaign.not_found")
	errStale      = errs.Conflict("stale_version")
	errState      = errs.Conflict("campaign.wrong_state")
	errSelf       = errs.Conflict("campaign.own_work")
	errUnapproved = errs.Conflict("campaign.not_approved")
	errWindow     = errs.Invalid("campaign.window_wrong", errs.Field{Name: "untilAt", Code: "before_start"})
	errTitle      = errs.Invalid("campaign.title_needed", errs.Field{Name: "title", Code: "required"})
	errStages     = errs.Invalid("campaign.stages_needed", errs.Field{Name: "stages", Code: "required"})
	errSteps      = errs.Invalid("campaign.steps_wrong", errs.Field{Name: "steps", Code: "required"})
	errDefinition = errs.Invalid("campaign.definition_needed", errs.Field{Name: "definition", Code: "required"})
	errReason     = errs.Invalid("campaign.reason_needed", errs.Field{Name: "reason", Code: "required"})
	errOpen       = errs.Conflict("campaign.still_open")
)

// Campaign is one campaign. No is its short number, which tickets and rows of
// pupils carry; Path is the area or school it is for.
type Campaign struct {
	ID       string
	No       int64
	Version  int64
	State    State
	Path     string
	AreaName string
	Content
	Pinned Pinned

	AuthorID, AuthorName     string
	ApproverID, ApproverName string
	ReturnReason             string

	CreatedAt, ApprovedAt, PublishedAt, RunningAt time.Time
	ClosedAt, FrozenAt, AnnouncedAt, ArchivedAt   time.Time
}

// Content is what its author decides of a campaign. SnapshotAt is when the roll
// of those due is taken, zero for StartAt; UntilAt is the end of the last moment
// that counts.
type Content struct {
	Title      string
	Theme      string // 主题
	Definition string // 完成口径
	Stages     []org.Stage
	Steps      []Step
	StartAt    time.Time
	UntilAt    time.Time
	SnapshotAt time.Time
}

// StepKind is what a step asks of the pupil.
type StepKind string

// The kinds of steps.
const (
	Learn    StepKind = "learn"    // 看、读
	Interact StepKind = "interact" // 互动
	Quiz     StepKind = "quiz"     // 答题
	Commit   StepKind = "commit"   // 承诺
)

var stepKinds = []StepKind{Learn, Interact, Quiz, Commit}

// Step is one step of a campaign. Lessons names the lesson of each stage; where
// there is none the step has only its text and its dwell. MinSeconds and Pass
// override what the lesson says; 0 leaves it.
type Step struct {
	Kind       StepKind             `json:"kind" enum:"learn,interact,quiz,commit"`
	Title      string               `json:"title" maxLength:"60"`
	Topic      string               `json:"topic,omitempty" maxLength:"40"`
	Lessons    map[org.Stage]string `json:"lessons,omitempty" doc:"id of the lesson by stage"`
	Text       string               `json:"text,omitempty" maxLength:"500" doc:"what is done or promised"`
	MinSeconds int                  `json:"minSeconds,omitempty" minimum:"0" maximum:"7200" doc:"least dwell; 0: what the lesson says"`
	Pass       int                  `json:"pass,omitempty" minimum:"0" maximum:"100" doc:"right answers needed; 0: what the lesson says"`
	Optional   bool                 `json:"optional,omitempty"`
}

// MaxSteps is how many steps a campaign may have; a receipt keeps one bit of each.
const MaxSteps = 16

// Pin is a step as it was when the campaign was published, for one stage. The
// lesson may be rewritten meanwhile; who began is judged by what he was shown.
type Pin struct {
	LessonID   string `json:"lessonId,omitempty"`
	Version    int    `json:"version,omitempty"`
	MinSeconds int    `json:"minSeconds"`
	Minutes    int    `json:"minutes,omitempty"`
	Draw       int    `json:"draw,omitempty"`
	Pass       int    `json:"pass,omitempty"`
}

// Pinned are the steps of each stage, in order.
type Pinned map[org.Stage][]Pin

func (in *Content) check() error {
	for _, s := range []*string{&in.Title, &in.Theme, &in.Definition} {
		*s = strings.TrimSpace(*s)
	}
	if in.SnapshotAt.IsZero() {
		in.SnapshotAt = in.StartAt
	}
	switch {
	case in.Title == "":
		return errTitle
	case !in.StartAt.Before(in.UntilAt), in.SnapshotAt.After(in.UntilAt):
		return errWindow
	case len(in.Steps) > MaxSteps:
		return errSteps
	}
	for _, stage := range in.Stages {
		if !slices.Contains(org.Stages, stage) {
			return errStages
		}
	}
	for _, s := range in.Steps {
		if !slices.Contains(stepKinds, s.Kind) || strings.TrimSpace(s.Title) == "" {
			return errSteps
		}
	}
	return nil
}

// ready says what is still missing before anybody may be asked to approve.
func (in *Content) ready() error {
	mandatory := slices.ContainsFunc(in.Steps, func(s Step) bool { return !s.Optional })
	switch {
	case len(in.Stages) == 0:
		return errStages
	case !mandatory:
		return errSteps
	case in.Definition == "":
		return errDefinition
	}
	return nil
}

// mandatory is the set of steps that must be done, one bit each.
func (in *Content) mandatory() uint32 {
	var mask uint32
	for i, s := range in.Steps {
		if !s.Optional {
			mask |= 1 << i
		}
	}
	return mask
}

// Edit replaces the content of a draft.
func (c *Campaign) Edit(version int64, in Content) error {
	if c.State != Draft {
		return errState.With("state", string(c.State))
	}
	if err := in.check(); err != nil {
		return err
	}
	c.Content = in
	return c.at(version)
}

// Submit hands a draft to whoever approves.
func (c *Campaign) Submit(version int64) error {
	if err := c.ready(); err != nil {
		return err
	}
	c.ReturnReason = ""
	return c.move(version, Review, Draft)
}

// Approve is another's signature; nobody approves what he wrote.
func (c *Campaign) Approve(version int64, who access.Actor, now time.Time) error {
	switch {
	case c.State != Review || !c.ApprovedAt.IsZero():
		return errState.With("state", string(c.State))
	case who.ID == c.AuthorID:
		return errSelf
	}
	c.ApproverID, c.ApproverName, c.ApprovedAt = who.ID, who.Name, now
	return c.at(version)
}

// Return gives a campaign under review back to its author.
func (c *Campaign) Return(version int64, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return errReason
	}
	c.ReturnReason, c.ApproverID, c.ApproverName, c.ApprovedAt = reason, "", "", time.Time{}
	return c.move(version, Draft, Review)
}

// Publish makes an approved campaign public; it runs once the roll is taken.
func (c *Campaign) Publish(version int64, pinned Pinned, now time.Time) error {
	if c.State == Review && c.ApprovedAt.IsZero() {
		return errUnapproved
	}
	c.Pinned, c.PublishedAt = pinned, now
	return c.move(version, Published, Review)
}

// Close ends the counting, at the deadline or, with a reason, before it.
func (c *Campaign) Close(version int64, early bool, now time.Time) error {
	if now.Before(c.UntilAt) && !early {
		return errOpen
	}
	c.ClosedAt = now
	if now.Before(c.UntilAt) {
		c.UntilAt = now
	}
	return c.move(version, Closed, Running)
}

// Archive ends it: late completions are refused, devices and addresses forgotten.
func (c *Campaign) Archive(version int64, now time.Time) error {
	c.ArchivedAt = now
	return c.move(version, Archived, Announced)
}

// move goes to a state from one of those it may follow.
func (c *Campaign) move(version int64, to State, from ...State) error {
	if !slices.Contains(from, c.State) {
		return errState.With("state", string(c.State))
	}
	c.State = to
	return c.at(version)
}

// at refuses a decision made on an older picture.
func (c *Campaign) at(version int64) error {
	if version != c.Version {
		return errStale.With("state", string(c.State))
	}
	return nil
}

// open reports whether a campaign in this state takes completions. After the
// deadline they are late ones, shown apart: a pupil who learns late has learned,
// and the frozen figures do not move. (domain.md §6.1)
func (s State) open() bool {
	return s == Running || s == Closed || s == Frozen || s == Announced
}
