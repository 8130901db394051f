package device

import (
	"context"
	"encoding/json"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/norm"
	"huxue/internal/platform/org"
)

// Health is how the devices of an area or a school are doing (设备在线率); every figure
// is counted from the register, none is typed in. Rate is online and late ones per
// hundred of all in use, rounded down; -1 where there is none. Proven counts buttons
// that have been proven in time. Recorded counts cameras and recorders that have told
// how many days they keep, Kept those that keep enough. Schools are all in scope,
// Linked those whose buttons and cameras are as they must be (达标（联网）, domain.md
// §5.8): ButtonsOK, every place that needs a button has one that is heard and proven in
// time; CamerasOK, every place that needs a camera has one that is heard and shows its
// picture.
type Health struct {
	Path      string `json:"path"`
	Name      string `json:"name"`
	All       int    `json:"all"`
	Online    int    `json:"online"`
	Late      int    `json:"late"`
	Lost      int    `json:"lost"`
	Unseen    int    `json:"unseen"`
	Buttons   int    `json:"buttons"`
	Proven    int    `json:"proven"`
	Faults    int    `json:"faults"`
	Pictures  int    `json:"pictures" doc:"devices whose picture is lost"`
	Clocks    int    `json:"clocks" doc:"devices whose clock is wrong"`
	Recorded  int    `json:"recorded" doc:"cameras and recorders that have told how many days they keep"`
	Kept      int    `json:"kept" doc:"those of them that keep enough"`
	Rate      int    `json:"rate"`
	Schools   int    `json:"schools"`
	ButtonsOK int    `json:"buttonsOk"`
	CamerasOK int    `json:"camerasOk"`
	Linked    int    `json:"linked" doc:"schools whose buttons and cameras are both as they must be"`
}

func (h *Health) add(state State, panics bool, n int, x *Health) {
	h.All, h.Faults, h.Pictures, h.Clocks = h.All+n, h.Faults+x.Faults, h.Pictures+x.Pictures, h.Clocks+x.Clocks
	h.Recorded, h.Kept = h.Recorded+x.Recorded, h.Kept+x.Kept
	switch state {
	case Online:
		h.Online += n
	case Late:
		h.Late += n
	case Lost:
		h.Lost += n
	default:
		h.Unseen += n
	}
	if panics {
		h.Buttons, h.Proven = h.Buttons+n, h.Proven+x.Proven
	}
	if h.Rate = -1; h.All > 0 {
		h.Rate = (h.Online + h.Late) * 100 / h.All
	}
}

func (h *Health) school(buttons, cameras bool) {
	h.Schools++
	if buttons {
		h.ButtonsOK++
	}
	if cameras {
		h.CamerasOK++
	}
	if buttons && cameras {
		h.Linked++
	}
}

// The norms of the figures. (domain.md §5.6, §5.7; [L 保安条例], [L 反恐法 32])
const (
	keyButtons               = "alarm.button_places"
	keyCameras               = "device.camera_places"
	keyKept, keptDefault     = "video.retention_days", 30
	keyTarget, targetDefault = "video.retention_days.key_target", 90
)

var (
	buttonsDefault = []string{string(org.Guardroom), string(org.MonitorRoom), string(org.Dormitory)}
	camerasDefault = []string{string(org.Guardroom)}
)

// counted gathers figures by county or school.
type counted struct {
	all   *Health
	parts []*Health
	by    map[string]*Health
	depth int
}

// of is the part that a path belongs to.
func (c *counted) of(path string) *Health {
	key := step(path, c.depth)
	h := c.by[key]
	if h == nil {
		h = &Health{Path: key, Rate: -1}
		c.by[key], c.parts = h, append(c.parts, h)
	}
	return h
}

// Figures tells how the devices below path are doing: all of them, and by county, or,
// within a county, by town and school. Kind "" counts every kind.
// audit: it only reads.
func (s *Service) Figures(ctx context.Context, path string, kind Kind) (all Health, parts []*Health, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return all, nil, err
	}
	areas := access.Areas(ctx, PermView)
	all = Health{Path: path, Rate: -1}
	c := &counted{all: &all, parts: []*Health{}, by: map[string]*Health{}, depth: depthOf(path, areas)}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		old := s.provenSince(ctx, tx)
		if err := s.countSchools(ctx, tx, c, areas, path, old); err != nil {
			return err
		}
		if err := s.countHealth(ctx, tx, c, areas, path, kind, old); err != nil {
			return err
		}
		return names(ctx, tx, c.by)
	})
	return all, c.parts, err
}

// depthOf is how deep the parts lie: counties for who looks at all, below that one step
// further down, be it a town or a school. /14/1409/140902/140902002/sch_…/
func depthOf(path string, areas []string) int {
	if path == "" && len(areas) == 1 {
		path = areas[0]
	}
	return max(3, strings.Count(strings.Trim(path, "/"), "/")+2)
}

func within(a *db.Args, column string, areas []string, path string) string {
	out := a.Within(column, areas)
	if path != "" {
		out += " AND " + a.Within(column, []string{path})
	}
	return out
}

func (s *Service) countHealth(ctx context.Context, tx *db.Tx, c *counted, areas []string, path string, kind Kind, old int64) error {
	var a db.Args
	proven := a.Add(old)
	days := "CASE WHEN s.counter_terror THEN CAST(" + a.Add(s.norms.Now(ctx, keyTarget, access.Everywhere, targetDefault)) +
		" AS INTEGER) ELSE CAST(" + a.Add(s.norms.Now(ctx, keyKept, access.Everywhere, keptDefault)) + " AS INTEGER) END"
	where := "d.state <> 'retired' AND " + within(&a, "d.path", areas, path)
	if kind != "" {
		where += " AND d.kind = " + a.Add(string(kind))
	}
	sum := func(condition string) string {
		return "CAST(SUM(CASE WHEN " + condition + " THEN 1 ELSE 0 END) AS INTEGER)"
	}
	return db.Each(ctx, tx, func(row db.Scanner) error {
		var at string
		var state State
		var panics bool
		var n int
		var x Health
		if err := row.Scan(&at, &state, &panics, &n, &x.Proven, &x.Faults, &x.Pictures, &x.Clocks, &x.Recorded, &x.Kept); err != nil {
			return err
		}
		c.of(at).add(state, panics, n, &x)
		c.all.add(state, panics, n, &x)
		return nil
	}, `SELECT d.path, d.state, d.panic, CAST(COUNT(*) AS INTEGER), `+sum("d.last_proven_at >= "+proven)+`, `+sum("f.device_id IS NOT NULL")+`,
		`+sum("f.picture = 1")+`, `+sum("f.clock = 1")+`, `+sum("d.recorded_days IS NOT NULL")+`, `+sum("d.recorded_days >= "+days)+`
		FROM device_registry d JOIN schools s ON s.id = d.school_id LEFT JOIN (SELECT device_id, MAX(CASE kind WHEN 'picture' THEN 1 ELSE 0 END) AS picture,
			MAX(CASE kind WHEN 'clock' THEN 1 ELSE 0 END) AS clock FROM device_faults WHERE ended_at = 0 GROUP BY device_id) f ON f.device_id = d.id
		WHERE `+where+` GROUP BY d.path, d.state, d.panic ORDER BY d.path`, a.Values()...)
}

// countSchools finds, school by school, whether what must be there is there and heard.
func (s *Service) countSchools(ctx context.Context, tx *db.Tx, c *counted, areas []string, path string, old int64) error {
	buttons, err := placesOf(ctx, tx, keyButtons, buttonsDefault)
	if err != nil {
		return err
	}
	cameras, err := placesOf(ctx, tx, keyCameras, camerasDefault)
	if err != nil {
		return err
	}
	var a db.Args
	const heard = "d.school_id = s.id AND d.place_id = p.id AND d.state IN ('online', 'late')"
	button := heard + " AND d.panic AND d.last_proven_at >= " + a.Add(old)
	const camera = heard + " AND d.kind = 'camera' AND NOT EXISTS (SELECT 1 FROM device_faults f WHERE f.device_id = d.id AND f.kind = 'picture' AND f.ended_at = 0)"
	return db.Each(ctx, tx, func(row db.Scanner) error {
		var at string
		var buttonsOK, camerasOK bool
		if err := row.Scan(&at, &buttonsOK, &camerasOK); err != nil {
			return err
		}
		c.of(at).school(buttonsOK, camerasOK)
		c.all.school(buttonsOK, camerasOK)
		return nil
	}, `SELECT s.path, `+everywhere(&a, buttons, button)+`, `+everywhere(&a, cameras, camera)+`
		FROM schools s WHERE s.status = 'active' AND `+within(&a, "s.path", areas, path)+` ORDER BY s.path`, a.Values()...)
}

// everywhere says in SQL that a school has a place of each kind, and at each of them a
// device of which the condition holds. A dormitory counts where pupils board.
func everywhere(a *db.Args, kinds []string, device string) string {
	if len(kinds) == 0 {
		return "TRUE"
	}
	parts := make([]string, len(kinds))
	for i, k := range kinds {
		kind := a.Add(k)
		at := "SELECT 1 FROM school_places p WHERE p.school_id = s.id AND p.kind = " + kind
		parts[i] = "EXISTS (" + at + ") AND NOT EXISTS (" + at + " AND NOT EXISTS (SELECT 1 FROM device_registry d WHERE " + device + "))"
		if k == string(org.Dormitory) {
			parts[i] = "(NOT s.boarding OR " + parts[i] + ")"
		}
	}
	return "(" + strings.Join(parts, " AND ") + ")"
}

// placesOf is the norm that lists sorts of places; one for the city, since the figures
// are compared across it.
func placesOf(ctx context.Context, tx *db.Tx, key string, otherwise []string) ([]string, error) {
	r, err := norm.Get(ctx, tx, key, norm.Where{Path: access.Everywhere, Day: norm.Day(tx.Now)})
	if db.IsNotFound(err) {
		return otherwise, nil
	}
	if err != nil {
		return nil, err
	}
	var kinds []string
	return kinds, json.Unmarshal(r.Value, &kinds)
}

// step cuts a path after so many steps.
func step(path string, depth int) string {
	steps := strings.Split(strings.Trim(path, "/"), "/")
	if len(steps) > depth {
		steps = steps[:depth]
	}
	return "/" + strings.Join(steps, "/") + "/"
}

// names puts the names of areas and schools to their paths.
func names(ctx context.Context, tx *db.Tx, byPath map[string]*Health) error {
	paths := make([]string, 0, len(byPath))
	for p := range byPath {
		paths = append(paths, p)
	}
	for len(paths) > 0 {
		n := min(300, len(paths))
		var a db.Args
		err := db.Each(ctx, tx, func(row db.Scanner) error {
			var path, name string
			err := row.Scan(&path, &name)
			if h := byPath[path]; h != nil {
				h.Name = name
			}
			return err
		}, `SELECT path, name FROM areas WHERE `+a.In("path", paths[:n])+` UNION ALL SELECT path, name FROM schools WHERE `+a.In("path", paths[:n]), a.Values()...)
		if err != nil {
			return err
		}
		paths = paths[n:]
	}
	return nil
}
