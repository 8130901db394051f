package hazard

import (
	"context"
	"slices"
	"time"

	"huxue/internal/event"
	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// actor is who acts, as the rules see him.
func actor(ctx context.Context, tx *db.Tx, h *Hazard) Actor {
	who := access.From(ctx)
	w := Actor{
		ID: who.ID, Name: who.Name, At: tx.Now, School: who.Holds(PermRectify, h.Path), Leads: who.Holds(PermLead, h.Path),
		Bureau: who.Holds(PermGrade, h.Path), County: who.Holds(PermCounty, h.Path), City: who.Holds(PermOversee, h.Path),
	}
	if perm, ok := agencyPerms[h.Agency]; ok {
		w.Competent = who.Holds(perm, h.Path)
	}
	return w
}

// latest is the last deadline the norm allows a hazard, extensions included.
func (s *Service) latest(ctx context.Context, h *Hazard) time.Time {
	from := h.FoundAt
	if h.Level == Major {
		if !h.Grader.At.IsZero() {
			from = h.Grader.At
		}
		n := s.norm(ctx, majorDays, h.Path) + s.norm(ctx, extendMost, h.Path)*s.norm(ctx, normalMost, h.Path)
		return endOfDay(from.AddDate(0, 0, n))
	}
	return endOfDay(from.AddDate(0, 0, s.norm(ctx, normalMost, h.Path)))
}

// Entry is a hazard as a person puts it down. Draft leaves it for the writer alone.
type Entry struct {
	SchoolID string    `json:"schoolId" maxLength:"40"`
	Way      string    `json:"way" maxLength:"20"`
	Category string    `json:"category" maxLength:"20"`
	Sub      string    `json:"sub,omitempty" maxLength:"60"`
	ItemCode string    `json:"itemCode,omitempty" maxLength:"20"`
	Place    string    `json:"place" maxLength:"80"`
	Text     string    `json:"text" maxLength:"1000"`
	Level    Level     `json:"level" enum:"general,major"`
	Stop     bool      `json:"stop,omitempty"`
	Agency   string    `json:"agency,omitempty" maxLength:"20"`
	Owner    string    `json:"owner" maxLength:"40"`
	DueAt    int64     `json:"dueAt,omitempty" doc:"0 for the norm's"`
	FoundAt  int64     `json:"foundAt,omitempty" doc:"0 for now"`
	Photos   []Picture `json:"photos,omitempty" maxItems:"20"`
	Draft    bool      `json:"draft,omitempty"`
}

// Find puts a hazard down by hand. Place, level, the person responsible and the
// deadline are mandatory; the deadline is the norm's where nobody says one. [S 28]
func (s *Service) Find(ctx context.Context, in Entry) (*Hazard, error) {
	var out *Hazard
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if out, err = s.entry(ctx, tx, in); err != nil {
			return err
		}
		if err := s.enter(ctx, tx, out, nil); err != nil {
			return err
		}
		return keep(ctx, tx, out, "before", in.Photos)
	})
	return out, err
}

// entry is a hazard as a person puts it down, not written yet.
func (s *Service) entry(ctx context.Context, tx *db.Tx, in Entry) (*Hazard, error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return nil, err
	}
	x, err := org.GetSchool(ctx, tx, in.SchoolID)
	if err != nil {
		return nil, err
	}
	if err := access.See(ctx, PermFind, x.Path, org.ErrNoSchool); err != nil {
		return nil, err
	}
	if clip(in.Place, 80) == "" || clip(in.Owner, 40) == "" || (in.Level != General && in.Level != Major) {
		return nil, errMandatory
	}
	h, err := s.found(ctx, tx, &x, Finding{
		SchoolID: x.ID, FoundAt: in.FoundAt, Way: in.Way, FinderID: who.ID, FinderName: who.Name, FinderUnit: who.Unit, FinderAgency: s.agencyOf(who),
		Category: in.Category, Sub: in.Sub, ItemCode: in.ItemCode, Place: in.Place, Text: in.Text, Level: in.Level, Stop: in.Stop, Agency: in.Agency,
		Owner: in.Owner, DueAt: in.DueAt,
	})
	if err != nil {
		return nil, err
	}
	if h.DueAt.After(s.latest(ctx, h)) && h.Level == General {
		return nil, errDueLate.With("day", dayOf(s.latest(ctx, h)))
	}
	h.State = Registered
	if in.Draft {
		h.State = Draft
	}
	return h, nil
}

// Rewrite puts a draft down anew; only who wrote it sees it. Its pictures stay, new
// ones come to them.
func (s *Service) Rewrite(ctx context.Context, hazardID string, version int64, in Entry) (*Hazard, error) {
	return s.act(ctx, hazardID, version, "draft", nil, func(ctx context.Context, tx *db.Tx, h *Hazard) error {
		if err := h.in(Draft); err != nil {
			return err
		}
		in.Draft = true
		if in.FoundAt == 0 {
			in.FoundAt = db.Millis(h.FoundAt)
		}
		anew, err := s.entry(ctx, tx, in)
		if err != nil {
			return err
		}
		anew.ID, anew.Version, anew.Number = h.ID, h.Version, h.Number
		*h = *anew
		return keep(ctx, tx, h, "before", in.Photos)
	})
}

// agencyOf is the agency a person finds for, by his roles.
func (s *Service) agencyOf(who access.Actor) string {
	for _, r := range who.Roles {
		if a := s.agencies[r]; a != "" {
			return a
		}
	}
	return School
}

// Submit puts a draft into the ledger; only now it takes a number.
func (s *Service) Submit(ctx context.Context, hazardID string, version int64) (*Hazard, error) {
	data := map[string]any{}
	return s.act(ctx, hazardID, version, "register", data, func(ctx context.Context, tx *db.Tx, h *Hazard) error {
		if err := h.in(Draft); err != nil {
			return err
		}
		if access.From(ctx).ID != h.FinderID {
			return errNotYours
		}
		if err := numbered(ctx, tx, h); err != nil {
			return err
		}
		h.State, data["number"], data["level"] = Registered, h.Number, string(h.Level)
		return s.publishNew(ctx, tx, h)
	})
}

// Grade judges a hazard; see Hazard.Grade.
func (s *Service) Grade(ctx context.Context, hazardID string, version int64, level Level, clauses []string, basis string) (*Hazard, error) {
	data := map[string]any{"level": string(level), "clauses": clauses, "basis": clip(basis, 500)}
	return s.act(ctx, hazardID, version, "grade", data, func(ctx context.Context, tx *db.Tx, h *Hazard) error {
		rs, err := rulesAt(ctx, tx, h.Path, dayOf(tx.Now))
		if err != nil {
			return err
		}
		have, err := s.members(ctx, tx, rs, h)
		if err != nil {
			return err
		}
		was := h.Level
		if err := h.Grade(level, rs, clauses, have, clip(basis, 500), actor(ctx, tx, h)); err != nil {
			return err
		}
		if was != level || level == Major {
			h.DueAt, h.DueNorm = s.deadline(ctx, h, tx.Now)
			h.FirstDueAt = h.DueAt
		}
		data["ruleSet"] = rs.ID
		return nil
	})
}

// Settle writes down the five (五落实).
func (s *Service) Settle(ctx context.Context, hazardID string, version int64, f Five) (*Hazard, error) {
	return s.act(ctx, hazardID, version, "settle", nil, func(ctx context.Context, tx *db.Tx, h *Hazard) error {
		return h.Settle(f, actor(ctx, tx, h))
	})
}

// Assign gives a hazard to somebody (交办), with whatever of the five is said.
func (s *Service) Assign(ctx context.Context, hazardID string, version int64, f Five, kind Kind, dueAt int64) (*Hazard, error) {
	data := map[string]any{"owner": clip(f.Owner, 40)}
	return s.act(ctx, hazardID, version, "assign", data, func(ctx context.Context, tx *db.Tx, h *Hazard) error {
		w := actor(ctx, tx, h)
		if err := h.Settle(f, w); err != nil {
			return err
		}
		due := db.Time(dueAt)
		if dueAt == 0 && kind == Immediate && h.Kind != Immediate {
			h.Kind = Immediate
			due, _ = s.deadline(ctx, h, tx.Now)
		}
		if err := h.Assign(due, s.latest(ctx, h), kind, w); err != nil {
			return err
		}
		data["owner"], data["due"] = h.Owner, db.Millis(h.DueAt)
		return nil
	})
}

// Receive signs for a hazard (签收).
func (s *Service) Receive(ctx context.Context, hazardID string, version int64) (*Hazard, error) {
	return s.act(ctx, hazardID, version, "receive", nil, func(ctx context.Context, tx *db.Tx, h *Hazard) error { return h.Receive(actor(ctx, tx, h)) })
}

// Guard notes the interim control (临时管控).
func (s *Service) Guard(ctx context.Context, hazardID string, version int64, kind, text string, photos []Picture) (*Hazard, error) {
	return s.act(ctx, hazardID, version, "interim", map[string]any{"kind": kind, "text": clip(text, 500)}, func(ctx context.Context, tx *db.Tx, h *Hazard) error {
		if err := h.Guard(kind, text, actor(ctx, tx, h)); err != nil {
			return err
		}
		return keep(ctx, tx, h, "interim", photos)
	})
}

// Progress notes how far the mending has come.
func (s *Service) Progress(ctx context.Context, hazardID string, text string, photos []Picture) (*Hazard, error) {
	return s.act(ctx, hazardID, 0, "progress", map[string]any{"text": clip(text, 500)}, func(ctx context.Context, tx *db.Tx, h *Hazard) error {
		w := actor(ctx, tx, h)
		switch {
		case !h.State.Open():
			return errNotNow.With("state", string(h.State))
		case !w.School && !w.judges():
			return errNotYours
		case clip(text, 500) == "":
			return errReason
		}
		h.Progress = clip(text, 500)
		return keep(ctx, tx, h, "progress", photos)
	})
}

// Mend reports a hazard as mended (整改上报), at once in front of the finder or
// after it had been assigned.
func (s *Service) Mend(ctx context.Context, hazardID string, version int64, note string, beforePics, afterPics []Picture, onSpot bool) (*Hazard, error) {
	kind := "fix"
	if onSpot {
		kind = "fix_on_spot"
	}
	return s.act(ctx, hazardID, version, kind, map[string]any{"note": clip(note, 1000)}, func(ctx context.Context, tx *db.Tx, h *Hazard) error {
		w := actor(ctx, tx, h)
		if !w.School && !w.Competent {
			return errNotYours
		}
		if err := keep(ctx, tx, h, "before", beforePics); err != nil {
			return err
		}
		// A picture of before that comes with its answer has no name yet to answer to.
		known, err := photosOf(ctx, tx, h.ID)
		if err != nil {
			return err
		}
		if err := keep(ctx, tx, h, "after", paired(known, afterPics, h.Reworks)); err != nil {
			return err
		}
		all, err := photosOf(ctx, tx, h.ID)
		if err != nil {
			return err
		}
		if onSpot {
			return h.MendAtOnce(note, all, w)
		}
		return h.Mend(note, all, w)
	})
}

// paired gives pictures of after that do not say what they answer the first
// pictures of before that nobody answers.
func paired(known []Photo, pics []Picture, round int) []Picture {
	missing, _ := Unpaired(known, round)
	for _, p := range pics {
		missing = slices.DeleteFunc(missing, func(m string) bool { return m == p.Pair })
	}
	out := slices.Clone(pics)
	for i := range out {
		if out[i].Pair == "" && len(missing) > 0 {
			out[i].Pair, missing = missing[0], missing[1:]
		}
	}
	return out
}

// Verify strikes a hazard off or sends it back (验收).
func (s *Service) Verify(ctx context.Context, hazardID string, version int64, pass bool, note string, photos []Picture) (*Hazard, error) {
	kind := "verify"
	if !pass {
		kind = "rework"
	}
	return s.act(ctx, hazardID, version, kind, map[string]any{"note": clip(note, 500)}, func(ctx context.Context, tx *db.Tx, h *Hazard) error {
		if err := h.Verify(pass, note, actor(ctx, tx, h)); err != nil {
			return err
		}
		if err := keep(ctx, tx, h, "progress", photos); err != nil || !pass {
			return err
		}
		return s.publishEnd(ctx, tx, h)
	})
}

// AskFor asks what a second person has to decide: downgrade, invalid or extend.
func (s *Service) AskFor(ctx context.Context, hazardID string, version int64, kind, why string, dueAt int64) (*Hazard, error) {
	return s.act(ctx, hazardID, version, "ask_"+kind, map[string]any{"why": clip(why, 500), "due": dueAt}, func(ctx context.Context, tx *db.Tx, h *Hazard) error {
		return h.AskFor(kind, why, db.Time(dueAt), s.latest(ctx, h), s.norm(ctx, extendMost, h.Path), actor(ctx, tx, h))
	})
}

// Decide answers what was asked.
func (s *Service) Decide(ctx context.Context, hazardID string, version int64, ok bool, note string) (*Hazard, error) {
	data := map[string]any{"ok": ok, "note": clip(note, 500)}
	return s.act(ctx, hazardID, version, "decide", data, func(ctx context.Context, tx *db.Tx, h *Hazard) error {
		data["kind"] = h.Asked.Kind
		if !ok && clip(note, 500) == "" {
			return errReason
		}
		if err := h.Decide(ok, actor(ctx, tx, h)); err != nil {
			return err
		}
		if h.State == Invalid {
			return s.publishEnd(ctx, tx, h)
		}
		if ok && data["kind"] == "downgrade" {
			h.DueAt, h.DueNorm = s.deadline(ctx, h, h.FoundAt)
			if h.DueAt.Before(tx.Now) {
				h.DueAt, h.DueNorm = s.deadline(ctx, h, tx.Now)
			}
		}
		return nil
	})
}

// Join says that a hazard is the same as another (合并).
func (s *Service) Join(ctx context.Context, hazardID string, version int64, into, why string) (*Hazard, error) {
	return s.act(ctx, hazardID, version, "merge", map[string]any{"into": into, "why": clip(why, 500)}, func(ctx context.Context, tx *db.Tx, h *Hazard) error {
		to, err := get(ctx, tx, into, "")
		if err != nil {
			return err
		}
		if !sees(ctx, to) {
			return errGone
		}
		if err := h.Join(to, why, actor(ctx, tx, h)); err != nil {
			return err
		}
		return s.publishEnd(ctx, tx, h)
	})
}

// Recur says by hand that a hazard has come back after it had been closed (反弹),
// which the ledger finds by itself only where place and item are the same.
func (s *Service) Recur(ctx context.Context, hazardID string, version int64, of string) (*Hazard, error) {
	data := map[string]any{}
	return s.act(ctx, hazardID, version, "recurrence", data, func(ctx context.Context, tx *db.Tx, h *Hazard) error {
		old, err := get(ctx, tx, of, "")
		if err != nil {
			return err
		}
		if !sees(ctx, old) {
			return errGone
		}
		data["recurrenceOf"], data["no"] = old.ID, old.Number
		return h.Recur(old, actor(ctx, tx, h))
	})
}

// HandOver gives a hazard to another agency (移送).
func (s *Service) HandOver(ctx context.Context, hazardID string, version int64, to, why string) (*Hazard, error) {
	return s.act(ctx, hazardID, version, "transfer", map[string]any{"to": to, "why": clip(why, 500)}, func(ctx context.Context, tx *db.Tx, h *Hazard) error {
		w := actor(ctx, tx, h)
		from := h.Agency
		if err := h.HandOver(to, why, w); err != nil {
			return err
		}
		due := s.workdays(ctx, tx, h.Path, tx.Now, s.norm(ctx, receiptDays, h.Path))
		_, err := tx.Exec(ctx, `INSERT INTO hazard_transfers (id, hazard_id, n, from_agency, to_agency, reason, by_id, by_name, at, due_at, state)
			SELECT $1, $2, COUNT(*) + 1, $3, $4, $5, $6, $7, $8, $9, 'sent' FROM hazard_transfers WHERE hazard_id = $2`,
			id.New("htr"), h.ID, from, to, clip(why, 500), w.ID, w.Name, db.Millis(tx.Now), db.Millis(due))
		return err
	})
}

// Acknowledge is the receipt of a hand-over (回执).
func (s *Service) Acknowledge(ctx context.Context, hazardID string, version int64, no, note string) (*Hazard, error) {
	return s.act(ctx, hazardID, version, "receipt", map[string]any{"no": clip(no, 60), "note": clip(note, 500)}, func(ctx context.Context, tx *db.Tx, h *Hazard) error {
		w := actor(ctx, tx, h)
		if err := h.Acknowledge(no, w); err != nil {
			return err
		}
		return tx.UpdateOne(ctx, `UPDATE hazard_transfers SET state = 'received', receipt_no = $1, receipt_by = $2, receipt_at = $3, note = $4
			WHERE hazard_id = $5 AND state = 'sent'`, clip(no, 60), w.Name, db.Millis(tx.Now), clip(note, 500), h.ID)
	})
}

// GiveBack returns a hazard to the agency it came from (退回).
func (s *Service) GiveBack(ctx context.Context, hazardID string, version int64, why string) (*Hazard, error) {
	return s.act(ctx, hazardID, version, "give_back", map[string]any{"why": clip(why, 500)}, func(ctx context.Context, tx *db.Tx, h *Hazard) error {
		if err := h.GiveBack(why, actor(ctx, tx, h)); err != nil {
			return err
		}
		return tx.UpdateOne(ctx, `UPDATE hazard_transfers SET state = 'returned', note = $1, ended_at = $2 WHERE hazard_id = $3 AND state IN ('sent', 'received')
			AND n = (SELECT MAX(n) FROM hazard_transfers WHERE hazard_id = $3)`, clip(why, 500), db.Millis(tx.Now), h.ID)
	})
}

// Escalate is the school's word to the bureau that it cannot mend it itself.
func (s *Service) Escalate(ctx context.Context, hazardID string, version int64, text string) (*Hazard, error) {
	return s.act(ctx, hazardID, version, "report_up", map[string]any{"text": clip(text, 1000)}, func(ctx context.Context, tx *db.Tx, h *Hazard) error {
		return h.Escalate(text, actor(ctx, tx, h))
	})
}

// Shelve puts a closed hazard into the archive (归档).
func (s *Service) Shelve(ctx context.Context, hazardID string, version int64) (*Hazard, error) {
	return s.act(ctx, hazardID, version, "archive", nil, func(ctx context.Context, tx *db.Tx, h *Hazard) error {
		if !actor(ctx, tx, h).judges() {
			return errNotJudge
		}
		return h.Shelve(tx.Now)
	})
}

func (s *Service) publishEnd(ctx context.Context, tx *db.Tx, h *Hazard) error {
	return s.bus.Publish(ctx, tx, event.HazardClosed{
		HazardID: h.ID, Number: h.Number, Source: h.Source, SchoolID: h.SchoolID, Path: h.Path, Outcome: string(h.State), ClosedAt: db.Millis(tx.Now),
	})
}

// Year begins a new register in January: what is closed goes into the archive of
// its year, what is open is carried over and keeps its number. Doing it again does
// nothing. [S 25]
func (s *Service) Year(ctx context.Context) error {
	if err := access.Require(ctx, PermOversee, access.Everywhere); err != nil {
		return err
	}
	year := yearOf(s.db.Clock().Now())
	for {
		n := 0
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			list, err := db.All(ctx, tx, scanHazard, selectHazard+`WHERE year < $1 AND state IN ('registered', 'graded', 'assigned', 'rectifying', 'verifying', 'closed')
				ORDER BY id LIMIT $2`, year, piece)
			if err != nil {
				return err
			}
			n = len(list)
			sum := tally{}
			for _, h := range list {
				was := *h
				kind := "carry"
				if h.State == Closed && yearOf(h.ClosedAt) < year {
					kind, h.State, h.ArchivedAt = "archive", Archived, tx.Now
				} else {
					h.Year = year
				}
				if err := update(ctx, tx, h); err != nil {
					return err
				}
				if err := addLine(ctx, tx, h.ID, kind, map[string]any{"year": h.Year}); err != nil {
					return err
				}
				sum.add(&was, -1)
				sum.add(h, 1)
			}
			if n == 0 {
				return nil
			}
			if err := sum.save(ctx, tx); err != nil {
				return err
			}
			return audit.Record(ctx, tx, "hazard.year", "register", map[string]int{"year": year, "hazards": n})
		})
		if err != nil || n == 0 {
			return err
		}
	}
}
