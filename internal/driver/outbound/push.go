package outbound

import (
	"context"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Push is where a platform of somebody else takes what we hand over. Header is a
// line "Name: value" of its own, "" for none; Secret, if set, signs the request as
// Webhook does. It has taken a message when it answers 2xx and, if OKField is set,
// that field of its JSON answer is OKValue. ReceiptField is where its own number
// for the message stands, "" for nowhere.
type Push struct {
	URL, ContentType string
	Header, Secret   string
	OKField, OKValue string
	ReceiptField     string
	Event            string // the same for every attempt of one message
}

// mostReceipt is how much of an answer is kept where no field is named.
const mostReceipt = 300

// Deliver makes one attempt and returns the receipt, or what was said instead of one.
func Deliver(ctx context.Context, c *http.Client, p Push, body []byte, now time.Time) (receipt string, a Answer) {
	h := http.Header{"Content-Type": {p.ContentType}, "Huxue-Event-Id": {p.Event}}
	if p.Secret != "" {
		at := strconv.FormatInt(now.Unix(), 10)
		h.Set("Huxue-Timestamp", at)
		h.Set("Huxue-Signature", "sha256="+hex.EncodeToString(sum([]byte(p.Secret), at+"."+string(body))))
	}
	if name, value, ok := strings.Cut(p.Header, ":"); ok {
		h.Set(strings.TrimSpace(name), strings.TrimSpace(value))
	}
	text, a := request(ctx, c, http.MethodPost, p.URL, h, body)
	if a.Code != "" {
		return "", a
	}
	receipt = clipReceipt(string(text))
	if p.ReceiptField != "" {
		if found, ok := field(text, p.ReceiptField); ok {
			receipt = clipReceipt(found)
		}
	}
	if p.OKField == "" {
		return receipt, Answer{}
	}
	switch got, ok := field(text, p.OKField); {
	case !ok:
		return receipt, Answer{Code: BadAnswer}
	case got != p.OKValue:
		return receipt, Answer{Code: Refused}
	}
	return receipt, Answer{}
}

func clipReceipt(s string) string {
	s = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), ""))
	if r := []rune(s); len(r) > mostReceipt {
		return string(r[:mostReceipt])
	}
	return s
}
