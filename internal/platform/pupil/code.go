package pupil

import (
	"crypto/rand"
	"math/big"
	"strings"
)

// No 0, 1, I, L, O or U: a class code is read aloud and copied from a blackboard.
const codeLetters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

const codeLength = 6

func randomText(letters string, n int) string {
	var b strings.Builder
	for range n {
		i, _ := rand.Int(rand.Reader, big.NewInt(int64(len(letters))))
		b.WriteByte(letters[i.Int64()])
	}
	return b.String()
}

func newClassCode() string { return randomText(codeLetters, codeLength) }

// cleanCode is a class code as it is stored, however it was typed.
func cleanCode(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～': // full width, as a Chinese keyboard gives it
			r -= '！' - '!'
			fallthrough
		default:
			if r >= 'a' && r <= 'z' {
				r -= 'a' - 'A'
			}
		}
		if strings.ContainsRune(codeLetters, r) {
			return r
		}
		return -1
	}, s)
}
