package signed_test

import (
	"errors"
	"testing"
	"time"

	"huxue/internal/driver/signed"
)

func TestAMessageIsBelievedLatelyAndAsItWasSent(t *testing.T) {
	key, body, now := []byte("0123456789abcdef"), []byte(`{"press":true}`), time.Unix(1_800_000_000, 0)
	// printf '1800000000.n1.{"press":true}' | openssl dgst -sha256 -hmac 0123456789abcdef
	const good = "sha256=e8ac8495ca1e3aa4a0c8309e8989fa66337bbe7d779d1af694f0e1cfcecff54b"
	sig := signed.Sign(key, now.Unix(), "n1", body)
	if sig != good {
		t.Fatal(sig)
	}
	for name, x := range map[string]struct {
		seconds, once, sig string
		body               []byte
		key                []byte
		at                 time.Time
		want               error
	}{
		"as sent":           {"1800000000", "n1", sig, body, key, now, nil},
		"at the very edge":  {"1800000000", "n1", sig, body, key, now.Add(5 * time.Minute), nil},
		"too late":          {"1800000000", "n1", sig, body, key, now.Add(5*time.Minute + time.Second), signed.ErrStale},
		"of the future":     {"1800000000", "n1", sig, body, key, now.Add(-6 * time.Minute), signed.ErrStale},
		"another body":      {"1800000000", "n1", sig, []byte(`{}`), key, now, signed.ErrSignature},
		"another name":      {"1800000000", "n2", sig, body, key, now, signed.ErrSignature},
		"another time":      {"1800000001", "n1", sig, body, key, now, signed.ErrSignature},
		"another secret":    {"1800000000", "n1", sig, body, []byte("x"), now, signed.ErrSignature},
		"no secret at all":  {"1800000000", "n1", signed.Sign(nil, now.Unix(), "n1", body), body, nil, now, signed.ErrSignature},
		"no time":           {"", "n1", sig, body, key, now, signed.ErrTime},
		"a time in letters": {"soon", "n1", sig, body, key, now, signed.ErrTime},
	} {
		if _, err := signed.Check(x.key, x.seconds, x.once, x.body, x.sig, x.at, 5*time.Minute); !errors.Is(err, x.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
