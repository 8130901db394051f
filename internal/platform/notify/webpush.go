package notify

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"

	"huxue/internal/kit/db"
)

// pushSecret is what a browser gave us to write to it alone.
type pushSecret struct {
	P256dh string `json:"p256dh"`
	Auth   string `json:"auth"`
}

// pushChannel sends to browsers through the push service each of them chose.
// The message is encrypted for the browser; the service sees only its size.
type pushChannel struct {
	db      *db.DB
	contact string
	client  *http.Client

	mu   sync.Mutex
	keys vapidKeys
}

type vapidKeys struct{ public, private string }

// Name implements Channel.
func (c *pushChannel) Name() string { return WebPush }

const (
	recordSize = 2048 // all messages look the same size from outside
	maxPayload = 1800
)

// pushNote is what the browser gets; its worker has the sentences.
type pushNote struct {
	ID     string          `json:"id"`
	Target string          `json:"target"`
	Title  string          `json:"title"`
	Params json.RawMessage `json:"params,omitempty"`
	Link   string          `json:"link"`
	Mode   Mode            `json:"mode"`
	Lane   Lane            `json:"lane"`
	Silent bool            `json:"silent,omitempty"`
	At     int64           `json:"at"`
}

// Deliver implements Channel.
func (c *pushChannel) Deliver(ctx context.Context, d Delivery) Result {
	keys, err := c.vapid(ctx)
	if err != nil {
		return Result{Error: "notify.internal", Retry: true}
	}
	var secret pushSecret
	if err := json.Unmarshal([]byte(d.Secret), &secret); err != nil {
		return Result{Error: "notify.bad_push_keys", Gone: true}
	}
	o := &webpush.Options{
		HTTPClient: c.client, RecordSize: recordSize, Subscriber: c.contact, TTL: int(max(0, d.ExpiresAt-db.Millis(c.db.Clock().Steady())) / 1000),
		Urgency: webpush.UrgencyNormal, VAPIDPublicKey: keys.public, VAPIDPrivateKey: keys.private,
	}
	if d.Lane == Urgent {
		o.Urgency = webpush.UrgencyHigh
	}
	res, err := webpush.SendNotificationWithContext(ctx, note(d), &webpush.Subscription{
		Endpoint: d.Address, Keys: webpush.Keys{P256dh: secret.P256dh, Auth: secret.Auth},
	}, o)
	if err != nil {
		return Result{Error: "notify.unreachable", Retry: true}
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // so that the connection is used again
	return judgePush(res)
}

func note(d Delivery) []byte {
	n := pushNote{ID: d.ID, Target: d.Target, Title: d.Title, Params: d.Params, Link: d.Link, Mode: d.Mode, Lane: d.Lane, Silent: d.Silent, At: d.At}
	text, err := json.Marshal(n)
	if err != nil || len(text) > maxPayload { // the page behind the link says the rest
		n.Params = nil
		text, _ = json.Marshal(n)
	}
	return text
}

// judgePush reads the answer of a push service (RFC 8030 §5, §7.3).
func judgePush(res *http.Response) Result {
	switch code := res.StatusCode; {
	case code >= 200 && code < 300:
		return Result{}
	case code == http.StatusNotFound || code == http.StatusGone:
		return Result{Error: "notify.target_gone", Gone: true}
	case code == http.StatusTooManyRequests || code >= 500:
		after, _ := strconv.Atoi(res.Header.Get("Retry-After"))
		return Result{Error: "notify.push_busy", Retry: true, After: time.Duration(min(max(after, 0), 3600)) * time.Second}
	default:
		return Result{Error: "notify.push_refused"}
	}
}

// vapid returns the key pair by which push services know this installation,
// made at its first use.
func (c *pushChannel) vapid(ctx context.Context) (vapidKeys, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.keys.public != "" {
		return c.keys, nil
	}
	private, public, err := webpush.GenerateVAPIDKeys()
	if err != nil {
		return vapidKeys{}, err
	}
	var k vapidKeys
	err = c.db.Write(db.WithoutKey(ctx), func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO notify_keys (name, public, private, created_at) VALUES ('vapid', $1, $2, $3)
			ON CONFLICT DO NOTHING`, public, private, db.Millis(tx.Now)); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT public, private FROM notify_keys WHERE name = 'vapid'`).Scan(&k.public, &k.private)
	})
	if err == nil {
		c.keys = k
	}
	return k, err
}

// contactOf is what the library makes a mailto: of, unless it is a page.
func contactOf(s string) string {
	if s == "" {
		s = "https://localhost"
	}
	return strings.TrimPrefix(s, "mailto:")
}
