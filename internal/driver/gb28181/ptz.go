package gb28181

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Move is how a camera should turn: -1, 0 or 1 on each axis, and how fast, 0–255
// (zoom: 0–15). All zero stops it.
type Move struct {
	Pan, Tilt, Zoom            int // right, up and closer are positive
	PanSpeed, TiltSpeed, Speed int
}

// PTZ is the eight bytes of a move in hexadecimal.
func (m Move) PTZ() string {
	var bits byte
	set := func(v int, plus, minus byte) {
		switch {
		case v > 0:
			bits |= plus
		case v < 0:
			bits |= minus
		}
	}
	set(m.Pan, 0x01, 0x02)
	set(m.Tilt, 0x08, 0x04)
	set(m.Zoom, 0x10, 0x20)
	b := [8]byte{0xA5, 0x0F, 0x01, bits, limit(m.PanSpeed, 255), limit(m.TiltSpeed, 255), limit(m.Speed, 15) << 4}
	var sum byte
	for _, x := range b[:7] {
		sum += x
	}
	b[7] = sum
	return fmt.Sprintf("%X", b[:])
}

func limit(v, most int) byte { return byte(max(0, min(v, most))) }

// ErrPTZ says that a text is no command of the standard's motors.
var ErrPTZ = errors.New("gb28181: no PTZ command")

// CheckPTZ takes a command that a platform above gives if it is one, eight bytes of
// which the last is the sum of the others, and writes it one way.
func CheckPTZ(s string) (string, error) {
	b, err := hex.DecodeString(strings.TrimSpace(s))
	if err != nil || len(b) != 8 || b[0] != 0xA5 {
		return "", ErrPTZ
	}
	var sum byte
	for _, x := range b[:7] {
		sum += x
	}
	if sum != b[7] {
		return "", ErrPTZ
	}
	return fmt.Sprintf("%X", b), nil
}

// ParseMove reads a command as a camera does.
func ParseMove(s string) (m Move, err error) {
	if s, err = CheckPTZ(s); err != nil {
		return m, err
	}
	b, _ := hex.DecodeString(s)
	if b[3]&0xc0 != 0 { // presets, lenses and the rest
		return m, ErrPTZ
	}
	axis := func(plus, minus byte) int {
		switch {
		case b[3]&plus != 0:
			return 1
		case b[3]&minus != 0:
			return -1
		}
		return 0
	}
	return Move{Pan: axis(0x01, 0x02), Tilt: axis(0x08, 0x04), Zoom: axis(0x10, 0x20), PanSpeed: int(b[4]), TiltSpeed: int(b[5]), Speed: int(b[6] >> 4)}, nil
}

// Still tells whether it stops the camera.
func (m Move) Still() bool { return m.Pan == 0 && m.Tilt == 0 && m.Zoom == 0 }
