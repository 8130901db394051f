package gb28181

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Steering is one command to a recording that is being played (MANSRTSP, annex B): it
// stands still, goes on, goes faster, or goes on elsewhere.
type Steering struct {
	Pause bool
	Scale float64 // times the real speed, 0: as it is
	Seek  bool
	To    time.Duration // with Seek: from the beginning that the INVITE named
}

// ErrSteering says that a text is no command to a recording.
var ErrSteering = errors.New("gb28181: no command to a recording")

// Text is the command as INFO carries it, the seq-th of its call.
func (s Steering) Text(seq int) string {
	if s.Pause {
		return fmt.Sprintf("PAUSE MANSRTSP/1.0\r\nCSeq: %d\r\nPauseTime: now\r\n\r\n", seq)
	}
	text := fmt.Sprintf("PLAY MANSRTSP/1.0\r\nCSeq: %d\r\n", seq)
	if s.Scale > 0 {
		text += fmt.Sprintf("Scale: %.6f\r\n", s.Scale)
	}
	switch {
	case s.Seek:
		text += fmt.Sprintf("Range: npt=%d-\r\n", int64(s.To/time.Second))
	case s.Scale == 0: // some take a speed with a range for a jump
		text += "Range: npt=now-\r\n"
	}
	return text + "\r\n"
}

// ParseSteering reads a command as a device does.
func ParseSteering(text string) (s Steering, err error) {
	first, rest, _ := strings.Cut(text, "\n")
	verb, version, _ := strings.Cut(strings.TrimSpace(first), " ")
	if !strings.HasSuffix(version, "RTSP/1.0") {
		return s, ErrSteering
	}
	switch verb {
	case "PAUSE":
		s.Pause = true
		return s, nil
	case "PLAY":
	default:
		return s, ErrSteering
	}
	for line := range strings.Lines(rest) {
		name, v, _ := strings.Cut(strings.TrimSpace(line), ":")
		v = strings.TrimSpace(v)
		switch strings.ToLower(name) {
		case "scale":
			if s.Scale, err = strconv.ParseFloat(v, 64); err != nil || !(s.Scale > 0 && s.Scale <= 64) {
				return Steering{}, ErrSteering
			}
		case "range":
			at, _, _ := strings.Cut(strings.TrimPrefix(v, "npt="), "-")
			if at == "now" || at == "" {
				continue
			}
			seconds, err := strconv.ParseFloat(at, 64)
			if err != nil || !(seconds >= 0 && seconds <= 366*24*3600) {
				return Steering{}, ErrSteering
			}
			s.Seek, s.To = true, time.Duration(seconds*float64(time.Second))
		}
	}
	return s, nil
}
