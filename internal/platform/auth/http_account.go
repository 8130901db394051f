package auth

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
)

type passwordIn struct {
	Body struct {
		Password string `json:"password"`
	}
}

type codeIn struct {
	Body struct {
		Code string `json:"code"`
	}
}

type recoveryOut struct {
	Body struct {
		Recovery []string `json:"recovery" nullable:"false" doc:"recovery codes, shown this once"`
	}
}

type sessionsOut struct {
	Body struct {
		Items []Session `json:"items" nullable:"false"`
	}
}

func recovery(codes []string, err error) (*recoveryOut, error) {
	out := &recoveryOut{}
	out.Body.Recovery = codes
	return out, err
}

func sessions(list []Session, err error) (*sessionsOut, error) {
	out := &sessionsOut{}
	out.Body.Items = list
	return out, err
}

func (m *Module) accountRoutes(api *httpapi.API) {
	httpapi.Register(api, httpapi.Op{ID: "auth-account", Method: "GET", Path: "/api/v1/auth/account", Tag: "auth", Summary: "How I log in"},
		func(ctx context.Context, _ *struct{}) (*struct{ Body Account }, error) {
			a, err := m.Account(ctx)
			return &struct{ Body Account }{a}, err
		})
	httpapi.Register(api, httpapi.Op{ID: "auth-lang", Method: "POST", Path: "/api/v1/auth/lang", Tag: "auth", Summary: "Remember my language"},
		func(ctx context.Context, in *struct {
			Body struct {
				Lang string `json:"lang" enum:"zh,en"`
			}
		}) (*struct{}, error) {
			return nil, m.SetLang(ctx, in.Body.Lang)
		})
	httpapi.Register(api, httpapi.Op{ID: "auth-password", Method: "POST", Path: "/api/v1/auth/password", Tag: "auth", Summary: "Change my password"},
		func(ctx context.Context, in *struct {
			Body struct {
				Password    string `json:"password"`
				NewPassword string `json:"newPassword"`
			}
		}) (*struct{}, error) {
			return nil, m.ChangePassword(db.WithoutKey(ctx), in.Body.Password, in.Body.NewPassword)
		})
	httpapi.Register(api, httpapi.Op{ID: "auth-pin", Method: "POST", Path: "/api/v1/auth/pin", Tag: "auth", Summary: "Set my PIN for my school's devices"},
		func(ctx context.Context, in *struct {
			Body struct {
				Password string `json:"password"`
				PIN      string `json:"pin"`
			}
		}) (*struct{}, error) {
			return nil, m.SetPIN(db.WithoutKey(ctx), in.Body.Password, in.Body.PIN)
		})
	m.factorRoutes(api)
	httpapi.Register(api, httpapi.Op{ID: "auth-sessions", Method: "GET", Path: "/api/v1/auth/sessions", Tag: "auth", Summary: "Where I am logged in"},
		func(ctx context.Context, _ *struct{}) (*sessionsOut, error) { return sessions(m.MySessions(ctx)) })
	httpapi.Register(api, httpapi.Op{ID: "auth-session-end", Method: "POST", Path: "/api/v1/auth/sessions/{id}/end", Tag: "auth",
		Summary: "End a session, mine or somebody's I answer for"},
		func(ctx context.Context, in *struct {
			ID string `path:"id"`
		}) (*struct{}, error) {
			return nil, m.EndSession(ctx, in.ID)
		})
	httpapi.Register(api, httpapi.Op{ID: "auth-sessions-end-others", Method: "POST", Path: "/api/v1/auth/sessions/end-others", Tag: "auth",
		Summary: "End all my sessions but this one"},
		func(ctx context.Context, _ *struct{}) (*struct{}, error) { return nil, m.EndOthers(ctx) })
}

func (m *Module) factorRoutes(api *httpapi.API) {
	httpapi.Register(api, httpapi.Op{ID: "auth-factor-begin", Method: "POST", Path: "/api/v1/auth/second-factor", Tag: "auth",
		Summary: "Show a new second factor to set up"},
		func(ctx context.Context, in *passwordIn) (*struct{ Body Factor }, error) {
			f, err := m.BeginFactor(db.WithoutKey(ctx), in.Body.Password)
			if err != nil {
				return nil, err
			}
			return &struct{ Body Factor }{*f}, nil
		})
	httpapi.Register(api, httpapi.Op{ID: "auth-factor-confirm", Method: "POST", Path: "/api/v1/auth/second-factor/confirm", Tag: "auth",
		Summary: "Put the second factor in force"},
		func(ctx context.Context, in *codeIn) (*recoveryOut, error) {
			return recovery(m.ConfirmFactor(db.WithoutKey(ctx), in.Body.Code))
		})
	httpapi.Register(api, httpapi.Op{ID: "auth-factor-drop", Method: "POST", Path: "/api/v1/auth/second-factor/drop", Tag: "auth",
		Summary: "Do without a second factor"},
		func(ctx context.Context, in *passwordIn) (*struct{}, error) {
			return nil, m.DropFactor(db.WithoutKey(ctx), in.Body.Password)
		})
	httpapi.Register(api, httpapi.Op{ID: "auth-recovery", Method: "POST", Path: "/api/v1/auth/second-factor/recovery", Tag: "auth",
		Summary: "Make new recovery codes"},
		func(ctx context.Context, in *passwordIn) (*recoveryOut, error) {
			return recovery(m.RenewRecovery(db.WithoutKey(ctx), in.Body.Password))
		})
}

func (m *Module) linkRoutes(api *httpapi.API) {
	type invitationOut struct {
		Body struct {
			Login string `json:"login"`
			Name  string `json:"name"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "auth-setup", Method: "POST", Path: "/api/v1/auth/setup", Tag: "auth",
		Summary: "Make the first administrator"},
		func(ctx context.Context, in *struct {
			Body struct {
				Token    string `json:"token"`
				Login    string `json:"login"`
				Name     string `json:"name"`
				Password string `json:"password"`
			}
		}) (*outcomeOut, error) {
			out, err := m.Setup(db.WithoutKey(ctx), in.Body.Token, in.Body.Login, in.Body.Name, in.Body.Password)
			return answer(ctx, out, err)
		})
	httpapi.Register(api, httpapi.Op{ID: "auth-invitation", Method: "POST", Path: "/api/v1/auth/invitation", Tag: "auth",
		Summary: "Whom an invitation is for"},
		func(ctx context.Context, in *struct {
			Body struct {
				Token string `json:"token"`
			}
		}) (*invitationOut, error) {
			out := &invitationOut{}
			var err error
			out.Body.Login, out.Body.Name, err = m.Invitation(ctx, in.Body.Token)
			return out, err
		})
	httpapi.Register(api, httpapi.Op{ID: "auth-invitation-accept", Method: "POST", Path: "/api/v1/auth/invitation/accept", Tag: "auth",
		Summary: "Set the password an invitation is for"},
		func(ctx context.Context, in *struct {
			Body struct {
				Token    string `json:"token"`
				Password string `json:"password"`
			}
		}) (*outcomeOut, error) {
			out, err := m.Accept(db.WithoutKey(ctx), in.Body.Token, in.Body.Password)
			return answer(ctx, out, err)
		})
}
