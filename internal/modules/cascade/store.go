package cascade

import (
	"context"

	"huxue/internal/kit/db"
)

const selectUpper = `SELECT u.id, u.version, u.path, COALESCE(a.name, ''), u.name, u.address, u.code, u.domain, u.own_code, u.login, u.secret, u.transport,
	u.expiry_s, u.beat_s, u.media_hosts, u.alarms, u.practice, u.may_view, u.may_replay, u.may_turn, u.enabled, u.since, u.state, u.why, u.said,
	u.state_at, u.heard_at, u.missing_id FROM cascade_uppers u LEFT JOIN areas a ON a.path = u.path `

func scanUpper(row db.Scanner) (*Upper, error) {
	u := &Upper{}
	err := row.Scan(&u.ID, &u.Version, &u.Path, &u.Place, &u.Name, &u.Address, &u.Code, &u.Domain, &u.OwnCode, &u.Login, &u.sealed, &u.Transport,
		&u.ExpiryS, &u.BeatS, &u.MediaHosts, &u.Alarms, &u.Practice, &u.MayView, &u.MayReplay, &u.MayTurn, &u.Enabled, &u.since, &u.State, &u.Why, &u.Said,
		&u.StateAt, &u.HeardAt, &u.missingID)
	u.HasSecret = u.sealed != ""
	return u, err
}

func getUpper(ctx context.Context, tx *db.Tx, id string) (*Upper, error) {
	u, err := db.One(ctx, tx, scanUpper, selectUpper+`WHERE u.id = $1`, id)
	if db.IsNotFound(err) {
		return nil, errNotFound
	}
	return u, err
}

func enabledUppers(ctx context.Context, tx *db.Tx) ([]*Upper, error) {
	return db.All(ctx, tx, scanUpper, selectUpper+`WHERE u.enabled ORDER BY u.id`)
}

func insertUpper(ctx context.Context, tx *db.Tx, u *Upper) error {
	_, err := tx.Exec(ctx, `INSERT INTO cascade_uppers (id, path, name, address, code, domain, own_code, login, secret, transport, expiry_s, beat_s, media_hosts,
		alarms, practice, may_view, may_replay, may_turn, enabled, since, state, state_at, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $22)`,
		u.ID, u.Path, u.Name, u.Address, u.Code, u.Domain, u.OwnCode, u.Login, u.sealed, u.Transport, u.ExpiryS, u.BeatS, u.MediaHosts,
		u.Alarms, u.Practice, u.MayView, u.MayReplay, u.MayTurn, u.Enabled, u.since, u.State, db.Millis(tx.Now))
	return err
}

func updateUpper(ctx context.Context, tx *db.Tx, u *Upper, version int64) error {
	return tx.UpdateOne(ctx, `UPDATE cascade_uppers SET version = version + 1, path = $1, name = $2, address = $3, code = $4, domain = $5, own_code = $6, login = $7,
		secret = $8, transport = $9, expiry_s = $10, beat_s = $11, media_hosts = $12, alarms = $13, practice = $14, may_view = $15, may_replay = $16,
		may_turn = $17, enabled = $18, since = $19, state = $20, why = '', said = '', state_at = $21 WHERE id = $22 AND version = $23`,
		u.Path, u.Name, u.Address, u.Code, u.Domain, u.OwnCode, u.Login, u.sealed, u.Transport, u.ExpiryS, u.BeatS, u.MediaHosts, u.Alarms, u.Practice,
		u.MayView, u.MayReplay, u.MayTurn, u.Enabled, u.since, u.State, db.Millis(tx.Now), u.ID, version)
}

func areaExists(ctx context.Context, tx *db.Tx, path string) error {
	n, err := db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM areas WHERE path = $1`, path)
	if err == nil && n == 0 {
		return errPlace
	}
	return err
}

// Sent is one alarm on its way up.
type Sent struct {
	ID          string `json:"id"`
	UpperID     string `json:"upperId"`
	Upper       string `json:"upper"`
	SubjectID   string `json:"subjectId" doc:"the alarm"`
	No          string `json:"no"`
	School      string `json:"school"`
	Mode        string `json:"mode" enum:"real,drill,test"`
	Code        string `json:"code" doc:"in whose name it is sent"`
	SN          int64  `json:"sn"`
	Priority    int    `json:"priority"`
	PressedAt   int64  `json:"pressedAt"`
	Description string `json:"description"`
	State       string `json:"state" enum:"waiting,sent,confirmed,failed"`
	Why         string `json:"why" doc:"code of what went wrong last, empty for nothing"`
	Said        string `json:"said" doc:"what the platform answered"`
	Tries       int    `json:"tries"`
	CreatedAt   int64  `json:"createdAt"`
	TriedAt     int64  `json:"triedAt"`
	SentAt      int64  `json:"sentAt" doc:"when it was taken"`
	ReceiptAt   int64  `json:"receiptAt"`

	path     string
	lon, lat float64
	queuedAt int64
}

// The states of a sending: not taken yet, taken (200), acknowledged by a receipt, and
// given up.
const (
	Waiting   = "waiting"
	Taken     = "sent"
	Confirmed = "confirmed"
	Failed    = "failed"
)

const selectSent = `SELECT s.id, s.upper_id, u.name, s.subject_id, s.no, s.school, s.mode, s.code, s.sn, s.priority, s.pressed_at, s.description, s.state, s.why,
	s.said, s.tries, s.created_at, s.tried_at, s.sent_at, s.receipt_at, s.path, s.lon, s.lat, s.queued_at
	FROM cascade_sendings s JOIN cascade_uppers u ON u.id = s.upper_id `

func scanSent(row db.Scanner) (*Sent, error) {
	x := &Sent{}
	return x, row.Scan(&x.ID, &x.UpperID, &x.Upper, &x.SubjectID, &x.No, &x.School, &x.Mode, &x.Code, &x.SN, &x.Priority, &x.PressedAt, &x.Description, &x.State,
		&x.Why, &x.Said, &x.Tries, &x.CreatedAt, &x.TriedAt, &x.SentAt, &x.ReceiptAt, &x.path, &x.lon, &x.lat, &x.queuedAt)
}

func getSent(ctx context.Context, tx *db.Tx, id string) (*Sent, error) {
	x, err := db.One(ctx, tx, scanSent, selectSent+`WHERE s.id = $1`, id)
	if db.IsNotFound(err) {
		return nil, errNoSending
	}
	return x, err
}

// takeNumber gives the next serial number of what is sent to a platform; its row is
// locked by it, so that two servers give two.
func takeNumber(ctx context.Context, tx *db.Tx, upperID string) (int64, error) {
	return db.One(ctx, tx, db.Value[int64], `UPDATE cascade_uppers SET next_sn = next_sn + 1 WHERE id = $1 RETURNING next_sn - 1`, upperID)
}

func insertSent(ctx context.Context, tx *db.Tx, x *Sent) (int64, error) {
	now := db.Millis(tx.Now)
	return tx.Insert(ctx, "cascade_sendings", []string{"id", "upper_id", "path", "subject_id", "no", "school", "mode", "sn", "code", "priority", "pressed_at",
		"description", "lon", "lat", "state", "queued_at", "created_at"},
		[][]any{{x.ID, x.UpperID, x.path, x.SubjectID, x.No, x.School, x.Mode, x.SN, x.Code, x.Priority, x.PressedAt, x.Description, x.lon, x.lat, Waiting, now, now}},
		"ON CONFLICT DO NOTHING")
}

// Moved follows a school whose path has changed.
// access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	for _, table := range []string{"cascade_uppers", "cascade_sendings", "cascade_asked"} {
		var a db.Args
		set := `UPDATE ` + table + ` SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
		if _, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...); err != nil {
			return err
		}
	}
	return nil
}
