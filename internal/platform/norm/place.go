package norm

import (
	"huxue/internal/kit/errs"
)

// placing is what a new version does to those already in its scope.
type placing struct {
	cut      *Version // ends the day before the new one begins
	cutTo    string
	replaced *Version // began on the same day; withdrawn
}

// fit finds the place of v among the versions of its scope. No two may hold on
// one day: the one before is ended, one that began on the same day is withdrawn,
// and one that begins later stands in the way.
func fit(v *Version, scope []Version) (p placing, err error) {
	for i := range scope {
		e := &scope[i]
		switch {
		case e.State != Valid || e.scope() != v.scope():
		case e.EffectiveFrom == v.EffectiveFrom:
			p.replaced = e
		case e.EffectiveFrom > v.EffectiveFrom:
			if v.EffectiveTo == "" || e.EffectiveFrom <= v.EffectiveTo {
				return p, ErrOverlaps.With("from", e.EffectiveFrom)
			}
		case e.EffectiveTo == "" || e.EffectiveTo >= v.EffectiveFrom:
			p.cut, p.cutTo = e, dayBefore(v.EffectiveFrom)
		}
	}
	return p, nil
}

// check returns every field of a new version that cannot be as it is.
func (v *Version) check() error {
	var bad []errs.Field
	must := func(ok bool, name, code string) {
		if !ok {
			bad = append(bad, errs.Field{Name: name, Code: code})
		}
	}
	must(fits(v.kind, v.Value), "value", "malformed")
	must(v.Basis != "", "basis", "required")
	must(validDay(v.EffectiveFrom), "effectiveFrom", "malformed")
	must(v.EffectiveTo == "" || validDay(v.EffectiveTo), "effectiveTo", "malformed")
	must(v.EffectiveTo == "" || v.EffectiveTo >= v.EffectiveFrom, "effectiveTo", "norm.ends_before_it_begins")
	must(v.Strictness == Advice || v.kind == Number || v.kind == Duration || v.kind == Rule, "strictness", "norm.not_weighable")
	must(v.Level != School || (v.SchoolKind == "" && v.Boarding == ""), "schoolKind", "norm.one_school")
	if len(bad) > 0 {
		return errs.Invalid("norm.version_invalid", bad...)
	}
	return nil
}
