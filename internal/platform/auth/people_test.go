package auth_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/auth"
)

func TestSetUpLinkWorksOnce(t *testing.T) {
	story(t, func(x *town) {
		ctx := context.Background()
		if link, err := x.auth.SetupLink(ctx); link != "" || err != nil {
			t.Fatalf("a link though there are people: %q %v", link, err)
		}
		for _, table := range []string{"grants", "auth_secrets", "people"} {
			x.exec(`DELETE FROM ` + table)
		}
		first, err := x.auth.SetupLink(ctx)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := x.auth.SetupLink(ctx) // the server was started once more
		token := strings.TrimPrefix(again, "/setup#setup=")
		b := x.browser()
		setup := func(token, password string) *browser {
			return b.post("/api/v1/auth/setup", map[string]any{"token": token, "login": "admin1", "name": "李建国", "password": password})
		}
		setup("wrong", "Gate-opens-at-8").want(409, "auth.link_used")
		setup(token, "weak").want(422)
		setup(token, "Gate-opens-at-8").want(200)
		if held, _ := b.perms()["setting.edit"].([]any); len(held) != 1 || held[0] != "/" {
			t.Errorf("the first administrator holds %v", held)
		}
		setup(token, "Gate-opens-at-8").want(409, "auth.link_used")
		setup(strings.TrimPrefix(first, "/setup#setup="), "Gate-opens-at-8").want(409, "auth.link_used")
		if link, _ := x.auth.SetupLink(ctx); link != "" {
			t.Error("offered again")
		}
	})
}

func TestSetUpLinkRunsOut(t *testing.T) {
	story(t, func(x *town) {
		for _, table := range []string{"grants", "auth_secrets", "people"} {
			x.exec(`DELETE FROM ` + table)
		}
		link, _ := x.auth.SetupLink(context.Background())
		x.later(25 * time.Hour)
		x.browser().post("/api/v1/auth/setup", map[string]any{"token": strings.TrimPrefix(link, "/setup#setup="), "login": "admin1",
			"name": "李建国", "password": "Gate-opens-at-8"}).want(409, "auth.link_used")
	})
}

func TestAddingSomebody(t *testing.T) {
	story(t, func(x *town) {
		head := x.in("head1")
		add := func(login, school string) *browser {
			return head.post("/api/v1/people", map[string]any{"login": login, "name": "王师傅", "phone": "13900001111", "schoolId": school})
		}
		add("wang", "sch_2").want(403, "forbidden")
		add("WANG ", "sch_1").want(201)
		person, token := head.str("id"), strings.TrimPrefix(head.str("link"), "/setup#invite=")
		add("wang", "sch_1").want(409, "auth.login_taken")
		add("x", "sch_1").want(422, "request.invalid")
		if head.field() != "auth.login_shape" {
			t.Errorf("refused with %v", head.body)
		}

		b := x.browser()
		b.login("wang", "").want(401)
		b.post("/api/v1/auth/invitation", map[string]any{"token": token}).want(200)
		if b.str("login") != "wang" {
			t.Errorf("invited: %v", b.body)
		}
		accept := map[string]any{"token": token, "password": "Gate-opens-at-8"}
		b.post("/api/v1/auth/invitation/accept", accept).want(200)
		if len(b.perms()) != 0 {
			t.Errorf("without a grant: %v", b.perms())
		}
		b.post("/api/v1/auth/invitation/accept", accept).want(409, "auth.link_used")
		head.post("/api/v1/people/"+person+"/grants", map[string]any{"role": "guard", "schoolId": "sch_1"}).want(201)
		if b.perms()["alarm.raise"] == nil {
			t.Error("the grant does not hold at once")
		}
		head.post("/api/v1/people/"+person+"/grants", map[string]any{"role": "guard", "schoolId": "sch_1"}).want(409, "auth.granted_already")

		list := head.get("/api/v1/people?q=wang").want(200)
		if len(list.items()) != 1 || list.item(0, "phone") != "139****1111" {
			t.Errorf("listed as %v", list.items())
		}
		head.post("/api/v1/people/"+person+"/disable", map[string]any{"version": 9}).want(409, "stale_version")
		head.post("/api/v1/people/"+person+"/disable", map[string]any{"version": 1}).want(204)
		b.get("/api/v1/auth/me").want(401)
		b.login("wang", "Gate-opens-at-8").want(401, "auth.bad_login")
		head.post("/api/v1/people/"+person+"/enable", map[string]any{"version": 2}).want(204)
		b.login("wang", "Gate-opens-at-8").want(200)
		head.put("/api/v1/people/"+person, map[string]any{"login": "wang", "name": "王师傅", "schoolId": "sch_2", "version": 3}).want(403)
		head.put("/api/v1/people/"+person, map[string]any{"login": "wang", "name": "王大力", "schoolId": "sch_1", "version": 3}).want(204)
		if x.booked("auth.person_added") != 1 || x.booked("auth.granted") != 1 || x.booked("auth.person_disabled") != 1 {
			t.Error("the book is wrong")
		}
	})
}

func TestPeopleArePagedWithinTheArea(t *testing.T) {
	story(t, func(x *town) {
		root := x.in("root")
		seen, after := map[any]bool{}, ""
		for pages := 0; ; pages++ {
			root.get("/api/v1/people?limit=3&after=" + after).want(200)
			for i := range root.items() {
				seen[root.item(i, "id")] = true
			}
			if after = root.str("next"); after == "" {
				if pages != 2 || len(seen) != 8 {
					t.Errorf("%d people on %d pages", len(seen), pages+1)
				}
				break
			}
		}
		head := x.in("head1")
		if n := len(head.get("/api/v1/people").items()); n != 2 {
			t.Errorf("the head of school 1 sees %d", n)
		}
		head.get("/api/v1/people/"+x.ids["guard2"]).want(404, "auth.person_not_found")
		x.in("guard1").get("/api/v1/people").want(403, "forbidden")
		x.browser().get("/api/v1/people").want(401, "unauthorized")
		if n := len(root.get("/api/v1/people?role=guard&status=active").items()); n != 2 {
			t.Errorf("%d guards", n)
		}
	})
}

func TestNobodyGrantsBeyondHisReach(t *testing.T) {
	story(t, func(x *town) {
		grant := func(b *browser, login string, body map[string]any) *browser {
			return b.post("/api/v1/people/"+x.ids[login]+"/grants", body)
		}
		head, county, root := x.in("head1"), x.in("county"), x.in("root")
		grant(head, "guard1", map[string]any{"role": "principal", "schoolId": "sch_1"}).want(403, "auth.beyond_reach") // a role above
		grant(head, "guard1", map[string]any{"role": "guard", "schoolId": "sch_2"}).want(403, "auth.beyond_reach")     // another school
		grant(head, "guard1", map[string]any{"role": "guard", "areaId": "area_140902"}).want(403, "auth.beyond_reach") // a whole county
		grant(head, "guard1", map[string]any{"role": "guard"}).want(403, "auth.beyond_reach")                          // everywhere
		grant(head, "guard1", map[string]any{"role": "nonsense", "schoolId": "sch_1"}).want(422)
		grant(head, "guard2", map[string]any{"role": "guard", "schoolId": "sch_1"}).want(404, "auth.person_not_found")
		grant(head, "head1", map[string]any{"role": "guard", "schoolId": "sch_1"}).want(403, "auth.not_yourself")
		grant(county, "guard1", map[string]any{"role": "principal", "schoolId": "sch_1"}).want(201)
		grant(county, "guard2", map[string]any{"role": "principal", "schoolId": "sch_2"}).want(404)

		// Who also holds a role above is no longer the head's to manage: through his
		// account the head would reach further than his own grants.
		grant(root, "guard1", map[string]any{"role": "bureau", "areaId": "area_1409"}).want(201)
		for _, path := range []string{"/invite", "/pin", "/second-factor/reset"} {
			head.post("/api/v1/people/"+x.ids["guard1"]+path, nil).want(403, "auth.beyond_reach")
		}
		detail := root.get("/api/v1/people/" + x.ids["guard1"]).want(200)
		grants, _ := detail.body["grants"].([]any)
		for _, g := range grants {
			m, _ := g.(map[string]any)
			if m["role"] == "bureau" {
				head.post("/api/v1/people/"+x.ids["guard1"]+"/grants/"+m["id"].(string)+"/revoke", nil).want(403, "auth.beyond_reach")
				root.post("/api/v1/people/"+x.ids["guard1"]+"/grants/"+m["id"].(string)+"/revoke", nil).want(204)
			}
		}
		head.post("/api/v1/people/"+x.ids["guard1"]+"/grants/gra_none/revoke", nil).want(404, "auth.grant_not_found")
		root.post("/api/v1/people/"+x.ids["root"]+"/disable", map[string]any{"version": 1}).want(403, "auth.not_yourself")
	})
}

func TestThreeAdministratorsStaySeparate(t *testing.T) {
	story(t, func(x *town) {
		root := x.in("root")
		grant := func(login, role string) *browser {
			return root.post("/api/v1/people/"+x.ids[login]+"/grants", map[string]any{"role": role})
		}
		grant("book", "sysadmin").want(409, "auth.separation")
		grant("book", "security").want(409, "auth.separation")
		grant("bureau", "security").want(201)
		grant("bureau", "auditor").want(409, "auth.separation")
	})
}

func TestRolesOfferOnlyWhatOneMayGrant(t *testing.T) {
	story(t, func(x *town) {
		head := x.in("head1")
		head.get("/api/v1/auth/roles").want(200)
		var may []any
		for i := range head.items() {
			if head.at(i, "mayGrant") {
				may = append(may, head.item(i, "key"))
			}
		}
		if len(may) != 1 || may[0] != "guard" {
			t.Errorf("may grant %v", may)
		}
	})
}

func TestTheAuditorReadsTheBookAndOnlyHe(t *testing.T) {
	story(t, func(x *town) {
		x.in("guard1")
		x.in("root").get("/api/v1/audit").want(403, "forbidden")
		book := x.in("book")
		if n := len(book.get("/api/v1/audit?action=auth.login").want(200).items()); n != 3 {
			t.Errorf("%d log-ins", n)
		}
		book.get("/api/v1/audit?action=auth.login&actor=guard1").want(200)
		if len(book.items()) != 1 || book.item(0, "subject") != x.ids["guard1"] {
			t.Errorf("by name: %v", book.items())
		}
		if n := len(book.get("/api/v1/audit?dayFrom=2026-09-08").want(200).items()); n != 0 {
			t.Errorf("tomorrow holds %d", n)
		}
		if n := len(book.get("/api/v1/audit?dayFrom=2026-09-07&dayTo=2026-09-07&subject=" + x.ids["guard1"]).want(200).items()); n != 1 {
			t.Errorf("today holds %d about the guard", n)
		}
		book.get("/api/v1/audit?dayTo=yesterday").want(422, "request.invalid")
		book.get("/api/v1/audit?limit=2").want(200)
		next := book.str("next")
		if next == "" || next != book.item(1, "id") {
			t.Errorf("cursor %q", next)
		}
	})
}

func TestEnsureTwiceMakesNobodyTwice(t *testing.T) {
	story(t, func(x *town) {
		ctx := access.AsSystem(context.Background(), "seed")
		crowd := make([]auth.SeedPerson, 700)
		for i := range crowd {
			crowd[i] = auth.SeedPerson{PersonInput: auth.PersonInput{Login: "t" + strings.Repeat("x", i%40) + string(rune('a'+i/40)), Name: "老师", SchoolID: "sch_1"},
				Grants: []auth.GrantInput{{Role: "guard", SchoolID: "sch_1"}}}
		}
		first, err := x.auth.Ensure(ctx, crowd)
		if err != nil || len(first) != len(crowd) {
			t.Fatalf("%d of %d: %v", len(first), len(crowd), err)
		}
		second, err := x.auth.Ensure(ctx, crowd)
		if err != nil || second[crowd[9].Login] != first[crowd[9].Login] {
			t.Fatalf("again: %v", err)
		}
		if _, err := x.auth.Ensure(context.Background(), nil); errs.Code(err) != "forbidden" {
			t.Errorf("anybody may: %v", err)
		}
		if _, err := x.auth.Ensure(ctx, []auth.SeedPerson{{PersonInput: crowd[0].PersonInput, Grants: []auth.GrantInput{{Role: "none"}}}}); err == nil {
			t.Error("an unknown role passes")
		}
	})
}

func TestRolesThatNameNobodyAreRefused(t *testing.T) {
	_, err := auth.New(auth.Options{First: "sysadmin", Roles: []auth.Role{{Key: "a", Manages: []string{"b"}}}})
	if err == nil || !strings.Contains(err.Error(), `"b"`) || !strings.Contains(err.Error(), `"sysadmin"`) {
		t.Errorf("got %v", errors.Join(err))
	}
}
