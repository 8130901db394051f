package hazard

import (
	"context"
	"encoding/json"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/paper"
	"huxue/internal/platform/todo"
)

// The refusals of replies.
var (
	errReplyOpen  = errs.Conflict("hazard.reply_filed")
	errReplyItems = errs.Invalid("hazard.reply_incomplete", errs.Field{Name: "items", Code: "hazard.reply_incomplete"})
	errReplyOf    = errs.Conflict("hazard.reply_of_no_notice")
)

// ReplyItem is what was done about one hazard (逐条措施、责任人、完成时间、佐证).
type ReplyItem struct {
	HazardID string `json:"hazardId" maxLength:"40"`
	Number   string `json:"number,omitempty" maxLength:"60"`
	Place    string `json:"place,omitempty" maxLength:"80"`
	Text     string `json:"text,omitempty" maxLength:"1000"`
	Measure  string `json:"measure" maxLength:"1000"`
	Owner    string `json:"owner" maxLength:"40"`
	DoneDay  string `json:"doneDay" maxLength:"10"`
	Proof    string `json:"proof" maxLength:"300" doc:"what proves it"`
	Photos   int    `json:"photos" doc:"pictures of after in the ledger"`
}

// Reply is a school's answer to a notice (整改报告、回执).
type Reply struct {
	PaperID   string      `json:"paperId"`
	Version   int64       `json:"version" doc:"0 while nothing has been written"`
	State     string      `json:"state" enum:"draft,filed"`
	Items     []ReplyItem `json:"items" nullable:"false"`
	Note      string      `json:"note"`
	WrittenBy string      `json:"writtenBy"`
	Head      string      `json:"head" doc:"who signed for the unit"`
	FiledAt   int64       `json:"filedAt"`
	Paper     paper.Card  `json:"paper"`
	MayWrite  bool        `json:"mayWrite"`
	MayFile   bool        `json:"mayFile"`
}

// Reply returns the answer to a notice, begun from the ledger where there is none.
func (s *Service) Reply(ctx context.Context, paperID string) (*Reply, error) {
	p, err := s.papers.Paper(ctx, paperID)
	if err != nil {
		return nil, err
	}
	if _, err := access.RequirePerson(ctx); err != nil {
		return nil, err
	}
	var out *Reply
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = s.reply(ctx, tx, p)
		return err
	})
	return out, err
}

func (s *Service) reply(ctx context.Context, tx *db.Tx, p *paper.Paper) (*Reply, error) {
	r := &Reply{PaperID: p.ID, State: "draft", Items: []ReplyItem{}, Paper: s.papers.CardOf(ctx, p, false)}
	var items string
	err := tx.QueryRow(ctx, `SELECT version, state, items, note, written_by, head, filed_at FROM hazard_replies WHERE paper_id = $1`, p.ID).
		Scan(&r.Version, &r.State, &items, &r.Note, &r.WrittenBy, &r.Head, &r.FiledAt)
	if err != nil && !db.IsNotFound(err) {
		return nil, err
	}
	said := map[string]ReplyItem{}
	if err == nil {
		var written []ReplyItem
		if err := json.Unmarshal([]byte(items), &written); err != nil {
			return nil, err
		}
		for _, x := range written {
			said[x.HazardID] = x
		}
	}
	err = db.Each(ctx, tx, func(row db.Scanner) error {
		var x ReplyItem
		var measures, owner string
		var fixed int64
		if err := row.Scan(&x.HazardID, &x.Number, &x.Place, &x.Text, &measures, &owner, &fixed, &x.Photos); err != nil {
			return err
		}
		x.Measure, x.Owner, x.DoneDay = measures, owner, ""
		if fixed > 0 {
			x.DoneDay = dayOf(db.Time(fixed))
		}
		if w, ok := said[x.HazardID]; ok {
			x.Measure, x.Owner, x.DoneDay, x.Proof = w.Measure, w.Owner, w.DoneDay, w.Proof
		}
		r.Items = append(r.Items, x)
		return nil
	}, `SELECT h.id, h.number, h.place, h.text, h.measures, h.owner, h.fixed_at, h.photos_after
		FROM hazard_papers x JOIN hazards h ON h.id = x.hazard_id WHERE x.paper_id = $1 ORDER BY x.n`, p.ID)
	_, notice := instrumentOf(p.Kind)
	open := r.State == "draft" && p.InForce() && notice
	r.MayWrite = open && access.Require(ctx, PermRectify, p.Path) == nil
	r.MayFile = open && access.Require(ctx, PermLead, p.Path) == nil
	return r, err
}

// ReplyInput is an answer as a form sends it. File hands it in, signed by the head
// of the unit (单位负责人签字).
type ReplyInput struct {
	Version int64       `json:"version"`
	Items   []ReplyItem `json:"items" maxItems:"60" nullable:"false"`
	Note    string      `json:"note,omitempty" maxLength:"1000"`
	File    bool        `json:"file,omitempty"`
}

// WriteReply keeps a school's answer to a notice, and hands it in when told so.
func (s *Service) WriteReply(ctx context.Context, paperID string, in ReplyInput) (*Reply, error) {
	p, err := s.papers.Paper(ctx, paperID)
	if err != nil {
		return nil, err
	}
	perm := PermRectify
	if in.File {
		perm = PermLead
	}
	if err := access.Require(ctx, perm, p.Path); err != nil {
		return nil, err
	}
	var out *Reply
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := s.reply(ctx, tx, p)
		if err != nil {
			return err
		}
		if err := r.take(in, p); err != nil {
			return err
		}
		who := access.From(ctx)
		r.WrittenBy = who.Name
		if in.File {
			r.State, r.Head, r.FiledAt = "filed", who.Name, db.Millis(tx.Now)
		}
		if err := saveReply(ctx, tx, p, r); err != nil {
			return err
		}
		out = r
		if !in.File {
			return audit.Record(ctx, tx, "hazard.reply_write", p.ID, map[string]any{"number": p.Number})
		}
		if err := todo.Finish(ctx, tx, "hazard", "paper_reply", p.ID); err != nil {
			return err
		}
		for _, x := range r.Items {
			if err := addLine(ctx, tx, x.HazardID, "reply", map[string]any{"paper": p.ID, "number": p.Number, "measure": x.Measure, "owner": x.Owner, "day": x.DoneDay}); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, "hazard.reply_file", p.ID, map[string]any{"number": p.Number, "items": len(r.Items)})
	})
	if err != nil {
		return nil, err
	}
	return s.Reply(ctx, out.PaperID)
}

// take is the rule of an answer: one line for each hazard of the notice, each with
// measure, person and day before it is handed in.
func (r *Reply) take(in ReplyInput, p *paper.Paper) error {
	switch {
	case !r.MayWrite && r.State == "draft" || len(r.Items) == 0:
		return errReplyOf
	case r.State == "filed":
		return errReplyOpen
	case in.Version != r.Version:
		return errStale.With("state", r.State)
	}
	said := map[string]ReplyItem{}
	for _, x := range in.Items {
		said[x.HazardID] = x
	}
	for i := range r.Items {
		x, w := &r.Items[i], said[r.Items[i].HazardID]
		x.Measure, x.Owner, x.DoneDay, x.Proof = clip(w.Measure, 1000), clip(w.Owner, 40), w.DoneDay, clip(w.Proof, 300)
		_, ok := dayStart(x.DoneDay)
		if in.File && (x.Measure == "" || x.Owner == "" || !ok) || x.DoneDay != "" && !ok {
			return errReplyItems.With("number", x.Number)
		}
	}
	r.Note = clip(in.Note, 1000)
	return nil
}

func saveReply(ctx context.Context, tx *db.Tx, p *paper.Paper, r *Reply) error {
	items, err := json.Marshal(r.Items)
	if err != nil {
		return err
	}
	if r.Version == 0 {
		_, err := tx.Exec(ctx, `INSERT INTO hazard_replies (paper_id, version, path, state, items, note, written_by, head, filed_at)
			VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8)`, p.ID, p.Path, r.State, string(items), r.Note, r.WrittenBy, r.Head, r.FiledAt)
		return err
	}
	return tx.UpdateOne(ctx, `UPDATE hazard_replies SET version = version + 1, state = $1, items = $2, note = $3, written_by = $4, head = $5, filed_at = $6
		WHERE paper_id = $7 AND version = $8 AND state = 'draft'`, r.State, string(items), r.Note, r.WrittenBy, r.Head, r.FiledAt, p.ID, r.Version)
}
