package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"
)

// newToken is 32 random bytes for a cookie or a link. The database holds only
// its hash: who steals a backup cannot log in with it.
func newToken() (token, hash string) {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails; crypto/rand ends the process instead
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, hashOf(token)
}

// hashOf is for texts with enough chance in them; people's own passwords and
// PINs get argon2id.
func hashOf(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:])
}

// No i, l, o, u, 0 or 1: these codes are read aloud and typed in.
var spoken = base32.NewEncoding("23456789abcdefghjkmnpqrstvwxyz@#").WithPadding(base32.NoPadding)

// newCode is n letters and digits that are easy to read out.
func newCode(n int) string {
	var b strings.Builder
	for b.Len() < n {
		raw := make([]byte, 5)
		_, _ = rand.Read(raw)
		for _, c := range spoken.EncodeToString(raw) {
			if c != '@' && c != '#' && b.Len() < n {
				b.WriteRune(c)
			}
		}
	}
	return b.String()
}

// cleanCode takes out what people add when they copy a code.
func cleanCode(s string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "", "\u3000", "").Replace(s))
}

// newPIN is six digits, none of the guessable ones.
func newPIN() string {
	for {
		n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
		if err != nil {
			continue
		}
		s := n.String()
		s = strings.Repeat("0", pinLength-len(s)) + s
		if checkPIN(s) == nil {
			return s
		}
	}
}
