package auth

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/audit"
)

// OIDCOptions name the city's own log-in service (OpenID Connect); an empty
// Issuer is none.
type OIDCOptions struct {
	Issuer, Client, Secret string
}

const (
	oidcStart    = "/api/v1/auth/oidc/start"
	oidcCallback = "/api/v1/auth/oidc/callback"
	oidcTimeout  = 10 * time.Second
	oidcLife     = 10 * time.Minute
)

// oidcClient learns about the service when it is first used: a service that is
// down must not keep the alarm from starting.
type oidcClient struct {
	OIDCOptions
	mu       sync.Mutex
	provider *oidc.Provider
}

func newOIDC(o OIDCOptions) *oidcClient { return &oidcClient{OIDCOptions: o} }

func (c *oidcClient) on() bool { return c.Issuer != "" }

func outward(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, &http.Client{Timeout: oidcTimeout})
}

func (c *oidcClient) discover(ctx context.Context) (*oidc.Provider, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.provider != nil {
		return c.provider, nil
	}
	// The provider fetches keys for as long as it lives, so the request's end must not end it.
	p, err := oidc.NewProvider(outward(context.WithoutCancel(ctx)), c.Issuer)
	if err != nil {
		return nil, ErrOIDC.Because(err)
	}
	c.provider = p
	return p, nil
}

func (s *Service) oauth(ctx context.Context) (*oauth2.Config, *oidc.Provider, error) {
	if !s.oidc.on() {
		return nil, nil, ErrNoOIDC
	}
	p, err := s.oidc.discover(ctx)
	if err != nil {
		return nil, nil, err
	}
	base := s.publicURL
	if base == "" {
		c := callerFrom(ctx)
		base = "http://" + c.host
		if c.secure {
			base = "https://" + c.host
		}
	}
	return &oauth2.Config{ClientID: s.oidc.Client, ClientSecret: s.oidc.Secret, Endpoint: p.Endpoint(),
		RedirectURL: strings.TrimSuffix(base, "/") + oidcCallback, Scopes: []string{oidc.ScopeOpenID, "profile", "email"}}, p, nil
}

// journey is what the browser keeps while it is away at the log-in service.
type journey struct {
	State, Nonce, Verifier, From string
}

func (j journey) pack() string {
	b, _ := json.Marshal(j) // four strings always marshal
	return base64.RawURLEncoding.EncodeToString(b)
}

func unpack(text string) (j journey, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	return j, err == nil && json.Unmarshal(b, &j) == nil && j.State != ""
}

// beginOIDC returns where to send the browser.
func (s *Service) beginOIDC(ctx context.Context, from string) (address string, j journey, err error) {
	conf, _, err := s.oauth(ctx)
	if err != nil {
		return "", j, err
	}
	j.State, _ = newToken()
	j.Nonce, _ = newToken()
	j.Verifier, j.From = oauth2.GenerateVerifier(), homeward(from)
	return conf.AuthCodeURL(j.State, oidc.Nonce(j.Nonce), oauth2.S256ChallengeOption(j.Verifier)), j, nil
}

// homeward keeps a way back only if it leads to a page of ours.
func homeward(from string) string {
	if !strings.HasPrefix(from, "/") || strings.HasPrefix(from, "//") || strings.ContainsAny(from, "\\\r\n") {
		return "/"
	}
	return from
}

type claims struct {
	Nonce    string   `json:"nonce"`
	Username string   `json:"preferred_username"`
	Email    string   `json:"email"`
	Verified bool     `json:"email_verified"`
	AMR      []string `json:"amr"`
}

// logins are the names by which the person may be known here, in order.
func (c claims) logins() (out []string) {
	if c.Username != "" {
		out = append(out, cleanLogin(c.Username))
	}
	if c.Email != "" && c.Verified {
		out = append(out, cleanLogin(c.Email))
	}
	return out
}

// LoginOIDC lets in whom the city's log-in service vouches for, if there is such
// a person here; it makes nobody up. A role's second factor is asked for here
// unless the service says that it saw one (RFC 8176). access: exempt, this is
// the door.
func (s *Service) LoginOIDC(ctx context.Context, j journey, state, code string) (*Outcome, error) {
	if state == "" || state != j.State || code == "" {
		return nil, ErrOIDC
	}
	c, err := s.exchange(ctx, j, code)
	if err != nil {
		return nil, err
	}
	required := s.policy.SecondFactor(ctx)
	var out *Outcome
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		for _, login := range c.logins() {
			who, _, err := identify(ctx, tx, login)
			if err != nil {
				return err
			}
			if who.person == "" {
				continue
			}
			who.method = methodOIDC
			who.second = slices.ContainsFunc(c.AMR, func(m string) bool { return slices.Contains([]string{"mfa", "otp", "hwk"}, m) })
			out, err = s.admit(ctx, tx, who, required)
			return err
		}
		out = nil
		return audit.Record(ctx, tx, "auth.oidc_unknown", "", map[string]string{"ip": callerFrom(ctx).ip})
	})
	if err == nil && out == nil {
		err = ErrUnknownOIDC
	}
	return out.finish(err)
}

// exchange turns the code into what the service says about the person.
func (s *Service) exchange(ctx context.Context, j journey, code string) (c claims, err error) {
	conf, provider, err := s.oauth(ctx)
	if err != nil {
		return c, err
	}
	ctx = outward(ctx)
	token, err := conf.Exchange(ctx, code, oauth2.VerifierOption(j.Verifier))
	if err != nil {
		return c, ErrOIDC.Because(err)
	}
	raw, _ := token.Extra("id_token").(string)
	verified, err := provider.VerifierContext(ctx, &oidc.Config{ClientID: s.oidc.Client, Now: s.db.Clock().Now}).Verify(ctx, raw)
	if err != nil {
		return c, ErrOIDC.Because(err)
	}
	if err := verified.Claims(&c); err != nil {
		return c, ErrOIDC.Because(err)
	}
	if c.Nonce == "" || c.Nonce != j.Nonce {
		return c, ErrOIDC
	}
	return c, nil
}

// afterOIDC is the page to show after the log-in service sent the browser back.
func afterOIDC(from string, out *Outcome, err error) string {
	q := url.Values{}
	switch {
	case err != nil:
		q.Set("error", errs.Code(err))
	case out.Step == stepDone:
		return from
	default:
		q.Set("step", "second")
	}
	if from != "/" {
		q.Set("from", from)
	}
	return "/login?" + q.Encode()
}
