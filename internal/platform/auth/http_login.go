package auth

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
)

// Nothing here is kept for repeats (db.WithoutKey): the answers carry secrets,
// and a replayed answer would come without its cookies.

type outcomeOut struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      Outcome
}

// cookies are the header lines that go with an outcome.
func (c caller) cookies(out *Outcome) []string {
	switch {
	case out == nil:
		return nil
	case out.Step == stepDone:
		return []string{c.setCookie(sessionCookie, out.session, pressLife), c.setCookie(pendingCookie, "", 0)}
	}
	return []string{c.setCookie(pendingCookie, out.pending, pendingLife)}
}

func answer(ctx context.Context, out *Outcome, err error) (*outcomeOut, error) {
	if err != nil {
		return nil, err
	}
	return &outcomeOut{SetCookie: callerFrom(ctx).cookies(out), Body: *out}, nil
}

type optionsOut struct {
	Body struct {
		OIDC string `json:"oidc" doc:"address that starts a log-in by the city's service, empty for none"`
		Demo bool   `json:"demo"`
	}
}

type cookiesOut struct {
	SetCookie []string `header:"Set-Cookie"`
}

type meOut struct{ Body Me }

type colleaguesOut struct {
	Body struct {
		Items []Colleague `json:"items" nullable:"false"`
	}
}

type pairedOut struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      Device
}

func (m *Module) logInRoutes(api *httpapi.API) {
	httpapi.Register(api, httpapi.Op{ID: "auth-options", Method: "GET", Path: "/api/v1/auth/options", Tag: "auth",
		Summary: "What the log-in page offers"},
		func(ctx context.Context, _ *struct{}) (*optionsOut, error) {
			out := &optionsOut{}
			if m.oidc.on() {
				out.Body.OIDC = oidcStart
			}
			out.Body.Demo = m.policy.Demo(ctx)
			return out, nil
		})
	httpapi.Register(api, httpapi.Op{ID: "auth-login", Method: "POST", Path: "/api/v1/auth/login", Tag: "auth",
		Summary: "Log in with a password"},
		func(ctx context.Context, in *struct {
			Body struct {
				Login    string `json:"login"`
				Password string `json:"password"`
			}
		}) (*outcomeOut, error) {
			out, err := m.Login(db.WithoutKey(ctx), in.Body.Login, in.Body.Password)
			return answer(ctx, out, err)
		})
	httpapi.Register(api, httpapi.Op{ID: "auth-pending", Method: "GET", Path: "/api/v1/auth/pending", Tag: "auth",
		Summary: "How far this browser's log-in has come"},
		func(ctx context.Context, _ *struct{}) (*struct{ Body Outcome }, error) {
			out, err := m.Pending(ctx)
			if err != nil {
				return nil, err
			}
			return &struct{ Body Outcome }{*out}, nil
		})
	httpapi.Register(api, httpapi.Op{ID: "auth-totp", Method: "POST", Path: "/api/v1/auth/totp", Tag: "auth",
		Summary: "Give the second factor, or a recovery code"},
		func(ctx context.Context, in *struct {
			Body struct {
				Code string `json:"code"`
			}
		}) (*outcomeOut, error) {
			out, err := m.Second(db.WithoutKey(ctx), in.Body.Code)
			return answer(ctx, out, err)
		})
	httpapi.Register(api, httpapi.Op{ID: "auth-logout", Method: "POST", Path: "/api/v1/auth/logout", Tag: "auth", Summary: "Log out"},
		func(ctx context.Context, _ *struct{}) (*cookiesOut, error) {
			c := callerFrom(ctx)
			return &cookiesOut{[]string{c.setCookie(sessionCookie, "", 0), c.setCookie(pendingCookie, "", 0)}}, m.Logout(db.WithoutKey(ctx))
		})
	httpapi.Register(api, httpapi.Op{ID: "auth-me", Method: "GET", Path: "/api/v1/auth/me", Tag: "auth",
		Summary: "Who is logged in and what he may do"},
		func(ctx context.Context, _ *struct{}) (*meOut, error) {
			me, err := m.Me(ctx)
			if err != nil {
				return nil, err
			}
			return &meOut{*me}, nil
		})
	httpapi.Register(api, httpapi.Op{ID: "auth-device-pair", Method: "POST", Path: "/api/v1/auth/device/pair", Tag: "auth",
		Summary: "Make this browser an enrolled device"},
		func(ctx context.Context, in *struct {
			Body struct {
				Code string `json:"code" maxLength:"20"`
			}
		}) (*pairedOut, error) {
			d, token, err := m.Pair(db.WithoutKey(ctx), in.Body.Code)
			if err != nil {
				return nil, err
			}
			return &pairedOut{[]string{callerFrom(ctx).setCookie(deviceCookie, token, deviceLife)}, d}, nil
		})
	httpapi.Register(api, httpapi.Op{ID: "auth-device-people", Method: "GET", Path: "/api/v1/auth/device/people", Tag: "auth",
		Summary: "Who may log in on this device"},
		func(ctx context.Context, _ *struct{}) (*colleaguesOut, error) {
			list, err := m.Colleagues(ctx)
			out := &colleaguesOut{}
			out.Body.Items = list
			return out, err
		})
	httpapi.Register(api, httpapi.Op{ID: "auth-device-pin", Method: "POST", Path: "/api/v1/auth/device/pin", Tag: "auth",
		Summary: "Log in on this device with a PIN"},
		func(ctx context.Context, in *struct {
			Body struct {
				PersonID string `json:"personId"`
				PIN      string `json:"pin" maxLength:"20"`
			}
		}) (*outcomeOut, error) {
			out, err := m.LoginPIN(db.WithoutKey(ctx), in.Body.PersonID, in.Body.PIN)
			return answer(ctx, out, err)
		})
}
