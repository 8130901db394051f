// Package id makes the names of things: a prefix that says what it is and 26
// characters that sort by the time of making, so that a list by id is a list
// by age and two servers never make the same one.
package id

import (
	"encoding/base32"
	"strings"

	"github.com/google/uuid"
)

// Lower-case Crockford alphabet: no i, l, o or u to misread over the radio.
var enc = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

const length = 26

// New returns `prefix_` and 26 characters, sortable by time.
func New(prefix string) string {
	u := uuid.Must(uuid.NewV7())
	return prefix + "_" + enc.EncodeToString(u[:])
}

// Valid reports whether s has the prefix and shape that New gives.
func Valid(prefix, s string) bool {
	rest, ok := strings.CutPrefix(s, prefix+"_")
	if !ok || len(rest) != length {
		return false
	}
	_, err := enc.DecodeString(rest)
	return err == nil
}
