package bus_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/http"
	"slices"
	"testing"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/bus"
)

// lastRow is a picture as the attendant's telephone sends it.
func lastRow(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 80, 60)), nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The look at the last row is shown by a picture: what is none is refused and clears
// nothing, and the school sees the picture.
func TestTheLastRowIsShownByAPicture(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		k := driveOff(t, a)
		did(t, act(a, attendant, k.ID, "board", pupils(k, 0, 8)))
		did(t, act(a, attendant, k.ID, "arrive", nil))
		did(t, act(a, attendant, k.ID, "alight", pupils(k, 0, 8)))
		at := "/api/v1/buses/trips/" + k.ID + "/photo"
		if r := a.Do(attendant, http.MethodPost, at, "<svg onload=alert(1)>", "Content-Type", "image/jpeg"); r.Code() != "files.kind_not_taken" {
			t.Fatalf("a page for a picture: %d %s", r.Status, r.Body)
		}
		if r := a.Do(guard, http.MethodPost, at, lastRow(t), "Content-Type", "image/jpeg"); r.Status < 400 {
			t.Fatalf("a guard cleared the bus: %s", r.Body)
		}
		c := did(t, a.Do(attendant, http.MethodPost, at, lastRow(t), "Content-Type", "image/jpeg"))
		if c.State != bus.Done || c.ClearWay != "photo" || c.Alarm != "" || c.ClearFile == "" {
			t.Fatalf("%+v", c)
		}
		if r := a.Do(principal, http.MethodGet, "/api/v1/files/"+c.ClearFile, nil); r.Status != 200 || r.Header.Get("Content-Type") != "image/jpeg" {
			t.Fatalf("the school does not see it: %d", r.Status)
		}
	})
}

// A school enters a line of its own with its crew and riders, and the attendant's file
// is joined to his account.
func TestASchoolEntersALine(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		was := get[struct{ Items []bus.Line }](a, principal, "/api/v1/buses/lines").Items[0]
		accounts := get[struct{ Items []bus.Account }](a, principal, "/api/v1/buses/accounts?school="+was.SchoolID).Items
		if len(accounts) == 0 || slices.ContainsFunc(accounts, func(p bus.Account) bool { return p.Name == "" }) {
			t.Fatalf("accounts %+v", accounts)
		}
		if r := a.Do(guard, http.MethodGet, "/api/v1/buses/accounts?school="+was.SchoolID, nil); r.Status < 400 {
			t.Fatalf("a guard read the accounts: %s", r.Body)
		}
		crew := map[string]any{"schoolId": was.SchoolID, "kind": "attendant", "name": "照管员乙", "born": "1990-05", "cleared": []string{"record"}, "personId": accounts[0].ID}
		var joined bus.Crew
		a.Do(principal, http.MethodPost, "/api/v1/buses/crew", crew).Into(&joined)
		if joined.PersonID != accounts[0].ID {
			t.Fatalf("%+v", joined)
		}
		crew["personId"] = "per_stranger"
		if r := a.Do(principal, http.MethodPost, "/api/v1/buses/crew", crew); r.Code() != "bus.account_wrong" {
			t.Fatalf("a stranger's account: %s", r.Body)
		}
		crew["personId"], crew["kind"] = accounts[0].ID, "driver"
		if r := a.Do(principal, http.MethodPost, "/api/v1/buses/crew", crew); r.Code() != "bus.account_wrong" {
			t.Fatalf("a driver with an attendant's account: %s", r.Body)
		}

		var line bus.Line
		a.Do(principal, http.MethodPost, "/api/v1/buses/lines", map[string]any{"schoolId": was.SchoolID, "name": "新线路", "vehicleId": was.VehicleID, "driverId": was.DriverID,
			"attendantId": joined.ID, "stops": []map[string]any{{"n": 1, "name": "东村", "to": 430, "back": 1060}}, "arrive": 470, "leave": 1020, "days": "12345", "active": true}).Into(&line)
		offer := get[bus.Offer](a, principal, "/api/v1/buses/lines/"+line.ID+"/candidates")
		if line.ID == "" || len(offer.Classes) == 0 || len(offer.Pupils) != 0 {
			t.Fatalf("line %+v, offer %+v", line, offer)
		}
		var free []bus.Rider
		for _, k := range offer.Classes {
			if free = get[bus.Offer](a, principal, "/api/v1/buses/lines/"+line.ID+"/candidates?class="+k.ID).Pupils; len(free) > 1 {
				break
			}
		}
		if len(free) < 2 || free[0].Name == "" {
			t.Fatalf("pupils %+v", free)
		}
		if r := a.Do(county, http.MethodGet, "/api/v1/buses/lines/"+line.ID+"/candidates", nil); r.Code() != "forbidden" {
			t.Fatalf("the county read names: %d %s", r.Status, r.Body)
		}
		seat := func(n int) apptest.Answer {
			return a.Do(principal, http.MethodPut, "/api/v1/buses/lines/"+line.ID+"/riders", map[string]any{"riders": []map[string]any{
				{"pupilId": free[0].PupilID, "stop": 1, "seat": 1}, {"pupilId": free[1].PupilID, "stop": 1, "seat": n}}})
		}
		if r := seat(1); r.Code() != "bus.seat_wrong" {
			t.Fatalf("two on one seat: %s", r.Body)
		}
		if r := seat(2); r.Status != http.StatusOK {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		if got := get[struct{ Items []bus.Rider }](a, principal, "/api/v1/buses/lines/"+line.ID+"/riders").Items; len(got) != 2 || got[1].Seat != 2 {
			t.Fatalf("%+v", got)
		}
	})
}
