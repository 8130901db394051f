package gb28181

import (
	"strings"
	"testing"
	"time"
)

func TestACommandToARecordingIsReadAsItWasWritten(t *testing.T) {
	for _, s := range []Steering{{Pause: true}, {}, {Scale: 4}, {Scale: 0.5}, {Seek: true, To: 90 * time.Second}, {Seek: true}, {Scale: 2, Seek: true, To: time.Hour}} {
		text := s.Text(3)
		if got, err := ParseSteering(text); err != nil || got != s || !strings.Contains(text, "CSeq: 3\r\n") {
			t.Errorf("%+v became %+v, %v: %q", s, got, err, text)
		}
	}
	// As vendors write it.
	if s, err := ParseSteering("PLAY RTSP/1.0\nCSeq: 2\nscale: 2.0\nRange: npt=30.5-120\n"); err != nil || s.Scale != 2 || !s.Seek || s.To != 30500*time.Millisecond {
		t.Errorf("%+v %v", s, err)
	}
	for _, bad := range []string{"", "STOP MANSRTSP/1.0\r\n", "PLAY\r\n", "PLAY MANSRTSP/1.0\r\nScale: -1\r\n", "PLAY MANSRTSP/1.0\r\nRange: npt=x-\r\n", "PLAY MANSRTSP/1.0\r\nScale: NaN\r\n"} {
		if s, err := ParseSteering(bad); err == nil {
			t.Errorf("%q became %+v", bad, s)
		}
	}
}

func TestAMoveIsReadAsItWasWritten(t *testing.T) {
	for _, m := range []Move{{}, {Pan: 1, PanSpeed: 31}, {Pan: -1, Tilt: 1, PanSpeed: 200, TiltSpeed: 200}, {Tilt: -1, TiltSpeed: 9}, {Zoom: 1, Speed: 15}, {Zoom: -1, Speed: 3}} {
		if got, err := ParseMove(m.PTZ()); err != nil || got != m || got.Still() != (m == Move{}) {
			t.Errorf("%+v became %+v, %v", m, got, err)
		}
	}
	if _, err := ParseMove("A50F018200010038"); err == nil {
		t.Error("a preset is no move")
	}
}
