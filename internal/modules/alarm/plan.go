package alarm

import (
	"slices"

	"huxue/internal/kit/errs"
)

// A response plan (预案) says who is called when a button is pressed, by which
// channels, and whom else when nobody takes it. A school has the plan of its
// county or city unless it has made its own. (domain.md §5.6)

// Post is a duty that somebody fills; what is called is the post, never a name
// that may have left.
type Post string

// The posts of a plan.
const (
	PostStation   Post = "station"        // 责任区派出所
	PostCommand   Post = "command"        // 指挥中心
	PostPrincipal Post = "principal"      // 校长
	PostLeader    Post = "duty_leader"    // 带班领导
	PostSafety    Post = "safety_officer" // 安全管理员
	PostUnit      Post = "unit"           // 最小应急单元
	PostGuards    Post = "guards"         // 保安
	PostCounty    Post = "county_duty"    // 县区教育局值班
	PostCity      Post = "city_duty"      // 市教育局值班
	PostShared    Post = "shared"         // 群机器人、值班电话、报警器等共用通道
)

// policePosts is how many of Posts, from the first, are the police.
const policePosts = 2

// Posts are all there are, in the order in which they answer for an alarm that
// nobody has taken: the first one that is called and on duty.
var Posts = []Post{
	PostStation, PostCommand, PostLeader, PostPrincipal, PostSafety, PostUnit, PostGuards, PostCounty, PostCity, PostShared,
}

// Step is one step of a plan: AfterS seconds after the press these posts are
// called, by these channels, or by all when none is named.
type Step struct {
	AfterS   int      `json:"afterS" minimum:"0" maximum:"3600"`
	Posts    []Post   `json:"posts" nullable:"false" enum:"station,command,principal,duty_leader,safety_officer,unit,guards,county_duty,city_duty,shared"`
	Channels []string `json:"channels,omitempty" nullable:"false"`
}

// Plan is what is done about one level of alarm at a place and below. RepeatS is
// how long after its last step it begins anew, until somebody takes the alarm.
type Plan struct {
	Path    string
	Level   Level
	Version int64 // 0 for the standard plan that holds where nobody made one
	Steps   []Step
	RepeatS int
}

// What a plan may be.
const (
	minStepGap = 5 // seconds
	maxSteps   = 10
	minRepeat  = 15 // seconds
)

var (
	errPlanEmpty  = errs.Invalid("alarm.plan_empty", errs.Field{Name: "steps", Code: "required"})
	errPlanFirst  = errs.Invalid("alarm.plan_first_at_once", errs.Field{Name: "steps", Code: "malformed"})
	errPlanOrder  = errs.Invalid("alarm.plan_too_close", errs.Field{Name: "steps", Code: "malformed"})
	errPlanPolice = errs.Invalid("alarm.plan_without_police", errs.Field{Name: "steps", Code: "malformed"})
	errPlanPost   = errs.Invalid("alarm.plan_unknown_post", errs.Field{Name: "steps", Code: "not_offered"})
	errPlanRepeat = errs.Invalid("alarm.plan_repeat", errs.Field{Name: "repeatS", Code: "malformed"})
)

// Check refuses a plan that would leave somebody alone: the first step is called
// at once, no step is empty, an emergency calls the police with the first one.
func (p *Plan) Check() error {
	if len(p.Steps) == 0 || len(p.Steps) > maxSteps {
		return errPlanEmpty.With("max", maxSteps)
	}
	if p.RepeatS < minRepeat {
		return errPlanRepeat.With("min", minRepeat)
	}
	for i, s := range p.Steps {
		switch {
		case len(s.Posts) == 0:
			return errPlanEmpty.With("max", maxSteps)
		case i == 0 && s.AfterS != 0:
			return errPlanFirst
		case i > 0 && s.AfterS < p.Steps[i-1].AfterS+minStepGap:
			return errPlanOrder.With("min", minStepGap)
		}
		for _, post := range s.Posts {
			if !slices.Contains(Posts, post) {
				return errPlanPost.With("post", string(post))
			}
		}
	}
	if p.Level == Emergency && !slices.ContainsFunc(p.Steps[0].Posts, func(x Post) bool { return slices.Contains(Posts[:policePosts], x) }) {
		return errPlanPolice
	}
	return nil
}

// at returns the step called n-th, counted from 1 over all rounds, with its
// round and its place in the plan.
func (p *Plan) at(n int) (step Step, round, place int) {
	round, place = (n-1)/len(p.Steps), (n-1)%len(p.Steps)
	return p.Steps[place], round + 1, place + 1
}

// gap is how many seconds lie between the n-th call and the one before it. The
// pause between rounds doubles from the fourth on, to some four hours: an alarm that
// a whole county has not taken for an hour is not helped by a bell each minute.
func (p *Plan) gap(n int) int {
	step, round, place := p.at(n)
	if place > 1 {
		return step.AfterS - p.Steps[place-2].AfterS
	}
	return p.RepeatS << min(max(round-4, 0), 8)
}

// escalates reports whether further steps follow the first: practice calls once and
// is not escalated into anybody's night.
func (m Mode) escalates() bool { return m == Real }

// Standard is the plan that holds where nobody has made one. Everybody whom
// domain.md §5.6 names is called in the same moment; the later steps call again
// whoever can replace a desk that does not answer. The seconds are norms. [D]
func Standard(level Level, second, third, repeat int) Plan {
	if level == Help {
		return Plan{Level: level, RepeatS: repeat, Steps: []Step{
			{Posts: []Post{PostLeader, PostSafety, PostUnit, PostGuards}},
			{AfterS: second, Posts: []Post{PostPrincipal, PostSafety}},
			{AfterS: third, Posts: []Post{PostStation, PostPrincipal, PostCounty}},
		}}
	}
	return Plan{Level: level, RepeatS: repeat, Steps: []Step{
		{Posts: Posts},
		{AfterS: second, Posts: []Post{PostCommand, PostStation, PostShared}},
		{AfterS: third, Posts: []Post{PostCommand, PostStation, PostPrincipal, PostLeader, PostCounty, PostCity, PostShared}},
	}}
}
