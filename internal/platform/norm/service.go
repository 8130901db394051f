package norm

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// Input is a new ruling as a form sends it. Area is an area's code and School a
// school's id; neither means the nation.
type Input struct {
	Area          string          `json:"areaCode" maxLength:"12"`
	School        string          `json:"schoolId" maxLength:"40"`
	SchoolKind    string          `json:"schoolKind" enum:",kindergarten,primary,junior,nine_year,complete,senior,vocational,special,reform,point"`
	Boarding      string          `json:"boarding" enum:",yes,no"`
	Value         json.RawMessage `json:"value"`
	Strictness    Strictness      `json:"strictness" enum:"floor,ceiling,advice"`
	Basis         string          `json:"basis" maxLength:"200"`
	Clause        string          `json:"clause" maxLength:"100"`
	Mark          Mark            `json:"mark" enum:"L,S,M,D"`
	EffectiveFrom string          `json:"effectiveFrom"`
	EffectiveTo   string          `json:"effectiveTo" doc:"empty for no end"`
	Note          string          `json:"note" maxLength:"500"`
}

// Added is a new version and, when it has no effect because a stricter one
// stands above it, that one.
type Added struct {
	Version     Version  `json:"version"`
	OverruledBy *Version `json:"overruledBy"`
}

// Add rules anew: a new version beside the old ones, which it ends or replaces
// from its first day on.
func (s *Service) Add(ctx context.Context, key string, in Input) (*Added, error) {
	var out *Added
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		// Two who rule on one parameter at once take turns.
		p, err := getParam(ctx, tx, key, tx.Lock())
		if err != nil {
			return err
		}
		v, err := in.version(ctx, tx, p)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, PermEdit, v.Path); err != nil {
			return err
		}
		if err := v.check(); err != nil {
			return err
		}
		out, err = s.add(ctx, tx, v)
		return err
	})
	return out, err
}

func (s *Service) add(ctx context.Context, tx *db.Tx, v *Version) (*Added, error) {
	who := access.From(ctx).Name
	v.ID, v.State, v.Version, v.CreatedAt, v.CreatedBy = id.New("nrv"), Valid, 1, db.Millis(tx.Now), who
	existing, err := versionsAt(ctx, tx, v.Key, v.Path)
	if err != nil {
		return nil, err
	}
	p, err := fit(v, existing)
	if err != nil {
		return nil, err
	}
	line := map[string]any{"key": v.Key, "path": v.Path, "value": v.Value, "from": v.EffectiveFrom}
	if p.cut != nil {
		line["ended"] = p.cut.ID
		if err := endVersion(ctx, tx, p.cut, p.cutTo, Valid, who); err != nil {
			return nil, err
		}
	}
	if p.replaced != nil {
		line["replaced"] = p.replaced.ID
		if err := endVersion(ctx, tx, p.replaced, p.replaced.EffectiveTo, Withdrawn, who); err != nil {
			return nil, err
		}
	}
	if _, err := insertVersion(ctx, tx, v); err != nil {
		return nil, err
	}
	if err := audit.Record(ctx, tx, "norm.edit", v.ID, line); err != nil {
		return nil, err
	}
	tx.AfterCommit(func() { s.memory.changes.Add(1) })
	return added(ctx, tx, v)
}

// added reads the version back and asks whether it holds where it was made for.
func added(ctx context.Context, tx *db.Tx, v *Version) (*Added, error) {
	all, err := versionsAt(ctx, tx, v.Key, v.Path)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(x Version) bool { return x.ID == v.ID })
	out := &Added{Version: all[i]}
	at := Where{Path: v.Path, Day: v.EffectiveFrom, Kind: v.SchoolKind, Boarding: v.Boarding}
	if r, ok := Resolve(all, at); ok && len(r.Overruled()) > 0 {
		out.OverruledBy = &r.Version
	}
	return out, nil
}

func (in *Input) version(ctx context.Context, tx *db.Tx, p Param) (*Version, error) {
	v := &Version{
		Key: p.Key, kind: p.Kind, SchoolKind: org.SchoolKind(in.SchoolKind), Boarding: in.Boarding, Value: in.Value,
		Strictness: in.Strictness, Basis: strings.TrimSpace(in.Basis), Clause: strings.TrimSpace(in.Clause), Mark: in.Mark,
		EffectiveFrom: in.EffectiveFrom, EffectiveTo: in.EffectiveTo, Note: strings.TrimSpace(in.Note),
	}
	var err error
	v.Path, err = placeOf(ctx, tx, in.Area, in.School)
	if err != nil {
		return nil, err
	}
	var ok bool
	if v.Level, ok = levelOf(v.Path); !ok {
		return nil, errs.Invalid("norm.version_invalid", errs.Field{Name: "areaCode", Code: "norm.towns_do_not_rule"})
	}
	return v, nil
}

// placeOf returns the path of a school or of an area, the nation's for neither.
func placeOf(ctx context.Context, tx *db.Tx, area, school string) (string, error) {
	switch {
	case school != "":
		s, err := org.GetSchool(ctx, tx, school)
		return s.Path, err
	case area != "":
		a, err := org.AreaByCode(ctx, tx, area)
		return a.Path, err
	}
	return access.Everywhere, nil
}

// End says until which day a version holds, for a local rule that nothing
// replaces; afterwards what is above it holds again. A last day before its first
// withdraws it: it was entered in error and never held.
func (s *Service) End(ctx context.Context, versionID, lastDay string, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := getVersion(ctx, tx, versionID)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, PermEdit, v.Path); err != nil {
			return err
		}
		switch {
		case !validDay(lastDay):
			return errs.Invalid("norm.version_invalid", errs.Field{Name: "lastDay", Code: "malformed"})
		case v.State != Valid || (v.EffectiveTo != "" && v.EffectiveTo <= lastDay):
			return ErrEnded
		case v.Version != version:
			return errs.Conflict("stale_version")
		}
		to, state := lastDay, Valid
		if lastDay < v.EffectiveFrom {
			to, state = v.EffectiveTo, Withdrawn
		}
		if err := endVersion(ctx, tx, v, to, state, access.From(ctx).Name); err != nil {
			return err
		}
		tx.AfterCommit(func() { s.memory.changes.Add(1) })
		return audit.Record(ctx, tx, "norm.end", v.ID, map[string]string{"key": v.Key, "path": v.Path, "lastDay": lastDay})
	})
}

func getVersion(ctx context.Context, tx *db.Tx, versionID string) (*Version, error) {
	list, err := versionsWhere(ctx, tx, "v.id = $1", versionID)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, ErrNoVersion
	}
	return &list[0], nil
}
