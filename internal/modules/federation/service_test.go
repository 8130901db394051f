package federation_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/httpapi"
	"huxue/internal/kit/jobs"
	"huxue/internal/modules/federation"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/notify"
)

// keyOf is an installation's own key.
type keyOf byte

func (k keyOf) Identity(context.Context) (ed25519.PrivateKey, error) {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{byte(k)}, 32)), nil
}

type decided map[string]string

func (d decided) Get(_ context.Context, key string) string { return d[key] }
func (d decided) Bool(_ context.Context, key string) bool  { return d[key] == "true" }

// counted are the figures of a city's only campaign.
type counted struct{ federation.Told }

func (c *counted) Figures(context.Context, string) (federation.Told, error) { return c.Told, nil }

func (c *counted) set(now time.Time, due, completed int) {
	f := federation.Figures{Due: due, Completed: completed}
	c.At, c.Reached, c.Total = db.Millis(now), db.Millis(now), f
	c.Counties = []federation.County{{Code: c.City.Code + "02", Name: "城区", Figures: f}}
}

// place is one installation.
type place struct {
	*federation.Service
	figures *counted
	decided decided
	jobs    *jobs.Jobs
	web     *httptest.Server
}

func install(t *testing.T, key byte, code, name string) *place {
	t.Helper()
	p := &place{figures: &counted{federation.Told{Path: "/14/" + code + "/", City: federation.City{Code: code, Name: name},
		Campaign: federation.Campaign{ID: "cam_1", Title: "秋季安全第一课", Definition: "全部步骤"}}}, decided: decided{notify.SettingPrivate: "true"}}
	return p.over(t, key)
}

func (p *place) over(t *testing.T, key byte) *place {
	t.Helper()
	d := dbtest.Open(t, "sqlite:"+t.TempDir()+"/huxue.db", fake, audit.Schema, federation.Schema)
	return p.on(t, d, key)
}

func (p *place) on(t *testing.T, d *db.DB, key byte) *place {
	t.Helper()
	if err := jobs.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	p.jobs = jobs.New(jobs.Options{DB: d, As: access.AsSystem, Retry: func(int) time.Duration { return time.Minute }})
	p.Service = federation.New(federation.Options{DB: d, Campaigns: p.figures, Identity: keyOf(key), Settings: p.decided})
	p.Jobs(p.jobs)
	if err := p.jobs.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.jobs.Stop(context.Background()) })
	api := httpapi.New(slog.New(slog.DiscardHandler), "test")
	p.Routes(api)
	p.web = httptest.NewServer(api.Mux())
	t.Cleanup(p.web.Close)
	return p
}

var fake = clock.NewFake(dbtest.Start)

func official(path string, perms ...access.Perm) context.Context {
	held := map[access.Perm][]string{}
	for _, p := range perms {
		held[p] = []string{path}
	}
	return access.With(context.Background(), access.Actor{Kind: access.Person, ID: "per_1", Name: "李安", Held: held})
}

var (
	atCity     = official("/14/1409/", federation.PermView, federation.PermReport)
	atProvince = official("/14/", federation.PermView, federation.PermReceive)
)

func (p *place) file(t *testing.T, ctx context.Context) []byte {
	t.Helper()
	r, err := p.Sign(ctx, "cam_1", "2026 秋季安全第一课", false)
	if err != nil {
		t.Fatal(err)
	}
	_, file, err := p.File(ctx, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func (p *place) key(t *testing.T, ctx context.Context) string {
	t.Helper()
	own, err := p.Own(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return own.PublicKey
}

func story(t *testing.T, tell func(t *testing.T, city, province *place, clk *clock.Fake)) {
	t.Helper()
	dbtest.Run(t, []db.Schema{audit.Schema, federation.Schema}, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		fake = clk
		province := (&place{figures: &counted{}, decided: decided{}}).on(t, d, 9)
		tell(t, install(t, 1, "1409", "忻州市"), province, clk)
	})
}

func TestAProvinceTakesWhatVerifiesAndRanksTheCities(t *testing.T) {
	story(t, func(t *testing.T, xinzhou, province *place, clk *clock.Fake) {
		xinzhou.figures.set(clk.Now(), 272580, 259633)
		first := xinzhou.file(t, atCity)
		if _, err := province.Upload(atProvince, first); errs.Code(err) != "federation.unknown_key" {
			t.Fatalf("a key nobody registered: %v", err)
		}
		if _, err := province.Register(atProvince, "1409", "忻州市", xinzhou.key(t, atCity)); err != nil {
			t.Fatal(err)
		}
		receipt, err := province.Upload(atProvince, first)
		if err != nil || receipt.Seq != 1 {
			t.Fatalf("%+v %v", receipt, err)
		}
		again, err := province.Upload(atProvince, first)
		if err != nil || again.ReceivedAt != receipt.ReceivedAt {
			t.Fatalf("the same once more is answered the same: %+v %v", again, err)
		}

		taiyuan := install(t, 2, "1401", "太原市")
		there := official("/14/1401/", federation.PermView, federation.PermReport)
		if _, err := province.Register(atProvince, "1401", "太原市", taiyuan.key(t, there)); err != nil {
			t.Fatal(err)
		}
		taiyuan.figures.set(clk.Now(), 400000, 384000)
		if _, err := province.Upload(atProvince, taiyuan.file(t, there)); err != nil {
			t.Fatal(err)
		}
		r, err := province.Ranking(atProvince, "")
		if err != nil || len(r.Cities) != 2 || r.Cities[0].City.Name != "太原市" || r.Cities[1].Rate != 9525 || r.Total.Completed != 643633 {
			t.Fatalf("%+v %v", r, err)
		}

		// What is wrong is refused in one code each, and nothing changes.
		clk.Add(time.Hour)
		xinzhou.figures.set(clk.Now(), 272580, 270000)
		newer := xinzhou.file(t, atCity)
		refuse := func(name string, file []byte, code string) {
			t.Helper()
			if _, err := province.Upload(atProvince, file); errs.Code(err) != code {
				t.Errorf("%s: %v, want %s", name, err, code)
			}
		}
		refuse("an altered figure", bytes.Replace(newer, []byte("270000"), []byte("272580"), 1), "federation.altered")
		refuse("a signature of nothing", bytes.Replace(newer, []byte(`"signedAt": `), []byte(`"signedAt": 1`), 1), "federation.bad_signature")
		xinzhou.figures.At += 86_400_000
		if _, err := xinzhou.Sign(atCity, "cam_1", "2026 秋季安全第一课", false); errs.Code(err) != "federation.future" {
			t.Errorf("the city itself signs no future: %v", err)
		}
		foreign := install(t, 1, "1408", "运城市") // the key of one, the name of another
		foreign.figures.set(clk.Now(), 10, 10)
		refuse("another city's name", foreign.file(t, official("/14/1408/", federation.PermView, federation.PermReport)), "federation.other_city")
		if _, err := province.Upload(atProvince, newer); err != nil {
			t.Fatal(err)
		}
		refuse("an older one", first, "federation.older")
		if r, _ := province.Ranking(atProvince, ""); r.Cities[0].City.Name != "忻州市" || r.Cities[0].Completed != 270000 {
			t.Fatalf("the newer one counts: %+v", r.Cities)
		}
		revoke(t, province, "1409")
		clk.Add(time.Hour)
		xinzhou.figures.set(clk.Now(), 272580, 271000)
		refuse("a key that was revoked", xinzhou.file(t, atCity), "federation.key_revoked")
		if _, err := province.Register(atProvince, "1409", "忻州市", xinzhou.key(t, atCity)); errs.Code(err) != "federation.key_taken" {
			t.Errorf("a revoked key comes not back: %v", err)
		}
	})
}

func revoke(t *testing.T, province *place, code string) {
	t.Helper()
	list, err := province.Cities(atProvince)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list {
		if c.Code == code {
			if err := province.Revoke(atProvince, c.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestAPushIsAnsweredWithAReceipt(t *testing.T) {
	story(t, func(t *testing.T, city, province *place, clk *clock.Fake) {
		city.figures.set(clk.Now(), 100, 95)
		if _, err := city.Sign(atCity, "cam_1", "第一课", true); errs.Code(err) != "federation.no_upper" {
			t.Fatalf("nowhere to push to: %v", err)
		}
		gone := httptest.NewServer(http.NotFoundHandler())
		gone.Close()
		city.decided[federation.SettingUpper] = gone.URL
		r, err := city.Sign(atCity, "cam_1", "第一课", true)
		if err != nil {
			t.Fatal(err)
		}
		look := func() federation.Report {
			t.Helper()
			ctx, done := context.WithTimeout(t.Context(), 20*time.Second)
			defer done()
			if err := city.jobs.Drain(ctx); err != nil {
				t.Fatal(err)
			}
			list, err := city.Reports(atCity)
			if err != nil {
				t.Fatal(err)
			}
			return list[0]
		}
		if got := look(); got.State != federation.StateSending || got.Code != "federation.unreachable" || got.Tries != 1 {
			t.Fatalf("it waits for the upper one to come back: %+v", got)
		}
		city.decided[federation.SettingUpper] = province.web.URL + "/"
		clk.Add(time.Minute)
		if got := look(); got.State != federation.StateRefused || got.Code != "federation.unknown_key" {
			t.Fatalf("nobody registered the key: %+v", got)
		}
		if _, err := province.Register(atProvince, "1409", "忻州市", city.key(t, atCity)); err != nil {
			t.Fatal(err)
		}
		upper, err := province.Own(atProvince)
		if err != nil {
			t.Fatal(err)
		}
		city.decided[federation.SettingUpperKey] = "0000-another-key"
		if _, err := city.HandUp(atCity, r.ID); err != nil {
			t.Fatal(err)
		}
		if got := look(); got.State != federation.StateRefused || got.Code != "federation.other_upper" {
			t.Fatalf("not the key that people compared: %+v", got)
		}
		city.decided[federation.SettingUpperKey] = upper.Fingerprint
		if _, err := city.HandUp(atCity, r.ID); err != nil {
			t.Fatal(err)
		}
		got := look()
		if got.State != federation.StateReceived || got.Receipt == nil || got.Receipt.Fingerprint != upper.Fingerprint || got.Receipt.Digest != r.Digest {
			t.Fatalf("%+v", got)
		}
		if ranked, _ := province.Ranking(atProvince, "第一课"); len(ranked.Cities) != 1 || ranked.Cities[0].Completed != 95 {
			t.Fatalf("%+v", ranked)
		}
	})
}

// A setting that names a door inside the city's own network is not knocked at.
func TestAPushKnocksAtNoInnerDoor(t *testing.T) {
	story(t, func(t *testing.T, city, province *place, clk *clock.Fake) {
		delete(city.decided, notify.SettingPrivate)
		city.decided[federation.SettingUpper] = province.web.URL
		city.figures.set(clk.Now(), 100, 95)
		if _, err := city.Sign(atCity, "cam_1", "第一课", true); err != nil {
			t.Fatal(err)
		}
		if err := city.jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if list, _ := city.Reports(atCity); list[0].Code != "federation.unreachable" {
			t.Fatalf("%+v", list[0])
		}
	})
}

func TestWhoMayNot(t *testing.T) {
	story(t, func(t *testing.T, city, province *place, clk *clock.Fake) {
		city.figures.set(clk.Now(), 100, 95)
		county := official("/14/1409/140902/", federation.PermView, federation.PermReport)
		if _, err := city.Sign(county, "cam_1", "第一课", false); errs.KindOf(err) != errs.KindForbidden {
			t.Errorf("a county signs no city: %v", err)
		}
		if _, err := province.Register(atCity, "1409", "忻州市", city.key(t, atCity)); errs.KindOf(err) != errs.KindForbidden {
			t.Errorf("a city registers nobody: %v", err)
		}
		if _, err := province.Upload(atCity, city.file(t, atCity)); errs.KindOf(err) != errs.KindForbidden {
			t.Errorf("a city uploads nothing: %v", err)
		}
		for name, in := range map[string][3]string{
			"federation.bad_code": {"14x9", "忻州市", "AAAA"}, "federation.bad_name": {"1409", " ", "AAAA"}, "federation.bad_key": {"1409", "忻州市", "AAAA"},
		} {
			if _, err := province.Register(atProvince, in[0], in[1], in[2]); errs.Code(err) != name {
				t.Errorf("%v: %v", in, err)
			}
		}
		other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_ = json.NewEncoder(w).Encode(federation.Receipt{Digest: strings.Repeat("0", 64)})
		}))
		t.Cleanup(other.Close)
		city.decided[federation.SettingUpper] = other.URL
		if _, err := city.Sign(atCity, "cam_1", "第一课", true); err != nil {
			t.Fatal(err)
		}
		if err := city.jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if list, _ := city.Reports(atCity); list[0].Code != "federation.no_receipt" {
			t.Fatalf("an answer that is no receipt: %+v", list[0])
		}
		if _, _, err := federation.Read([]byte("{}")); errs.Code(err) != "federation.no_summary" {
			t.Error("an empty object is no summary")
		}
	})
}
