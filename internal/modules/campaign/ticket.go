package campaign

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"hash"
	"sync"
	"time"

	"huxue/internal/kit/errs"
)

// A pupil's way through a campaign is written nowhere until he has come to its end.
// The server signs a ticket when he begins a step and a receipt when he has done
// it; the page keeps both, and what it brings back is believed because nobody else
// could have signed it. Both are bound to the pupil, so that another's are worth
// nothing. (ADR 23)

// What may be wrong with them.
var (
	errTicket  = errs.Invalid("campaign.ticket_invalid")
	errExpired = errs.Conflict("campaign.ticket_expired")
	errTooSoon = errs.Conflict("campaign.too_soon")
	errOrder   = errs.Conflict("campaign.step_order")
)

// ticketLife is how long a step may be left open. It is no rule about pupils, only
// a limit to how long a signature is good.
const ticketLife = 24 * time.Hour

// ticket says that a pupil began a step at a moment, by the server's clock. Seed
// draws his questions.
type ticket struct {
	Enrolment int64 // campaign_pupils.no
	Step      uint8
	Issued    int64 // UTC milliseconds
	Seed      uint64
}

// receipt says which steps a pupil has done, how long he was at them, when he began
// the first and ended the last.
type receipt struct {
	Enrolment int64
	Done      uint32 // one bit per step
	Took      int64  // milliseconds
	First     int64
	Last      int64
}

const (
	ticketKind  = 't'
	receiptKind = 'r'
	// macLength is half of SHA-256, the length RFC 2104 allows at the least.
	macLength   = sha256.Size / 2
	ticketSize  = 1 + 8 + 1 + 8 + 8
	receiptSize = 1 + 8 + 4 + 8 + 8 + 8
)

var encoding = base64.RawURLEncoding.Strict()

// seals sign tickets and hide devices, with keys made from that of the installation.
// The hashes that are ready are used again: setting one up costs more than using it.
type seals struct{ sign, veil sync.Pool }

func newSeals(secrets Secrets) *seals {
	with := func(label string) func() any {
		key := secrets.Derived(label)
		return func() any { return hmac.New(sha256.New, key) }
	}
	k := &seals{}
	k.sign.New, k.veil.New = with("campaign ticket"), with("campaign device")
	return k
}

// mac signs a body for a pupil.
func (k *seals) mac(body []byte, pupil string, to []byte) []byte {
	h := k.sign.Get().(hash.Hash)
	h.Reset()
	h.Write(body)
	h.Write([]byte(pupil))
	sum := h.Sum(to[len(to):])
	k.sign.Put(h)
	return append(to, sum[:macLength]...)
}

// hide makes of a device or an address a number that tells nothing and is the same
// within one campaign only. 0 is kept for "unknown".
func (k *seals) hide(campaignNo int64, what, text string) int64 {
	if text == "" {
		return 0
	}
	h := k.veil.Get().(hash.Hash)
	h.Reset()
	var no [8]byte
	binary.BigEndian.PutUint64(no[:], uint64(campaignNo)) //nolint:gosec // a count
	h.Write(no[:])
	h.Write([]byte(what))
	h.Write([]byte(text))
	var out [sha256.Size]byte
	sum := h.Sum(out[:0])
	k.veil.Put(h)
	return max(int64(binary.BigEndian.Uint64(sum)>>1), 1) //nolint:gosec // 63 bits
}

func (k *seals) issue(t ticket, pupil string) string {
	b := make([]byte, 0, ticketSize+sha256.Size)
	b = append(b, ticketKind)
	b = binary.BigEndian.AppendUint64(b, uint64(t.Enrolment)) //nolint:gosec // bits are bits
	b = append(b, t.Step)
	b = binary.BigEndian.AppendUint64(b, uint64(t.Issued)) //nolint:gosec // bits are bits
	b = binary.BigEndian.AppendUint64(b, t.Seed)
	return encoding.EncodeToString(k.mac(b, pupil, b))
}

func (k *seals) stamp(r receipt, pupil string) string {
	b := make([]byte, 0, receiptSize+sha256.Size)
	b = append(b, receiptKind)
	b = binary.BigEndian.AppendUint64(b, uint64(r.Enrolment)) //nolint:gosec // bits are bits
	b = binary.BigEndian.AppendUint32(b, r.Done)
	for _, v := range [...]int64{r.Took, r.First, r.Last} {
		b = binary.BigEndian.AppendUint64(b, uint64(v)) //nolint:gosec // bits are bits
	}
	return encoding.EncodeToString(k.mac(b, pupil, b))
}

// unseal returns the body of what was signed for a pupil, nil for anything else.
func (k *seals) unseal(text, pupil string, kind byte, size int) []byte {
	if len(text) != encoding.EncodedLen(size+macLength) {
		return nil
	}
	raw := make([]byte, size+macLength)
	if n, err := encoding.Decode(raw, []byte(text)); err != nil || n != len(raw) || raw[0] != kind {
		return nil
	}
	body := raw[:size]
	if subtle.ConstantTimeCompare(k.mac(body, pupil, make([]byte, 0, sha256.Size)), raw[size:]) != 1 {
		return nil
	}
	return body
}

func (k *seals) openTicket(text, pupil string) (ticket, error) {
	b := k.unseal(text, pupil, ticketKind, ticketSize)
	if b == nil {
		return ticket{}, errTicket
	}
	return ticket{Enrolment: number(b[1:]), Step: b[9], Issued: number(b[10:]), Seed: binary.BigEndian.Uint64(b[18:])}, nil
}

func (k *seals) openReceipt(text, pupil string) (receipt, error) {
	b := k.unseal(text, pupil, receiptKind, receiptSize)
	if b == nil {
		return receipt{}, errTicket
	}
	return receipt{Enrolment: number(b[1:]), Done: binary.BigEndian.Uint32(b[9:]), Took: number(b[13:]), First: number(b[21:]),
		Last: number(b[29:])}, nil
}

func number(b []byte) int64 { return int64(binary.BigEndian.Uint64(b)) } //nolint:gosec // bits are bits

// finish is the receipt once a step is done at now: what it takes, and whether it
// was done before. A step must have been begun after the last one ended, for who
// learns two at once learns neither.
func (r receipt) finish(t ticket, least time.Duration, now time.Time) (receipt, bool, error) {
	at := now.UnixMilli()
	bit := uint32(1) << t.Step
	switch {
	case r.Enrolment != 0 && r.Enrolment != t.Enrolment:
		return r, false, errTicket
	case r.Done&bit != 0:
		return r, true, nil // a replay; the page did not hear the answer
	case t.Issued > at+time.Minute.Milliseconds():
		return r, false, errTicket
	case at-t.Issued > ticketLife.Milliseconds():
		return r, false, errExpired
	case t.Issued < r.Last:
		return r, false, errOrder
	}
	if wait := t.Issued + least.Milliseconds() - at; wait > 0 {
		return r, false, errTooSoon.With("seconds", (wait+999)/1000)
	}
	if r.First == 0 {
		r.First = t.Issued
	}
	r.Enrolment, r.Done, r.Took, r.Last = t.Enrolment, r.Done|bit, r.Took+at-t.Issued, at
	return r, false, nil
}
