package notice

import (
	"context"
	"time"

	"huxue/internal/kit/db"
)

// Receipt is how a notice stands at a school. Times are UTC milliseconds, 0 for not
// yet. Phone is the school's own, for whoever asks after it.
type Receipt struct {
	NoticeID      string `json:"noticeId"`
	SchoolID      string `json:"schoolId"`
	School        string `json:"school"`
	County        string `json:"county"`
	Phone         string `json:"phone"`
	State         string `json:"state" enum:"open,confirmed,ended"`
	DeliveredAt   int64  `json:"deliveredAt"`
	DueAt         int64  `json:"dueAt"`
	OverdueAt     int64  `json:"overdueAt"`
	ConfirmedAt   int64  `json:"confirmedAt"`
	ConfirmedName string `json:"confirmedName"`
	DoneAt        int64  `json:"doneAt"`
	DoneName      string `json:"doneName"`
	DoneNote      string `json:"doneNote"`

	path string
}

const selectReceipt = `SELECT r.notice_id, r.school_id, s.name, COALESCE(c.name, ''), s.phone, r.state, r.delivered_at, r.due_at, r.overdue_at, r.confirmed_at,
	r.confirmed_name, r.done_at, r.done_name, r.done_note, r.path
	FROM notice_receipts r JOIN schools s ON s.id = r.school_id LEFT JOIN areas t ON t.id = s.area_id
	LEFT JOIN areas c ON c.id = CASE WHEN t.level = 'town' THEN t.parent_id ELSE t.id END `

func scanReceipt(row db.Scanner) (*Receipt, error) {
	r := &Receipt{}
	return r, row.Scan(&r.NoticeID, &r.SchoolID, &r.School, &r.County, &r.Phone, &r.State, &r.DeliveredAt, &r.DueAt, &r.OverdueAt, &r.ConfirmedAt,
		&r.ConfirmedName, &r.DoneAt, &r.DoneName, &r.DoneNote, &r.path)
}

// getReceipt is the receipt of a school; schoolID may be empty where paths hold only
// one school.
func getReceipt(ctx context.Context, tx *db.Tx, noticeID, schoolID string, paths []string) (*Receipt, error) {
	var a db.Args
	where := `WHERE r.notice_id = ` + a.Add(noticeID) + ` AND ` + a.Within("r.path", paths)
	if schoolID != "" {
		where += ` AND r.school_id = ` + a.Add(schoolID)
	}
	list, err := db.All(ctx, tx, scanReceipt, selectReceipt+where+` ORDER BY r.school_id LIMIT 2`, a.Values()...)
	if err != nil || len(list) == 1 {
		return first(list), err
	}
	return nil, errNotMine
}

func first(list []*Receipt) *Receipt {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

// receiptTabs are the conditions of what a list of receipts is narrowed to.
var receiptTabs = map[string]string{
	"": "1 = 1", "open": "r.state = 'open'", "overdue": "r.overdue_at > 0 AND r.state = 'open'", "confirmed": "r.confirmed_at > 0",
	"late": "r.confirmed_at > r.due_at", "done": "r.done_at > 0", "ended": "r.state = 'ended'",
}

func listReceipts(ctx context.Context, tx *db.Tx, noticeID, tab, after string, paths []string, limit int) ([]*Receipt, error) {
	var a db.Args
	where := `WHERE r.notice_id = ` + a.Add(noticeID) + ` AND ` + a.Within("r.path", paths) + ` AND ` + receiptTabs[tab]
	if after != "" {
		where += ` AND r.school_id > ` + a.Add(after)
	}
	return db.All(ctx, tx, scanReceipt, selectReceipt+where+` ORDER BY r.school_id LIMIT `+a.Add(limit), a.Values()...)
}

// school is one that a notice is for.
type school struct{ id, path, kind string }

// schoolsAfter are active schools of the notice's areas that have no receipt yet.
func schoolsAfter(ctx context.Context, tx *db.Tx, n *Notice, after string, limit int) ([]school, error) {
	var a db.Args
	paths := make([]string, len(n.Areas))
	for i, x := range n.Areas {
		paths[i] = x.Path
	}
	where := `s.status = 'active' AND s.id > ` + a.Add(after) + ` AND ` + a.Within("s.path", paths)
	if len(n.SchoolKinds) > 0 {
		where += ` AND ` + a.In("s.kind", n.SchoolKinds)
	}
	return db.All(ctx, tx, func(row db.Scanner) (x school, err error) {
		return x, row.Scan(&x.id, &x.path, &x.kind)
	}, `SELECT s.id, s.path, s.kind FROM schools s WHERE `+where+` AND NOT EXISTS (SELECT 1 FROM notice_receipts r WHERE r.notice_id = `+a.Add(n.ID)+
		` AND r.school_id = s.id) ORDER BY s.id LIMIT `+a.Add(limit), a.Values()...)
}

func insertReceipts(ctx context.Context, tx *db.Tx, noticeID string, schools []school, due time.Time) error {
	rows := make([][]any, len(schools))
	for i, x := range schools {
		rows[i] = []any{noticeID, x.id, x.path, "open", db.Millis(tx.Now), db.Millis(due)}
	}
	n, err := tx.Insert(ctx, "notice_receipts", []string{"notice_id", "school_id", "path", "state", "delivered_at", "due_at"}, rows, "ON CONFLICT DO NOTHING")
	if err != nil || n == 0 {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE notices SET schools = schools + $1 WHERE id = $2`, n, noticeID)
	return err
}

func confirmReceipt(ctx context.Context, tx *db.Tx, r *Receipt, by string) error {
	if err := tx.UpdateOne(ctx, `UPDATE notice_receipts SET state = 'confirmed', confirmed_at = $1, confirmed_by = $2, confirmed_name = $3
		WHERE notice_id = $4 AND school_id = $5 AND state = 'open'`, r.ConfirmedAt, by, r.ConfirmedName, r.NoticeID, r.SchoolID); err != nil {
		return err
	}
	late := 0
	if r.ConfirmedAt > r.DueAt {
		late = 1
	}
	_, err := tx.Exec(ctx, `UPDATE notices SET confirmed = confirmed + 1, late = late + $1 WHERE id = $2`, late, r.NoticeID)
	return err
}

func doneReceipt(ctx context.Context, tx *db.Tx, r *Receipt) error {
	if err := tx.UpdateOne(ctx, `UPDATE notice_receipts SET done_at = $1, done_name = $2, done_note = $3 WHERE notice_id = $4 AND school_id = $5 AND done_at = 0`,
		r.DoneAt, r.DoneName, r.DoneNote, r.NoticeID, r.SchoolID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE notices SET done = done + 1 WHERE id = $1`, r.NoticeID)
	return err
}

// message is one document that went out.
type message struct {
	id, noticeID, chainID, msgType, sender string
	sentAt                                 int64
	body                                   string
}

func chainMessages(ctx context.Context, tx *db.Tx, chainID string) ([]message, error) {
	return db.All(ctx, tx, func(row db.Scanner) (m message, err error) {
		return m, row.Scan(&m.id, &m.noticeID, &m.chainID, &m.msgType, &m.sender, &m.sentAt, &m.body)
	}, `SELECT id, notice_id, chain_id, msg_type, sender, sent_at, body FROM notice_messages WHERE chain_id = $1 ORDER BY sent_at, CASE msg_type WHEN 'Alert' THEN 0 WHEN 'Update' THEN 1 ELSE 2 END, notice_id`, chainID)
}

func insertMessage(ctx context.Context, tx *db.Tx, m message) error {
	_, err := tx.Exec(ctx, `INSERT INTO notice_messages (id, notice_id, chain_id, msg_type, sender, sent_at, body) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		m.id, m.noticeID, m.chainID, m.msgType, m.sender, m.sentAt, m.body)
	return err
}
