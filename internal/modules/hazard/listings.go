package hazard

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
	"huxue/internal/platform/todo"
)

const selectListing = `SELECT id, version, hazard_id, number, level, path, state, proposer_id, proposer, proposed_at, approver_id, approver, approved_at,
	issued_at, due_at, report_due, delisted_at, reopen, reopened_at, sheet FROM hazard_listings `

func scanListing(s db.Scanner) (*Listing, error) {
	l := &Listing{}
	var sheet string
	at := db.Instant
	if err := s.Scan(&l.ID, &l.Version, &l.HazardID, &l.Number, &l.Level, &l.Path, &l.State, &l.Proposer.By, &l.Proposer.Who, at(&l.Proposer.At),
		&l.Approver.By, &l.Approver.Who, at(&l.Approver.At), at(&l.IssuedAt), at(&l.DueAt), at(&l.ReportDue), at(&l.DelistedAt), &l.Reopen,
		at(&l.ReopenedAt), &sheet); err != nil {
		return nil, err
	}
	return l, json.Unmarshal([]byte(sheet), &l.Sheet)
}

// listingOf is the last listing of a hazard, nil where there is none.
func listingOf(ctx context.Context, tx *db.Tx, hazardID string) (*Listing, error) {
	l, err := db.One(ctx, tx, scanListing, selectListing+`WHERE hazard_id = $1 ORDER BY id DESC LIMIT 1`, hazardID)
	if db.IsNotFound(err) {
		return nil, nil
	}
	return l, err
}

func insertListing(ctx context.Context, tx *db.Tx, l *Listing) error {
	sheet, err := json.Marshal(l.Sheet)
	if err != nil {
		return err
	}
	ms := db.Millis
	_, err = tx.Insert(ctx, "hazard_listings", []string{"id", "hazard_id", "number", "level", "path", "state", "proposer_id", "proposer", "proposed_at",
		"approver_id", "approver", "approved_at", "issued_at", "due_at", "report_due", "delisted_at", "reopen", "reopened_at", "sheet"},
		[][]any{{l.ID, l.HazardID, l.Number, l.Level, l.Path, string(l.State), l.Proposer.By, l.Proposer.Who, ms(l.Proposer.At), l.Approver.By, l.Approver.Who,
			ms(l.Approver.At), ms(l.IssuedAt), ms(l.DueAt), ms(l.ReportDue), ms(l.DelistedAt), l.Reopen, ms(l.ReopenedAt), string(sheet)}}, "")
	return err
}

func updateListing(ctx context.Context, tx *db.Tx, l *Listing) error {
	sheet, err := json.Marshal(l.Sheet)
	if err != nil {
		return err
	}
	ms := db.Millis
	return tx.UpdateOne(ctx, `UPDATE hazard_listings SET version = version + 1, number = $1, state = $2, approver_id = $3, approver = $4, approved_at = $5,
		issued_at = $6, due_at = $7, report_due = $8, delisted_at = $9, reopen = $10, reopened_at = $11, sheet = $12 WHERE id = $13 AND version = $14`,
		l.Number, string(l.State), l.Approver.By, l.Approver.Who, ms(l.Approver.At), ms(l.IssuedAt), ms(l.DueAt), ms(l.ReportDue), ms(l.DelistedAt),
		l.Reopen, ms(l.ReopenedAt), string(sheet), l.ID, l.Version)
}

// ListAct is one step of a listing. Which fields it needs depends on the verb.
type ListAct struct {
	Version int64  `json:"version"`
	Level   string `json:"level,omitempty" enum:",county,city"`
	OK      bool   `json:"ok,omitempty"`
	Text    string `json:"text,omitempty" maxLength:"2000"`
	Kind    string `json:"kind,omitempty" maxLength:"20"`
	PaperNo string `json:"paperNo,omitempty" maxLength:"60" doc:"number of the authority's decision"`
	Percent int    `json:"percent,omitempty" minimum:"0" maximum:"100"`
	DueAt   int64  `json:"dueAt,omitempty"`
	Sheet   Sheet  `json:"sheet,omitempty"`
}

// List is a step of the listed supervision (挂牌督办) of a hazard: propose, approve,
// issue, plan, accept, report, ask, inspect, delist, archive or outcome.
func (s *Service) List(ctx context.Context, hazardID, verb string, in ListAct) (*Hazard, error) {
	data := map[string]any{}
	return s.act(ctx, hazardID, in.Version, "list_"+verb, data, func(ctx context.Context, tx *db.Tx, h *Hazard) error {
		w := actor(ctx, tx, h)
		if verb == "propose" {
			l, err := Propose(h, in.Level, Sheet{Reason: in.Text}, w)
			if err != nil {
				return err
			}
			l.ID, data["level"], data["text"] = id.New("hls"), in.Level, l.Sheet.Reason
			return insertListing(ctx, tx, l)
		}
		l, err := listingOf(ctx, tx, h.ID)
		if err != nil {
			return err
		}
		if l == nil {
			return errNoListing
		}
		if err := s.listStep(ctx, tx, h, l, verb, in, w, data); err != nil {
			return err
		}
		h.Listed, h.ListedLevel, h.ListedNo = l.State, l.Level, l.Number
		return updateListing(ctx, tx, l)
	})
}

func (s *Service) listStep(ctx context.Context, tx *db.Tx, h *Hazard, l *Listing, verb string, in ListAct, w Actor, data map[string]any) error {
	report := s.days(ctx, listingReport, h.Path)
	data["text"] = clip(in.Text, 1000)
	switch verb {
	case "approve":
		data["ok"] = in.OK
		return l.Approve(in.OK, in.Text, w)
	case "issue":
		due := db.Time(in.DueAt)
		if in.DueAt == 0 {
			due = h.DueAt
		}
		if err := l.Issue(in.Sheet, due, report, w); err != nil {
			return err
		}
		h.DueAt = due
		data["due"] = db.Millis(due)
		var err error
		if l.Number, err = listNumber(ctx, tx, l, tx.Now); err != nil {
			return err
		}
		data["number"] = l.Number
		return s.issueListing(ctx, tx, h, l, PaperListing)
	case "plan":
		return l.File(in.Text, w)
	case "accept":
		return l.Accept(w)
	case "report":
		due := reportSubject(l)
		if err := l.Report(in.Text, report, w); err != nil {
			return err
		}
		if err := todo.Finish(ctx, tx, "hazard", "list_report", due); err != nil {
			return err
		}
		return addNote(ctx, tx, l, "report", in)
	case "ask":
		return l.AskDelist(h, in.Text, w)
	case "inspect":
		data["ok"] = in.OK
		return l.Inspect(h, in.OK, in.Text, report, w)
	case "delist":
		if err := l.Delist(in.Text, w); err != nil {
			return err
		}
		return s.issueListing(ctx, tx, h, l, PaperDelisting)
	case "archive":
		return l.Put(h, w)
	case "outcome":
		data["kind"], data["paperNo"] = in.Kind, clip(in.PaperNo, 60)
		if err := l.Outcome(in.Kind, in.Text, in.PaperNo, w); err != nil {
			return err
		}
		return addNote(ctx, tx, l, in.Kind, in)
	}
	return errListFields
}

// listNumber is the 督办编号, without gaps per body and year.
func listNumber(ctx context.Context, tx *db.Tx, l *Listing, now time.Time) (string, error) {
	scope := org.CountyPath(l.Path)
	if l.Level == "city" {
		scope = cityPath(l.Path)
	}
	n, err := serial(ctx, tx, "list:"+scope, yearOf(now), 1)
	parts := access.Above(scope)
	code := ""
	if len(parts) > 1 {
		code = scope[len(parts[len(parts)-2]) : len(scope)-1]
	}
	return fmt.Sprintf("%s-DB-%d-%03d", code, yearOf(now), n), err
}

func cityPath(path string) string {
	if above := access.Above(path); len(above) > 2 {
		return above[2]
	}
	return path
}

func addNote(ctx context.Context, tx *db.Tx, l *Listing, kind string, in ListAct) error {
	_, err := tx.Exec(ctx, `INSERT INTO hazard_listing_notes (id, listing_id, at, kind, by_name, text, paper_no, percent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id.New("hln"), l.ID, db.Millis(tx.Now), kind, access.From(ctx).Name, clip(in.Text, 1000), clip(in.PaperNo, 60), in.Percent)
	return err
}

// Note is a progress report on a listing or an outcome.
type Note struct {
	At      int64  `json:"at"`
	Kind    string `json:"kind" enum:"report,talk,suspend,circular,handover,reopen"`
	By      string `json:"by"`
	Text    string `json:"text"`
	PaperNo string `json:"paperNo"`
	Percent int    `json:"percent"`
}

// ListingView is a listing as it is shown.
type ListingView struct {
	ID         string    `json:"id"`
	Number     string    `json:"number"`
	Level      string    `json:"level" enum:"county,city"`
	State      ListState `json:"state" enum:"proposed,refused,approved,issued,planned,rectifying,delist_asked,inspected,delisted,archived"`
	Proposer   *Sign     `json:"proposer"`
	Approver   *Sign     `json:"approver"`
	IssuedAt   int64     `json:"issuedAt"`
	DueAt      int64     `json:"dueAt"`
	ReportDue  int64     `json:"reportDue"`
	DelistedAt int64     `json:"delistedAt"`
	Reopen     bool      `json:"reopen" doc:"a stop was ordered"`
	ReopenedAt int64     `json:"reopenedAt"`
	Sheet      Sheet     `json:"sheet"`
	Notes      []Note    `json:"notes" nullable:"false"`
}

func viewListing(ctx context.Context, tx *db.Tx, l *Listing) (*ListingView, error) {
	if l == nil {
		return nil, nil
	}
	ms := db.Millis
	v := &ListingView{ID: l.ID, Number: l.Number, Level: l.Level, State: l.State, Proposer: sign(l.Proposer), Approver: sign(l.Approver), IssuedAt: ms(l.IssuedAt),
		DueAt: ms(l.DueAt), ReportDue: ms(l.ReportDue), DelistedAt: ms(l.DelistedAt), Reopen: l.Reopen, ReopenedAt: ms(l.ReopenedAt), Sheet: l.Sheet}
	var err error
	v.Notes, err = db.All(ctx, tx, func(s db.Scanner) (n Note, err error) {
		err = s.Scan(&n.At, &n.Kind, &n.By, &n.Text, &n.PaperNo, &n.Percent)
		return n, err
	}, `SELECT at, kind, by_name, text, paper_no, percent FROM hazard_listing_notes WHERE listing_id = $1 ORDER BY id`, l.ID)
	if v.Notes == nil {
		v.Notes = []Note{}
	}
	return v, err
}

func reportSubject(l *Listing) string { return l.HazardID + ":" + dayOf(l.ReportDue) }

// remindReports puts progress reports that are due on the list of the school.
func (s *Service) remindReports(ctx context.Context) error {
	if err := access.Require(ctx, PermOversee, access.Everywhere); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		list, err := db.All(ctx, tx, scanListing, selectListing+`WHERE report_due > 0 AND report_due <= $1 ORDER BY report_due LIMIT $2`, db.Millis(tx.Now), piece)
		if err != nil {
			return err
		}
		n := 0
		for _, l := range list {
			h, err := get(ctx, tx, l.HazardID, "")
			if errors.Is(err, errGone) {
				continue
			}
			if err != nil {
				return err
			}
			n++
			if err := todo.Put(ctx, tx, todo.Task{
				Room: "hazard", Kind: "list_report", Subject: reportSubject(l), Path: h.Path, Perm: PermRectify, Priority: 1, Due: l.ReportDue, Link: "/hazards/" + h.ID,
				Params: map[string]any{"school": h.SchoolName, "no": l.Number, "place": h.Place, "text": clip(h.Text, 60)},
			}); err != nil {
				return err
			}
		}
		if n == 0 {
			return nil
		}
		return audit.Record(ctx, tx, "hazard.report_due", "listings", map[string]int{"listings": n})
	})
}
