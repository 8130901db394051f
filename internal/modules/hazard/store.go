package hazard

import (
	"context"
	"strings"
	"time"

	"huxue/internal/kit/db"
)

// columns of a hazard, after id and version, in the order of values and scan.
var columns = []string{
	"number", "source", "school_id", "school_name", "path", "county", "year", "found_at", "way", "finder_id", "finder", "finder_unit",
	"finder_agency", "category", "sub", "item_code", "place", "text", "stop", "proposed", "level", "grader_id", "grader", "graded_at",
	"rule_set", "clauses", "basis", "kind", "state", "agency", "from_agency", "transfer", "unit", "owner_id", "owner", "leader",
	"measures", "funds", "funds_from", "plan", "interim", "interim_kind", "interim_by", "interim_at", "reported_up", "reported_by",
	"reported_at", "due_at", "due_norm", "first_due_at", "assigner_id", "assigner", "assigned_at", "received_by", "received_at",
	"progress", "fixer_id", "fixer", "fixer_led", "fixed_at", "fix_note", "verifier_id", "verifier", "verified_at", "verify_note",
	"closed_at", "archived_at", "reworks", "extensions", "asked", "asked_id", "asked_by", "asked_at", "asked_why", "asked_due", "asks",
	"listed_no", "listed_level", "listed", "recurrence_of", "merged_into", "end_reason", "remark", "overdue", "step", "step_at",
}

var selectHazard = "SELECT id, version, " + strings.Join(columns, ", ") + " FROM hazards "

func values(h *Hazard) []any {
	ms := db.Millis
	return []any{
		h.Number, h.Source, h.SchoolID, h.SchoolName, h.Path, h.County, h.Year, ms(h.FoundAt), h.Way, h.FinderID, h.Finder, h.FinderUnit,
		h.FinderAgency, h.Category, h.Sub, h.ItemCode, h.Place, h.Text, h.Stop, string(h.Proposed), string(h.Level), h.Grader.By, h.Grader.Who, ms(h.Grader.At),
		h.RuleSet, strings.Join(h.Clauses, " "), h.Basis, string(h.Kind), string(h.State), h.Agency, h.FromAgency, h.Transfer, h.Unit, h.OwnerID, h.Owner, h.Leader,
		h.Measures, h.Funds, h.FundsFrom, h.Plan, h.Interim, h.InterimKind, h.InterimBy, ms(h.InterimAt), h.ReportedUp, h.ReportedBy,
		ms(h.ReportedAt), ms(h.DueAt), h.DueNorm, ms(h.FirstDueAt), h.Assigner.By, h.Assigner.Who, ms(h.Assigner.At), h.ReceivedBy, ms(h.ReceivedAt),
		h.Progress, h.Fixer.By, h.Fixer.Who, h.FixerLed, ms(h.Fixer.At), h.FixNote, h.Verifier.By, h.Verifier.Who, ms(h.Verifier.At), h.VerifyNote,
		ms(h.ClosedAt), ms(h.ArchivedAt), h.Reworks, h.Extensions, h.Asked.Kind, h.Asked.By, h.Asked.Who, ms(h.Asked.At), h.Asked.Why, ms(h.Asked.Due), h.Asks,
		h.ListedNo, h.ListedLevel, string(h.Listed), h.RecurrenceOf, h.MergedInto, h.EndReason, h.Remark, h.Overdue, h.Step, ms(h.StepAt),
	}
}

func scanHazard(s db.Scanner) (*Hazard, error) {
	h := &Hazard{}
	var clauses string
	at := db.Instant
	err := s.Scan(&h.ID, &h.Version,
		&h.Number, &h.Source, &h.SchoolID, &h.SchoolName, &h.Path, &h.County, &h.Year, at(&h.FoundAt), &h.Way, &h.FinderID, &h.Finder, &h.FinderUnit,
		&h.FinderAgency, &h.Category, &h.Sub, &h.ItemCode, &h.Place, &h.Text, &h.Stop, &h.Proposed, &h.Level, &h.Grader.By, &h.Grader.Who, at(&h.Grader.At),
		&h.RuleSet, &clauses, &h.Basis, &h.Kind, &h.State, &h.Agency, &h.FromAgency, &h.Transfer, &h.Unit, &h.OwnerID, &h.Owner, &h.Leader,
		&h.Measures, &h.Funds, &h.FundsFrom, &h.Plan, &h.Interim, &h.InterimKind, &h.InterimBy, at(&h.InterimAt), &h.ReportedUp, &h.ReportedBy,
		at(&h.ReportedAt), at(&h.DueAt), &h.DueNorm, at(&h.FirstDueAt), &h.Assigner.By, &h.Assigner.Who, at(&h.Assigner.At), &h.ReceivedBy, at(&h.ReceivedAt),
		&h.Progress, &h.Fixer.By, &h.Fixer.Who, &h.FixerLed, at(&h.Fixer.At), &h.FixNote, &h.Verifier.By, &h.Verifier.Who, at(&h.Verifier.At), &h.VerifyNote,
		at(&h.ClosedAt), at(&h.ArchivedAt), &h.Reworks, &h.Extensions, &h.Asked.Kind, &h.Asked.By, &h.Asked.Who, at(&h.Asked.At), &h.Asked.Why, at(&h.Asked.Due), &h.Asks,
		&h.ListedNo, &h.ListedLevel, &h.Listed, &h.RecurrenceOf, &h.MergedInto, &h.EndReason, &h.Remark, &h.Overdue, &h.Step, at(&h.StepAt))
	h.Clauses = strings.Fields(clauses)
	return h, err
}

// insertHazards writes new hazards; source decides that one is there already.
func insertHazards(ctx context.Context, tx *db.Tx, list []*Hazard) error {
	rows := make([][]any, len(list))
	for i, h := range list {
		h.Version = 1
		rows[i] = append([]any{h.ID, h.Version, db.Millis(tx.Now)}, values(h)...)
	}
	_, err := tx.Insert(ctx, "hazards", append([]string{"id", "version", "changed_at"}, columns...), rows, "")
	return err
}

// update saves a hazard against the version it was read at.
func update(ctx context.Context, tx *db.Tx, h *Hazard) error {
	var a db.Args
	set := make([]string, len(columns))
	for i, v := range values(h) {
		set[i] = columns[i] + " = " + a.Add(v)
	}
	q := "UPDATE hazards SET version = version + 1, changed_at = " + a.Add(db.Millis(tx.Now)) + ", " + strings.Join(set, ", ")
	q += " WHERE id = " + a.Add(h.ID) + " AND version = " + a.Add(h.Version)
	err := tx.UpdateOne(ctx, q, a.Values()...)
	if err == nil {
		h.Version++
	}
	return err
}

func get(ctx context.Context, tx *db.Tx, hazardID, lock string) (*Hazard, error) {
	h, err := db.One(ctx, tx, scanHazard, selectHazard+"WHERE id = $1 "+lock, hazardID)
	if db.IsNotFound(err) {
		return nil, errGone
	}
	return h, err
}

func bySource(ctx context.Context, tx *db.Tx, source string) (*Hazard, error) {
	return db.One(ctx, tx, scanHazard, selectHazard+"WHERE source = $1 AND source <> ''", source)
}

// serial gives out the next n numbers of a county and year, without gaps, and
// returns the first; none are given out for 0, but the transaction that asked is the
// only one that can until it ends.
func serial(ctx context.Context, tx *db.Tx, scope string, year, n int) (int64, error) {
	last, err := db.One(ctx, tx, db.Value[int64], `INSERT INTO hazard_serials (scope, year, last) VALUES ($1, $2, $3)
		ON CONFLICT (scope, year) DO UPDATE SET last = hazard_serials.last + excluded.last RETURNING last`, scope, year, n)
	return last - int64(n) + 1, err
}

// before finds the last hazard of a school that was the same and has been closed
// since a moment: the same point of the checklist, or, without one, the same kind,
// at the same place.
func before(ctx context.Context, tx *db.Tx, h *Hazard, since time.Time) (string, error) {
	var a db.Args
	q := `SELECT id FROM hazards WHERE school_id = ` + a.Add(h.SchoolID) + ` AND state IN ('closed', 'archived') AND closed_at >= ` + a.Add(db.Millis(since)) +
		` AND place = ` + a.Add(h.Place)
	if h.ItemCode != "" {
		q += ` AND item_code = ` + a.Add(h.ItemCode)
	} else {
		q += ` AND category = ` + a.Add(h.Category) + ` AND sub = ` + a.Add(h.Sub) + ` AND text = ` + a.Add(h.Text)
	}
	id, err := db.One(ctx, tx, db.Value[string], q+` ORDER BY closed_at DESC, id DESC LIMIT 1`, a.Values()...)
	if db.IsNotFound(err) {
		return "", nil
	}
	return id, err
}

// Moved follows a school whose path has changed. The numbers of the ledger move by
// counting the school again; see Recount.
// access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	list, err := db.All(ctx, tx, scanHazard, selectHazard+"WHERE path = $1", from)
	if err != nil {
		return err
	}
	for _, h := range list {
		was := *h
		h.Path, h.County = to, countyPath(to)
		if err := update(ctx, tx, h); err != nil {
			return err
		}
		if err := count(ctx, tx, &was, h); err != nil {
			return err
		}
	}
	return nil
}
