package federation

import (
	"context"
	"encoding/json"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

const reportColumns = `id, seq, campaign_id, path, subject, title, at, due, completed, questioned, late, digest, signed_at, signed_by, state, code, tries, tried_at, receipt`

func scanReport(s db.Scanner) (r Report, err error) {
	var receipt string
	err = s.Scan(&r.ID, &r.Seq, &r.CampaignID, &r.Path, &r.Subject, &r.Title, &r.At, &r.Due, &r.Completed, &r.Questioned, &r.Late, &r.Digest,
		&r.SignedAt, &r.SignedBy, &r.State, &r.Code, &r.Tries, &r.TriedAt, &receipt)
	if err == nil && receipt != "" {
		r.Receipt = &Receipt{}
		err = json.Unmarshal([]byte(receipt), r.Receipt)
	}
	return r, err
}

func getReport(ctx context.Context, tx *db.Tx, reportID string) (Report, error) {
	r, err := db.One(ctx, tx, scanReport, `SELECT `+reportColumns+` FROM federation_reports WHERE id = $1`, reportID)
	if db.IsNotFound(err) {
		err = errNotFound
	}
	return r, err
}

func insertReport(ctx context.Context, tx *db.Tx, r *Report, file []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO federation_reports (id, seq, campaign_id, path, subject, title, at, due, completed, questioned, late, digest,
		file, signed_at, signed_by, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		r.ID, r.Seq, r.CampaignID, r.Path, r.Subject, r.Title, r.At, r.Due, r.Completed, r.Questioned, r.Late, r.Digest, string(file), r.SignedAt, r.SignedBy, r.State)
	return err
}

// nextSeq is one more than the last that was signed.
func nextSeq(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.One(ctx, tx, db.Value[int64], `SELECT CAST(COALESCE(MAX(seq), 0) + 1 AS BIGINT) FROM federation_reports`)
}

func settleReport(ctx context.Context, tx *db.Tx, r *Report) error {
	receipt := ""
	if r.Receipt != nil {
		text, err := json.Marshal(r.Receipt)
		if err != nil {
			return err
		}
		receipt = string(text)
	}
	return tx.UpdateOne(ctx, `UPDATE federation_reports SET state = $1, code = $2, tries = $3, tried_at = $4, receipt = $5 WHERE id = $6`,
		r.State, r.Code, r.Tries, r.TriedAt, receipt, r.ID)
}

func fileOfReport(ctx context.Context, tx *db.Tx, reportID string) (string, error) {
	return db.One(ctx, tx, db.Value[string], `SELECT file FROM federation_reports WHERE id = $1`, reportID)
}

const cityColumns = `id, code, name, path, public_key, fingerprint, registered_at, registered_by, revoked_at, revoked_by`

func scanCity(s db.Scanner) (c Registered, err error) {
	err = s.Scan(&c.ID, &c.Code, &c.Name, &c.Path, &c.PublicKey, &c.Fingerprint, &c.RegisteredAt, &c.RegisteredBy, &c.RevokedAt, &c.RevokedBy)
	return c, err
}

func cityByKey(ctx context.Context, tx *db.Tx, key string) (Registered, error) {
	return db.One(ctx, tx, scanCity, `SELECT `+cityColumns+` FROM federation_cities WHERE public_key = $1`, key)
}

func cities(ctx context.Context, tx *db.Tx, areas []string) ([]Registered, error) {
	args := &db.Args{}
	within := args.Within("path", areas)
	return db.All(ctx, tx, scanCity, `SELECT `+cityColumns+` FROM federation_cities WHERE `+within+` ORDER BY revoked_at, code, registered_at`, args.Values()...)
}

// taken is a summary the house has.
type taken struct {
	id, cityID, digest string
	seq, at, received  int64
}

// newestOf finds what counts now of a city and a subject.
func newestOf(ctx context.Context, tx *db.Tx, code, subject string) (*taken, error) {
	t := &taken{}
	err := tx.QueryRow(ctx, `SELECT id, city_id, digest, seq, at, received_at FROM federation_summaries WHERE subject = $1 AND code = $2 AND current`, subject, code).
		Scan(&t.id, &t.cityID, &t.digest, &t.seq, &t.at, &t.received)
	if db.IsNotFound(err) {
		return nil, nil
	}
	return t, err
}

func insertSummary(ctx context.Context, tx *db.Tx, id string, c *Registered, s *Summary, digest string, file []byte, way string) error {
	if _, err := tx.Exec(ctx, `UPDATE federation_summaries SET current = FALSE WHERE subject = $1 AND code = $2 AND current`, s.Subject, c.Code); err != nil {
		return err
	}
	f := s.Total
	_, err := tx.Exec(ctx, `INSERT INTO federation_summaries (id, city_id, code, path, subject, seq, at, reached, due, completed, questioned, late, digest,
		file, current, way, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, TRUE, $15, $16)`,
		id, c.ID, c.Code, c.Path, s.Subject, s.Seq, s.At, s.Reached, f.Due, f.Completed, f.Questioned, f.Late, digest, string(file), way, db.Millis(tx.Now))
	return err
}

// standings are the summaries that count now, of one subject.
func standings(ctx context.Context, tx *db.Tx, subject string) ([]Standing, error) {
	args := &db.Args{}
	where := `s.subject = ` + args.Add(subject) + ` AND s.current AND ` + args.Within("s.path", access.Areas(ctx, PermView))
	return db.All(ctx, tx, func(sc db.Scanner) (x Standing, err error) {
		var file string
		err = sc.Scan(&x.Summary, &x.City.Code, &x.City.Name, &x.At, &x.Reached, &x.Due, &x.Completed, &x.Questioned, &x.Late, &x.ReceivedAt, &file)
		if err != nil {
			return x, err
		}
		said, _, err := Read([]byte(file))
		if err != nil {
			return x, err
		}
		x.Frozen, x.rules = said.Campaign.Frozen, rulesOf(said)
		x.Rate, x.Doubt = x.Figures.Rate(), x.QuestionedShare()
		return x, nil
	}, `SELECT s.id, s.code, c.name, s.at, s.reached, s.due, s.completed, s.questioned, s.late, s.received_at, s.file
		FROM federation_summaries s JOIN federation_cities c ON c.id = s.city_id WHERE `+where, args.Values()...)
}

// rulesOf is by what a city counted, in one text to compare.
func rulesOf(s *Summary) string {
	text := s.Campaign.Definition
	for _, r := range s.Campaign.Rules {
		text += "\n" + r.Key + " " + r.Version
	}
	return text
}
