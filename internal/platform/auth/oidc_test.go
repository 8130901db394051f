package auth_test

import (
	"net/http"
	"testing"

	"huxue/internal/kit/clock"
	"huxue/internal/platform/auth"
	"huxue/internal/platform/auth/oidctest"
)

func TestTheCitysLogInService(t *testing.T) {
	var issuer *oidctest.Issuer
	story(t, func(x *town) {
		if b := x.browser().get("/api/v1/auth/options").want(200); b.str("oidc") != "/api/v1/auth/oidc/start" {
			t.Fatalf("offered: %v", b.body)
		}
		issuer.Claims = map[string]any{"preferred_username": "Guard1"}
		b := x.browser()
		if to := b.walk(t, "/alarms?x=1"); to != "/alarms?x=1" {
			t.Fatalf("arrived at %s", to)
		}
		b.me()

		issuer.Claims = map[string]any{"email": "stranger@example.cn", "email_verified": true}
		if to := x.browser().walk(t, "/"); to != "/login?error=auth.oidc_unknown" {
			t.Errorf("a stranger arrived at %s", to)
		}
		x.exec(`UPDATE people SET login = 'guard2@example.cn' WHERE id = $1`, x.ids["guard2"])
		issuer.Claims = map[string]any{"email": "guard2@example.cn", "email_verified": false}
		if to := x.browser().walk(t, "/"); to != "/login?error=auth.oidc_unknown" {
			t.Errorf("an unverified address arrived at %s", to)
		}
		issuer.Claims["email_verified"] = true
		if to := x.browser().walk(t, "//evil.example"); to != "/" {
			t.Errorf("arrived at %s", to)
		}

		x.policy.second = true
		issuer.Claims = map[string]any{"preferred_username": "bureau"}
		b = x.browser()
		if to := b.walk(t, "/"); to != "/login?step=second" {
			t.Errorf("an official arrived at %s", to)
		}
		b.get("/api/v1/auth/pending").want(200)
		issuer.Claims["amr"] = []string{"pwd", "mfa"}
		if to := x.browser().walk(t, "/"); to != "/" {
			t.Errorf("an official with the service's second factor arrived at %s", to)
		}
		issuer.Nonce = "another"
		if to := x.browser().walk(t, "/"); to != "/login?error=auth.oidc_failed" {
			t.Errorf("a foreign token arrived at %s", to)
		}
		issuer.Nonce = ""
		forged := x.browser()
		forged.get("/api/v1/auth/oidc/callback?code=abc&state=def")
		if forged.place.RequestURI() != "/login?error=auth.oidc_failed" {
			t.Errorf("a forged answer arrived at %s", forged.place)
		}
	}, func(o *auth.Options, clk *clock.Fake) {
		issuer = oidctest.New(t, clk)
		o.OIDC = auth.OIDCOptions{Issuer: issuer.URL, Client: oidctest.Client, Secret: oidctest.Secret}
		o.PublicURL = "http://huxue.test"
	})
}

// walk goes to the log-in service and back as a browser does, and returns where
// it arrives.
func (b *browser) walk(t *testing.T, from string) string {
	t.Helper()
	b.get("/api/v1/auth/oidc/start?from=" + from)
	away := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := away.Get(b.place.String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	back, err := res.Location()
	if err != nil {
		t.Fatal(err)
	}
	b.get(back.RequestURI())
	return b.place.RequestURI()
}

func TestALogInServiceThatIsDown(t *testing.T) {
	story(t, func(x *town) {
		b := x.browser().get("/api/v1/auth/oidc/start?from=/alarms")
		if b.place.RequestURI() != "/login?error=auth.oidc_failed&from=%2Falarms" {
			t.Errorf("arrived at %s", b.place)
		}
		x.in("guard1")
	}, func(o *auth.Options, _ *clock.Fake) {
		o.OIDC = auth.OIDCOptions{Issuer: "http://127.0.0.1:1", Client: "x"}
	})
}
