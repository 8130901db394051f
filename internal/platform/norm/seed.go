package norm

import (
	"context"
	"encoding/json"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// seed is a parameter with its starting values; most have one.
type seed struct {
	Param
	start []start
}

// start is a starting value, for the whole nation. from is "" where the day it
// came into force is not known or long past.
type start struct {
	value      any
	strictness Strictness
	mark       Mark
	basis      string
	clause     string
	sources    string
	from       string
	kind       org.SchoolKind
	boarding   string // "yes", "no", or "" for both
	note       string
}

// Seed brings the parameters and their starting values into the register, at
// every start. A starting value is written once and never again; what people
// have ruled since is left alone.
func (s *Service) Seed(ctx context.Context) error {
	if err := access.Require(ctx, PermEdit, access.Everywhere); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		known, err := planted(ctx, tx)
		if err != nil {
			return err
		}
		var written int64
		for i := range seeds {
			p := &seeds[i].Param
			p.Sort = (i + 1) * 10
			if _, err := tx.Exec(ctx, `INSERT INTO norms (key, kind, unit, name, name_en, sort) VALUES ($1, $2, $3, $4, $5, $6)
				ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, unit = excluded.unit, name = excluded.name,
					name_en = excluded.name_en, sort = excluded.sort`,
				p.Key, string(p.Kind), p.Unit, p.Name, p.NameEn, p.Sort); err != nil {
				return err
			}
			for _, x := range seeds[i].start {
				v, err := x.version(tx, *p)
				if err != nil {
					return err
				}
				if known[v.seed] {
					continue
				}
				n, err := plant(ctx, tx, v)
				if err != nil {
					return err
				}
				written += n
			}
		}
		tx.AfterCommit(func() { s.memory.changes.Add(1) })
		if written == 0 {
			return nil
		}
		return audit.Record(ctx, tx, "norm.seed", "norms", map[string]int64{"versions": written})
	})
}

// planted names the starting values that are in the register already.
func planted(ctx context.Context, tx *db.Tx) (map[string]bool, error) {
	known := map[string]bool{}
	return known, db.Each(ctx, tx, func(row db.Scanner) error {
		name, err := db.Value[string](row)
		known[name] = true
		return err
	}, `SELECT seed FROM norm_versions WHERE seed <> ''`)
}

// plant writes a starting value that a newer release brings. It ends the
// starting value before it, and gives way to whatever people have ruled.
func plant(ctx context.Context, tx *db.Tx, v *Version) (int64, error) {
	scope, err := versionsAt(ctx, tx, v.Key, v.Path)
	if err != nil {
		return 0, err
	}
	p, err := fit(v, scope)
	if err != nil || p.replaced != nil || (p.cut != nil && p.cut.seed == "") {
		return 0, nil // people have ruled for those days
	}
	if p.cut != nil {
		if err := endVersion(ctx, tx, p.cut, p.cutTo, Valid, ""); err != nil {
			return 0, err
		}
	}
	return insertVersion(ctx, tx, v)
}

func (x *start) version(tx *db.Tx, p Param) (*Version, error) {
	value, err := json.Marshal(x.value)
	v := &Version{
		ID: id.New("nrv"), Key: p.Key, Level: Nation, Path: access.Everywhere, SchoolKind: x.kind, Boarding: x.boarding, Value: value,
		Strictness: x.strictness, Basis: x.basis, Clause: x.clause, Mark: x.mark, Sources: x.sources, EffectiveFrom: x.from,
		Note: x.note, State: Valid, Version: 1, CreatedAt: db.Millis(tx.Now), CreatedBy: "", kind: p.Kind,
	}
	v.seed = p.Key + "|" + string(x.kind) + "|" + x.from
	if x.boarding != "" {
		v.seed += "|boarding " + x.boarding
	}
	return v, err
}
