package mediation

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// Party is one side of a dispute as the restricted field has it: a code and what it is
// to the school, never a name. StaffID goes in and never comes out: it keeps somebody
// of the staff from establishing the facts of his own dispute.
type Party struct {
	Code     string `json:"code" maxLength:"8" doc:"甲, 乙, …"`
	Relation string `json:"relation" maxLength:"40" doc:"例：七年级学生家长"`
	Minor    bool   `json:"minor,omitempty"`
	StaffID  string `json:"staffId,omitempty" maxLength:"40" doc:"write only: an account of the staff"`
}

// Read is one look at something restricted.
type Read struct {
	ID      string `json:"id"`
	At      int64  `json:"at"`
	ByID    string `json:"byId"`
	By      string `json:"by"`
	Purpose string `json:"purpose"`
}

var errParty = errs.Invalid("mediation.party_wrong", errs.Field{Name: "parties", Code: "mediation.party_wrong"})

func checkParties(list []Party) error {
	for i := range list {
		p := &list[i]
		p.Code, p.Relation = clip(p.Code, 8), clip(p.Relation, 40)
		if p.Code == "" || p.Relation == "" {
			return errParty
		}
		if err := screen(false, p.Code, p.Relation); err != nil {
			return err
		}
	}
	return nil
}

func setParties(ctx context.Context, tx *db.Tx, disputeID string, list []Party) error {
	if _, err := tx.Exec(ctx, `DELETE FROM mediation_parties WHERE dispute_id = $1`, disputeID); err != nil {
		return err
	}
	rows := make([][]any, len(list))
	for i, p := range list {
		rows[i] = []any{disputeID, i + 1, p.Code, p.Relation, p.Minor, p.StaffID}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.Insert(ctx, "mediation_parties", []string{"dispute_id", "n", "code", "relation", "minor", "staff_id"}, rows, "")
	return err
}

// staffAmong are the accounts of those parties who have one.
func staffAmong(ctx context.Context, tx *db.Tx, disputeID string) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `SELECT staff_id FROM mediation_parties WHERE dispute_id = $1 AND staff_id <> ''`, disputeID)
}

// Parties shows who the parties are to somebody who handles the dispute by name, for a
// purpose that he gives; the reading is written down before he sees anything.
func (s *Service) Parties(ctx context.Context, disputeID, purpose string) ([]Party, error) {
	purpose = clip(purpose, 200)
	var out []Party
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := get(ctx, tx, disputeID, "")
		if err != nil {
			return err
		}
		if err := d.seenBy(ctx); err != nil {
			return err
		}
		if !d.Handler(access.From(ctx).ID) {
			return errNotHandler
		}
		if purpose == "" {
			return errPurpose
		}
		if err := noteRead(ctx, tx, d.ID, d.Path, purpose); err != nil {
			return err
		}
		out, err = db.All(ctx, tx, func(s db.Scanner) (p Party, err error) {
			err = s.Scan(&p.Code, &p.Relation, &p.Minor)
			return p, err
		}, `SELECT code, relation, minor FROM mediation_parties WHERE dispute_id = $1 ORDER BY n`, disputeID)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, "mediation.parties_read", d.ID, map[string]string{"purpose": purpose})
	})
	return out, err
}

// Reads shows the responsible manager who has read the restricted field, and why.
func (s *Service) Reads(ctx context.Context, disputeID string) ([]Read, error) {
	var out []Read
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		d, err := get(ctx, tx, disputeID, "")
		if err != nil {
			return err
		}
		if err := d.seenBy(ctx); err != nil {
			return err
		}
		if err := access.Require(ctx, PermManage, d.Path); err != nil {
			return err
		}
		out, err = readsOf(ctx, tx, disputeID)
		return err
	})
	return out, err
}

func noteRead(ctx context.Context, tx *db.Tx, subject, path, purpose string) error {
	who := access.From(ctx)
	_, err := tx.Exec(ctx, `INSERT INTO mediation_reads (id, subject_id, path, at, by_id, by_name, purpose) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id.New("mrd"), subject, path, db.Millis(tx.Now), who.ID, who.Name, purpose)
	return err
}

func readsOf(ctx context.Context, tx *db.Tx, subject string) ([]Read, error) {
	return db.All(ctx, tx, func(s db.Scanner) (r Read, err error) {
		err = s.Scan(&r.ID, &r.At, &r.ByID, &r.By, &r.Purpose)
		return r, err
	}, `SELECT id, at, by_id, by_name, purpose FROM mediation_reads WHERE subject_id = $1 ORDER BY id DESC`, subject)
}
