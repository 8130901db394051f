// Package oidctest is a city's log-in service for tests: a small OpenID Connect
// issuer that says yes in the name of whoever the test puts there, and is as
// strict as a real one about codes, PKCE and the client's secret.
package oidctest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
	sign "github.com/coreos/go-oidc/v3/oidc/oidctest"

	"huxue/internal/kit/clock"
)

// The client the issuer knows.
const (
	Client = "huxue"
	Secret = "issuer-secret"
)

const keyID = "k1"

// Issuer is the service. Claims are what it says of the person in front of it;
// a test changes them between log-ins.
type Issuer struct {
	URL    string
	Claims map[string]any
	// Nonce, if set, is put in place of the right one.
	Nonce string

	clock clock.Clock
	key   *rsa.PrivateKey
	mu    sync.Mutex
	codes map[string]url.Values
}

// New starts an issuer for the life of the test.
func New(t *testing.T, clk clock.Clock) *Issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := &Issuer{clock: clk, key: key, codes: map[string]url.Values{}, Claims: map[string]any{}}
	known := &sign.Server{PublicKeys: []sign.PublicKey{{PublicKey: key.Public(), KeyID: keyID, Algorithm: oidc.RS256}}}
	mux := http.NewServeMux()
	mux.Handle("/", known)
	mux.HandleFunc("GET /auth", i.authorize)
	mux.HandleFunc("POST /token", i.token)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	i.URL = srv.URL
	known.SetIssuer(srv.URL)
	return i
}

// authorize sends the browser straight back with a code.
func (i *Issuer) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != Client || q.Get("code_challenge_method") != "S256" || q.Get("state") == "" || q.Get("nonce") == "" {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	code := rand.Text()
	i.mu.Lock()
	i.codes[code] = q
	i.mu.Unlock()
	back := url.Values{"code": {code}, "state": {q.Get("state")}}
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

func (i *Issuer) token(w http.ResponseWriter, r *http.Request) {
	id, secret, ok := r.BasicAuth()
	code := r.PostFormValue("code")
	i.mu.Lock()
	asked, known := i.codes[code]
	delete(i.codes, code) // good once
	i.mu.Unlock()
	proof := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !ok || id != Client || secret != Secret || !known || r.PostFormValue("redirect_uri") != asked.Get("redirect_uri") ||
		base64.RawURLEncoding.EncodeToString(proof[:]) != asked.Get("code_challenge") {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprint(w, `{"error":"invalid_grant"}`)
		return
	}
	now := i.clock.Now().Unix()
	c := map[string]any{"iss": i.URL, "aud": Client, "sub": "u1", "iat": now, "exp": now + 300, "nonce": asked.Get("nonce")}
	if i.Nonce != "" {
		c["nonce"] = i.Nonce
	}
	maps.Copy(c, i.Claims)
	raw, _ := json.Marshal(c) // maps of plain values always marshal
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{
		"access_token": "a", "token_type": "Bearer", "expires_in": 300,
		"id_token": sign.SignIDToken(i.key, keyID, oidc.RS256, string(raw)),
	})
}
