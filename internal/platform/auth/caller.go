package auth

import (
	"context"
	"net"
	"net/http"
	"strings"
	"time"
)

// The cookies. All are HttpOnly and SameSite=Lax, and Secure under TLS.
const (
	sessionCookie = "huxue_session"
	deviceCookie  = "huxue_device"
	pendingCookie = "huxue_login"
	oidcCookie    = "huxue_oidc"
)

// caller is what the log-in itself must know of a request, beyond who acts.
type caller struct {
	session, device, pending string // hashes of the cookies' tokens, "" for none
	terminal                 *deviceRow
	secure                   bool
	host, ip, agent          string
	patient                  bool // what was known a minute ago is enough
}

type callerKey struct{}

func callerFrom(ctx context.Context) caller {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c
}

// CallerAddress is the address that the request under ctx came from, "" for none.
func CallerAddress(ctx context.Context) string { return callerFrom(ctx).ip }

// sirenPaths are where the siren of a duty room asks. Somebody may have logged in
// in the same browser for something else; the siren stays the device it is.
const sirenPaths = "/api/v1/sirens/"

func (s *Service) callerOf(r *http.Request) caller {
	c := caller{
		session: cookieHash(r, sessionCookie), device: cookieHash(r, deviceCookie), pending: cookieHash(r, pendingCookie),
		secure: r.TLS != nil, host: r.Host, agent: r.UserAgent(),
	}
	if strings.HasPrefix(r.URL.Path, sirenPaths) {
		c.session = ""
	}
	c.ip, _, _ = net.SplitHostPort(r.RemoteAddr)
	if s.proxied {
		// The last entry is the one our own proxy wrote; earlier ones anybody can.
		hops := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if last := strings.TrimSpace(hops[len(hops)-1]); last != "" {
			c.ip = last
		}
		c.secure = c.secure || r.Header.Get("X-Forwarded-Proto") == "https"
	}
	if r := []rune(c.agent); len(r) > maxAgentText {
		c.agent = string(r[:maxAgentText])
	}
	return c
}

func cookieHash(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil || c.Value == "" {
		return ""
	}
	return hashOf(c.Value)
}

// setCookie is the header line that gives a browser a token; life 0 takes it away.
func (c caller) setCookie(name, token string, life time.Duration) string {
	k := http.Cookie{Name: name, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: c.secure,
		MaxAge: int(life / time.Second)}
	if life == 0 {
		k.MaxAge = -1
	}
	return k.String()
}
