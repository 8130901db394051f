package setting

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// sealer encrypts secrets with a key that lies beside the database, not in it,
// the same on every server: a copy of the database alone gives no secret away.
// The name of the algorithm stands before every ciphertext, and the place it
// belongs to is bound to it, so that no ciphertext can be moved to another
// place. (domain.md §8.2 8.1.4.7-8)
type sealer struct {
	aead cipher.AEAD
	key  []byte
}

const (
	algorithm = "aes256gcm:"
	keyLength = 32
)

func openSealer(keyFile string) (*sealer, error) {
	key, err := readKey(keyFile)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &sealer{aead, key}, err
}

// readKey reads the key, or makes it at the first start.
func readKey(path string) ([]byte, error) {
	key, err := os.ReadFile(path)
	if err == nil && len(key) != keyLength {
		return nil, fmt.Errorf("%s is not a key of %d bytes; restore it from the backup", path, keyLength)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return key, err
	}
	key = make([]byte, keyLength)
	_, _ = rand.Read(key)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, err
	}
	return key, writeKey(path, key)
}

// writeKey returns when the key is on the disk: a secret sealed with a key that
// a power cut takes away is lost.
func writeKey(path string, key []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(key)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Derived returns a key of 32 bytes for one use, named by label, that is made from the
// installation's key and says nothing about it. It is the same on every server.
func (s *Service) Derived(label string) []byte {
	m := hmac.New(sha256.New, s.sealer.key)
	m.Write([]byte("huxue derived key: " + label))
	return m.Sum(nil)
}

func placeOf(key string) string { return "settings/value/" + key }

func (s *sealer) seal(place, plain string) string {
	nonce := make([]byte, s.aead.NonceSize())
	_, _ = rand.Read(nonce)
	return algorithm + base64.StdEncoding.EncodeToString(s.aead.Seal(nonce, nonce, []byte(plain), []byte(place)))
}

func (s *sealer) open(place, sealed string) (string, error) {
	text, ok := strings.CutPrefix(sealed, algorithm)
	if !ok {
		return "", fmt.Errorf("secret of %s: unknown algorithm", place)
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) < s.aead.NonceSize() {
		return "", fmt.Errorf("secret of %s: damaged", place)
	}
	n := s.aead.NonceSize()
	plain, err := s.aead.Open(nil, raw[:n], raw[n:], []byte(place))
	if err != nil {
		return "", fmt.Errorf("secret of %s: the key does not fit: %w", place, err)
	}
	return string(plain), nil
}
