package cascade

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"huxue/internal/driver/gb28181"
	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// Share is a camera or a box of ours as a platform above may see it: under Code, which
// is empty where it is not shared.
type Share struct {
	DeviceID string `json:"deviceId"`
	Name     string `json:"name"`
	Kind     string `json:"kind" enum:"box,camera"`
	OwnCode  string `json:"ownCode" doc:"its number with us; empty for one that does not speak GB/T 28181"`
	Online   bool   `json:"online"`
	SchoolID string `json:"schoolId"`
	School   string `json:"school"`
	County   string `json:"county"`
	ShareID  string `json:"shareId"`
	Version  int64  `json:"version"`
	Code     string `json:"code"`

	path, civil, address, place string
	lon, lat                    float64
	playable                    bool // a camera whose picture can be asked for
}

// mostShares bounds what one request shares, so that nobody waits for it.
const mostShares = 300

const selectShare = `SELECT d.id, d.name, d.kind, CASE WHEN d.protocol = 'gb28181' THEN d.code ELSE '' END,
	COALESCE(p.state, d.state) IN ('online', 'late'), s.id, s.name, COALESCE(c.name, ''), COALESCE(sh.id, ''), COALESCE(sh.version, 0), COALESCE(sh.code, ''),
	d.path, COALESCE(c.code, ''), s.address, COALESCE(pl.name, ''), COALESCE(s.lon, 0), COALESCE(s.lat, 0), d.kind = 'camera' AND d.protocol = 'gb28181'
	FROM device_registry d JOIN schools s ON s.id = d.school_id
	LEFT JOIN device_registry p ON p.id = d.parent_id
	LEFT JOIN school_places pl ON pl.id = d.place_id
	LEFT JOIN areas c ON c.level = 'county' AND SUBSTR(d.path, 1, LENGTH(c.path)) = c.path
	LEFT JOIN cascade_shares sh ON sh.device_id = d.id AND sh.upper_id = `

func scanShare(row db.Scanner) (*Share, error) {
	x := &Share{}
	return x, row.Scan(&x.DeviceID, &x.Name, &x.Kind, &x.OwnCode, &x.Online, &x.SchoolID, &x.School, &x.County, &x.ShareID, &x.Version, &x.Code,
		&x.path, &x.civil, &x.address, &x.place, &x.lon, &x.lat, &x.playable)
}

// ShareFilter narrows the list of what is and may be shared with a platform.
type ShareFilter struct {
	Upper  string
	Shared string // yes, no, "" for all
	Kind   string
	School string
	Path   string
	Query  string
	After  string
	Limit  int
}

func (f *ShareFilter) where(a *db.Args, u *Upper) string {
	parts := []string{"d.state <> 'retired' AND d.kind IN ('box', 'camera')", a.Within("d.path", []string{u.Path})}
	switch f.Shared {
	case "yes":
		parts = append(parts, "sh.id IS NOT NULL")
	case "no":
		parts = append(parts, "sh.id IS NULL")
	}
	if f.Kind != "" {
		parts = append(parts, "d.kind = "+a.Add(f.Kind))
	}
	if f.School != "" {
		parts = append(parts, "d.school_id = "+a.Add(f.School))
	}
	if f.Path != "" {
		parts = append(parts, a.Within("d.path", []string{f.Path}))
	}
	if f.Query != "" {
		parts = append(parts, a.Contains(f.Query, "d.name", "d.code", "s.name", "sh.code"))
	}
	return " WHERE " + strings.Join(parts, " AND ")
}

// Shares lists the cameras and boxes of a platform's area, by school, with the number
// each is shared under.
func (s *Service) Shares(ctx context.Context, f ShareFilter) (out []*Share, next string, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, "", err
	}
	if f.Limit < 1 || f.Limit > 200 {
		f.Limit = 50
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		u, err := getUpper(ctx, tx, f.Upper)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, u.Path, errNotFound); err != nil {
			return err
		}
		var a db.Args
		text := selectShare + a.Add(u.ID) + f.where(&a, u)
		if path, id, ok := strings.Cut(f.After, "|"); ok {
			p := a.Add(path)
			text += " AND (d.path > " + p + " OR (d.path = " + p + " AND d.id > " + a.Add(id) + "))"
		}
		out, err = db.All(ctx, tx, scanShare, text+" ORDER BY d.path, d.id LIMIT "+a.Add(f.Limit+1), a.Values()...)
		return err
	})
	if len(out) > f.Limit {
		out = out[:f.Limit]
		last := out[f.Limit-1]
		next = last.path + "|" + last.DeviceID
	}
	return out, next, err
}

// Choice says what is to be shared or not: devices by their ids, or all that the filter
// finds, as many as one request does.
type Choice struct {
	DeviceIDs []string `json:"deviceIds,omitempty" maxItems:"300"`
	School    string   `json:"school,omitempty" maxLength:"40"`
	Path      string   `json:"path,omitempty" maxLength:"200"`
	Kind      string   `json:"kind,omitempty" enum:"box,camera"`
}

// Share lets a platform see devices, each under a number made by the standard's rule.
// more holds when there are others left of the choice.
func (s *Service) Share(ctx context.Context, upperID string, c Choice) (n int, more bool, err error) {
	if len(c.DeviceIDs) > mostShares {
		return 0, false, errTooMany
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := s.managed(ctx, tx, upperID, PermShare)
		if err != nil {
			return err
		}
		list, err := chosen(ctx, tx, u, c, "no")
		if err != nil {
			return err
		}
		if len(list) > mostShares {
			list, more = list[:mostShares], true
		}
		numbers := &numbering{ctx: ctx, tx: tx, u: u, last: map[string]int{}}
		rows := make([][]any, 0, len(list))
		told := make([]string, 0, len(list))
		for _, d := range list {
			code, err := numbers.next(d)
			if err != nil {
				return err
			}
			rows = append(rows, []any{id.New("csh"), u.ID, d.DeviceID, code, db.Millis(tx.Now)})
			told = append(told, d.DeviceID+" "+code)
		}
		if n = len(rows); n == 0 {
			return nil
		}
		if _, err := tx.Insert(ctx, "cascade_shares", []string{"id", "upper_id", "device_id", "code", "created_at"}, rows, ""); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "cascade.shared", u.ID, map[string]any{"devices": told})
	})
	s.showAnew(upperID)
	return n, more, err
}

// chosen are the devices of a choice that are shared already, or not yet.
func chosen(ctx context.Context, tx *db.Tx, u *Upper, c Choice, shared string) ([]*Share, error) {
	var a db.Args
	f := ShareFilter{Shared: shared, Kind: c.Kind, School: c.School, Path: c.Path}
	text := selectShare + a.Add(u.ID) + f.where(&a, u)
	if len(c.DeviceIDs) > 0 {
		text += " AND " + a.In("d.id", c.DeviceIDs)
	} else if c.School == "" && c.Path == "" {
		return nil, nil // nothing chosen is not everything
	}
	return db.All(ctx, tx, scanShare, text+" ORDER BY d.path, d.id LIMIT "+a.Add(mostShares+1), a.Values()...)
}

// numbering makes numbers: the county's six digits, then of our own number what the
// police gave us (unit, industry, network), the type, and a serial number.
type numbering struct {
	ctx  context.Context
	tx   *db.Tx
	u    *Upper
	last map[string]int
}

func (n *numbering) next(d *Share) (string, error) {
	kind := gb28181.TypeIPC
	if d.Kind == "box" {
		kind = gb28181.TypeAlarmIn
	}
	civil := d.civil
	if len(civil) != 6 {
		civil = n.u.OwnCode[:6]
	}
	prefix := civil + n.u.OwnCode[6:10] + kind + n.u.OwnCode[13:14]
	if _, ok := n.last[prefix]; !ok {
		most, err := db.One(n.ctx, n.tx, db.Value[string], `SELECT COALESCE(MAX(code), '') FROM cascade_shares WHERE upper_id = $1 AND SUBSTR(code, 1, 14) = $2`, n.u.ID, prefix)
		if err != nil {
			return "", err
		}
		if len(most) == 20 {
			n.last[prefix], _ = strconv.Atoi(most[14:])
		}
	}
	n.last[prefix]++
	if n.last[prefix] > 999_999 {
		return "", errCodeTaken
	}
	return fmt.Sprintf("%s%06d", prefix, n.last[prefix]), nil
}

// Unshare takes devices from a platform's sight; what it looks at of them ends.
func (s *Service) Unshare(ctx context.Context, upperID string, c Choice) (n int, more bool, err error) {
	if len(c.DeviceIDs) > mostShares {
		return 0, false, errTooMany
	}
	var list []*Share
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := s.managed(ctx, tx, upperID, PermShare)
		if err != nil {
			return err
		}
		if list, err = chosen(ctx, tx, u, c, "yes"); err != nil || len(list) == 0 {
			return err
		}
		if len(list) > mostShares {
			list, more = list[:mostShares], true
		}
		var a db.Args
		ids, told := make([]string, len(list)), make([]string, len(list))
		for i, d := range list {
			ids[i], told[i] = d.ShareID, d.DeviceID+" "+d.Code
		}
		if _, err := tx.Exec(ctx, `DELETE FROM cascade_shares WHERE `+a.In("id", ids), a.Values()...); err != nil {
			return err
		}
		n = len(list)
		return audit.Record(ctx, tx, "cascade.unshared", u.ID, map[string]any{"devices": told})
	})
	if err == nil {
		for _, d := range list {
			s.views.end(upperID, d.DeviceID)
		}
	}
	s.showAnew(upperID)
	return n, more, err
}

// Renumber gives a shared device the number that the police have assigned to it.
func (s *Service) Renumber(ctx context.Context, shareID string, version int64, code string) (*Share, error) {
	if _, err := gb28181.ParseCode(code); err != nil {
		return nil, errCode
	}
	var out *Share
	upper := ""
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		upperID, err := db.One(ctx, tx, db.Value[string], `SELECT upper_id FROM cascade_shares WHERE id = $1`, shareID)
		if db.IsNotFound(err) {
			return errNoShare
		}
		if err != nil {
			return err
		}
		u, err := s.managed(ctx, tx, upperID, PermShare)
		if err != nil {
			return err
		}
		taken, err := db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM cascade_shares WHERE upper_id = $1 AND code = $2 AND id <> $3`, u.ID, code, shareID)
		if err != nil {
			return err
		}
		if taken > 0 || code == u.OwnCode || code == u.Code {
			return errCodeTaken
		}
		if err := tx.UpdateOne(ctx, `UPDATE cascade_shares SET version = version + 1, code = $1 WHERE id = $2 AND version = $3`, code, shareID, version); err != nil {
			return err
		}
		if out, err = db.One(ctx, tx, scanShare, selectShare+`$1 WHERE sh.id = $2`, u.ID, shareID); err != nil {
			return err
		}
		upper = u.ID
		return audit.Record(ctx, tx, "cascade.renumbered", u.ID, map[string]any{"device": out.DeviceID, "code": code})
	})
	s.showAnew(upper)
	return out, err
}

// shared are all devices that a platform sees.
func (s *Service) shared(ctx context.Context, u *Upper) (out []*Share, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.All(ctx, tx, scanShare, selectShare+`$1 WHERE sh.id IS NOT NULL AND d.state <> 'retired' ORDER BY d.path, d.id`, u.ID)
		return err
	})
	return out, err
}

// byCode is the device that a platform knows by this number, nil for none.
func (s *Service) byCode(ctx context.Context, u *Upper, code string) (*Share, error) {
	var out *Share
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.One(ctx, tx, scanShare, selectShare+`$1 WHERE sh.code = $2 AND d.state <> 'retired'`, u.ID, code)
		if db.IsNotFound(err) {
			out, err = nil, nil
		}
		return err
	})
	return out, err
}
