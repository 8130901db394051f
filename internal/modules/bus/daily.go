package bus

import (
	"context"
	"slices"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/todo"
)

// piece is how many rows are written at once: a press of the alarm waits for no whole
// city.
const piece = 200

// The norms of the daily work. [D]
const (
	remindKey, remindDefault = "bus.remind_d", 30
	keepKey, keepDefault     = "bus.roll_keep_d", 365
)

// OpenDay puts today's trips of every line on the day. Doing it again changes nothing.
func (s *Service) OpenDay(ctx context.Context) error {
	if err := access.Require(ctx, PermManage, access.Everywhere); err != nil {
		return err
	}
	day := today(s.db.Clock().Now())
	var trips []*Trip
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		lines, err := db.All(ctx, tx, scanLine, selectLine+`WHERE l.active ORDER BY l.id`)
		if err != nil {
			return err
		}
		for _, l := range lines {
			if l.runs(day) {
				both, err := tripsOf(ctx, tx, l, day)
				if err != nil {
					return err
				}
				trips = append(trips, both...)
			}
		}
		return nil
	}); err != nil {
		return err
	}
	for part := range slices.Chunk(trips, piece) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			n, err := insertTrips(ctx, tx, part)
			if err != nil || n == 0 {
				return err
			}
			return audit.Record(ctx, tx, "bus.open_day", day, map[string]int64{"trips": n})
		}); err != nil {
			return err
		}
	}
	return nil
}

// tripsOf are the two trips of a line on a day.
func tripsOf(ctx context.Context, tx *db.Tx, l *Line, day string) ([]*Trip, error) {
	var code, person string
	if err := tx.QueryRow(ctx, `SELECT v.code, a.person_id FROM bus_vehicles v, bus_crew a WHERE v.id = $1 AND a.id = $2`, l.VehicleID, l.AttendantID).Scan(&code, &person); err != nil {
		return nil, err
	}
	one := func(direction string, from, to int) *Trip {
		return &Trip{ID: id.New("trp"), LineID: l.ID, Line: l.Name, SchoolID: l.SchoolID, School: l.School, Path: l.Path, VehicleID: l.VehicleID, Plate: l.Plate, code: code,
			Driver: l.Driver, Attendant: l.Attendant, AttendantPerson: person, Day: day, Direction: direction, From: from, To: to, Seats: l.Seats, State: Planned,
			Expected: l.Riders}
	}
	last := l.Leave
	for _, x := range l.Stops {
		last = max(last, x.Back)
	}
	return []*Trip{one(ToSchool, l.Stops[0].To, l.Arrive), one(Home, l.Leave, last)}, nil
}

// Remind puts what runs out soon on the lists of those who keep the buses, and forgets
// who was aboard a year ago.
func (s *Service) Remind(ctx context.Context) error {
	if err := access.Require(ctx, PermManage, access.Everywhere); err != nil {
		return err
	}
	var tasks []todo.Task
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		tasks, err = s.soon(ctx, tx)
		return err
	}); err != nil {
		return err
	}
	for part := range slices.Chunk(tasks, piece) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			for _, t := range part {
				if err := todo.Put(ctx, tx, t); err != nil {
					return err
				}
			}
			return audit.Record(ctx, tx, "bus.remind", "buses", map[string]int{"tasks": len(part)})
		}); err != nil {
			return err
		}
	}
	return s.forget(ctx)
}

// soon are the inspections, permits and reviews that run out within the norm's days.
func (s *Service) soon(ctx context.Context, tx *db.Tx) ([]todo.Task, error) {
	day := today(tx.Now)
	horizon := at(day, 0).AddDate(0, 0, s.limits.Now(ctx, remindKey, access.Everywhere, remindDefault)).Format(time.DateOnly)
	var out []todo.Task
	add := func(kind, subject, path, until string, params map[string]any) {
		if until > horizon {
			return
		}
		params["day"] = until
		t := todo.Task{Room: "bus", Kind: kind, Subject: subject + " " + until, Path: path, Perm: PermManage, Priority: 1, Link: "/bus-ledger", Params: params}
		if until != "" {
			t.Due = at(until, 24*60)
		}
		out = append(out, t)
	}
	vehicles, err := db.All(ctx, tx, scanVehicle, selectVehicle+`WHERE NOT v.retired ORDER BY v.id`)
	if err != nil {
		return nil, err
	}
	r := s.rules(ctx, access.Everywhere)
	for _, v := range vehicles {
		add("inspection_due", v.ID, v.Path, due(v.InspectedOn, r.InspectMonths), map[string]any{"plate": v.Plate})
		add("permit_due", v.ID, v.Path, v.PermitUntil, map[string]any{"plate": v.Plate})
	}
	drivers, err := db.All(ctx, tx, scanCrew, selectCrew+`WHERE NOT retired AND kind = 'driver' ORDER BY id`)
	for _, c := range drivers {
		add("review_due", c.ID, c.Path, due(c.ReviewOn, r.ReviewMonths), map[string]any{"name": c.Name})
	}
	return out, err
}

// forget drops who was aboard and got off longer ago than the norm lets us keep it; that
// a trip was, and its figures, stay. (domain.md §9.4)
func (s *Service) forget(ctx context.Context) error {
	before := at(today(s.db.Clock().Now()), 0).AddDate(0, 0, -s.limits.Now(ctx, keepKey, access.Everywhere, keepDefault)).Format(time.DateOnly)
	for {
		var n int64
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			res, err := tx.Exec(ctx, `DELETE FROM bus_roll WHERE trip_id IN (SELECT t.id FROM bus_trips t WHERE t.day < $1
				AND EXISTS (SELECT 1 FROM bus_roll r WHERE r.trip_id = t.id) ORDER BY t.day LIMIT 20)`, before)
			if err != nil {
				return err
			}
			if n, err = res.RowsAffected(); err != nil || n == 0 {
				return err
			}
			return audit.Record(ctx, tx, "bus.forget", before, map[string]int64{"rows": n})
		}); err != nil || n == 0 {
			return err
		}
	}
}
