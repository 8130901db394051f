package sipwire

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/icholy/digest"
)

// Answer is the response of RFC 2617 to a challenge, with MD5 as the standard has it.
// The library's own computation knows no challenge that leaves out the algorithm or
// the quoting the way devices do, and these are three lines.
func Answer(c digest.Credentials, realm, method string, password []byte) string {
	a1 := sum(c.Username + ":" + realm + ":" + string(password))
	a2 := sum(method + ":" + c.URI)
	if c.QOP == "" {
		return sum(a1 + ":" + c.Nonce + ":" + a2)
	}
	return sum(fmt.Sprintf("%s:%s:%08x:%s:%s:%s", a1, c.Nonce, c.Nc, c.Cnonce, c.QOP, a2))
}

func sum(s string) string {
	h := md5.Sum([]byte(s))
	return hex.EncodeToString(h[:])
}

// Nonces are the challenges we have given out. One carries its own proof, so that
// nobody can fill our memory by asking for many; kept are only those that were
// answered rightly, until they are too old to be answered again.
type Nonces struct {
	key  [32]byte
	life time.Duration

	mu   sync.Mutex
	used map[string]time.Time
}

// NewNonces makes challenges that may be answered for so long.
func NewNonces(life time.Duration) *Nonces {
	n := &Nonces{life: life, used: map[string]time.Time{}}
	_, _ = rand.Read(n.key[:])
	return n
}

// Give makes a challenge for one device at one address.
func (n *Nonces) Give(who string, now time.Time) string {
	var salt [8]byte
	_, _ = rand.Read(salt[:])
	head := strconv.FormatInt(now.Unix(), 16) + "." + hex.EncodeToString(salt[:])
	return head + "." + n.sign(head, who)
}

func (n *Nonces) sign(head, who string) string {
	h := hmac.New(sha256.New, n.key[:])
	h.Write([]byte(head + "|" + who))
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Ours tells whether we gave this challenge to this device, and not too long ago.
func (n *Nonces) Ours(nonce, who string, now time.Time) bool {
	i := strings.LastIndexByte(nonce, '.')
	if i < 0 || subtle.ConstantTimeCompare([]byte(n.sign(nonce[:i], who)), []byte(nonce[i+1:])) != 1 {
		return false
	}
	at, _, _ := strings.Cut(nonce, ".")
	unix, err := strconv.ParseInt(at, 16, 64)
	age := now.Sub(time.Unix(unix, 0))
	return err == nil && age >= -time.Second && age <= n.life
}

// Spend takes a challenge that was answered rightly; false if it was taken before.
func (n *Nonces) Spend(nonce string, now time.Time) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, ok := n.used[nonce]; ok {
		return false
	}
	if len(n.used) > 4096 {
		for k, at := range n.used {
			if now.Sub(at) > n.life+time.Second {
				delete(n.used, k)
			}
		}
	}
	n.used[nonce] = now
	return true
}
