package bus

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// Cast is where and with whom the seed lets people try the room.
type Cast struct {
	Home, Attendant, AttendantName string
}

var (
	surnames = []rune("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
	given    = []string{"建国", "志强", "秀英", "海燕", "永平", "国华", "爱民", "春梅", "立新", "俊峰"}
	roads    = []string{"东街口", "新村南门", "云中路口", "七一桥", "利民小区", "北义井村口", "播明镇政府", "长征街口", "和平小学旁", "光明路口"}
)

// maxSeeded is how many schools of a large city get buses with riders.
const maxSeeded = 120

// Seed gives a freshly planted city its buses, and opens today's trips. The school where
// people try the system has two lines, of which its attendant has one.
func (s *Service) Seed(ctx context.Context, cast Cast) error {
	if err := access.Require(ctx, PermManage, access.Everywhere); err != nil {
		return err
	}
	var schools []org.School
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		schools, err = org.SchoolsWithin(ctx, tx, []string{access.Everywhere})
		return err
	}); err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(uint64(len(schools)), 37)) //nolint:gosec // an invented city, not a secret
	var fleet []seeded
	n := 0
	for i := range schools {
		x := &schools[i]
		switch {
		case x.ID == cast.Home:
			fleet = append(fleet, s.invent(r, x, 1, &cast), s.invent(r, x, 2, nil))
		case x.Bus != org.BusNone && n < maxSeeded:
			fleet = append(fleet, s.invent(r, x, 1, nil))
			n++
		}
	}
	for part := range slices.Chunk(fleet, 40) {
		if err := s.plant(ctx, part); err != nil {
			return err
		}
	}
	return s.OpenDay(ctx)
}

// seeded is one line with all that belongs to it.
type seeded struct {
	v       *Vehicle
	d, a    *Crew
	l       *Line
	riders  int
	account bool
}

func (s *Service) invent(r *rand.Rand, x *org.School, k int, cast *Cast) seeded {
	now := s.db.Clock().Now()
	day := func(back int) string { return now.In(city).AddDate(0, 0, -back).Format(time.DateOnly) }
	seats := []int{19, 28, 36, 45}[r.IntN(4)]
	kind := map[org.SchoolKind]string{org.Kindergarten: "kindergarten", org.Primary: "primary"}[x.Kind]
	if kind == "" {
		kind = "school"
	}
	v := &Vehicle{ID: id.New("veh"), Version: 1, SchoolID: x.ID, School: x.Name, Path: x.Path, Plate: fmt.Sprintf("晋H%05d", 10000+r.IntN(80000)), Kind: kind, Seats: seats,
		Owner: "忻州市校车服务有限公司", PermitNo: fmt.Sprintf("XC%06d", r.IntN(1_000_000)), PermitUntil: day(-200 - r.IntN(100)), InspectedOn: day(20 + r.IntN(120)),
		Hammer: true, Extinguish: true, FirstAid: true, Recorder: true, LetterOn: day(90), Code: sticker()}
	if cast == nil && r.IntN(9) == 0 {
		v.InspectedOn = day(170 + r.IntN(30)) // soon due, or just over
	}
	name := func() string { return string(surnames[r.IntN(len(surnames))]) + given[r.IntN(len(given))] }
	d := &Crew{ID: id.New("crw"), Version: 1, SchoolID: x.ID, School: x.Name, Path: x.Path, Kind: "driver", Name: name(), Born: fmt.Sprintf("%d-%02d", now.Year()-32-r.IntN(24), 1+r.IntN(12)),
		LicensedOn: day(3000 + r.IntN(2000)), ReviewOn: day(30 + r.IntN(250)), Cleared: slices.Clone(Clearances)}
	a := &Crew{ID: id.New("crw"), Version: 1, SchoolID: x.ID, School: x.Name, Path: x.Path, Kind: "attendant", Name: name(), Born: fmt.Sprintf("%d-%02d", now.Year()-28-r.IntN(28), 1+r.IntN(12)),
		Cleared: []string{"record"}}
	if cast != nil {
		a.Name, a.PersonID = cast.AttendantName, cast.Attendant
	}
	l := &Line{ID: id.New("lin"), Version: 1, SchoolID: x.ID, School: x.Name, Path: x.Path, Name: fmt.Sprintf("%d号线", k), VehicleID: v.ID, DriverID: d.ID, AttendantID: a.ID,
		Arrive: 7*60 + 40, Leave: 16*60 + 40, Days: "12345", Active: true, Seats: seats, Driver: d.Name, Attendant: a.Name, Plate: v.Plate}
	if cast != nil {
		l.Days = "1234567" // whoever tries the system does so on any day
	}
	first := r.IntN(len(roads))
	for i := range 4 {
		l.Stops = append(l.Stops, Stop{N: i + 1, Name: roads[(first+i)%len(roads)], To: 6*60 + 50 + 9*i, Back: 17*60 + 15 - 9*i + 9})
	}
	return seeded{v: v, d: d, a: a, l: l, riders: min(seats-3, 12+r.IntN(12)), account: cast != nil}
}

func (s *Service) plant(ctx context.Context, part []seeded) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var vehicles []*Vehicle
		var crew []*Crew
		var lines []*Line
		var riders [][]any
		used := map[string]int{}
		for _, x := range part {
			vehicles, crew, lines = append(vehicles, x.v), append(crew, x.d, x.a), append(lines, x.l)
			n := min(x.riders, 20)
			if x.account {
				n = 8 // a roll that fits on a telephone
			}
			ids, err := db.All(ctx, tx, db.Value[string], `SELECT id FROM pupils WHERE school_id = $1 AND status = 'active' ORDER BY seat, class_id LIMIT $2 OFFSET $3`,
				x.l.SchoolID, n, used[x.l.SchoolID])
			if err != nil {
				return err
			}
			used[x.l.SchoolID] += len(ids)
			for i, pupil := range ids {
				riders = append(riders, []any{x.l.ID, pupil, 1 + i*len(x.l.Stops)/len(ids), i + 1})
			}
		}
		if err := insertVehicles(ctx, tx, vehicles); err != nil {
			return err
		}
		if err := insertCrew(ctx, tx, crew); err != nil {
			return err
		}
		if err := insertLines(ctx, tx, lines); err != nil {
			return err
		}
		if _, err := tx.Insert(ctx, "bus_riders", []string{"line_id", "pupil_id", "stop", "seat"}, riders, ""); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "bus.seed", "buses", map[string]int{"lines": len(lines), "riders": len(riders)})
	})
}
