package inspection

import (
	"context"
	"encoding/json"
	"slices"

	"huxue/internal/kit/db"
)

const answerColumns = `item, op_id, revision, result, said, by_id, by_name, agency, device, device_at, skew_ms, at, disputed, recheck`

func scanAnswer(s db.Scanner) (*Answered, error) {
	a := &Answered{}
	var result, said, recheck string
	err := s.Scan(&a.Item, &a.OpID, &a.Revision, &result, &said, &a.ByID, &a.ByName, &a.Agency, &a.Device, &a.DeviceAt, &a.SkewMS, &a.At,
		&a.Disputed, &recheck)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(said), &a.Said); err != nil {
		return nil, err
	}
	a.Recheck, err = unfold[Recheck](recheck)
	return a, err
}

// answersOf are the answers that stand, by item.
func answersOf(ctx context.Context, tx *db.Tx, visitID string) (map[string]*Answered, error) {
	list, err := db.All(ctx, tx, scanAnswer, `SELECT `+answerColumns+` FROM inspection_answers WHERE visit_id = $1`, visitID)
	out := make(map[string]*Answered, len(list))
	for _, a := range list {
		out[a.Item] = a
	}
	return out, err
}

// answersIn are the answers to some items.
func answersIn(ctx context.Context, tx *db.Tx, visitID string, items []string) (map[string]*Answered, error) {
	var a db.Args
	where := `visit_id = ` + a.Add(visitID) + ` AND ` + a.In("item", items)
	list, err := db.All(ctx, tx, scanAnswer, `SELECT `+answerColumns+` FROM inspection_answers WHERE `+where, a.Values()...)
	out := make(map[string]*Answered, len(list))
	for _, x := range list {
		out[x.Item] = x
	}
	return out, err
}

// answersSince are the answers taken after a revision, in order.
func answersSince(ctx context.Context, tx *db.Tx, visitID string, since int64) ([]*Answered, error) {
	return db.All(ctx, tx, scanAnswer, `SELECT `+answerColumns+` FROM inspection_answers
		WHERE visit_id = $1 AND revision > $2 ORDER BY revision`, visitID, since)
}

func putAnswers(ctx context.Context, tx *db.Tx, visitID string, list []*Answered) error {
	rows := make([][]any, len(list))
	for i, a := range list {
		rows[i] = []any{visitID, a.Item, a.OpID, a.Revision, a.Result, text(a.Said), a.ByID, a.ByName, a.Agency, a.Device, a.DeviceAt,
			a.SkewMS, a.At, a.Disputed, paper(a.Recheck)}
	}
	_, err := tx.Insert(ctx, "inspection_answers", []string{"visit_id", "item", "op_id", "revision", "result", "said", "by_id", "by_name", "agency",
		"device", "device_at", "skew_ms", "at", "disputed", "recheck"}, rows, `ON CONFLICT (visit_id, item) DO UPDATE SET op_id = excluded.op_id,
		revision = excluded.revision, result = excluded.result, said = excluded.said, by_id = excluded.by_id, by_name = excluded.by_name,
		agency = excluded.agency, device = excluded.device, device_at = excluded.device_at, skew_ms = excluded.skew_ms, at = excluded.at,
		disputed = excluded.disputed, recheck = excluded.recheck`)
	return err
}

// knownOps are those of the ids that have been taken before.
func knownOps(ctx context.Context, tx *db.Tx, visitID string, ids []string) (map[string]bool, error) {
	var a db.Args
	where := `visit_id = ` + a.Add(visitID) + ` AND ` + a.In("id", ids)
	list, err := db.All(ctx, tx, db.Value[string], `SELECT id FROM inspection_ops WHERE `+where, a.Values()...)
	out := map[string]bool{}
	for _, x := range list {
		out[x] = true
	}
	return out, err
}

var opColumns = []string{"visit_id", "id", "item", "fate", "base", "result", "said", "by_id", "by_name", "agency", "device", "device_at", "skew_ms", "at"}

func insertOps(ctx context.Context, tx *db.Tx, visitID string, list []*Op) error {
	rows := make([][]any, len(list))
	for i, o := range list {
		rows[i] = []any{visitID, o.ID, o.Item, string(o.fate), o.Base, o.Answer.Result, text(o.Answer), o.by, o.name, o.agency, o.device, o.DeviceAt, o.skew, o.at}
	}
	_, err := tx.Insert(ctx, "inspection_ops", opColumns, rows, "")
	return err
}

func setFate(ctx context.Context, tx *db.Tx, visitID string, fate Fate, ids ...string) error {
	if len(ids) == 0 {
		return nil
	}
	var a db.Args
	set := `UPDATE inspection_ops SET fate = ` + a.Add(string(fate)) + ` WHERE visit_id = ` + a.Add(visitID) + ` AND ` + a.In("id", ids)
	_, err := tx.Exec(ctx, set, a.Values()...)
	return err
}

// Claim is an answer that waits for the lead, or came too late.
type Claim struct {
	OpID string `json:"opId"`
	Item string `json:"item"`
	Said
	ByID     string            `json:"byId"`
	ByName   string            `json:"byName"`
	Agency   string            `json:"agency"`
	DeviceAt int64             `json:"deviceAt"`
	At       int64             `json:"at"`
	SkewMS   int64             `json:"skewMs"`
	Files    map[string]string `json:"files,omitempty"`
}

func scanClaim(s db.Scanner) (c Claim, err error) {
	var said string
	if err = s.Scan(&c.OpID, &c.Item, &said, &c.ByID, &c.ByName, &c.Agency, &c.DeviceAt, &c.At, &c.SkewMS); err == nil {
		err = json.Unmarshal([]byte(said), &c.Said)
	}
	return c, err
}

// claims are the ops of one fate, by item and in the order they came.
func claims(ctx context.Context, tx *db.Tx, visitID string, fate Fate) ([]Claim, error) {
	return db.All(ctx, tx, scanClaim, `SELECT id, item, said, by_id, by_name, agency, device_at, at, skew_ms FROM inspection_ops
		WHERE visit_id = $1 AND fate = $2 ORDER BY item, at, id`, visitID, string(fate))
}

// Dispute is an item that people have answered differently.
type Dispute struct {
	Item    string  `json:"item"`
	Answers []Claim `json:"answers" nullable:"false"`
}

func disputesOf(ctx context.Context, tx *db.Tx, visitID string) ([]Dispute, error) {
	list, err := claims(ctx, tx, visitID, Disputed)
	out := []Dispute{}
	for _, c := range list {
		if n := len(out); n > 0 && out[n-1].Item == c.Item {
			out[n-1].Answers = append(out[n-1].Answers, c)
			continue
		}
		out = append(out, Dispute{Item: c.Item, Answers: []Claim{c}})
	}
	return out, err
}

// filesOf are the uploads of a visit: name to file, "" while the bytes are on their way.
func filesOf(ctx context.Context, tx *db.Tx, visitID string) (map[string]string, error) {
	out := map[string]string{}
	err := db.Each(ctx, tx, func(row db.Scanner) error {
		var key, file string
		err := row.Scan(&key, &file)
		out[key] = file
		return err
	}, `SELECT key, file_id FROM inspection_uploads WHERE visit_id = $1`, visitID)
	return out, err
}

// arrived picks the files of some uploads.
func arrived(files map[string]string, keys []string) map[string]string {
	var out map[string]string
	for _, k := range keys {
		if f := files[k]; f != "" {
			if out == nil {
				out = map[string]string{}
			}
			out[k] = f
		}
	}
	return out
}

func addUploads(ctx context.Context, tx *db.Tx, visitID, by string, uploads map[string]string) error {
	rows := make([][]any, 0, len(uploads))
	for key, purpose := range uploads {
		rows = append(rows, []any{visitID, key, purpose, by})
	}
	slices.SortFunc(rows, func(a, b []any) int { return compare(a[1].(string), b[1].(string)) })
	_, err := tx.Insert(ctx, "inspection_uploads", []string{"visit_id", "key", "purpose", "by_id"}, rows, "ON CONFLICT DO NOTHING")
	return err
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
