// Package signed checks that a message came from who holds a secret, lately, and as it
// was sent: HMAC-SHA256 over the time, the sender's own name of the message and the
// body. It is what a box uses that speaks HTTP and has no certificate.
package signed

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"
)

// Prefix names the algorithm before a signature.
const Prefix = "sha256="

// The ways in which a message fails.
var (
	ErrTime      = errors.New("signed: the time is missing or no number of seconds")
	ErrStale     = errors.New("signed: the time lies outside the window")
	ErrSignature = errors.New("signed: the signature does not fit")
)

// Sign returns the signature of a message: of the text `time.name.body`, in which time
// is in whole seconds since 1970 and name may be empty.
func Sign(secret []byte, seconds int64, name string, body []byte) string {
	m := hmac.New(sha256.New, secret)
	_, _ = m.Write([]byte(strconv.FormatInt(seconds, 10) + "." + name + "."))
	_, _ = m.Write(body)
	return Prefix + hex.EncodeToString(m.Sum(nil))
}

// Check returns when the message was signed. The signature is looked at before the
// time: who has no secret learns nothing of our clock.
func Check(secret []byte, seconds, name string, body []byte, signature string, now time.Time, window time.Duration) (time.Time, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(seconds), 10, 64)
	if err != nil || n < 0 || n > 1<<40 {
		return time.Time{}, ErrTime
	}
	want := Sign(secret, n, name, body)
	if len(secret) == 0 || !hmac.Equal([]byte(want), []byte(strings.ToLower(strings.TrimSpace(signature)))) {
		return time.Time{}, ErrSignature
	}
	at := time.Unix(n, 0)
	if off := now.Sub(at); off > window || off < -window {
		return at, ErrStale
	}
	return at, nil
}
