// Package bus is the room of school buses (校车): what vehicles, drivers, attendants,
// lines and riders there are, and each trip from the look round before it to the look at
// the last row after it. A trip on which fewer got off than got on, or after which
// nobody has said that the bus is empty, turns red within minutes, calls the attendant,
// the school and the county at once, and stays red until a person says what it was: this
// is the known way in which children die. (domain.md §3.7, §9.6)
package bus

import (
	"strings"
	"time"
	"unicode/utf8"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// The permissions: to look at the ledger and the trips of the day, to keep the ledger,
// to attend a trip, to settle a red trip, to be called as the bureau.
const (
	PermView    access.Perm = "bus.view"
	PermManage  access.Perm = "bus.manage"
	PermAttend  access.Perm = "bus.attend"
	PermResolve access.Perm = "bus.resolve"
)

// PurposePhoto is why a picture of the last row is handed in, MaxPhoto its size.
const (
	PurposePhoto = "bus.photo"
	MaxPhoto     = 4 << 20
)

// checklistKey names the list of what is looked at before a trip (校车出车前).
const checklistKey = "bus_before"

// The refusals of the ledger.
var (
	errGone     = errs.NotFound("bus.not_found")
	errPlate    = errs.Invalid("bus.plate_wrong", errs.Field{Name: "plate", Code: "bus.plate_wrong"})
	errPlateOld = errs.Conflict("bus.plate_taken")
	errSeats    = errs.Invalid("bus.seats_wrong", errs.Field{Name: "seats", Code: "bus.seats_wrong"})
	errDay      = errs.Invalid("bus.day_wrong", errs.Field{Name: "inspectedOn", Code: "bus.day_wrong"})
	errName     = errs.Invalid("bus.name_needed", errs.Field{Name: "name", Code: "required"})
	errBorn     = errs.Invalid("bus.born_wrong", errs.Field{Name: "born", Code: "bus.born_wrong"})
	errAccount  = errs.Invalid("bus.account_wrong", errs.Field{Name: "personId", Code: "bus.account_wrong"})
	errUnfit    = errs.Conflict("bus.crew_unfit")
	errVehicle  = errs.Conflict("bus.vehicle_unfit")
	errLine     = errs.Invalid("bus.line_incomplete", errs.Field{Name: "stops", Code: "bus.line_incomplete"})
	errFull     = errs.Conflict("bus.over_capacity")
	errSeat     = errs.Invalid("bus.seat_wrong", errs.Field{Name: "riders", Code: "bus.seat_wrong"})
	errRider    = errs.Invalid("bus.rider_wrong", errs.Field{Name: "riders", Code: "bus.rider_wrong"})
)

// city is the zone of business days. China has one.
var city = time.FixedZone("Asia/Shanghai", 8*60*60)

// today is the business day of an instant.
func today(at time.Time) string { return at.In(city).Format(time.DateOnly) }

func validDay(day string) bool {
	_, err := time.Parse(time.DateOnly, day)
	return err == nil && len(day) == len(time.DateOnly)
}

// at is the instant of a minute of a business day.
func at(day string, minute int) time.Time {
	t, _ := time.ParseInLocation(time.DateOnly, day, city)
	return t.Add(time.Duration(minute) * time.Minute)
}

// clip shortens s to at most n characters of valid text.
func clip(s string, n int) string {
	s = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), ""))
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}
