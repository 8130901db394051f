package auth_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"huxue/internal/kit/db"
)

func TestWhomAPressConcerns(t *testing.T) {
	story(t, func(x *town) {
		ctx := context.Background()
		ask := func(path string, roles ...string) (logins []string) {
			if err := x.db.Read(ctx, func(tx *db.Tx) error {
				ids, err := x.auth.Holders(ctx, tx, roles, path)
				if err != nil {
					return err
				}
				names, err := x.auth.Names(ctx, tx, append(ids, "per_gone"))
				for _, key := range ids {
					logins = append(logins, names[key][len("姓名"):])
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			slices.Sort(logins)
			return logins
		}
		cases := []struct {
			path  string
			roles []string
			want  []string
		}{
			{schoolPath, []string{"guard", "bureau", "desk"}, []string{"bureau", "county", "desk", "guard1"}},
			{"/14/1409/140921/sch_2/", []string{"guard", "bureau", "desk"}, []string{"bureau", "desk", "guard2"}},
			{countyPath, []string{"guard", "bureau"}, []string{"bureau", "county"}},
			{schoolPath, []string{"sysadmin"}, []string{"root"}},
			{schoolPath, nil, nil},
		}
		for _, c := range cases {
			if got := ask(c.path, c.roles...); !slices.Equal(got, c.want) {
				t.Errorf("%s %v: %v, want %v", c.path, c.roles, got, c.want)
			}
		}
		x.exec(`UPDATE people SET status = 'disabled' WHERE login = 'guard1'`)
		if got := ask(schoolPath, "guard"); got != nil {
			t.Errorf("a disabled guard is called: %v", got)
		}
	})
}

func TestAStreamEndsWithItsLogIn(t *testing.T) {
	story(t, func(x *town) {
		b := x.in("guard1")
		r := httptest.NewRequest(http.MethodGet, "/api/v1/realtime", nil)
		r.AddCookie(&http.Cookie{Name: "huxue_session", Value: b.cookies["huxue_session"]})
		if !x.auth.Alive(r) {
			t.Error("not alive after the log-in")
		}
		for range 4 { // listening alone keeps nobody logged in
			x.later(10 * time.Minute)
			x.auth.Alive(r)
		}
		if x.auth.Alive(r) {
			t.Error("listening counts as being there")
		}
		b = x.in("guard1")
		r.Header.Set("Cookie", "huxue_session="+b.cookies["huxue_session"])
		b.post("/api/v1/auth/logout", nil)
		if x.auth.Alive(r) {
			t.Error("alive after the log-out")
		}
	})
}
