package device

import (
	"context"
	"errors"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/jobs"
	"huxue/internal/kit/lines"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// eachPortion goes through what an import comes to, a portion at a time.
func (s *Service) eachPortion(importID string, do func([]*planned) error) error {
	var part []*planned
	for p, err := range lines.Read[*planned](s.importFile(importID, "plan")) {
		if err != nil {
			return errLost.Because(err)
		}
		if part = append(part, p); len(part) < portionRows {
			continue
		}
		if err := do(part); err != nil {
			return err
		}
		part = nil
	}
	if len(part) == 0 {
		return nil
	}
	return do(part)
}

// stillHolds asks whether the register is what it was when the workbook was checked.
func (s *Service) stillHolds(ctx context.Context, m *Import) (bool, error) {
	holds := true
	err := s.eachPortion(m.ID, func(part []*planned) error {
		return s.db.Read(ctx, func(tx *db.Tx) error {
			now, err := s.standing(ctx, tx, part)
			for _, p := range part {
				holds = holds && p.fits(now)
			}
			return err
		})
	})
	return holds, err
}

// standing are the devices of the register that a portion is about, by id and by code.
func (s *Service) standing(ctx context.Context, tx *db.Tx, part []*planned) (map[string]*Device, error) {
	var ids, codes []string
	for _, p := range part {
		ids, codes = append(ids, p.ID), append(codes, p.Code)
	}
	out := map[string]*Device{}
	var a db.Args
	list, err := db.All(ctx, tx, scanDevice, selectDevice+`WHERE `+a.In("d.id", ids), a.Values()...)
	if err != nil {
		return nil, err
	}
	var b db.Args
	same, err := db.All(ctx, tx, scanDevice, selectDevice+`WHERE d.state <> 'retired' AND `+b.In("d.code", codes), b.Values()...)
	for _, d := range append(list, same...) {
		out[d.ID] = d
		if d.State != Retired {
			out[nameOf(d.Protocol, d.Code)] = d
		}
	}
	return out, err
}

// fits: nobody has touched the device since, or taken the code.
func (p *planned) fits(now map[string]*Device) bool {
	d := now[nameOf(p.Protocol, p.Code)]
	if p.Version == 0 {
		return d == nil
	}
	return d != nil && d.ID == p.ID && d.Version == p.Version
}

// in: an earlier run of the job has brought it in already.
func (p *planned) in(now map[string]*Device) bool {
	d := now[p.ID]
	return d != nil && d.State != Retired && d.Version == p.Version+1 && d.Code == p.Code && d.Name == p.Name && d.PlaceID == p.PlaceID && d.ParentID == p.ParentID &&
		d.Panic == p.Panic && d.HeartbeatS == p.HeartbeatS && (p.Sealed == "" || d.sealed == p.Sealed)
}

// runApply brings in what was confirmed. It may run twice: what is in is left alone.
// Where somebody has changed a device between the confirmation and its turn, it stops
// and says how many rows are in; the same workbook handed in again brings the rest.
func (s *Service) runApply(ctx context.Context, importID string) error {
	var m Import
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if err := access.Require(ctx, PermManage, access.Everywhere); err != nil {
			return err
		}
		m, err = getImport(ctx, tx, importID)
		return err
	})
	if errors.Is(err, errNoImport) || err == nil && m.State != stateApplying {
		return nil
	}
	if err != nil {
		return err
	}
	m.Done = 0
	err = s.eachPortion(m.ID, func(part []*planned) error { return s.bringIn(ctx, &m, part) })
	switch {
	case err == nil:
		m.State = stateDone
	case errs.Code(err) == errMoved.Code, errs.Code(err) == errLost.Code:
		m.State, m.Failure = stateFailed, errs.Code(err)
	default:
		return err
	}
	failed := err
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := setImport(ctx, tx, &m, stateApplying); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "device.import_done", m.ID, map[string]any{"rows": m.Done, "failure": m.Failure, "person": m.person})
	}); err != nil {
		return err
	}
	s.discardFiles(m.ID)
	if failed != nil {
		return jobs.GiveUp(failed)
	}
	return nil
}

// bringIn writes one portion and how far the import has come.
func (s *Service) bringIn(ctx context.Context, m *Import, part []*planned) error {
	done := m.Done
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		now, err := s.standing(ctx, tx, part)
		if err != nil {
			return err
		}
		paths, err := pathsOf(ctx, tx, part)
		if err != nil {
			return err
		}
		var fresh []*Device
		var told []map[string]any
		for _, p := range part {
			switch d := now[p.ID]; {
			case p.in(now):
				continue
			case !p.fits(now) || paths[p.SchoolID] == "":
				return errMoved.With("row", p.Row)
			case p.Version == 0:
				d = &Device{ID: p.ID, Version: 1, SchoolID: p.SchoolID, Path: paths[p.SchoolID], Kind: p.Kind, Protocol: p.Protocol, State: Unseen, CreatedAt: tx.Now}
				p.put(d)
				fresh, told = append(fresh, d), append(told, d.imported(p))
			default:
				p.put(d)
				if err := update(ctx, tx, d, p.Version); err != nil {
					return staleOr(err)
				}
				told = append(told, d.imported(p))
			}
		}
		if len(fresh) > 0 {
			if err := insert(ctx, tx, fresh...); err != nil {
				return staleOr(err)
			}
		}
		m.Done = done + len(part)
		if err := setImport(ctx, tx, m, stateApplying); err != nil {
			return err
		}
		if len(told) == 0 {
			return nil
		}
		s.announce(tx, &Device{ID: part[0].ID, Path: paths[part[0].SchoolID]})
		return audit.Record(ctx, tx, "device.import_portion", m.ID, map[string]any{"person": m.person, "devices": told})
	})
	if err != nil {
		m.Done = done
	}
	return err
}

// staleOr: a code or a version that somebody was faster with.
func staleOr(err error) error {
	if errs.Code(err) == "device.code_taken" || errs.Code(err) == "stale_version" {
		return errMoved
	}
	return err
}

// put takes over what a row says.
func (p *planned) put(d *Device) {
	d.PlaceID, d.ParentID, d.Name, d.Code, d.Panic, d.HeartbeatS = p.PlaceID, p.ParentID, p.Name, p.Code, p.Panic, p.HeartbeatS
	if p.Sealed != "" {
		d.sealed = p.Sealed
	}
}

// imported is what the audit book keeps of a row: no secret, but that there is a new one.
func (d *Device) imported(p *planned) map[string]any {
	told := d.registered(p.Clear)
	told["id"], told["row"] = d.ID, p.Row
	if p.Sealed != "" {
		told["newSecret"] = true
	}
	return told
}

func pathsOf(ctx context.Context, tx *db.Tx, part []*planned) (map[string]string, error) {
	set := map[string]bool{}
	for _, p := range part {
		set[p.SchoolID] = true
	}
	var a db.Args
	out := map[string]string{}
	err := db.Each(ctx, tx, func(row db.Scanner) error {
		var schoolID, path string
		err := row.Scan(&schoolID, &path)
		out[schoolID] = path
		return err
	}, `SELECT id, path FROM schools WHERE `+a.In("id", keys(set)), a.Values()...)
	return out, err
}
