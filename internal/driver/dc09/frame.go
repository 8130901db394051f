// Package dc09 speaks SIA DC-09, the language in which alarm boxes of many
// makers report over the Internet: one short frame, one short answer. It holds
// both sides, the receiver for boxes that call us and the dialler that calls
// another receiver. It knows no database; what a frame is worth is decided by
// whoever is given it, and he stores it before he answers. (protocols.md §2)
package dc09

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The tokens of frames and of answers. An encrypted one carries a * before it.
const (
	SIA  = "SIA-DCS" // an event in the letters of SIA DC-03
	CID  = "ADM-CID" // an event in the numbers of Contact ID
	Null = "NULL"    // nothing new: the line is alive
	ACK  = "ACK"     // stored
	NAK  = "NAK"     // wrong key or wrong clock; carries the time of the receiver
	DUH  = "DUH"     // read, and cannot be dealt with
	OH   = "OH"      // our name for the supervision line of older boxes, which has no token
)

// mostFrame is the longest frame: three hexadecimal digits of length, and what
// stands around them.
const mostFrame = 0xfff + 16

// Why a frame cannot be read. ErrCRC is answered by silence, so that the box
// sends again; the others leave an alarm nobody can read, and are to be shown.
var (
	ErrShape = errors.New("dc09: not a frame")
	ErrCRC   = errors.New("dc09: checksum does not fit")
	ErrKey   = errors.New("dc09: cannot be decrypted with this key")
)

// Frame is one message of the wire. Data is what stands in the first brackets;
// Extra are the brackets after it. Time is zero when the box sent none.
type Frame struct {
	Token    string
	Sealed   bool // it came encrypted; Data, Extra and Time are empty until Open
	Seq      string
	Receiver string // without its R
	Line     string // without its L
	Account  string // without its #
	Data     string
	Extra    []string
	Time     time.Time
	// WrongLength says that the length field lies while the checksum is right.
	// Boxes in the field do this (decimal digits, or always 0078): worth a
	// warning, never a refusal.
	WrongLength bool

	cipher string
}

// Parse reads one frame, with or without its LF and CR. It never keeps raw.
func Parse(raw []byte) (Frame, error) {
	text := bytes.Trim(raw, "\r\n\x00")
	if len(text) > mostFrame {
		return Frame{}, fmt.Errorf("%w: %d bytes", ErrShape, len(text))
	}
	if f, ok := parseOld(string(text)); ok {
		return f, nil
	}
	if len(text) < 10 || text[8] != '"' {
		return Frame{}, ErrShape
	}
	crc, err := strconv.ParseUint(string(text[:4]), 16, 16)
	if err != nil {
		return Frame{}, ErrShape
	}
	body := text[8:]
	if uint16(crc) != checksum(body) {
		return Frame{}, ErrCRC
	}
	f, err := parseBody(string(body))
	length, bad := strconv.ParseUint(string(text[4:8]), 16, 16)
	f.WrongLength = bad != nil || int(length) != len(body)
	return f, err
}

// parseBody reads `"token"seqRrLl#acct[…`. What it could read before it failed
// is returned too: a panic whose tail is broken still says which box it is.
func parseBody(body string) (Frame, error) {
	token, rest, ok := strings.Cut(body[1:], `"`)
	if !ok {
		return Frame{}, fmt.Errorf("%w: no token", ErrShape)
	}
	f := Frame{Token: token}
	if strings.HasPrefix(token, "*") {
		f.Token, f.Sealed = token[1:], true
	}
	head, tail, ok := strings.Cut(rest, "[")
	n := digits(head)
	f.Seq, head = head[:n], head[n:]
	head, f.Account, _ = strings.Cut(head, "#")
	prefix, line, _ := strings.Cut(head, "L")
	f.Line, f.Receiver = line, strings.TrimPrefix(prefix, "R")
	if f.Token == NAK {
		// The answer of a receiver that could not tell whom it answers: R0L0A0.
		f.Line, _, _ = strings.Cut(f.Line, "A")
	}
	account := f.Account
	wrong := len(account) > 16 || strings.ContainsFunc(account, notPlain)
	if wrong {
		f.Account = "" // nobody is to be looked for by it, whatever else is wrong
	}
	switch {
	case len(f.Seq) != 4:
		return f, fmt.Errorf("%w: no sequence number", ErrShape)
	case !ok:
		return f, fmt.Errorf("%w: no data", ErrShape)
	case wrong:
		return f, fmt.Errorf("%w: account %q", ErrShape, account)
	}
	if f.Sealed {
		f.cipher = tail
		return f, nil
	}
	return f, f.content(tail)
}

// content reads `data][extra]…_time`, the opening bracket already taken.
func (f *Frame) content(s string) error {
	data, rest, ok := strings.Cut(s, "]")
	f.Data = data
	if !ok {
		return fmt.Errorf("%w: the data has no end", ErrShape)
	}
	for strings.HasPrefix(rest, "[") {
		extra, after, ok := strings.Cut(rest[1:], "]")
		if !ok {
			return fmt.Errorf("%w: extra data has no end", ErrShape)
		}
		f.Extra, rest = append(f.Extra, extra), after
	}
	if rest == "" {
		return nil
	}
	at, err := parseTime(rest)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrShape, err)
	}
	f.Time = at
	return nil
}

// parseOld reads the supervision line of DC-04 boxes:
// SR0001L0001    006969XX    [ID00000000].
func parseOld(s string) (Frame, bool) {
	rest, ok := strings.CutPrefix(s, "SR")
	if !ok {
		return Frame{}, false
	}
	n := digits(rest)
	f := Frame{Token: OH, Seq: "0000", Receiver: rest[:n]}
	rest, ok = strings.CutPrefix(rest[n:], "L")
	n = digits(rest)
	if !ok || f.Receiver == "" || n == 0 {
		return Frame{}, false
	}
	f.Line = rest[:n]
	account, rest, ok := strings.Cut(strings.TrimLeft(rest[n:], " "), "XX")
	data, end, ok2 := strings.Cut(strings.TrimLeft(rest, " "), "]")
	id, ok3 := strings.CutPrefix(data, "[ID")
	if !ok || !ok2 || !ok3 || end != "" || account == "" || len(account) > 16 || strings.ContainsFunc(account, notPlain) {
		return Frame{}, false
	}
	f.Account, f.Data = account, id
	return f, true
}

// bytesOf writes a frame around its body.
func bytesOf(body string) []byte {
	return fmt.Appendf(nil, "\n%04X%04X%s\r", checksum([]byte(body)), len(body), body)
}

// checksum is CRC-16/ARC: polynomial 0xA001 reflected, from 0.
func checksum(b []byte) uint16 {
	var crc uint16
	for _, c := range b {
		crc ^= uint16(c)
		for range 8 {
			if crc&1 == 1 {
				crc = crc>>1 ^ 0xA001
			} else {
				crc >>= 1
			}
		}
	}
	return crc
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

func notPlain(r rune) bool {
	return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}
