package bus_test

import (
	"net/http"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/bus"
)

const (
	principal = "xiaozhang"
	attendant = "zhaoguan"
	guard     = "menwei"
	county    = "xianju"
	bureau    = "jiaoyuju"
)

type kit struct {
	bus.TripCard
	Roll  []bus.RollRow `json:"roll"`
	Items []bus.Item    `json:"items"`
}

func get[T any](a *apptest.App, as, path string) (out T) {
	a.Do(as, http.MethodGet, path, nil).Into(&out)
	return out
}

func act(a *apptest.App, as, tripID, verb string, body map[string]any) apptest.Answer {
	if body == nil {
		body = map[string]any{}
	}
	return a.Do(as, http.MethodPost, "/api/v1/buses/trips/"+tripID+"/"+verb, body)
}

func did(t *testing.T, r apptest.Answer) (out bus.TripCard) {
	t.Helper()
	r.Into(&out)
	return out
}

// trip is the attendant's way to school, ready to drive off.
func trip(t *testing.T, a *apptest.App) kit {
	t.Helper()
	mine := get[struct{ Items []bus.TripCard }](a, attendant, "/api/v1/buses/mine").Items
	if len(mine) != 2 || mine[0].Direction != "to" || mine[0].State != bus.Planned {
		t.Fatalf("today's trips: %+v", mine)
	}
	return get[kit](a, attendant, "/api/v1/buses/trips/"+mine[0].ID+"/kit")
}

func checks(k kit, bad string) map[string]any {
	var items []map[string]any
	for _, i := range k.Items {
		items = append(items, map[string]any{"code": i.Code, "ok": i.Code != bad, "note": map[bool]string{true: "左后轮缺气"}[i.Code == bad]})
	}
	return map[string]any{"items": items}
}

func pupils(k kit, from, to int) map[string]any {
	var ids []string
	for _, r := range k.Roll[from:to] {
		ids = append(ids, r.PupilID)
	}
	return map[string]any{"pupils": ids}
}

func driveOff(t *testing.T, a *apptest.App) kit {
	t.Helper()
	k := trip(t, a)
	did(t, act(a, attendant, k.ID, "check", checks(k, "")))
	did(t, act(a, attendant, k.ID, "start", nil))
	return k
}

func urgent(a *apptest.App, as, title string) (n int) {
	for _, m := range get[struct {
		Items []struct{ Title, Lane string } `json:"items"`
	}](a, as, "/api/v1/notices").Items {
		if m.Title == title && m.Lane == "urgent" {
			n++
		}
	}
	return n
}

func sticker(t *testing.T, a *apptest.App, plate string) string {
	t.Helper()
	for _, v := range get[struct{ Items []bus.Vehicle }](a, principal, "/api/v1/buses/vehicles").Items {
		if v.Plate == plate {
			return v.Code
		}
	}
	t.Fatal("no such vehicle")
	return ""
}

// A trip on which all goes well: looked round, boarded stop by stop, arrived, got off,
// looked at the last row.
func TestATripOnWhichEverybodyGetsOff(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		k := trip(t, a)
		if len(k.Items) != 12 || len(k.Roll) != 8 || k.Roll[0].Name == "" {
			t.Fatalf("%d items, roll %+v", len(k.Items), k.Roll)
		}
		if r := act(a, attendant, k.ID, "start", nil); r.Code() != "bus.not_now" {
			t.Fatalf("drove off unchecked: %s", r.Body)
		}
		did(t, act(a, attendant, k.ID, "check", checks(k, "XC1-04")))
		if r := act(a, attendant, k.ID, "start", nil); r.Code() != "bus.unsafe" {
			t.Fatalf("drove off with a flat tyre: %s", r.Body)
		}
		did(t, act(a, attendant, k.ID, "check", checks(k, "")))
		c := did(t, act(a, attendant, k.ID, "start", nil))
		if c.State != bus.Running || c.Expected != 8 {
			t.Fatalf("%+v", c)
		}
		did(t, act(a, attendant, k.ID, "board", pupils(k, 0, 5)))
		did(t, act(a, attendant, k.ID, "board", pupils(k, 0, 5))) // sent twice
		absent := pupils(k, 7, 8)
		absent["absent"] = true
		did(t, act(a, attendant, k.ID, "board", absent))
		c = did(t, act(a, attendant, k.ID, "board", pupils(k, 5, 7)))
		if c.Boarded != 7 || c.Absent != 1 {
			t.Fatalf("aboard %+v", c)
		}
		if r := act(a, attendant, k.ID, "board", map[string]any{"pupils": []string{"pup_stranger"}}); r.Code() != "bus.rider_unknown" {
			t.Fatalf("a stranger rode: %s", r.Body)
		}
		did(t, act(a, attendant, k.ID, "arrive", nil))
		if r := act(a, attendant, k.ID, "alight", pupils(k, 7, 8)); r.Code() != "bus.not_boarded" {
			t.Fatalf("somebody got off who was not on: %s", r.Body)
		}
		did(t, act(a, attendant, k.ID, "alight", pupils(k, 0, 7)))
		if r := act(a, attendant, k.ID, "clear", map[string]any{"code": "WRONG1"}); r.Code() != "bus.sticker_wrong" {
			t.Fatalf("cleared from the driver's seat: %s", r.Body)
		}
		c = did(t, act(a, attendant, k.ID, "clear", map[string]any{"code": sticker(t, a, c.Plate)}))
		if c.State != bus.Done || c.Red || c.Alighted != 7 {
			t.Fatalf("%+v", c)
		}
		a.Later(time.Hour)
		a.Forget(attendant) // his log-in has run out
		a.Forget(principal)
		if c = get[kit](a, attendant, "/api/v1/buses/trips/"+k.ID+"/kit").TripCard; c.Red {
			t.Fatal("turned red after all")
		}
		if r := a.Do(principal, http.MethodGet, "/api/v1/buses/trips/export", nil); r.Status != http.StatusOK || len(r.Body) < 2000 {
			t.Fatalf("workbook: %d", r.Status)
		}
	})
}

// Nobody has looked at the last row: at five minutes, not before, the trip is red, the
// attendant, the school and the county are called, and only a person settles it.
func TestNobodyLooksAtTheLastRow(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		k := driveOff(t, a)
		did(t, act(a, attendant, k.ID, "board", pupils(k, 0, 8)))
		did(t, act(a, attendant, k.ID, "arrive", nil))
		did(t, act(a, attendant, k.ID, "alight", pupils(k, 0, 8)))
		red := func() bool { return get[kit](a, attendant, "/api/v1/buses/trips/"+k.ID+"/kit").Red }
		a.Later(5*time.Minute - time.Millisecond)
		if red() {
			t.Fatal("red before its time")
		}
		a.Later(time.Millisecond)
		if !red() {
			t.Fatal("not red at five minutes")
		}
		for _, who := range []string{attendant, principal, county} {
			if urgent(a, who, "bus.notice.uncleared") != 1 {
				t.Errorf("%s was not called", who)
			}
		}
		if urgent(a, bureau, "bus.notice.uncleared") != 0 || urgent(a, guard, "bus.notice.uncleared") != 0 {
			t.Error("somebody was called whom it does not concern")
		}
		// A late look is written down and changes nothing: it stays red.
		did(t, act(a, attendant, k.ID, "clear", map[string]any{"code": sticker(t, a, k.Plate)}))
		if !red() {
			t.Fatal("became green by itself")
		}
		if r := act(a, attendant, k.ID, "resolve", map[string]any{"reason": "没事"}); r.Code() == "" {
			t.Fatal("the attendant settled his own alarm")
		}
		if r := act(a, principal, k.ID, "resolve", map[string]any{"reason": " "}); r.Code() != "bus.reason_needed" {
			t.Fatalf("settled without a word: %s", r.Body)
		}
		c := did(t, act(a, county, k.ID, "resolve", map[string]any{"reason": "已电话核实，照管人员逐排查看，车内无人"}))
		if c.Red || c.ResolvedBy == "" {
			t.Fatalf("%+v", c)
		}
		if r := act(a, principal, k.ID, "resolve", map[string]any{"reason": "再来"}); r.Code() != "bus.not_red" {
			t.Fatalf("settled twice: %s", r.Body)
		}
	})
}

// One child has not got off: the look at the last row turns the trip red at once.
func TestOneChildStaysOnTheBus(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		k := driveOff(t, a)
		did(t, act(a, attendant, k.ID, "board", pupils(k, 0, 8)))
		did(t, act(a, attendant, k.ID, "arrive", nil))
		did(t, act(a, attendant, k.ID, "alight", pupils(k, 0, 7)))
		c := did(t, act(a, attendant, k.ID, "clear", map[string]any{"code": sticker(t, a, k.Plate)}))
		if !c.Red || c.Alarm != bus.Mismatch || urgent(a, principal, "bus.notice.mismatch") != 1 {
			t.Fatalf("%+v", c)
		}
		today := get[struct {
			Items  []bus.TripCard
			Counts map[string]int
		}](a, county, "/api/v1/buses/trips")
		if len(today.Items) == 0 || today.Items[0].ID != k.ID || today.Counts["red"] != 1 {
			t.Fatalf("the red trip does not stand first: %+v", today.Counts)
		}
	})
}

// The bus never says that it has arrived: half an hour after its time it is red.
func TestABusThatDoesNotArrive(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		k := driveOff(t, a)
		a.Later(12 * time.Hour)
		a.Forget(attendant)
		c := get[kit](a, attendant, "/api/v1/buses/trips/"+k.ID+"/kit").TripCard
		if !c.Red || c.Alarm != bus.Silent {
			t.Fatalf("%+v", c)
		}
	})
}

// The network kept arrival and look back for eight minutes: both were pressed in time,
// so nothing turns red; what is pressed too late does.
func TestPressesThatComeLate(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		k := driveOff(t, a)
		did(t, act(a, attendant, k.ID, "board", pupils(k, 0, 8)))
		late := func(body map[string]any, minutes int64) map[string]any {
			body["deviceAt"], body["sentAt"] = 1_000, 1_000+minutes*60_000
			return body
		}
		did(t, act(a, attendant, k.ID, "arrive", late(map[string]any{}, 8)))
		did(t, act(a, attendant, k.ID, "alight", late(pupils(k, 0, 8), 7)))
		c := did(t, act(a, attendant, k.ID, "clear", late(map[string]any{"code": sticker(t, a, k.Plate)}, 6)))
		if c.Red || c.ArrivedAt != a.Clock.Now().Add(-8*time.Minute).UnixMilli() {
			t.Fatalf("%+v", c)
		}
	})
}

// A vehicle whose inspection has run out does not drive, nor a driver who is too old.
func TestWhatBreaksARuleDoesNotDrive(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		k := trip(t, a)
		did(t, act(a, attendant, k.ID, "check", checks(k, "")))
		var v bus.Vehicle
		for _, x := range get[struct{ Items []bus.Vehicle }](a, principal, "/api/v1/buses/vehicles").Items {
			if x.Plate == k.Plate {
				v = x
			}
		}
		put := func(inspected string) bus.Vehicle {
			var out bus.Vehicle
			a.Do(principal, http.MethodPost, "/api/v1/buses/vehicles", map[string]any{"id": v.ID, "version": v.Version, "schoolId": v.SchoolID, "plate": v.Plate, "kind": v.Kind,
				"seats": v.Seats, "owner": v.Owner, "permitNo": v.PermitNo, "permitUntil": v.PermitUntil, "inspectedOn": inspected, "letterOn": v.LetterOn,
				"hammer": true, "extinguisher": true, "firstAid": true, "recorder": true}).Into(&out)
			return out
		}
		good := v.InspectedOn
		v = put("2024-01-10")
		if len(v.Faults) != 1 || v.Faults[0] != "inspection" {
			t.Fatalf("%+v", v.Faults)
		}
		if r := act(a, attendant, k.ID, "start", nil); r.Code() != "bus.vehicle_unfit" {
			t.Fatalf("drove off uninspected: %s", r.Body)
		}
		put(good)
		var line bus.Line
		for _, l := range get[struct{ Items []bus.Line }](a, principal, "/api/v1/buses/lines").Items {
			if l.ID == k.LineID {
				line = l
			}
		}
		for _, c := range get[struct{ Items []bus.Crew }](a, principal, "/api/v1/buses/crew").Items {
			if c.ID == line.DriverID {
				a.Do(principal, http.MethodPost, "/api/v1/buses/crew", map[string]any{"id": c.ID, "version": c.Version, "schoolId": c.SchoolID, "kind": "driver", "name": c.Name,
					"born": "1960-01", "licensedOn": c.LicensedOn, "reviewOn": c.ReviewOn, "cleared": c.Cleared}).Into(&c)
			}
		}
		if r := act(a, attendant, k.ID, "start", nil); r.Code() != "bus.crew_unfit" {
			t.Fatalf("a driver of 66 drove: %s", r.Body)
		}
		if r := a.Do(guard, http.MethodGet, "/api/v1/buses/trips/"+k.ID+"/kit", nil); r.Status != http.StatusNotFound && r.Code() != "forbidden" {
			t.Fatalf("a guard got the roll: %d", r.Status)
		}
		riders := []map[string]any{}
		for i := range line.Seats + 1 {
			riders = append(riders, map[string]any{"pupilId": string(rune('a' + i)), "stop": 1, "seat": i + 1})
		}
		if r := a.Do(principal, http.MethodPut, "/api/v1/buses/lines/"+line.ID+"/riders", map[string]any{"riders": riders}); r.Code() != "bus.over_capacity" {
			t.Fatalf("over capacity: %s", r.Body)
		}
	})
}
