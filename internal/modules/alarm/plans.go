package alarm

import (
	"context"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// plans remembers the plans there are, so that a press does not travel to the
// database for one. Another server's change is seen within plansKept.
type plans struct {
	limits Limits
	known  db.Memory[map[planKey]Plan]
}

type planKey struct {
	path  string
	level Level
}

const plansKept = 2 * time.Second

// The norms of the standard plan, in seconds. [D]
const (
	secondKey, secondDefault         = "alarm.plan.second_s", 30
	thirdKey, thirdDefault           = "alarm.plan.third_s", 60
	repeatKey, repeatDefault         = "alarm.plan.repeat_s", 60
	helpSecondKey, helpSecondDefault = "alarm.plan.help_second_s", 60
	helpThirdKey, helpThirdDefault   = "alarm.plan.help_third_s", 180
)

// of returns the plan that holds at path: the nearest one made at or above it, or
// the standard one.
func (p *plans) of(ctx context.Context, tx *db.Tx, path string, level Level) (Plan, error) {
	known, err := p.known.Get(tx, plansKept, func() (map[planKey]Plan, error) { return allPlans(ctx, tx) })
	if err != nil {
		return Plan{}, err
	}
	above := access.Above(path)
	for i := len(above) - 1; i >= 0; i-- {
		if plan, ok := known[planKey{above[i], level}]; ok {
			return plan, nil
		}
	}
	return p.standard(ctx, path, level), nil
}

// standard is the plan that holds where nobody has made one.
func (p *plans) standard(ctx context.Context, path string, level Level) Plan {
	now := func(key string, otherwise int) int { return p.limits.Now(ctx, key, path, otherwise) }
	repeat := max(now(repeatKey, repeatDefault), minRepeat)
	if level == Help {
		return Standard(level, now(helpSecondKey, helpSecondDefault), now(helpThirdKey, helpThirdDefault), repeat)
	}
	return Standard(level, now(secondKey, secondDefault), now(thirdKey, thirdDefault), repeat)
}

// placePath checks that a path looks like one of an area or a school.
func placePath(path string) bool {
	return strings.HasPrefix(path, "/") && strings.HasSuffix(path, "/") && len(path) <= 200
}
