package device

import (
	"context"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// Filter narrows the register. After is the cursor that the last page ended with.
type Filter struct {
	State    string // a state, "" for all in use, fault for those with an open fault, proof for buttons not proven in time
	Kind     string
	Protocol string
	School   string
	Parent   string
	Path     string
	Query    string
	After    string
	Limit    int
}

func (f *Filter) base(a *db.Args, paths []string) []string {
	parts := []string{a.Within("d.path", paths)}
	for _, x := range [][2]string{{"d.kind", f.Kind}, {"d.protocol", f.Protocol}, {"d.school_id", f.School}, {"d.parent_id", f.Parent}} {
		if x[1] != "" {
			parts = append(parts, x[0]+" = "+a.Add(x[1]))
		}
	}
	if f.Path != "" {
		parts = append(parts, a.Within("d.path", []string{f.Path}))
	}
	if f.Query != "" {
		parts = append(parts, a.Contains(f.Query, "d.name", "d.code", "s.name"))
	}
	return parts
}

const hasFault = "EXISTS (SELECT 1 FROM device_faults f WHERE f.device_id = d.id AND f.ended_at = 0)"

// Devices lists the register of the caller's area, by school.
func (s *Service) Devices(ctx context.Context, f Filter) (out []*Device, counts map[string]int, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		paths := access.Areas(ctx, PermView)
		old := db.Millis(tx.Now) - int64(s.norms.Now(ctx, keyProve, access.Everywhere, proveDefault))*24*60*60*1000
		var a db.Args
		parts := f.base(&a, paths)
		switch f.State {
		case "":
			parts = append(parts, "d.state <> 'retired'")
		case "fault":
			parts = append(parts, "d.state <> 'retired'", hasFault)
		case "proof":
			parts = append(parts, "d.state <> 'retired' AND d.panic AND d.last_proven_at < "+a.Add(old))
		default:
			parts = append(parts, "d.state = "+a.Add(f.State))
		}
		if path, id, ok := strings.Cut(f.After, "|"); ok {
			p := a.Add(path)
			parts = append(parts, "(d.path > "+p+" OR (d.path = "+p+" AND d.id > "+a.Add(id)+"))")
		}
		if out, err = db.All(ctx, tx, scanDevice, selectDevice+where(parts)+" ORDER BY d.path, d.id LIMIT "+a.Add(f.Limit), a.Values()...); err != nil {
			return err
		}
		counts, err = countDevices(ctx, tx, paths, f, old)
		return err
	})
	return out, counts, err
}

// keyProve is the norm that says within how many days a button is proven. [D]
const keyProve, proveDefault = "device.prove_d", 31

func countDevices(ctx context.Context, tx *db.Tx, paths []string, f Filter, old int64) (map[string]int, error) {
	var a db.Args
	out := map[string]int{}
	proven := a.Add(old)
	err := db.Each(ctx, tx, func(row db.Scanner) error {
		var state string
		var n, faulty, unproven int
		err := row.Scan(&state, &n, &faulty, &unproven)
		if out[state] = n; state != string(Retired) {
			out[""], out["fault"], out["proof"] = out[""]+n, out["fault"]+faulty, out["proof"]+unproven
		}
		return err
	}, `SELECT d.state, CAST(COUNT(*) AS INTEGER), CAST(SUM(CASE WHEN `+hasFault+` THEN 1 ELSE 0 END) AS INTEGER),
		CAST(SUM(CASE WHEN d.panic AND d.last_proven_at < `+proven+` THEN 1 ELSE 0 END) AS INTEGER)
		FROM device_registry d JOIN schools s ON s.id = d.school_id `+where(f.base(&a, paths))+` GROUP BY d.state`, a.Values()...)
	return out, err
}

// Open returns a device of the caller's area.
func (s *Service) Open(ctx context.Context, deviceID string) (*Device, error) {
	var d *Device
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		d, err = get(ctx, tx, deviceID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return d, access.See(ctx, PermView, d.Path, ErrNotFound)
}

// MessageFilter narrows the stored messages. Beats takes heartbeats in, which are
// shown for one device only.
type MessageFilter struct {
	DeviceID string
	Protocol string
	Outcome  string
	Press    bool
	Beats    bool
	Query    string // of the code or the source, from its beginning
	After    string
	Limit    int
}

// Messages lists what came in from the caller's area, newest first.
func (s *Service) Messages(ctx context.Context, f MessageFilter) (out []*Message, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var a db.Args
	parts := []string{a.Within("i.path", access.Areas(ctx, PermView))}
	if f.DeviceID != "" {
		parts = append(parts, "i.device_id = "+a.Add(f.DeviceID))
	}
	if !f.Beats || f.DeviceID == "" {
		parts = append(parts, "NOT i.beat")
	}
	if f.Protocol != "" {
		parts = append(parts, "i.protocol = "+a.Add(f.Protocol))
	}
	if f.Outcome != "" {
		parts = append(parts, "i.outcome = "+a.Add(f.Outcome))
	}
	if f.Press {
		parts = append(parts, "i.press")
	}
	if f.Query != "" {
		parts = append(parts, a.Contains(f.Query, "i.code", "i.source"))
	}
	if f.After != "" {
		parts = append(parts, "i.id < "+a.Add(f.After))
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.All(ctx, tx, scanInput, selectInput+where(parts)+" ORDER BY i.id DESC LIMIT "+a.Add(f.Limit), a.Values()...)
		return err
	})
	return out, err
}

// FaultFilter narrows the faults.
type FaultFilter struct {
	DeviceID string
	Kind     string
	Path     string
	Open     bool
	Panic    bool
	After    string
	Limit    int
}

// Faults lists what is and was wrong with the devices of the caller's area, newest
// first. audit: it only reads.
func (s *Service) Faults(ctx context.Context, f FaultFilter) (out []*Fault, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var a db.Args
	parts := []string{a.Within("f.path", access.Areas(ctx, PermView))}
	if f.DeviceID != "" {
		parts = append(parts, "f.device_id = "+a.Add(f.DeviceID))
	}
	if f.Kind != "" {
		parts = append(parts, "f.kind = "+a.Add(f.Kind))
	}
	if f.Path != "" {
		parts = append(parts, a.Within("f.path", []string{f.Path}))
	}
	if f.Open {
		parts = append(parts, "f.ended_at = 0")
	}
	if f.Panic {
		parts = append(parts, "d.panic")
	}
	if f.After != "" {
		parts = append(parts, "f.id < "+a.Add(f.After))
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.All(ctx, tx, scanFault, selectFault+where(parts)+" ORDER BY f.id DESC LIMIT "+a.Add(f.Limit), a.Values()...)
		return err
	})
	return out, err
}

// Health is how the devices of an area or a school are doing. Rate is online and
// late ones per hundred of those that promise to speak, rounded down; -1 where none
// does (联网率). Proven counts buttons that have been proven in time.
type Health struct {
	Path    string `json:"path"`
	Name    string `json:"name"`
	All     int    `json:"all"`
	Online  int    `json:"online"`
	Late    int    `json:"late"`
	Lost    int    `json:"lost"`
	Unseen  int    `json:"unseen"`
	Buttons int    `json:"buttons"`
	Proven  int    `json:"proven"`
	Faults  int    `json:"faults"`
	Rate    int    `json:"rate"`
}

func (h *Health) add(state State, panics bool, n, proven, faults int) {
	h.All, h.Faults = h.All+n, h.Faults+faults
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
		h.Buttons, h.Proven = h.Buttons+n, h.Proven+proven
	}
	if h.Rate = -1; h.All > 0 {
		h.Rate = (h.Online + h.Late) * 100 / h.All
	}
}

// Figures tells how the devices below path are doing: all of them, and by county, or,
// within a county, by school. Kind "" counts every kind.
// audit: it only reads.
func (s *Service) Figures(ctx context.Context, path string, kind Kind) (all Health, parts []*Health, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return all, nil, err
	}
	all = Health{Path: path, Rate: -1}
	depth := 3 // /14/1409/140902/
	if strings.Count(strings.Trim(path, "/"), "/") >= 2 {
		depth = 4
	}
	byPath := map[string]*Health{}
	parts = []*Health{}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var a db.Args
		old := a.Add(db.Millis(tx.Now) - int64(s.norms.Now(ctx, keyProve, access.Everywhere, proveDefault))*24*60*60*1000)
		conditions := []string{"d.state <> 'retired'", a.Within("d.path", access.Areas(ctx, PermView))}
		if path != "" {
			conditions = append(conditions, a.Within("d.path", []string{path}))
		}
		if kind != "" {
			conditions = append(conditions, "d.kind = "+a.Add(string(kind)))
		}
		err := db.Each(ctx, tx, func(row db.Scanner) error {
			var at string
			var state State
			var panics bool
			var n, proven, faults int
			if err := row.Scan(&at, &state, &panics, &n, &proven, &faults); err != nil {
				return err
			}
			key := step(at, depth)
			h := byPath[key]
			if h == nil {
				h = &Health{Path: key, Rate: -1}
				byPath[key], parts = h, append(parts, h)
			}
			h.add(state, panics, n, proven, faults)
			all.add(state, panics, n, proven, faults)
			return nil
		}, `SELECT d.path, d.state, d.panic, CAST(COUNT(*) AS INTEGER), CAST(SUM(CASE WHEN d.last_proven_at >= `+old+` THEN 1 ELSE 0 END) AS INTEGER),
			CAST(SUM(CASE WHEN `+hasFault+` THEN 1 ELSE 0 END) AS INTEGER)
			FROM device_registry d `+where(conditions)+` GROUP BY d.path, d.state, d.panic ORDER BY d.path`, a.Values()...)
		if err != nil {
			return err
		}
		return names(ctx, tx, byPath)
	})
	return all, parts, err
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

// cursor is where a page of the register ended.
func (d *Device) cursor() string { return d.Path + "|" + d.ID }
