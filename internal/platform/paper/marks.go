package paper

import (
	"context"
	"errors"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// Marks returns the agencies whose word marks the actor may set.
func (s *Service) Marks(ctx context.Context) ([]Mark, error) {
	if err := mayMark(ctx); err != nil {
		return nil, err
	}
	var out []Mark
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		own, err := ownAgency(ctx, tx, access.From(ctx).ID)
		if err != nil {
			return err
		}
		out, err = listMarks(ctx, tx, access.Areas(ctx, PermMarkAny), own)
		return err
	})
	return out, err
}

// mayMark holds for who may set any mark, or that of his own agency.
func mayMark(ctx context.Context) error {
	if err := access.RequireSomewhere(ctx, PermMarkAny); err == nil {
		return nil
	}
	return access.RequireSomewhere(ctx, PermMark)
}

// SetMark gives an agency its word mark (发文机关代字). Papers already issued keep
// the number they have, and the count goes on.
func (s *Service) SetMark(ctx context.Context, agencyID string, version int64, mark string) error {
	if err := mayMark(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		g, err := org.GetAgency(ctx, tx, agencyID)
		if err != nil {
			return err
		}
		own, err := ownAgency(ctx, tx, access.From(ctx).ID)
		if err != nil {
			return err
		}
		if own != g.ID {
			if err := access.Require(ctx, PermMarkAny, g.Path); err != nil {
				return err
			}
		}
		clean, err := checkMark(mark)
		if err != nil {
			return err
		}
		if err := saveMark(ctx, tx, g, clean, version); err != nil {
			if errors.Is(err, db.ErrDuplicate) {
				return errMarkTaken
			}
			return err
		}
		return audit.Record(ctx, tx, "paper.mark", g.ID, map[string]string{"mark": clean})
	})
}

// SeedMarks gives the agencies of an empty city their word marks.
func (s *Service) SeedMarks(ctx context.Context, byAgency map[string]string) error {
	if err := access.RequireSomewhere(ctx, PermMarkAny); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		rows := make([][]any, 0, len(byAgency))
		for agency, mark := range byAgency {
			rows = append(rows, []any{agency, mark, 1})
		}
		if _, err := tx.Insert(ctx, "paper_marks", []string{"issuer_id", "mark", "version"}, rows, "ON CONFLICT DO NOTHING"); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "paper.seed_marks", "", map[string]int{"marks": len(rows)})
	})
}

// Moved follows a school whose path has changed.
// access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	var a db.Args
	set := `UPDATE papers SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
	_, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...)
	return err
}
