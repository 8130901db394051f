package pupil

import (
	"encoding/hex"
	"fmt"
	"strings"

	"huxue/internal/kit/errs"
)

// A pupil's PIN has 4 to 6 digits. It is kept as a keyed hash, not by argon2 as the
// passwords of people are: of a million PINs the slowest hash hides none for longer
// than an afternoon, while 272,580 log-ins in one morning would cost two hours of a
// processor and the memory of the alarm. What protects a PIN is that the key lies
// beside the database, not in it, and that few guesses are let through (tries.go).
const (
	minPIN      = 4
	maxPIN      = 6
	startDigits = 8
	digitsOnly  = "0123456789"
)

// checkPIN refuses what is not 4 to 6 digits and what everybody tries first: all
// alike, counting up or down, two digits in turn, the seat itself.
func checkPIN(pin string, seat int) error {
	refuse := func(code string) error {
		return errs.Invalid("request.invalid", errs.Field{Name: "pin", Code: code})
	}
	if len(pin) < minPIN || len(pin) > maxPIN || strings.Trim(pin, digitsOnly) != "" {
		return refuse("pupil.pin_digits")
	}
	up, down, turns := true, true, true
	for i := 1; i < len(pin); i++ {
		step := (int(pin[i]) - int(pin[i-1]) + 10) % 10
		up, down = up && step == 1, down && step == 9
		turns = turns && (i < 2 || pin[i] == pin[i-2])
	}
	if up || down || turns || isSeat(pin, seat) {
		return refuse("pupil.pin_simple")
	}
	return nil
}

func isSeat(pin string, seat int) bool {
	return strings.TrimLeft(pin, "0") == fmt.Sprint(seat) || strings.Repeat(fmt.Sprintf("%02d", seat), len(pin)/2) == pin
}

// cleanDigits leaves the digits of what was typed, full-width ones too.
func cleanDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			r -= '０' - '0'
		}
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// keyed is the hash under which a PIN or a start code of a pupil is kept.
func (s *Service) keyed(what, pupil, secret string) string {
	return hex.EncodeToString(sign(s.pinKey, what+"|"+pupil+"|"+secret))
}
