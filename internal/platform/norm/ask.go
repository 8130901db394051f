package norm

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/org"
)

// Get returns which value of a parameter holds at a place on a day, for a room
// that judges; the room keeps Resolved.ID with its judgement. ErrNone when
// nobody has ruled for that day. access: exempt, norms are no secret and the
// room checks its act.
func Get(ctx context.Context, tx *db.Tx, key string, at Where) (*Resolved, error) {
	versions, err := versionsAt(ctx, tx, key, at.Path)
	if err != nil {
		return nil, err
	}
	if r, ok := Resolve(versions, at); ok {
		return r, nil
	}
	if _, err := getParam(ctx, tx, key, ""); err != nil {
		return nil, err
	}
	return nil, ErrNone.With("key", key).With("day", at.Day)
}

// Describe returns what a parameter is: its form, its unit and its name.
// access: exempt as Get.
func Describe(ctx context.Context, tx *db.Tx, key string) (Param, error) {
	return getParam(ctx, tx, key, "")
}

// Int is Get for a whole number. access: exempt as Get.
func Int(ctx context.Context, tx *db.Tx, key string, at Where) (int, *Resolved, error) {
	r, err := Get(ctx, tx, key, at)
	if err != nil {
		return 0, nil, err
	}
	return int(r.Number()), r, nil
}

// Length is Get for a period. access: exempt as Get.
func Length(ctx context.Context, tx *db.Tx, key string, at Where) (Period, *Resolved, error) {
	r, err := Get(ctx, tx, key, at)
	if err != nil {
		return Period{}, nil, err
	}
	return r.Period(), r, nil
}

// Guards returns how many guards a school needs on a day and the rules that say
// so: guard.steps, one more for each guard.boarding_per boarders unless the rule
// itself counts them, and guard.per_gate_min where somebody has made it more
// than advice (domain.md §5.1). access: exempt as Get.
func Guards(ctx context.Context, tx *db.Tx, school *org.School, day string) (int, []*Resolved, error) {
	at := At(school, day)
	steps, err := Get(ctx, tx, "guard.steps", at)
	if err != nil {
		return 0, nil, err
	}
	need, used := steps.Required, []*Resolved{steps}
	if rule := steps.Steps(); rule.Boarding == nil && school.Boarders > 0 {
		per, r, err := optional(ctx, tx, "guard.boarding_per", at)
		if err != nil {
			return 0, nil, err
		}
		if per > 0 {
			need += rule.groups(school.Boarders, per)
			used = append(used, r)
		}
	}
	perGate, r, err := optional(ctx, tx, "guard.per_gate_min", at)
	if err != nil {
		return 0, nil, err
	}
	if r != nil && r.Strictness == Floor && perGate*school.Gates > need {
		need, used = perGate*school.Gates, append(used, r)
	}
	return need, used, nil
}

// optional is Int where nobody need have ruled.
func optional(ctx context.Context, tx *db.Tx, key string, at Where) (int, *Resolved, error) {
	n, r, err := Int(ctx, tx, key, at)
	if errs.KindOf(err) == errs.KindNotFound {
		return 0, nil, nil
	}
	return n, r, err
}
