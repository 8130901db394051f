package dc09

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// Open decrypts a sealed frame. The key is 16, 24 or 32 bytes. A wrong one is
// told by the time that every sealed frame must end with.
func (f *Frame) Open(key []byte) error {
	if !f.Sealed {
		return nil
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrKey, err)
	}
	text, err := hex.DecodeString(f.cipher)
	if err != nil || len(text) == 0 || len(text)%aes.BlockSize != 0 {
		return fmt.Errorf("%w: not whole blocks", ErrKey)
	}
	cipher.NewCBCDecrypter(block, make([]byte, aes.BlockSize)).CryptBlocks(text, text)
	// Some makers let their library pad the end as well; no control character belongs there.
	plain := strings.TrimRightFunc(string(text), func(r rune) bool { return r < ' ' })
	// The padding stands in front and holds none of | [ ], so the first of them ends it.
	if i := strings.IndexAny(plain, "|[]"); i >= 0 && plain[i] == '|' {
		plain = plain[i+1:]
	} else if i >= 0 {
		plain = plain[i:]
	}
	open := Frame{}
	if err := open.content(plain); err != nil || open.Time.IsZero() {
		return fmt.Errorf("%w: no time at its end", ErrKey)
	}
	f.Data, f.Extra, f.Time = open.Data, open.Extra, open.Time
	return nil
}

// seal encrypts `data][extra]_time`, padding it in front to whole blocks.
func seal(plain string, key []byte) (string, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrKey, err)
	}
	text := append(padding(aes.BlockSize-len(plain)%aes.BlockSize), plain...)
	cipher.NewCBCEncrypter(block, make([]byte, aes.BlockSize)).CryptBlocks(text, text)
	return strings.ToUpper(hex.EncodeToString(text)), nil
}

// padding is n bytes by chance, none of them | [ ]: since the IV is always
// zero, they alone make two equal messages look different.
func padding(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // it never fails (crypto/rand)
	for i, c := range b {
		if c == '|' || c == '[' || c == ']' || c == '\r' || c == '\n' {
			b[i] = c + 3
		}
	}
	return b
}

// body writes the quoted token and all after it. A sealed frame, and one that
// asks for it, ends with the time.
func (f *Frame) body(key []byte, at time.Time) (string, error) {
	var head strings.Builder
	head.WriteString(`"`)
	if f.Sealed {
		head.WriteString("*")
	}
	head.WriteString(f.Token + `"` + f.Seq)
	if f.Receiver != "" {
		head.WriteString("R" + f.Receiver)
	}
	head.WriteString("L" + f.Line)
	if f.Account != "" {
		head.WriteString("#" + f.Account)
	}
	tail := f.Data + "]"
	for _, x := range f.Extra {
		tail += "[" + x + "]"
	}
	if !at.IsZero() {
		tail += formatTime(at)
	}
	if !f.Sealed {
		return head.String() + "[" + tail, nil
	}
	if f.Token != ACK && f.Token != DUH {
		tail = "|" + tail
	}
	secret, err := seal(tail, key)
	return head.String() + "[" + secret, err
}
