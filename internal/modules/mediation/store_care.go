package mediation

import (
	"context"
	"encoding/json"
	"strings"

	"huxue/internal/kit/db"
)

var careColumns = []string{"id", "version", "school_id", "school_name", "path", "pupil_id", "class_id", "class_name", "masked", "kinds", "measures", "state",
	"until", "proposer_id", "proposer", "proposed_at", "approver_id", "approver", "approved_at", "note", "report", "readers", "ended_at"}

var selectCare = "SELECT " + strings.Join(careColumns, ", ") + " FROM mediation_care c "

func scanCare(row db.Scanner) (*Care, error) {
	c := &Care{}
	var kinds, measures, report, readers string
	err := row.Scan(&c.ID, &c.Version, &c.SchoolID, &c.School, &c.Path, &c.PupilID, &c.ClassID, &c.Class, &c.masked, &kinds, &measures, &c.State, &c.Until,
		&c.Proposer.By, &c.Proposer.Who, db.Instant(&c.Proposer.At), &c.Approver.By, &c.Approver.Who, db.Instant(&c.Approver.At), &c.Note, &report,
		&readers, db.Instant(&c.EndedAt))
	if err != nil {
		return nil, err
	}
	c.Kinds, c.Measures = words(kinds), words(measures)
	if err := json.Unmarshal([]byte(readers), &c.Readers); err != nil {
		return nil, err
	}
	c.Report, err = unfold[Report](report)
	return c, err
}

func insertCare(ctx context.Context, tx *db.Tx, list []*Care) error {
	var rows, names, kinds [][]any
	for _, c := range list {
		rows = append(rows, []any{c.ID, c.Version, c.SchoolID, c.School, c.Path, c.PupilID, c.ClassID, c.Class, c.masked, text(c.Kinds), text(c.Measures),
			string(c.State), c.Until, c.Proposer.By, c.Proposer.Who, db.Millis(c.Proposer.At), c.Approver.By, c.Approver.Who, db.Millis(c.Approver.At), c.Note,
			paper(c.Report), text(c.Readers), db.Millis(c.EndedAt)})
		for _, r := range c.Readers {
			names = append(names, []any{c.ID, r.ID})
		}
		for _, k := range c.Kinds {
			kinds = append(kinds, []any{c.ID, k})
		}
	}
	if _, err := tx.Insert(ctx, "mediation_care", careColumns, rows, ""); err != nil {
		return err
	}
	if _, err := tx.Insert(ctx, "mediation_care_readers", []string{"care_id", "person_id"}, names, "ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	_, err := tx.Insert(ctx, "mediation_care_kinds", []string{"care_id", "kind"}, kinds, "ON CONFLICT DO NOTHING")
	return err
}

func saveCare(ctx context.Context, tx *db.Tx, c *Care) error {
	err := tx.UpdateOne(ctx, `UPDATE mediation_care SET version = version + 1, state = $1, approver_id = $2, approver = $3, approved_at = $4, note = $5, ended_at = $6
		WHERE id = $7 AND version = $8`, string(c.State), c.Approver.By, c.Approver.Who, db.Millis(c.Approver.At), c.Note, db.Millis(c.EndedAt), c.ID, c.Version)
	if err == nil {
		c.Version++
	}
	return err
}

func getCare(ctx context.Context, tx *db.Tx, careID, lock string) (*Care, error) {
	c, err := db.One(ctx, tx, scanCare, selectCare+"WHERE c.id = $1 "+lock, careID)
	if db.IsNotFound(err) {
		return nil, errNoCare
	}
	return c, err
}

// maxCare bounds what one person sees on one page.
const maxCare = 500

func listCare(ctx context.Context, tx *db.Tx, person string, areas, decides []string) ([]*Care, error) {
	var a db.Args
	me := a.Add(person)
	where := a.Within("c.path", areas) + ` AND (c.proposer_id = ` + me + ` OR ` + a.Within("c.path", decides) +
		` OR (c.state = 'active' AND EXISTS (SELECT 1 FROM mediation_care_readers r WHERE r.care_id = c.id AND r.person_id = ` + me + `)))`
	return db.All(ctx, tx, scanCare, selectCare+"WHERE "+where+` ORDER BY CASE c.state WHEN 'proposed' THEN 0 WHEN 'active' THEN 1 ELSE 2 END, c.id DESC LIMIT `+
		a.Add(maxCare), a.Values()...)
}
