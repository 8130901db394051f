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

// Devices lists the register of the caller's area, by school. audit: it only reads.
func (s *Service) Devices(ctx context.Context, f Filter) (out []*Device, counts map[string]int, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		paths, old := access.Areas(ctx, PermView), s.provenSince(ctx, tx)
		if out, err = page(ctx, tx, paths, f, old); err != nil {
			return err
		}
		counts, err = countDevices(ctx, tx, paths, f, old)
		return err
	})
	return out, counts, err
}

// provenSince is the moment from which on the proof of a button holds.
func (s *Service) provenSince(ctx context.Context, tx *db.Tx) int64 {
	return db.Millis(tx.Now) - int64(s.norms.Now(ctx, keyProve, access.Everywhere, proveDefault))*24*60*60*1000
}

// page reads one page of the register, and which faults its devices have.
func page(ctx context.Context, tx *db.Tx, paths []string, f Filter, old int64) ([]*Device, error) {
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
	out, err := db.All(ctx, tx, scanDevice, selectDevice+where(parts)+" ORDER BY d.path, d.id LIMIT "+a.Add(f.Limit), a.Values()...)
	if err != nil {
		return nil, err
	}
	return out, withFaults(ctx, tx, out)
}

// withFaults says of each device what is wrong with it now.
func withFaults(ctx context.Context, tx *db.Tx, list []*Device) error {
	byID := make(map[string]*Device, len(list))
	ids := make([]string, len(list))
	for i, d := range list {
		byID[d.ID], ids[i] = d, d.ID
	}
	for len(ids) > 0 {
		n := min(300, len(ids))
		var a db.Args
		err := db.Each(ctx, tx, func(row db.Scanner) error {
			var deviceID, kind string
			err := row.Scan(&deviceID, &kind)
			if d := byID[deviceID]; d != nil {
				d.Faults = append(d.Faults, kind)
			}
			return err
		}, `SELECT device_id, kind FROM device_faults WHERE ended_at = 0 AND `+a.In("device_id", ids[:n])+` ORDER BY began_at`, a.Values()...)
		if err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
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

// Open returns a device of the caller's area. audit: it only reads.
func (s *Service) Open(ctx context.Context, deviceID string) (*Device, error) {
	var d *Device
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if d, err = get(ctx, tx, deviceID); err != nil {
			return err
		}
		return withFaults(ctx, tx, []*Device{d})
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
	Unknown  bool // of nobody's device only
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
	if f.Unknown {
		parts = append(parts, "i.device_id = ''")
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

// cursor is where a page of the register ended.
func (d *Device) cursor() string { return d.Path + "|" + d.ID }
