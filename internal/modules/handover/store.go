package handover

import (
	"context"
	"encoding/json"

	"huxue/internal/kit/db"
)

const selectTarget = `SELECT t.id, t.version, t.path, COALESCE(a.name, ''), t.name, t.kind, t.address, t.secret, t.template, t.ok_field, t.ok_value,
	t.receipt_field, t.practice, t.alarms, t.notices, t.enabled, t.since FROM handover_targets t LEFT JOIN areas a ON a.path = t.path `

func (s *Service) scanTarget(row db.Scanner) (*Target, error) {
	t := &Target{}
	err := row.Scan(&t.ID, &t.Version, &t.Path, &t.Place, &t.Name, &t.Kind, &t.Address, &t.sealed, &t.Template, &t.OKField, &t.OKValue,
		&t.ReceiptField, &t.Practice, &t.Alarms, &t.Notices, &t.Enabled, &t.since)
	if err != nil {
		return nil, err
	}
	if h, err := s.unseal(t); err == nil {
		t.HasHeader, t.HasSecret = h.Header != "", h.Secret != ""
	}
	return t, nil
}

func sealPlace(targetID string) string { return "handover/target/" + targetID }

func (s *Service) seal(t *Target, h hidden) string {
	text, _ := json.Marshal(h) // strings always marshal
	return s.sealer.Seal(sealPlace(t.ID), string(text))
}

func (s *Service) unseal(t *Target) (h hidden, err error) {
	if t.sealed == "" {
		return h, nil
	}
	text, err := s.sealer.Unseal(sealPlace(t.ID), t.sealed)
	if err != nil {
		return h, err
	}
	return h, json.Unmarshal([]byte(text), &h)
}

func (s *Service) getTarget(ctx context.Context, tx *db.Tx, targetID string) (*Target, error) {
	t, err := db.One(ctx, tx, s.scanTarget, selectTarget+`WHERE t.id = $1`, targetID)
	if db.IsNotFound(err) {
		return nil, errNotFound
	}
	return t, err
}

func (s *Service) enabledTargets(ctx context.Context, tx *db.Tx) ([]*Target, error) {
	return db.All(ctx, tx, s.scanTarget, selectTarget+`WHERE t.enabled ORDER BY t.id`)
}

func insertTarget(ctx context.Context, tx *db.Tx, t *Target) error {
	_, err := tx.Exec(ctx, `INSERT INTO handover_targets (id, path, name, kind, address, secret, template, ok_field, ok_value, receipt_field, practice,
		enabled, since, created_at, alarms, notices) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		t.ID, t.Path, t.Name, t.Kind, t.Address, t.sealed, t.Template, t.OKField, t.OKValue, t.ReceiptField, t.Practice, t.Enabled, t.since, db.Millis(tx.Now), t.Alarms, t.Notices)
	return err
}

func updateTarget(ctx context.Context, tx *db.Tx, t *Target, version int64) error {
	return tx.UpdateOne(ctx, `UPDATE handover_targets SET version = version + 1, path = $1, name = $2, kind = $3, address = $4, secret = $5, template = $6,
		ok_field = $7, ok_value = $8, receipt_field = $9, practice = $10, enabled = $11, since = $12, alarms = $15, notices = $16 WHERE id = $13 AND version = $14`,
		t.Path, t.Name, t.Kind, t.Address, t.sealed, t.Template, t.OKField, t.OKValue, t.ReceiptField, t.Practice, t.Enabled, t.since, t.ID, version, t.Alarms, t.Notices)
}

func areaExists(ctx context.Context, tx *db.Tx, path string) error {
	n, err := db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM areas WHERE path = $1`, path)
	if err == nil && n == 0 {
		return errPlace
	}
	return err
}

// Sent is one line of the record of what was handed over.
type Sent struct {
	ID        string `json:"id"`
	TargetID  string `json:"targetId"`
	Target    string `json:"target"`
	Kind      string `json:"kind" enum:"json,cap"`
	SubjectID string `json:"subjectId" doc:"the alarm; of a test the platform itself"`
	No        string `json:"no"`
	School    string `json:"school"`
	Stage     string `json:"stage" enum:"raised,accepted,closed,test"`
	Mode      string `json:"mode" enum:"real,drill,test"`
	State     string `json:"state" enum:"sending,delivered,failed"`
	Code      string `json:"code" doc:"of what went wrong last, empty for nothing"`
	Receipt   string `json:"receipt" doc:"the number the platform gave, or what it answered"`
	Tries     int    `json:"tries"`
	CreatedAt int64  `json:"createdAt"`
	TriedAt   int64  `json:"triedAt"`
	DoneAt    int64  `json:"doneAt"`
	Body      string `json:"body,omitempty" doc:"as it was sent; only where one is asked for"`

	path string
}

const selectSent = `SELECT s.id, s.target_id, t.name, t.kind, s.subject_id, s.no, s.school, s.stage, s.mode, s.state, s.code, s.receipt, s.tries,
	s.created_at, s.tried_at, s.done_at, s.body, s.path FROM handover_sendings s JOIN handover_targets t ON t.id = s.target_id `

func scanSent(row db.Scanner) (*Sent, error) {
	x := &Sent{}
	return x, row.Scan(&x.ID, &x.TargetID, &x.Target, &x.Kind, &x.SubjectID, &x.No, &x.School, &x.Stage, &x.Mode, &x.State, &x.Code, &x.Receipt,
		&x.Tries, &x.CreatedAt, &x.TriedAt, &x.DoneAt, &x.Body, &x.path)
}

func getSent(ctx context.Context, tx *db.Tx, id string) (*Sent, error) {
	x, err := db.One(ctx, tx, scanSent, selectSent+`WHERE s.id = $1`, id)
	if db.IsNotFound(err) {
		return nil, errNoSending
	}
	return x, err
}

func insertSent(ctx context.Context, tx *db.Tx, x *Sent) (int64, error) {
	return tx.Insert(ctx, "handover_sendings", []string{"id", "target_id", "path", "subject_id", "no", "school", "stage", "mode", "body", "state", "created_at"},
		[][]any{{x.ID, x.TargetID, x.path, x.SubjectID, x.No, x.School, x.Stage, x.Mode, x.Body, Sending, db.Millis(tx.Now)}}, "ON CONFLICT DO NOTHING")
}

func settleSent(ctx context.Context, tx *db.Tx, x *Sent) error {
	return tx.UpdateOne(ctx, `UPDATE handover_sendings SET state = $1, code = $2, receipt = $3, tries = $4, tried_at = $5, done_at = $6 WHERE id = $7`,
		x.State, x.Code, x.Receipt, x.Tries, x.TriedAt, x.DoneAt, x.ID)
}

// Moved follows a school whose path has changed.
// access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	for _, table := range []string{"handover_targets", "handover_sendings"} {
		var a db.Args
		set := `UPDATE ` + table + ` SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
		if _, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...); err != nil {
			return err
		}
	}
	return nil
}
