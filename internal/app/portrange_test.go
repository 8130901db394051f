package app

import "testing"

func TestWhereCamerasSendMayBeWritten(t *testing.T) {
	for s, want := range map[string][2]int{":0": {0, 0}, "127.0.0.1:30000-30100": {30000, 30100}, "[::]:30001-30005": {30002, 30005}, "10.0.0.1:31000": {31000, 31000}} {
		if _, low, high, err := portRange(s); err != nil || low != want[0] || high != want[1] {
			t.Error(s, low, high, err)
		}
	}
	for _, s := range []string{"", "30000", "127.0.0.1", "camera:30000-30100", ":30100-30000", ":0-100", ":x", "127.0.0.1:70000", ":1-2-3"} {
		if _, _, _, err := portRange(s); err == nil {
			t.Error("taken:", s)
		}
	}
}
