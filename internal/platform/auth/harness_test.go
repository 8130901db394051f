package auth_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/auth"
	"huxue/internal/platform/org"
)

// The town of the stories: two counties with a school each, and roles as simple
// as they can be.
const (
	countyPath = "/14/1409/140902/"
	schoolPath = "/14/1409/140902/sch_1/"
	password   = "Gate-opens-at-7"
)

const (
	permPress  access.Perm = "alarm.raise"
	permRing   access.Perm = "alarm.ring"
	permAccept access.Perm = "alarm.accept"
	permConfig access.Perm = "setting.edit"
)

var people = []access.Perm{auth.PermPeopleView, auth.PermPeopleManage, auth.PermDevicesManage, auth.PermSessionsRevoke}

func roles() []auth.Role {
	return []auth.Role{
		{Key: "sysadmin", Perms: append([]access.Perm{permConfig}, people...), SecondFactor: true,
			Manages: []string{"sysadmin", "security", "auditor", "bureau", "principal", "guard", "desk"}},
		{Key: "security", Perms: people, SecondFactor: true, Manages: []string{"bureau"}},
		{Key: "auditor", Perms: []access.Perm{audit.PermView}, SecondFactor: true},
		{Key: "bureau", Perms: people, SecondFactor: true, Manages: []string{"principal", "guard"}},
		{Key: "desk", Perms: []access.Perm{permAccept}, SecondFactor: true, Watch: true},
		{Key: "principal", Perms: append([]access.Perm{permPress}, people...), Manages: []string{"guard"}},
		{Key: "guard", Perms: []access.Perm{permPress}},
	}
}

type policy struct{ second bool }

func (p *policy) SecondFactor(context.Context) bool { return p.second }
func (p *policy) Demo(context.Context) bool         { return false }

// town is the whole rung behind its door.
type town struct {
	t      *testing.T
	db     *db.DB
	clock  *clock.Fake
	auth   *auth.Module
	policy *policy
	door   http.Handler
	ids    map[string]string
}

func story(t *testing.T, f func(x *town), more ...func(*auth.Options, *clock.Fake)) {
	t.Helper()
	dbtest.Run(t, []db.Schema{audit.Schema, org.Schema, auth.Schema}, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		x := &town{t: t, db: d, clock: clk, policy: &policy{}}
		o := auth.Options{DB: d, Roles: roles(), Devices: map[string][]access.Perm{auth.KindGate: {permPress}, auth.KindPhone: {permPress}, auth.KindSiren: {permRing}}, First: "sysadmin",
			Separate: []string{"sysadmin", "security", "auditor"}, Policy: x.policy}
		for _, m := range more {
			m(&o, clk)
		}
		var err error
		if x.auth, err = auth.New(o); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(x.auth.Close)
		api := httpapi.New(slog.New(slog.DiscardHandler), "test")
		x.auth.Routes(api)
		audit.New(d).Routes(api)
		// A stand-in for every room: says whether the caller may press, even when
		// the session has run out.
		api.Handle("GET /api/v1/press", func(w http.ResponseWriter, r *http.Request) {
			a := access.From(r.Context())
			_ = json.NewEncoder(w).Encode(map[string]any{"may": a.Holds(permPress, schoolPath), "expired": a.Expired, "kind": a.Kind})
		})
		// And one for what sirens ask: who asks, and where he may ring.
		api.Handle("GET /api/v1/sirens/who", func(w http.ResponseWriter, r *http.Request) {
			a := access.From(r.Context())
			_ = json.NewEncoder(w).Encode(map[string]any{"kind": a.Kind, "id": a.ID, "unit": a.Unit, "ring": strings.Join(a.Held[permRing], " "),
				"may": a.Holds(permPress, schoolPath)})
		})
		x.door = httpapi.Chain(api.Mux(), x.auth.Middleware())
		x.land()
		f(x)
	})
}

func (x *town) land() {
	x.t.Helper()
	x.exec(`INSERT INTO areas (id, code, name, level, parent_id, path) VALUES
		('area_1409', '1409', '忻州市', 'city', NULL, '/14/1409/'),
		('area_140902', '140902', '忻府区', 'county', 'area_1409', '/14/1409/140902/'),
		('area_140921', '140921', '定襄县', 'county', 'area_1409', '/14/1409/140921/')`)
	for id, area := range map[string]string{"sch_1": "140902", "sch_2": "140921"} {
		x.exec(`INSERT INTO schools (id, name, name_key, kind, ownership, boarding, pupils, boarders, staff, guards, storeys, canteen, bus,
				gates, lab_chemicals, boiler, elevator, counter_terror, surroundings, setting, address, phone, principal, area_id, path,
				status, version, created_at, updated_at)
			VALUES ($1, $2, $1, 'primary', 'public', FALSE, 0, 0, 0, 0, 0, 'none', 'none', 1, FALSE, FALSE, FALSE, FALSE, '[]', 'urban',
				'', '', '', $3, $4, 'active', 1, 0, 0)`, id, "学校"+id, "area_"+area, "/14/1409/"+area+"/"+id+"/")
	}
	x.exec(`INSERT INTO agencies (id, kind, name, area_id, path, address, phone, duty_phone, version) VALUES
		('agy_cmd', 'police_command', '忻府区110指挥中心', 'area_140902', '/14/1409/140902/', '', '', '', 1),
		('agy_sta', 'police_station', '城关派出所', 'area_140921', '/14/1409/140921/', '', '', '', 1)`)
	x.exec(`INSERT INTO agency_coverage (agency_id, school_id) VALUES ('agy_sta', 'sch_2')`)
	x.exec(`INSERT INTO school_places (id, school_id, name, kind, sort) VALUES ('pla_1', 'sch_1', '东门', 'gate', 1), ('pla_2', 'sch_2', '南门', 'gate', 1)`)
	person := func(login, school string, g ...auth.GrantInput) auth.SeedPerson {
		return auth.SeedPerson{PersonInput: auth.PersonInput{Login: login, Name: "姓名" + login, SchoolID: school, Phone: "13812345678"},
			Password: password, Grants: g}
	}
	var err error
	x.ids, err = x.auth.Ensure(access.AsSystem(context.Background(), "test"), []auth.SeedPerson{
		person("bureau", "", auth.GrantInput{Role: "bureau", AreaID: "area_1409"}),
		person("county", "", auth.GrantInput{Role: "bureau", AreaID: "area_140902"}),
		person("desk", "", auth.GrantInput{Role: "desk", AreaID: "area_1409"}),
		person("head1", "sch_1", auth.GrantInput{Role: "principal", SchoolID: "sch_1"}),
		person("guard1", "sch_1", auth.GrantInput{Role: "guard", SchoolID: "sch_1"}),
		person("guard2", "sch_2", auth.GrantInput{Role: "guard", SchoolID: "sch_2"}),
		person("root", "", auth.GrantInput{Role: "sysadmin"}),
		person("book", "", auth.GrantInput{Role: "auditor"}),
	})
	if err != nil {
		x.t.Fatal(err)
	}
}

func (x *town) exec(sql string, args ...any) {
	x.t.Helper()
	ctx := context.Background()
	if err := x.db.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, sql, args...); return err }); err != nil {
		x.t.Fatal(err)
	}
}

// browser keeps cookies and reads answers.
type browser struct {
	x       *town
	cookies map[string]string
	alone   bool // the page asks by itself
	// The last answer.
	status int
	code   string
	body   map[string]any
	place  *url.URL
}

func (x *town) browser() *browser { return &browser{x: x, cookies: map[string]string{}} }

// in is a browser with somebody logged in, the easy way.
func (x *town) in(login string) *browser {
	x.t.Helper()
	b := x.browser()
	b.post("/api/v1/auth/login", map[string]any{"login": login, "password": password}).want(200)
	if b.body["step"] != "done" {
		x.t.Fatalf("log-in of %s stopped at %v", login, b.body["step"])
	}
	return b
}

func (b *browser) get(path string) *browser            { return b.send("GET", path, nil) }
func (b *browser) post(path string, body any) *browser { return b.send("POST", path, body) }
func (b *browser) put(path string, body any) *browser  { return b.send("PUT", path, body) }
func (b *browser) str(key string) string               { s, _ := b.body[key].(string); return s }
func (b *browser) is(key string) bool                  { v, _ := b.body[key].(bool); return v }
func (b *browser) at(i int, key string) bool           { v, _ := b.item(i, key).(bool); return v }
func (b *browser) items() []any                        { l, _ := b.body["items"].([]any); return l }
func (b *browser) item(i int, key string) any          { m, _ := b.items()[i].(map[string]any); return m[key] }
func (b *browser) me() map[string]any                  { return b.get("/api/v1/auth/me").want(200).body }
func (b *browser) perms() map[string]any               { m, _ := b.me()["permissions"].(map[string]any); return m }
func (b *browser) login(login, password string) *browser {
	return b.post("/api/v1/auth/login", map[string]any{"login": login, "password": password})
}

func (b *browser) send(method, path string, body any) *browser {
	b.x.t.Helper()
	var text bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&text).Encode(body); err != nil {
			b.x.t.Fatal(err)
		}
	}
	r := httptest.NewRequest(method, path, &text)
	r.Header.Set("Content-Type", "application/json")
	if b.alone {
		r.Header.Set("Huxue-Alone", "1")
	}
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.x.door.ServeHTTP(w, r)
	res := w.Result()
	defer func() { _ = res.Body.Close() }()
	for _, c := range res.Cookies() {
		b.cookies[c.Name] = c.Value
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode {
			b.x.t.Errorf("cookie %s is open", c.Name)
		}
	}
	b.status, b.body, b.code, b.place = res.StatusCode, map[string]any{}, "", nil
	if w.Body.Len() > 0 && strings.Contains(res.Header.Get("Content-Type"), "json") || strings.HasPrefix(w.Body.String(), "{") {
		if err := json.Unmarshal(w.Body.Bytes(), &b.body); err != nil {
			b.x.t.Fatalf("%s %s: %s", method, path, w.Body)
		}
	}
	b.code, _ = b.body["code"].(string)
	if l, err := res.Location(); err == nil {
		b.place = l
	}
	return b
}

// want checks the status, and the code of a refusal.
func (b *browser) want(status int, code ...string) *browser {
	b.x.t.Helper()
	if b.status/100 != status/100 || status/100 != 2 && b.status != status || len(code) > 0 && b.code != code[0] {
		b.x.t.Fatalf("got %d %s %v, want %d %v", b.status, b.code, b.body, status, code)
	}
	return b
}

// field is the code at the first refused input.
func (b *browser) field() string {
	l, _ := b.body["fields"].([]any)
	if len(l) == 0 {
		return ""
	}
	m, _ := l[0].(map[string]any)
	s, _ := m["code"].(string)
	return s
}

func (x *town) code(secret string) string {
	x.t.Helper()
	c, err := totp.GenerateCode(secret, x.clock.Now())
	if err != nil {
		x.t.Fatal(err)
	}
	return c
}

// settle waits for what is noted down outside of requests.
func (x *town) settle() { x.auth.Close() }

// later moves the clock, past the moment for which actors are remembered.
func (x *town) later(d time.Duration) { x.clock.Add(d) }

// booked counts the lines of the audit book for an action.
func (x *town) booked(action string) (n int) {
	x.t.Helper()
	ctx := context.Background()
	if err := x.db.Read(ctx, func(tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM audit_entries WHERE action = $1`, action)
		return err
	}); err != nil {
		x.t.Fatal(err)
	}
	return n
}
