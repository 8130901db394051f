package cascade_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"huxue/internal/kit/db"
)

// The platform of the police is switched off over night, and nobody looks at the page.
// Who keeps the line finds it on his list and hears of it; when the platform is back the
// task is gone by itself.
func TestAPlatformThatIsGoneTooLongIsATask(t *testing.T) {
	tell(t, func(r *rig) {
		tasks := func() (out []map[string]any) {
			var page struct {
				Items []struct {
					Room, Kind, Link string
					Params           json.RawMessage
				}
			}
			r.Do(admin, http.MethodGet, "/api/v1/todos", nil).Into(&page)
			for _, x := range page.Items {
				if x.Room == "cascade" && x.Kind == "missing" {
					var told map[string]any
					if err := json.Unmarshal(x.Params, &told); err != nil || x.Link != "/cascade" {
						t.Fatalf("%+v %v", x, err)
					}
					out = append(out, told)
				}
			}
			return out
		}
		look := func() {
			t.Helper()
			if err := r.Uppers().Missing(r.ctx); err != nil {
				t.Fatal(err)
			}
		}
		p := startPolice(t, above, "127.0.0.1:0")
		knows := func(us bool) {
			p.mu.Lock()
			defer p.mu.Unlock()
			if p.known = map[string]string{}; us {
				p.known[own] = secret
			}
		}
		knows(false)
		r.add(p, nil)
		down := r.up()
		r.until("it turns us away", func() bool { return r.uppers()[0].State == "refused" })
		r.Clock.Add(5 * time.Minute)
		look()
		if got := tasks(); len(got) != 0 {
			t.Fatalf("that was too early: %v", got)
		}
		r.Clock.Add(30 * time.Minute)
		r.Forget(admin) // his session is over by now
		look()
		look()
		got := tasks()
		if len(got) != 1 || got[0]["upper"] != "市公安局视频平台" || got[0]["place"] == "" {
			t.Fatalf("%v", got)
		}
		told := 0
		if err := r.Database().Read(r.ctx, func(tx *db.Tx) (err error) {
			told, err = db.One(r.ctx, tx, db.Value[int], `SELECT COUNT(*) FROM notify_messages WHERE room = 'cascade' AND kind = 'missing'`)
			return err
		}); err != nil || told != 1 {
			t.Errorf("told %d times: %v", told, err)
		}
		knows(true)
		r.registered()
		if got := tasks(); len(got) != 0 {
			t.Fatalf("it is back: %v", got)
		}
		look()

		// The second time is a task of its own; and a platform that is switched off is missed by nobody.
		down()
		knows(false)
		r.up()
		r.until("it turns us away again", func() bool { return r.uppers()[0].State == "refused" })
		r.Clock.Add(40 * time.Minute)
		r.Forget(admin)
		look()
		if got := tasks(); len(got) != 1 {
			t.Fatalf("%v", got)
		}
		u := r.uppers()[0]
		form := r.form(p, map[string]any{"enabled": false, "version": u.Version})
		if a := r.Do(admin, http.MethodPut, "/api/v1/cascade/uppers/"+u.ID, form); a.Status != http.StatusOK {
			t.Fatalf("%d %s", a.Status, strings.TrimSpace(string(a.Body)))
		}
		if got := tasks(); len(got) != 0 {
			t.Fatalf("it is off: %v", got)
		}
	})
}
