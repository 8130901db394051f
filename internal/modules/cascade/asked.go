package cascade

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// Asked is one line of what a platform above has asked for.
type Asked struct {
	ID       string `json:"id"`
	UpperID  string `json:"upperId"`
	Upper    string `json:"upper"`
	What     string `json:"what" enum:"catalog,info,status,records,subscribe,view,replay,control"`
	Code     string `json:"code" doc:"the number that was asked about"`
	DeviceID string `json:"deviceId"`
	Device   string `json:"device"`
	School   string `json:"school"`
	State    string `json:"state" enum:"answered,refused,running,ended"`
	Why      string `json:"why" doc:"code of the refusal or the end, empty for none"`
	N        int    `json:"n" doc:"how often, for questions that share a line"`
	At       int64  `json:"at"`
	LastAt   int64  `json:"lastAt" doc:"of a picture: when it ended"`
}

// question is one to be noted.
type question struct {
	u     *Upper
	what  string
	code  string
	of    *Share // nil: about us, or about what is not shared
	state string
	why   string
}

const (
	answered = "answered"
	refused  = "refused"
	running  = "running"
	ended    = "ended"
)

var zone = time.FixedZone("Asia/Shanghai", 8*60*60)

// slot is what questions of one kind about one thing share a line for: a day, ten
// minutes for a camera that is turned; a picture has a line of its own, and so has each
// reason of a refusal, or the last one of the day would hide the others.
func (q question) slot(own string, now time.Time) string {
	day := now.In(zone).Format(time.DateOnly)
	switch {
	case q.state == refused:
		return day + " " + q.why
	case q.what == "view" || q.what == "replay":
		return own
	case q.what == "control":
		return now.In(zone).Truncate(10 * time.Minute).Format("2006-01-02 15:04")
	}
	return day
}

// note writes a question down; the first of a line about a camera is in the audit book
// too. It returns the line's id.
func (s *Service) note(ctx context.Context, q question) (string, error) {
	askedID := id.New("cak")
	err := s.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		path, deviceID, device, school := q.u.Path, "", "", ""
		if q.of != nil {
			path, deviceID, device, school = q.of.path, q.of.DeviceID, q.of.Name, q.of.School
		}
		now := db.Millis(tx.Now)
		n, err := db.One(ctx, tx, db.Value[int], `INSERT INTO cascade_asked (id, upper_id, path, what, slot, code, device_id, device, school, state, why, at, last_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
			ON CONFLICT (upper_id, what, code, slot, state) DO UPDATE SET n = cascade_asked.n + 1, last_at = excluded.last_at, why = excluded.why RETURNING n`,
			askedID, q.u.ID, path, q.what, q.slot(askedID, tx.Now), clip(q.code, 40), deviceID, device, school, q.state, q.why, now)
		if err != nil || n > 1 || q.of == nil {
			return err
		}
		return audit.Record(ctx, tx, "cascade.asked_"+q.what, deviceID, map[string]any{"upper": q.u.ID, "name": q.u.Name, "code": q.code, "state": q.state, "why": q.why})
	})
	return askedID, err
}

// over writes down that a picture has ended.
func (s *Service) over(ctx context.Context, askedID, why string) error {
	return s.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE cascade_asked SET state = 'ended', why = $1, last_at = $2 WHERE id = $3 AND state = 'running'`, why, db.Millis(tx.Now), askedID)
		return err
	})
}

// tidy ends the lines of pictures that a crash has left running, of one platform.
func (s *Service) tidy(ctx context.Context, upperID string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE cascade_asked SET state = 'ended', why = 'cascade.line_lost', last_at = $1 WHERE upper_id = $2 AND state = 'running'`, db.Millis(tx.Now), upperID)
		return err
	})
}

// AskedFilter narrows the record of what was asked.
type AskedFilter struct {
	Upper string
	What  string
	State string
	Query string
	After string
	Limit int
}

// Questions lists what platforms above have asked for in the caller's area, the newest
// first.
func (s *Service) Questions(ctx context.Context, f AskedFilter) (items []*Asked, next string, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, "", err
	}
	if f.Limit < 1 || f.Limit > 200 {
		f.Limit = 50
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		var args db.Args
		where := args.Within("q.path", access.Areas(ctx, PermView))
		for _, x := range [][2]string{{"q.upper_id", f.Upper}, {"q.what", f.What}, {"q.state", f.State}} {
			if x[1] != "" {
				where += ` AND ` + x[0] + ` = ` + args.Add(x[1])
			}
		}
		if f.Query != "" {
			where += ` AND ` + args.Contains(f.Query, "q.device", "q.school", "q.code")
		}
		if f.After != "" {
			where += ` AND q.id < ` + args.Add(f.After)
		}
		items, err = db.All(ctx, tx, func(row db.Scanner) (*Asked, error) {
			x := &Asked{}
			return x, row.Scan(&x.ID, &x.UpperID, &x.Upper, &x.What, &x.Code, &x.DeviceID, &x.Device, &x.School, &x.State, &x.Why, &x.N, &x.At, &x.LastAt)
		}, `SELECT q.id, q.upper_id, u.name, q.what, q.code, q.device_id, q.device, q.school, q.state, q.why, q.n, q.at, q.last_at
			FROM cascade_asked q JOIN cascade_uppers u ON u.id = q.upper_id WHERE `+where+` ORDER BY q.id DESC LIMIT `+args.Add(f.Limit+1), args.Values()...)
		return err
	})
	if len(items) > f.Limit {
		items = items[:f.Limit]
		next = items[f.Limit-1].ID
	}
	return items, next, err
}

// How long what was asked is kept, in days. [D]
const (
	keyAskedKeep     = "cascade.asked_keep_d"
	askedKeepDefault = 180
)

// Prune forgets what was asked long ago, a portion at a time.
// access: the house's own chore. audit: it forgets what the audit book has.
func (s *Service) Prune(ctx context.Context) error {
	days := s.norms.Now(ctx, keyAskedKeep, access.Everywhere, askedKeepDefault)
	for {
		var n int64
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			before := db.Millis(tx.Now.AddDate(0, 0, -days))
			res, err := tx.Exec(ctx, `DELETE FROM cascade_asked WHERE id IN (SELECT id FROM cascade_asked WHERE last_at < $1 ORDER BY last_at LIMIT 300)`, before)
			if err == nil {
				n, err = res.RowsAffected()
			}
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}
