// Package outboundtest imitates the far ends of package outbound: group robots
// that check the signature by their own documents, a webhook receiver, a text
// message gateway and a mail server. None of it shares code with the driver.
package outboundtest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

// Got is a request as a far end saw it.
type Got struct {
	Path, Query string
	Header      http.Header
	Body        string
}

// FarEnd is an HTTP server that keeps what it gets.
type FarEnd struct {
	*httptest.Server
	mu  sync.Mutex
	got []Got
}

// Got returns what has come in so far.
func (f *FarEnd) Got() []Got {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Got{}, f.got...)
}

// New starts a far end that answers as handle says, given the body.
func New(handle func(w http.ResponseWriter, r *http.Request, body []byte)) *FarEnd {
	f := &FarEnd{}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		f.mu.Lock()
		f.got = append(f.got, Got{r.URL.Path, r.URL.RawQuery, r.Header.Clone(), string(body)})
		f.mu.Unlock()
		handle(w, r, body)
	}))
	return f
}

// Says answers everything with one text.
func Says(status int, text string) *FarEnd {
	return New(func(w http.ResponseWriter, _ *http.Request, _ []byte) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	})
}

func mac(key, text string) []byte {
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(text))
	return h.Sum(nil)
}

// DingTalk is a robot with a signing secret: a wrong signature gets 310000.
func DingTalk(secret string) *FarEnd {
	return New(func(w http.ResponseWriter, r *http.Request, body []byte) {
		at := r.URL.Query().Get("timestamp")
		want := base64.StdEncoding.EncodeToString(mac(secret, at+"\n"+secret))
		if r.URL.Query().Get("sign") != want || !strings.Contains(string(body), `"msgtype":"text"`) {
			_, _ = io.WriteString(w, `{"errcode":310000,"errmsg":"sign not match"}`)
			return
		}
		_, _ = io.WriteString(w, `{"errcode":0,"errmsg":"ok"}`)
	})
}

// Feishu is a robot with a signing secret: a wrong signature gets 19021.
func Feishu(secret string) *FarEnd {
	return New(func(w http.ResponseWriter, _ *http.Request, body []byte) {
		var in struct {
			Timestamp, Sign string
			MsgType         string `json:"msg_type"`
		}
		_ = json.Unmarshal(body, &in)
		if in.Sign != base64.StdEncoding.EncodeToString(mac(in.Timestamp+"\n"+secret, "")) || in.MsgType != "text" {
			_, _ = io.WriteString(w, `{"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time"}`)
			return
		}
		_, _ = io.WriteString(w, `{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}`)
	})
}

// Signed reports whether a webhook's request carries the right signature.
func Signed(g Got, secret string) bool {
	want := "sha256=" + hex.EncodeToString(mac(secret, g.Header.Get("Huxue-Timestamp")+"."+g.Body))
	return hmac.Equal([]byte(want), []byte(g.Header.Get("Huxue-Signature")))
}
