package campaign

import (
	"context"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// A correction (更正) says what a frozen figure of a school should have been and
// why. A second person approves it. The frozen figure stays; what it became stands
// beside it, for the school and for all that lies above it.

// Correction is one figure of one school.
type Correction struct {
	ID        string `json:"id"`
	Path      string `json:"path"`
	Name      string `json:"name"`
	Field     string `json:"field" enum:"done,excluded,questioned"`
	Was       int64  `json:"was"`
	Became    int64  `json:"became"`
	Reason    string `json:"reason"`
	State     string `json:"state" enum:"asked,approved,refused"`
	AskedAt   int64  `json:"askedAt"`
	Asker     string `json:"asker"`
	AskedBy   string `json:"askedBy"`
	DecidedAt int64  `json:"decidedAt"`
	Decider   string `json:"decider"`
	Version   int64  `json:"version"`
}

// CorrectionInput is a correction as it is asked for.
type CorrectionInput struct {
	Path   string `json:"path" maxLength:"120" doc:"of the school"`
	Field  string `json:"field" enum:"done,excluded,questioned"`
	Became int64  `json:"became" minimum:"0" maximum:"1000000"`
	Reason string `json:"reason" maxLength:"300"`
}

var (
	errNoCorrection = errs.NotFound("campaign.correction_not_found")
	errSettled      = errs.Conflict("campaign.already_decided")
	errSecond       = errs.Conflict("campaign.second_person")
	errSameFigure   = errs.Invalid("campaign.correction_same", errs.Field{Name: "became", Code: "not_offered"})
	errBadFigure    = errs.Invalid("campaign.correction_impossible", errs.Field{Name: "became", Code: "too_large"})
	errSchoolOnly   = errs.Invalid("campaign.correction_school", errs.Field{Name: "path", Code: "not_offered"})
	errOvertaken    = errs.Conflict("campaign.correction_overtaken")
)

// get and set reach a figure by its name.
func (c *Count) figure(field string) *int64 {
	switch field {
	case "done":
		return &c.Done
	case "excluded":
		return &c.Excluded
	}
	return &c.Questioned
}

// possible holds for figures that can be true together.
func (c Count) possible() bool {
	return c.Done >= 0 && c.Excluded >= 0 && c.Questioned >= 0 && c.Excluded <= c.Enrolled && c.Done <= c.Due() && c.Questioned <= c.Done
}

// correctable holds from the freeze until the archive.
func (c *Campaign) correctable() bool { return c.State == Frozen || c.State == Announced }

// Correct asks for a correction of a school's frozen figure.
func (s *Service) Correct(ctx context.Context, campaignID string, in CorrectionInput) (*Correction, error) {
	in.Reason = strings.TrimSpace(in.Reason)
	if in.Reason == "" {
		return nil, errReason
	}
	var out *Correction
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		c, now, err := s.frozenSchool(ctx, tx, campaignID, in.Path)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, PermEdit, in.Path); err != nil {
			return err
		}
		was := *now.figure(in.Field)
		if was == in.Became {
			return errSameFigure
		}
		if *now.figure(in.Field) = in.Became; !now.possible() {
			return errBadFigure
		}
		who := access.From(ctx)
		out = &Correction{ID: id.New("cor"), Path: in.Path, Name: now.Name, Field: in.Field, Was: was, Became: in.Became, Reason: in.Reason, State: "asked",
			AskedAt: db.Millis(tx.Now), AskedBy: who.ID, Asker: who.Name, Version: 1}
		if _, err := tx.Insert(ctx, "campaign_corrections", []string{"id", "campaign_no", "level", "path", "name", "field", "was", "became", "reason", "state",
			"asked_at", "asked_by", "asker"}, [][]any{{out.ID, c.No, levelSchool, out.Path, out.Name, out.Field, out.Was, out.Became, out.Reason, out.State,
			out.AskedAt, out.AskedBy, out.Asker}}, ""); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "campaign.correction_asked", c.ID, out)
	})
	return out, err
}

// frozenSchool is a school of a frozen campaign with what was corrected so far.
func (s *Service) frozenSchool(ctx context.Context, tx *db.Tx, campaignID, path string) (*Campaign, *Row, error) {
	c, err := s.visible(ctx, tx, campaignID)
	if err != nil {
		return nil, nil, err
	}
	if !c.correctable() {
		return nil, nil, errState.With("state", string(c.State))
	}
	found, err := stillsOf(ctx, tx, c.No, levelSchool, path)
	if err != nil {
		return nil, nil, err
	}
	if len(found) != 1 || found[0].Path != path {
		return nil, nil, errSchoolOnly
	}
	list, err := corrections(ctx, tx, c.No, path)
	if err != nil {
		return nil, nil, err
	}
	row := found[0].Row
	if r := corrected(row, list); r != nil {
		row = *r
	}
	return c, &row, nil
}

// DecideCorrection is the second person's word.
func (s *Service) DecideCorrection(ctx context.Context, campaignID, correctionID string, approve bool) (*Correction, error) {
	var out *Correction
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := db.One(ctx, tx, scanCorrection, selectCorrection+` WHERE id = $1 `+tx.Lock(), correctionID)
		if db.IsNotFound(err) {
			return errNoCorrection
		}
		if err != nil {
			return err
		}
		c, now, err := s.frozenSchool(ctx, tx, campaignID, x.Path)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, PermApprove, x.Path); err != nil {
			return err
		}
		who := access.From(ctx)
		switch {
		case x.State != "asked":
			return errSettled
		case x.AskedBy == who.ID:
			return errSecond
		case approve && *now.figure(x.Field) != x.Was:
			return errOvertaken
		}
		if *now.figure(x.Field) = x.Became; approve && !now.possible() {
			return errBadFigure
		}
		x.State, x.DecidedAt, x.Decider = map[bool]string{true: "approved", false: "refused"}[approve], db.Millis(tx.Now), who.Name
		if err := tx.UpdateOne(ctx, `UPDATE campaign_corrections SET state = $1, decided_at = $2, decided_by = $3, decider = $4, version = version + 1
			WHERE id = $5 AND version = $6 AND campaign_no = $7`, x.State, x.DecidedAt, who.ID, x.Decider, x.ID, x.Version, c.No); err != nil {
			return err
		}
		x.Version++
		out = &x
		return audit.Record(ctx, tx, "campaign.correction_"+x.State, c.ID, x)
	})
	return out, err
}

const selectCorrection = `SELECT id, path, name, field, was, became, reason, state, asked_at, asked_by, asker, decided_at, decider, version FROM campaign_corrections`

func scanCorrection(sc db.Scanner) (x Correction, err error) {
	err = sc.Scan(&x.ID, &x.Path, &x.Name, &x.Field, &x.Was, &x.Became, &x.Reason, &x.State, &x.AskedAt, &x.AskedBy, &x.Asker, &x.DecidedAt, &x.Decider, &x.Version)
	return x, err
}

// corrections are those of the schools below a path, in the order they were asked.
func corrections(ctx context.Context, tx *db.Tx, campaignNo int64, path string) ([]Correction, error) {
	var a db.Args
	where := " WHERE campaign_no = " + a.Add(campaignNo) + " AND " + a.Within("path", []string{path}) + " ORDER BY id"
	out, err := db.All(ctx, tx, scanCorrection, selectCorrection+where, a.Values()...)
	return orEmpty(out), err
}

// corrected is a frozen row with what was approved of it, nil where nothing was.
func corrected(row Row, list []Correction) *Row {
	n := 0
	for _, x := range list {
		if x.State == "approved" {
			*row.figure(x.Field) += x.Became - x.Was
			n++
		}
	}
	if n == 0 {
		return nil
	}
	row = row.told()
	return &row
}

// moment is an instant as it is printed.
func moment(ms int64) string {
	if ms == 0 {
		return "—"
	}
	return time.UnixMilli(ms).In(city).Format("2006-01-02 15:04")
}
