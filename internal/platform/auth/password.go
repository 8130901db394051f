package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"huxue/internal/kit/errs"
)

// Cost of one check: 19 MiB, two passes, one lane (OWASP's second choice), about
// 27 ms of one core. As many at once as there are cores, so that a flood of
// log-ins takes neither the memory nor the alarm's processor.
const (
	argonMemory = 19 * 1024
	argonTime   = 2
	argonKey    = 32
	argonSalt   = 16
)

type hasher struct {
	slots chan struct{}
	// dummy is checked when there is no such login, so that the answer takes as
	// long as for one that exists.
	dummy string
}

func newHasher() *hasher {
	h := &hasher{slots: make(chan struct{}, runtime.NumCPU())}
	h.dummy = encode(make([]byte, argonSalt), make([]byte, argonKey))
	return h
}

func (h *hasher) enter(ctx context.Context) error {
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return errs.Unavailable("auth.busy").Because(ctx.Err())
	}
}

// hash returns secret in PHC form.
func (h *hasher) hash(ctx context.Context, secret string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer func() { <-h.slots }()
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt)
	return encode(salt, argon2.IDKey([]byte(secret), salt, argonTime, argonMemory, 1, argonKey)), nil
}

// matches reports whether secret is the one that was hashed. An empty hash
// matches nothing, and takes as long.
func (h *hasher) matches(ctx context.Context, hash, secret string) (bool, error) {
	none := hash == ""
	if none {
		hash = h.dummy
	}
	var version, memory, time int
	var lanes uint8
	head, tail := splitPHC(hash)
	if _, err := fmt.Sscanf(head, "$argon2id$v=%d$m=%d,t=%d,p=%d", &version, &memory, &time, &lanes); err != nil {
		return false, fmt.Errorf("password hash: %w", err)
	}
	salt, err := base64.RawStdEncoding.DecodeString(tail[0])
	if err != nil {
		return false, fmt.Errorf("password salt: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(tail[1])
	if err != nil {
		return false, fmt.Errorf("password hash: %w", err)
	}
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer func() { <-h.slots }()
	got := argon2.IDKey([]byte(secret), salt, uint32(time), uint32(memory), lanes, uint32(len(want))) //nolint:gosec // our own small numbers
	return subtle.ConstantTimeCompare(got, want) == 1 && !none, nil
}

func encode(salt, key []byte) string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, argonMemory, argonTime,
		b.EncodeToString(salt), b.EncodeToString(key))
}

func splitPHC(s string) (head string, tail [2]string) {
	parts := strings.Split(s, "$")
	if n := len(parts); n >= 3 {
		return strings.Join(parts[:n-2], "$"), [2]string{parts[n-2], parts[n-1]}
	}
	return s, tail
}

const (
	minPassword = 10
	maxPassword = 128
	minClasses  = 3
)

// checkPassword holds a new password against the policy: at least 10 characters
// of 3 of the 4 classes (lower, upper, digit, other), not one of the commonest,
// not the login itself. (GB/T 22239-2019 8.1.4.1 a)
func checkPassword(password, login string) error {
	refuse := func(code string) error {
		return errs.Invalid("request.invalid", errs.Field{Name: "password", Code: code})
	}
	var lower, upper, digit, other int
	for _, r := range password {
		switch {
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	n := utf8.RuneCountInString(password)
	plain := bare(password)
	switch {
	case n < minPassword:
		return refuse("auth.password_short")
	case n > maxPassword:
		return refuse("auth.password_long")
	case lower+upper+digit+other < minClasses:
		return refuse("auth.password_simple")
	case common[plain] || len(login) >= 4 && strings.Contains(strings.ToLower(password), login):
		return refuse("auth.password_common")
	}
	return nil
}

const pinLength = 6

// checkPIN refuses what is not six digits, and what everybody tries first: all
// alike, or counting up or down.
func checkPIN(pin string) error {
	refuse := func(code string) error {
		return errs.Invalid("request.invalid", errs.Field{Name: "pin", Code: code})
	}
	if len(pin) != pinLength || strings.Trim(pin, "0123456789") != "" {
		return refuse("auth.pin_digits")
	}
	same, up, down := true, true, true
	for i := 1; i < len(pin); i++ {
		step := int(pin[i]) - int(pin[i-1])
		same, up, down = same && step == 0, up && step == 1, down && step == -1
	}
	if same || up || down {
		return refuse("auth.pin_simple")
	}
	return nil
}
