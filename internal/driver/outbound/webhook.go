package outbound

import (
	"context"
	"encoding/hex"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
)

// Webhook posts body, a JSON text, to the address. The receiver can tell that it
// is from us and not an old one played again: Huxue-Signature is the HMAC-SHA256
// of "<Huxue-Timestamp>.<body>" in hexadecimal, and Huxue-Event-Id is the same for
// every attempt of one message.
func Webhook(ctx context.Context, c *http.Client, address, secret, event string, body []byte, now time.Time) Answer {
	at := strconv.FormatInt(now.Unix(), 10)
	h := jsonHeader()
	h.Set("Huxue-Timestamp", at)
	h.Set("Huxue-Signature", "sha256="+hex.EncodeToString(sum([]byte(secret), at+"."+string(body))))
	h.Set("Huxue-Event-Id", event)
	_, a := request(ctx, c, http.MethodPost, address, h, body)
	return a
}

// Note is what ntfy shows.
type Note struct {
	Title, Text, Link string
	Urgent            bool
}

// Ntfy publishes to a topic of ntfy (docs.ntfy.sh/publish); address is that of
// the topic, token "" for an open one.
func Ntfy(ctx context.Context, c *http.Client, address, token string, n Note) Answer {
	u, err := url.Parse(address)
	if err != nil {
		return Answer{Code: Refused, Err: err}
	}
	root, topic := path.Split(strings.TrimRight(u.Path, "/"))
	u.Path, u.RawQuery = root, ""
	priority := 3
	if n.Urgent {
		priority = 5
	}
	m := map[string]any{"topic": topic, "title": n.Title, "message": n.Text, "priority": priority}
	if n.Link != "" {
		m["click"] = n.Link
	}
	h := jsonHeader()
	if token != "" {
		h.Set("Authorization", "Bearer "+token)
	}
	_, a := request(ctx, c, http.MethodPost, u.String(), h, marshal(m))
	return a
}
