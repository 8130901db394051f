package bus

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/realtime"
)

// maxLedger bounds what one page of the ledger lists.
const maxLedger = 1000

// Filter narrows the ledger and the trips.
type Filter struct {
	Day, From, To string
	Path, Query   string
	State         string // of a trip; red for those that are red
	Limit         int
}

func (f *Filter) place(a *db.Args, column string, paths []string, search ...string) string {
	w := a.Within(column, paths)
	if f.Path != "" {
		w += " AND " + a.Within(column, []string{f.Path})
	}
	if q := strings.TrimSpace(f.Query); q != "" {
		w += " AND " + a.Contains(q, search...)
	}
	return w
}

// Vehicles returns the vehicles of the actor's area, those that may not drive first.
func (s *Service) Vehicles(ctx context.Context, f Filter) ([]*Vehicle, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var out []*Vehicle
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		var a db.Args
		out, err = db.All(ctx, tx, scanVehicle, selectVehicle+`WHERE `+f.place(&a, "v.path", access.Areas(ctx, PermView), "v.plate", "v.school_name")+
			` ORDER BY v.retired, v.path, v.id LIMIT `+a.Add(maxLedger), a.Values()...)
		return err
	})
	for _, v := range out {
		s.judge(ctx, v)
		if !access.From(ctx).Holds(PermManage, v.Path) {
			v.Code = ""
		}
	}
	slices.SortStableFunc(out, func(a, b *Vehicle) int {
		return sign(len(b.Faults) > 0 && !b.Retired) - sign(len(a.Faults) > 0 && !a.Retired)
	})
	return out, err
}

func sign(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Crews returns the drivers and attendants of the actor's area, those who may not go
// along first.
func (s *Service) Crews(ctx context.Context, f Filter) ([]*Crew, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var out []*Crew
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		var a db.Args
		out, err = db.All(ctx, tx, scanCrew, selectCrew+`WHERE `+f.place(&a, "path", access.Areas(ctx, PermView), "name", "school_name")+
			` ORDER BY retired, path, id LIMIT `+a.Add(maxLedger), a.Values()...)
		return err
	})
	day := today(s.db.Clock().Now())
	for _, c := range out {
		c.Faults = c.fit(s.rules(ctx, c.Path), day)
	}
	slices.SortStableFunc(out, func(a, b *Crew) int {
		return sign(len(b.Faults) > 0 && !b.Retired) - sign(len(a.Faults) > 0 && !a.Retired)
	})
	return out, err
}

// Lines returns the lines of the actor's area.
func (s *Service) Lines(ctx context.Context, f Filter) ([]*Line, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var out []*Line
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		var a db.Args
		out, err = db.All(ctx, tx, scanLine, selectLine+`WHERE `+f.place(&a, "l.path", access.Areas(ctx, PermView), "l.name", "l.school_name")+
			` ORDER BY l.path, l.id LIMIT `+a.Add(maxLedger), a.Values()...)
		return err
	})
	return out, err
}

// LineOf returns one line.
func (s *Service) LineOf(ctx context.Context, lineID string) (*Line, error) {
	var out *Line
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if out, err = getLine(ctx, tx, lineID); err != nil {
			return err
		}
		return access.See(ctx, PermView, out.Path, errGone)
	})
	return out, err
}

// Riders returns who rides on a line, to who keeps the school's buses; that names of
// minors were read is written down.
func (s *Service) Riders(ctx context.Context, lineID string) ([]Rider, error) {
	var out []Rider
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := getLine(ctx, tx, lineID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, l.Path, errGone); err != nil {
			return err
		}
		if err := access.Require(ctx, PermManage, l.Path); err != nil {
			return err
		}
		if out, err = ridersOf(ctx, tx, lineID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "bus.names_read", lineID, map[string]int{"count": len(out)})
	})
	return out, err
}

// Trips returns the trips of the actor's area in the order of the day, the red first,
// and how many there are in each state.
func (s *Service) Trips(ctx context.Context, f Filter) (out []*Trip, by map[string]int, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, nil, err
	}
	by = map[string]int{}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		var a db.Args
		where := f.tripWhere(&a, access.Areas(ctx, PermView))
		cond := ""
		switch f.State {
		case "":
		case "red":
			cond = " AND alarm <> '' AND resolved_at = 0"
		default:
			cond = " AND state = " + a.Add(f.State)
		}
		out, err = db.All(ctx, tx, scanTrip, selectTrip+`WHERE `+where+cond+
			` ORDER BY CASE WHEN alarm <> '' AND resolved_at = 0 THEN 0 ELSE 1 END, day DESC, from_min, id LIMIT `+a.Add(f.Limit), a.Values()...)
		if err != nil {
			return err
		}
		var b db.Args
		return db.Each(ctx, tx, func(row db.Scanner) error {
			var state string
			var n, red int
			err := row.Scan(&state, &n, &red)
			by[state] = n
			by[""] += n
			by["red"] += red
			return err
		}, `SELECT state, COUNT(*), COUNT(CASE WHEN alarm <> '' AND resolved_at = 0 THEN 1 END) FROM bus_trips WHERE `+
			f.tripWhere(&b, access.Areas(ctx, PermView))+` GROUP BY state`, b.Values()...)
	})
	return out, by, err
}

// tripWhere takes the days of the filter, and whatever is red from before.
func (f *Filter) tripWhere(a *db.Args, paths []string) string {
	w := f.place(a, "path", paths, "line_name", "plate", "school_name")
	if f.From != "" {
		return w + " AND day >= " + a.Add(f.From) + " AND day <= " + a.Add(f.To)
	}
	return w + " AND (day = " + a.Add(f.Day) + " OR alarm <> '' AND resolved_at = 0)"
}

// Trip returns one trip with its story, to who sees the school's buses; names are for
// who keeps them, and masked for others.
func (s *Service) Trip(ctx context.Context, tripID string) (*Trip, []TripLine, error) {
	var out *Trip
	var story []TripLine
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if out, err = getTrip(ctx, tx, tripID, ""); err != nil {
			return err
		}
		if err := access.See(ctx, PermView, out.Path, errGone); err != nil {
			return err
		}
		story, err = timelineOf(ctx, tx, tripID)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	if !access.From(ctx).Holds(PermManage, out.Path) {
		for i := range out.Riders {
			r := []rune(out.Riders[i].Name)
			out.Riders[i].Name = string(r[:min(1, len(r))]) + "*"
		}
	}
	return out, story, nil
}

// Mine are the trips of today that the actor attends.
func (s *Service) Mine(ctx context.Context) ([]*Trip, error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return nil, err
	}
	if err := access.RequireSomewhere(ctx, PermAttend); err != nil {
		return nil, err
	}
	var out []*Trip
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		day := today(tx.Now)
		out, err = db.All(ctx, tx, scanTrip, selectTrip+`WHERE attendant_person = $1 AND (day = $2 OR alarm <> '' AND resolved_at = 0 OR state IN ('running', 'arrived'))
			ORDER BY day, from_min, id LIMIT 20`, who.ID, day)
		return err
	})
	return out, err
}

// Item is one point of the look round before a trip.
type Item struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// Kit is a trip as its attendant's phone needs it for a day without network: the roll,
// the stops, what to look at.
type Kit struct {
	Trip  *Trip
	Stops []Stop
	Items []Item
}

// KitOf returns a trip to who attends it. The names of the children he looks after go
// with it, and that is written down once a trip.
func (s *Service) KitOf(ctx context.Context, tripID string) (*Kit, error) {
	out := &Kit{}
	first := false
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if out.Trip, err = getTrip(ctx, tx, tripID, ""); err != nil {
			return err
		}
		if err := out.Trip.attends(ctx); err != nil {
			return err
		}
		l, err := getLine(ctx, tx, out.Trip.LineID)
		if err != nil {
			return err
		}
		out.Stops = l.Stops
		if len(out.Trip.Riders) == 0 { // before it starts: who rides on the line
			if out.Trip.Riders, err = seatsOf(ctx, tx, out.Trip.LineID); err != nil {
				return err
			}
			out.Trip.Expected = len(out.Trip.Riders)
		}
		if out.Items, err = s.sheet(ctx, tx, out.Trip.Path); err != nil {
			return err
		}
		n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM bus_timeline WHERE trip_id = $1 AND kind = 'roll_read'`, tripID)
		first = n == 0
		return err
	})
	if err != nil || !first {
		return out, err
	}
	return out, s.db.Write(ctx, func(tx *db.Tx) error {
		if err := addLine(ctx, tx, tripID, "roll_read", nil); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "bus.names_read", tripID, map[string]int{"count": len(out.Trip.Riders)})
	})
}

// sheet is what is looked at before a trip at a place.
func (s *Service) sheet(ctx context.Context, tx *db.Tx, path string) ([]Item, error) {
	list, err := s.lists.InUse(ctx, tx, checklistKey, path)
	if err != nil {
		return nil, err
	}
	sheet, err := s.lists.SheetIn(ctx, tx, list.ID, list.Version)
	if err != nil {
		return nil, err
	}
	var out []Item
	for _, c := range sheet.Sections {
		for _, i := range c.Items {
			out = append(out, Item{i.Code, i.Text})
		}
	}
	return out, nil
}

// items is sheet as codes, with the list and version they are of.
func (s *Service) items(ctx context.Context, tx *db.Tx, path string) (list string, codes []string, err error) {
	l, err := s.lists.InUse(ctx, tx, checklistKey, path)
	if err != nil {
		return "", nil, err
	}
	all, err := s.sheet(ctx, tx, path)
	for _, i := range all {
		codes = append(codes, i.Code)
	}
	return fmt.Sprintf("%s@%d", l.ID, l.Version), codes, err
}

// sweep finds the changes that no hint told.
func (s *Service) sweep(since time.Time) (out []realtime.Change, err error) {
	ctx := context.Background()
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return db.Each(ctx, tx, func(row db.Scanner) error {
			c := realtime.Change{Topic: "trips"}
			err := row.Scan(&c.ID, &c.Version, &c.Path, &c.To)
			out = append(out, c)
			return err
		}, `SELECT id, version, path, attendant_person FROM bus_trips WHERE changed_at >= $1 ORDER BY changed_at LIMIT 500`, db.Millis(since))
	})
	return out, err
}
