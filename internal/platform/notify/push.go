package notify

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// Subscription is a browser that the caller wants to be woken on. P256dh and
// Auth are the browser's keys in base64, as the Push API gives them.
type Subscription struct {
	Endpoint   string `json:"endpoint" maxLength:"1000"`
	P256dh     string `json:"p256dh" maxLength:"120"`
	Auth       string `json:"auth" maxLength:"60"`
	Label      string `json:"label,omitempty" maxLength:"80" doc:"what the browser calls itself"`
	UrgentOnly bool   `json:"urgentOnly,omitempty"`
}

// Browser is a subscription as its owner sees it.
type Browser struct {
	ID         string `json:"id"`
	Endpoint   string `json:"endpoint"`
	Label      string `json:"label"`
	UrgentOnly bool   `json:"urgentOnly"`
	Since      int64  `json:"since"`
}

// maxBrowsers is how many one person may have; the oldest give way.
const maxBrowsers = 10

// PushKey is what a browser needs to subscribe. audit: no act; the key pair is
// made when it is first asked for.
func (s *Service) PushKey(ctx context.Context) (string, error) {
	if _, err := access.RequirePerson(ctx); err != nil {
		return "", err
	}
	k, err := s.push.vapid(ctx)
	return k.public, err
}

// Subscribe adds the caller's browser, or changes what it is woken for. A
// browser belongs to whoever subscribed on it last.
func (s *Service) Subscribe(ctx context.Context, in Subscription) error {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return err
	}
	if err := checkEndpoint(in.Endpoint, s.private(ctx)); err != nil {
		return err
	}
	if !decodes(in.P256dh, 65) || !decodes(in.Auth, 16) {
		return errKeys
	}
	secret, err := json.Marshal(pushSecret{P256dh: in.P256dh, Auth: in.Auth})
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		t := id.New("tgt")
		if _, err := tx.Exec(ctx, `INSERT INTO notify_targets (id, person_id, channel, address, secret, label, urgent_only, created_at)
			VALUES ($1, $2, 'webpush', $3, $4, $5, $6, $7)
			ON CONFLICT (channel, address) DO UPDATE SET person_id = excluded.person_id, secret = excluded.secret,
				label = excluded.label, urgent_only = excluded.urgent_only, created_at = excluded.created_at`,
			t, who.ID, in.Endpoint, string(secret), clip(in.Label, 80), in.UrgentOnly, db.Millis(tx.Now)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM notify_targets WHERE id IN (SELECT id FROM notify_targets
			WHERE person_id = $1 AND channel = 'webpush' ORDER BY created_at DESC, id LIMIT 1000 OFFSET $2)`, who.ID, maxBrowsers); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "notify.subscribe", who.ID, map[string]any{"label": in.Label, "urgentOnly": in.UrgentOnly})
	})
}

func clip(s string, n int) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")
	if utf8.RuneCountInString(s) > n {
		s = string([]rune(s)[:n])
	}
	return s
}

// decodes reports whether s is base64 of n bytes, in either alphabet.
func decodes(s string, n int) bool {
	b, err := base64.RawURLEncoding.DecodeString(strings.NewReplacer("+", "-", "/", "_", "=", "").Replace(s))
	return err == nil && len(b) == n
}

// Unsubscribe removes one of the caller's browsers; one that is not there is
// no mistake.
func (s *Service) Unsubscribe(ctx context.Context, endpoint string) error {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM notify_targets WHERE channel = 'webpush' AND address = $1 AND person_id = $2`,
			endpoint, who.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "notify.unsubscribe", who.ID, nil)
	})
}

// Browsers returns the caller's own, newest first.
func (s *Service) Browsers(ctx context.Context) ([]Browser, error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return nil, err
	}
	var out []Browser
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.All(ctx, tx, func(s db.Scanner) (b Browser, err error) {
			err = s.Scan(&b.ID, &b.Endpoint, &b.Label, &b.UrgentOnly, &b.Since)
			return b, err
		}, `SELECT id, address, label, urgent_only, created_at FROM notify_targets
			WHERE person_id = $1 AND channel = 'webpush' ORDER BY created_at DESC, id`, who.ID)
		return err
	})
	return out, err
}
