package auth

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"huxue/internal/kit/errs"
)

func TestPasswordPolicy(t *testing.T) {
	cases := []struct{ password, want string }{
		{"Gate-opens-at-7", ""},
		{"学校大门早七点开门Aa", ""},
		{"short-1A", "auth.password_short"},
		{strings.Repeat("aA1", 50), "auth.password_long"},
		{"onlylowercase", "auth.password_simple"},
		{"lower1234567", "auth.password_simple"},
		{"Password2026!", "auth.password_common"},
		{"P@ssw0rd2026", "auth.password_common"},
		{"Xinzhou@2026", "auth.password_common"},
		{"Menwei01-2026", "auth.password_common"},
	}
	for _, c := range cases {
		if got := fieldCode(checkPassword(c.password, "menwei01")); got != c.want {
			t.Errorf("%s: %q, want %q", c.password, got, c.want)
		}
	}
}

func TestPINPolicy(t *testing.T) {
	for pin, want := range map[string]string{
		"193746": "", "000000": "auth.pin_simple", "123456": "auth.pin_simple", "987654": "auth.pin_simple",
		"12345": "auth.pin_digits", "1234567": "auth.pin_digits", "12a456": "auth.pin_digits", "１２３４５６": "auth.pin_digits",
	} {
		if got := fieldCode(checkPIN(pin)); got != want {
			t.Errorf("%s: %q, want %q", pin, got, want)
		}
	}
	for range 200 {
		if pin := newPIN(); checkPIN(pin) != nil {
			t.Fatalf("issued %q", pin)
		}
	}
}

func fieldCode(err error) string {
	if e, ok := err.(*errs.Error); ok && len(e.Fields) == 1 { //nolint:errorlint // ours, unwrapped
		return e.Fields[0].Code
	}
	return ""
}

func TestAHashMatchesItsSecretOnly(t *testing.T) {
	h, ctx := newHasher(), context.Background()
	a, err := h.hash(ctx, "Gate-opens-at-7")
	if err != nil {
		t.Fatal(err)
	}
	b, _ := h.hash(ctx, "Gate-opens-at-7")
	if a == b || !strings.HasPrefix(a, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("hashes %s %s", a, b)
	}
	for secret, want := range map[string]bool{"Gate-opens-at-7": true, "Gate-opens-at-8": false, "": false} {
		if ok, err := h.matches(ctx, a, secret); ok != want || err != nil {
			t.Errorf("%q: %v %v", secret, ok, err)
		}
	}
	if ok, err := h.matches(ctx, "", ""); ok || err != nil {
		t.Errorf("no hash matches %v %v", ok, err)
	}
	if _, err := h.matches(ctx, "garbage", "x"); err == nil {
		t.Error("a broken hash passes silently")
	}
	gone, stop := context.WithCancel(ctx)
	stop()
	full := &hasher{slots: make(chan struct{})}
	if _, err := full.hash(gone, "x"); errs.Code(err) != "auth.busy" {
		t.Errorf("waiting for ever: %v", err)
	}
}

// The vectors of RFC 6238 appendix B, cut to six digits.
func TestCodesOfTheRFC(t *testing.T) {
	const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	for unix, code := range map[int64]string{59: "287082", 1111111109: "081804", 1234567890: "005924", 2000000000: "279037"} {
		now := time.Unix(unix, 0)
		step, ok := matchStep(secret, code, now, 0)
		if !ok || step != unix/30 {
			t.Errorf("%d: step %d %v", unix, step, ok)
		}
		if _, ok := matchStep(secret, code, now, step); ok {
			t.Errorf("%d: taken twice", unix)
		}
		if _, ok := matchStep(secret, code, now.Add(30*time.Second), 0); !ok {
			t.Errorf("%d: a phone half a minute late is refused", unix)
		}
		if _, ok := matchStep(secret, code, now.Add(time.Minute+time.Second*30), 0); ok {
			t.Errorf("%d: an old code passes", unix)
		}
	}
}

func TestCodesAreReadableAndDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 500 {
		c := newCode(8)
		if len(c) != 8 || strings.ContainsAny(c, "01ilou@#") || seen[c] {
			t.Fatalf("code %q", c)
		}
		seen[c] = true
	}
	if got := cleanCode(" ABCD-ef 23 "); got != "abcdef23" {
		t.Errorf("cleaned to %q", got)
	}
}

func TestPathsHeld(t *testing.T) {
	var paths []string
	for _, p := range []string{"/14/1409/140902/", "/14/1409/140902/sch_1/", "/14/1410/", "/14/1409/"} {
		paths = addPath(paths, p)
	}
	slices.Sort(paths)
	if !slices.Equal(paths, []string{"/14/1409/", "/14/1410/"}) {
		t.Errorf("held %v", paths)
	}
}

func TestPhonesAreMasked(t *testing.T) {
	for in, want := range map[string]string{"13812345678": "138****5678", "": "", "110": "***", "0350-3021234": "035*****1234"} {
		if got := maskPhone(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestTheWayBackStaysHere(t *testing.T) {
	for in, want := range map[string]string{
		"/schools?q=1": "/schools?q=1", "": "/", "//evil.example": "/", "https://evil.example": "/", "/\\evil.example": "/",
	} {
		if got := homeward(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
