package dc09

import (
	"bytes"
	"time"
)

// Ack is the answer to a frame that is safely stored; in the key of the frame,
// if it was sealed.
func Ack(f Frame, key []byte, now time.Time) []byte {
	if f.Token == OH {
		return []byte{0x06, '\r'} // DC-04 knows the one character only
	}
	return answer(ACK, f, key, now)
}

// Duh is the answer to a frame that was stored and read, and that the box need
// not send again in this shape.
func Duh(f Frame, key []byte, now time.Time) []byte { return answer(DUH, f, key, now) }

// Nak is the answer to a wrong key or a wrong clock. It carries our time, by
// which the box sets its own.
func Nak(now time.Time) []byte {
	return bytesOf(`"NAK"0000R0L0A0[]` + formatTime(now))
}

func answer(token string, f Frame, key []byte, now time.Time) []byte {
	out := Frame{Token: token, Seq: f.Seq, Receiver: f.Receiver, Line: f.Line, Account: f.Account, Sealed: f.Sealed && len(key) > 0}
	if !out.Sealed {
		now = time.Time{}
	}
	body, err := out.body(key, now)
	if err != nil {
		return nil // a key that opened the frame also seals
	}
	return bytesOf(body)
}

// acknowledged: an answer says that a frame was taken.
func acknowledged(out []byte) bool {
	return bytes.HasPrefix(out, []byte{0x06}) || bytes.Contains(out, []byte(`"`+ACK+`"`)) || bytes.Contains(out, []byte(`"*`+ACK+`"`)) ||
		bytes.Contains(out, []byte(`"`+DUH+`"`)) || bytes.Contains(out, []byte(`"*`+DUH+`"`))
}
