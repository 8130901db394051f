// Package gb28181 speaks GB/T 28181, the language in which cameras, recorders and
// alarm boxes of Chinese police networks talk: SIP for who is there and what has
// happened, XML inside it for the contents, SDP for pictures. It plays both sides:
// Server is the platform that devices register with, Station is a device (or our own
// platform, seen from the police platform above it).
//
// Its one rule is: store first, answer second. A box that reads 200 believes that
// its alarm is safe with us, so Handler.Take must have stored it by then.
//
// The field tables come from vendors' documents and working devices, see
// design/protocols.md §1; what they disagree on stays in Message.Fields as it came.
package gb28181

import (
	"errors"
	"fmt"
)

// The types of device in digits 11–13 of a code. Nothing is decided by them alone:
// vendors number as they like, so the registered device says what it is.
const (
	TypeDVR      = "111"
	TypeNVR      = "118"
	TypeCamera   = "131"
	TypeIPC      = "132"
	TypeAlarmIn  = "134"
	TypeAlarmOut = "135"
	TypePlatform = "200"
	TypeGroup    = "215"
	TypeOrg      = "216"
)

// ErrCode says that a text is not a 20-digit code.
var ErrCode = errors.New("gb28181: a code has 20 digits")

// Code is the 20-digit number of a device, a channel or a platform: area (8),
// industry (2), type (3), network (1), serial (6).
type Code string

// ParseCode takes a text for a code if it is one.
func ParseCode(s string) (Code, error) {
	if len(s) != 20 {
		return "", ErrCode
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return "", ErrCode
		}
	}
	return Code(s), nil
}

// MakeCode puts a code together: area is 8 digits, kind one of the types, serial up
// to six digits.
func MakeCode(area, kind string, serial int) Code {
	return Code(fmt.Sprintf("%8.8s00%3.3s0%06d", area, kind, serial%1_000_000))
}

// Area is the first six digits, the GB/T 2260 code of the county.
func (c Code) Area() string { return string(c[:6]) }

// Type is digits 11–13.
func (c Code) Type() string { return string(c[10:13]) }

// Domain is the first ten digits, the realm of a platform.
func (c Code) Domain() string { return string(c[:10]) }

// SSRC is the number by which the RTP packets of one picture are told from others',
// as the ten digits of the y line: 0 live or 1 playback, digits 4–8 of the domain, a
// counter of four digits.
func SSRC(domain Code, playback bool, n int) string {
	kind := 0
	if playback {
		kind = 1
	}
	return fmt.Sprintf("%d%s%04d", kind, domain[3:8], n%10_000)
}
