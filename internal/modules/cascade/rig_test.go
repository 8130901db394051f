package cascade_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/driver/gb28181"
	"huxue/internal/driver/media"
	"huxue/internal/driver/media/sample"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/device"
)

const (
	guard  = "menwei"
	desk   = "zhihui"
	admin  = "guanli"
	city   = "shiju"
	above  = "14090000002000000001"
	own    = "14090000002001100009"
	secret = "cascade-secret-1"
)

// police is a platform above us that keeps what it gets.
type police struct {
	*gb28181.Server
	addr string

	mu    sync.Mutex
	full  bool
	took  []gb28181.Input
	known map[string]string
}

func (p *police) Secret(_ context.Context, code string) ([]byte, bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, ok := p.known[code]
	return []byte(s), ok, nil
}
func (p *police) Address(context.Context, string) string      { return "" }
func (p *police) Locked(context.Context, string, string) bool { return false }
func (p *police) Wrong(context.Context, string, string)       {}
func (p *police) Right(context.Context, string, string)       {}
func (p *police) Turned(_, _ string, _ []byte)                {}
func (p *police) Take(_ context.Context, in gb28181.Input) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.full && in.Message != nil && in.Message.Cmd == gb28181.CmdAlarm {
		return errors.New("full")
	}
	p.took = append(p.took, in)
	return nil
}

func (p *police) alarms() (out []gb28181.Alarm, names []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, in := range p.took {
		if in.Message != nil && in.Message.Cmd == gb28181.CmdAlarm && in.Message.Kind == gb28181.Notify {
			out, names = append(out, gb28181.AlarmOf(in.Message)), append(names, in.Once)
		}
	}
	return out, names
}

func (p *police) fill(full bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.full = full
}

func startPolice(t *testing.T, number, addr string) *police {
	t.Helper()
	p := &police{known: map[string]string{own: secret}}
	var err error
	if p.Server, err = gb28181.NewServer(gb28181.Options{Code: gb28181.Code(number), Handler: p}); err != nil {
		t.Fatal(err)
	}
	if p.addr, err = p.Listen(addr); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

type upper struct {
	ID, State, Why, Said     string
	Version                  int64
	Shared, Waiting, Viewing int
	HasSecret                bool
}

type sent struct {
	ID, No, Code, State, Why, Said, Mode, Description string
	Tries, Priority                                   int
	SN, ReceiptAt, SentAt                             int64
}

type asked struct {
	What, Code, State, Why, Device, School string
	N                                      int
	LastAt                                 int64
}

type share struct {
	DeviceID, Name, Kind, Code, ShareID, School string
	Version                                     int64
}

type rig struct {
	*apptest.App
	t    *testing.T
	ctx  context.Context
	stop context.CancelFunc

	planted []string // platforms of the demo
}

func tell(t *testing.T, f func(r *rig)) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		ctx, stop := context.WithTimeout(access.AsSystem(context.Background(), "test"), time.Minute)
		t.Cleanup(stop)
		r := &rig{App: a, t: t, ctx: ctx, stop: stop}
		for _, u := range r.uppers() {
			r.planted = append(r.planted, u.ID)
		}
		f(r)
	})
}

// up lets the lines begin, and returns what ends them.
func (r *rig) up() (down func()) {
	r.t.Helper()
	ctx, stop := context.WithCancel(r.ctx)
	if err := r.RegisterUpwards(ctx, "127.0.0.1:0", 50*time.Millisecond); err != nil {
		r.t.Fatal(err)
	}
	return stop
}

func (r *rig) until(what string, ok func() bool) {
	r.t.Helper()
	for range 1000 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	r.t.Fatal("never: " + what)
}

func (r *rig) form(p *police, more map[string]any) map[string]any {
	f := map[string]any{"path": r.cityPath(), "name": "市公安局视频平台", "address": p.addr, "code": above, "ownCode": own, "secret": secret, "transport": "udp",
		"alarms": true, "practice": false, "mayView": true, "mayReplay": false, "mayTurn": false, "enabled": true}
	for k, v := range more {
		f[k] = v
	}
	return f
}

func (r *rig) add(p *police, more map[string]any) (u upper) {
	r.t.Helper()
	r.Do(admin, http.MethodPost, "/api/v1/cascade/uppers", r.form(p, more)).Into(&u)
	return u
}

// uppers are those that a story has added: the one of the demo is switched off.
func (r *rig) uppers() []upper {
	var page struct{ Items []upper }
	r.Do(admin, http.MethodGet, "/api/v1/cascade/uppers", nil).Into(&page)
	return slices.DeleteFunc(page.Items, func(u upper) bool { return slices.Contains(r.planted, u.ID) })
}

func (r *rig) sendings() []sent {
	var page struct{ Items []sent }
	r.Do(desk, http.MethodGet, "/api/v1/cascade/sendings", nil).Into(&page)
	return page.Items
}

func (r *rig) asked() []asked {
	var page struct{ Items []asked }
	r.Do(desk, http.MethodGet, "/api/v1/cascade/asked", nil).Into(&page)
	return page.Items
}

func (r *rig) saw(what, state string) bool {
	return slices.ContainsFunc(r.asked(), func(x asked) bool { return x.What == what && x.State == state })
}

func (r *rig) registered() {
	r.t.Helper()
	r.until("we are registered", func() bool { u := r.uppers(); return len(u) > 0 && u[0].State == "registered" })
}

func (r *rig) shares(id, query string) []share {
	var page struct{ Items []share }
	r.Do(desk, http.MethodGet, "/api/v1/cascade/shares?upper="+id+query, nil).Into(&page)
	return page.Items
}

func (r *rig) press(id string, more map[string]any) (no string) {
	r.t.Helper()
	body := map[string]any{"kind": "violence", "note": "持刀"}
	for k, v := range more {
		body[k] = v
	}
	var out struct{ No string }
	r.Do(guard, http.MethodPost, "/api/v1/alarms", body, "Idempotency-Key", id).Into(&out)
	return out.No
}

func (r *rig) cityPath() string {
	var page struct {
		Items []struct{ Path, Level string }
	}
	r.Do(admin, http.MethodGet, "/api/v1/areas", nil).Into(&page)
	for _, x := range page.Items {
		if x.Level == "city" {
			return x.Path
		}
	}
	return "/"
}

// device puts one on the register of the guard's school.
func (r *rig) device(kind device.Kind, code, name string) *device.Device {
	r.t.Helper()
	school := ""
	if err := r.Database().Read(r.ctx, func(tx *db.Tx) (err error) {
		school, err = db.One(r.ctx, tx, db.Value[string], `SELECT id FROM schools ORDER BY path, id LIMIT 1`)
		return err
	}); err != nil {
		r.t.Fatal(err)
	}
	d, _, err := r.Devices().Register(r.ctx, device.Registration{SchoolID: school, Name: name, Kind: kind, Protocol: device.GB28181, Code: code, Panic: kind == device.Box, Secret: secret})
	if err != nil {
		r.t.Fatal(err)
	}
	return d
}

// cameras lets every camera show the sample clip, each called once for all who look.
func (r *rig) cameras() (*media.Direct, *media.Pool) {
	cams := &media.Direct{Clip: media.ReadClip(sample.Gate(), sample.Rate)}
	ctx, stop := context.WithCancel(context.Background())
	pool := media.NewPool(ctx, cams, media.DefaultTimes, func(string, media.Status) {})
	r.t.Cleanup(func() { stop(); pool.Wait() })
	r.LendPictures(func(id string) (*media.Live, func(), error) {
		l, release := pool.Hold(id)
		return l, release, nil
	})
	return cams, pool
}
