package pupil_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/platform/pupil"
)

// school is the demo principal's, class the one that the demo teacher leads.
type school struct{ id, class, other string }

func home(t *testing.T, a *apptest.App) school {
	t.Helper()
	var list struct {
		Items []struct{ ID string }
	}
	a.Do("xiaozhang", "GET", "/api/v1/schools", nil).Into(&list)
	var classes pupil.ClassCounts
	a.Do("xiaozhang", "GET", "/api/v1/schools/"+list.Items[0].ID+"/pupils", nil).Into(&classes)
	return school{list.Items[0].ID, classes.Items[0].ID, classes.Items[1].ID}
}

func roster(a *apptest.App, as, class string) pupil.Roster {
	var r pupil.Roster
	a.Do(as, "GET", "/api/v1/classes/"+class+"/pupils", nil).Into(&r)
	return r
}

func slips(a *apptest.App, class string, who ...string) pupil.Slips {
	var s pupil.Slips
	if who == nil {
		who = []string{}
	}
	a.Do("xiaozhang", "POST", "/api/v1/classes/"+class+"/slips", map[string]any{"pupils": who}, "Origin", "http://example.com").Into(&s)
	return s
}

func begin(a *apptest.App, s pupil.Slips, n int, pin string) apptest.Answer {
	return a.Do(apptest.Guest, "POST", "/api/v1/pupils/begin", map[string]any{"code": s.Code, "seat": s.Items[n].Seat, "start": s.Items[n].Start, "pin": pin})
}

func logIn(a *apptest.App, code string, seat int, pin string) apptest.Answer {
	return a.Do(apptest.Guest, "POST", "/api/v1/pupils/login", map[string]any{"code": code, "seat": seat, "pin": pin})
}

// From the slip to the own PIN: the start code works once, the PIN from then on, and a
// second slip takes the first PIN away.
func TestFromSlipToPIN(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		h := home(t, a)
		s := slips(a, h.class)
		if len(s.Items) < 3 || !strings.HasPrefix(s.Items[0].Link, "http://example.com/learn?c="+s.Code+"#s=1&k=") || !strings.HasPrefix(s.Items[0].QR, "data:image/png;base64,") {
			t.Fatalf("%d slips, first %+v", len(s.Items), s.Items[0])
		}
		seat := s.Items[0].Seat
		if code := logIn(a, s.Code, seat, "2580").Code(); code != "pupil.bad_login" {
			t.Errorf("a PIN before there is one: %q", code)
		}
		var checked, in pupil.Entry
		begin(a, s, 0, "").Into(&checked)
		if checked.Token != "" || checked.Name != s.Items[0].Name {
			t.Errorf("checking lets in: %+v", checked)
		}
		if code := begin(a, s, 0, "1234").Code(); code != "request.invalid" {
			t.Errorf("a simple PIN: %q", code)
		}
		begin(a, s, 0, "2580").Into(&in)
		if in.Token == "" || in.ClassName == "" || in.Seat != seat {
			t.Fatalf("%+v", in)
		}
		if code := begin(a, s, 0, "2581").Code(); code != "pupil.bad_start" {
			t.Errorf("the code a second time: %q", code)
		}
		logIn(a, strings.ToLower(s.Code), seat, "2580").Into(&in)
		again := slips(a, h.class, s.Items[0].PupilID)
		if code := logIn(a, s.Code, seat, "2580").Code(); code != "pupil.bad_login" {
			t.Errorf("the old PIN after a new slip: %q", code)
		}
		m := roster(a, "xiaozhang", h.class).Items[0]
		if m.HasPIN || m.ReissuedAt == 0 || m.IssuedAt == 0 {
			t.Errorf("a second slip leaves no mark: %+v", m)
		}
		a.Later(31 * 24 * time.Hour)
		if code := begin(a, again, 0, "2580").Code(); code != "pupil.bad_start" {
			t.Errorf("a slip of last month: %q", code)
		}
	})
}

// Five wrong PINs lock the pupil, not his neighbour; when the lock is over he may try
// again. Going from seat to seat locks the class.
func TestGuessing(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		s := slips(a, home(t, a).class)
		for i := range 2 {
			begin(a, s, i, "2580").Into(&pupil.Entry{})
		}
		for i := range 5 {
			want := map[bool]string{true: "pupil.bad_login", false: "pupil.locked"}[i < 4]
			if code := logIn(a, s.Code, s.Items[0].Seat, "9999").Code(); code != want {
				t.Errorf("wrong PIN no. %d: %q", i+1, code)
			}
		}
		if code := logIn(a, s.Code, s.Items[0].Seat, "2580").Code(); code != "pupil.locked" {
			t.Errorf("the right one while locked: %q", code)
		}
		logIn(a, s.Code, s.Items[1].Seat, "2580").Into(&pupil.Entry{})
		a.Later(15 * time.Minute)
		logIn(a, s.Code, s.Items[0].Seat, "2580").Into(&pupil.Entry{})
		for seat := range 40 {
			logIn(a, s.Code, 500+seat, "2580")
		}
		if code := logIn(a, s.Code, s.Items[1].Seat, "2580").Code(); code != "pupil.class_locked" {
			t.Errorf("after forty seats: %q", code)
		}
		if code := logIn(a, "ZZZZZZ", 1, "2580").Code(); code != "pupil.no_class_code" {
			t.Errorf("no such class: %q", code)
		}
	})
}

// Names are for the school and the class' own teacher. A class teacher issues no slips
// for his class, and a pupil's token opens nothing of a person's.
func TestWhoSeesAndWhoIssues(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		h := home(t, a)
		full := roster(a, "xiaozhang", h.class)
		own, other := roster(a, "banzhuren", h.class), roster(a, "banzhuren", h.other)
		if full.Masked || own.Masked || !own.Own || own.Items[0].Name != full.Items[0].Name {
			t.Errorf("principal %v, class teacher %v", full.Masked, own.Masked)
		}
		if !other.Masked || other.Items[0].Name != pupil.MaskName(roster(a, "xiaozhang", h.other).Items[0].Name) || !strings.HasPrefix(other.Items[0].Number, "***") {
			t.Errorf("another class: %+v", other.Items[0])
		}
		for as, want := range map[string]int{"jiaoyuju": 404, "xianju": 404, "zhihui": 404, "menwei": 404, apptest.Guest: 401} {
			if r := a.Do(as, "GET", "/api/v1/classes/"+h.class+"/pupils", nil); r.Status != want {
				t.Errorf("%s: %d %s", as, r.Status, r.Body)
			}
		}
		for _, as := range []string{"banzhuren", "jiaoyuju", "xianju", "menwei"} {
			if r := a.Do(as, "POST", "/api/v1/classes/"+h.class+"/slips", map[string]any{"pupils": []string{}}); r.Status/100 != 4 {
				t.Errorf("%s issues slips: %d", as, r.Status)
			}
		}
		var in pupil.Entry
		begin(a, slips(a, h.class), 0, "2580").Into(&in)
		for _, path := range []string{"/api/v1/auth/me", "/api/v1/classes/" + h.class + "/pupils", "/api/v1/schools"} {
			if r := a.Do(apptest.Guest, "GET", path, nil, "Authorization", "Bearer "+in.Token); r.Status != http.StatusUnauthorized {
				t.Errorf("a pupil at %s: %d", path, r.Status)
			}
		}
		var counts pupil.AreaCounts
		a.Do("jiaoyuju", "GET", "/api/v1/pupils/counts?path=/14/1409/", nil).Into(&counts)
		if len(counts.Items) == 0 || counts.Items[0].Pupils == 0 || counts.Items[0].School != "" {
			t.Errorf("%+v", counts.Items)
		}
	})
}

// A pupil who changes school keeps who he is; two of one name are told apart by seat
// and number; a number is one pupil's.
func TestComingAndGoing(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		h := home(t, a)
		list := roster(a, "xiaozhang", h.class)
		p, q := list.Items[0], list.Items[1]
		add := func(class string, in pupil.Input) apptest.Answer {
			return a.Do("xiaozhang", "POST", "/api/v1/classes/"+class+"/pupils", in)
		}
		if r := add(h.class, pupil.Input{Seat: 98, Name: p.Name, Number: q.Number}); !strings.Contains(string(r.Body), "pupil.number_taken") {
			t.Errorf("somebody else's number: %s", r.Body)
		}
		if r := add(h.class, pupil.Input{Seat: p.Seat, Name: p.Name, Number: "X-1"}); !strings.Contains(string(r.Body), "pupil.seat_taken") {
			t.Errorf("somebody's seat: %s", r.Body)
		}
		var twin, moved, left, back pupil.Pupil
		add(h.class, pupil.Input{Seat: 98, Name: p.Name, Number: "x-1"}).Into(&twin)
		if twin.Number != "X-1" || twin.ID == p.ID {
			t.Errorf("%+v", twin)
		}
		a.Do("xiaozhang", "POST", "/api/v1/pupils/"+p.ID+"/move", map[string]any{"classId": h.other, "seat": 97, "version": p.Version}).Into(&moved)
		if moved.ClassID != h.other || moved.ID != p.ID {
			t.Errorf("%+v", moved)
		}
		a.Do("xiaozhang", "POST", "/api/v1/pupils/"+p.ID+"/leave", map[string]any{"version": moved.Version}).Into(&left)
		if r := add(h.class, pupil.Input{Seat: p.Seat, Name: "别的人", Number: p.Number}); !strings.Contains(string(r.Body), "pupil.number_other") {
			t.Errorf("another with his number: %s", r.Body)
		}
		add(h.class, pupil.Input{Seat: p.Seat, Name: p.Name, Number: p.Number}).Into(&back)
		if back.ID != p.ID || back.Status != pupil.Active {
			t.Errorf("he is another now: %+v", back)
		}
		var classes struct {
			Items []struct {
				ID     string
				Pupils int
			}
		}
		a.Do("xiaozhang", "GET", "/api/v1/schools/"+h.id+"/classes", nil).Into(&classes)
		if n := len(roster(a, "xiaozhang", h.class).Items); classes.Items[0].Pupils != n || n != len(list.Items)+1 {
			t.Errorf("the head count is %d, the roster has %d", classes.Items[0].Pupils, n)
		}
	})
}
