package notify_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"huxue/internal/platform/notify"
)

// pushService stands in for the push service of a browser maker: it takes what
// is sent, and opens it with the key that the browser would hold (RFC 8291).
type pushService struct {
	*httptest.Server
	browser *ecdh.PrivateKey
	auth    []byte

	mu       sync.Mutex
	statuses []int // of the next answers; 201 when empty
	got      []pushed
}

type pushed struct {
	path            string
	urgency, ttl    string
	authorization   string
	ID, Target      string
	Title, Mode     string
	Link, Lane      string
	Silent          bool
	Params          map[string]any
	unreadable      error
	contentEncoding string
}

func newPushService(t *testing.T) *pushService {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &pushService{browser: key, auth: make([]byte, 16)}
	_, _ = rand.Read(p.auth)
	p.Server = httptest.NewServer(http.HandlerFunc(p.take))
	t.Cleanup(p.Close)
	return p
}

func (p *pushService) take(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	got := pushed{path: r.URL.Path, urgency: r.Header.Get("Urgency"), ttl: r.Header.Get("TTL"),
		authorization: r.Header.Get("Authorization"), contentEncoding: r.Header.Get("Content-Encoding")}
	text, err := p.open(body)
	if err == nil {
		err = json.Unmarshal(text, &got)
	}
	got.unreadable = err
	p.mu.Lock()
	defer p.mu.Unlock()
	status := http.StatusCreated
	if len(p.statuses) > 0 {
		status, p.statuses = p.statuses[0], p.statuses[1:]
	}
	if status == http.StatusCreated {
		p.got = append(p.got, got)
	}
	w.WriteHeader(status)
}

// open decrypts an aes128gcm body: salt 16, record size 4, key length 1, key.
func (p *pushService) open(body []byte) ([]byte, error) {
	if len(body) < 21+65 {
		return nil, errors.New("too short")
	}
	salt, sender, sealed := body[:16], body[21:21+65], body[21+65:]
	key, err := ecdh.P256().NewPublicKey(sender)
	if err != nil {
		return nil, err
	}
	shared, err := p.browser.ECDH(key)
	if err != nil {
		return nil, err
	}
	info := "WebPush: info\x00" + string(p.browser.PublicKey().Bytes()) + string(sender)
	ikm, err := hkdf.Key(sha256.New, shared, p.auth, info, 32)
	if err != nil {
		return nil, err
	}
	cek, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, err
	}
	nonce, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(cek)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	plain, err := gcm.Open(nil, nonce, sealed, nil)
	if err != nil {
		return nil, err
	}
	end := len(plain) - 1
	for end >= 0 && plain[end] == 0 {
		end--
	}
	return plain[:max(end, 0)], nil
}

// subscription is a browser of this service; name is the end of its endpoint.
func (p *pushService) subscription(name string) notify.Subscription {
	enc := base64.RawURLEncoding
	return notify.Subscription{Endpoint: p.URL + "/" + name, Label: "Chrome",
		P256dh: enc.EncodeToString(p.browser.PublicKey().Bytes()), Auth: enc.EncodeToString(p.auth)}
}

func (p *pushService) received() []pushed {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]pushed(nil), p.got...)
}
