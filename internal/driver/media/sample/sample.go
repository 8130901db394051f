// Package sample is the picture of our simulated cameras: a school gate that we drew
// ourselves (gate.sh), four seconds of H.264 in 1280×720, to be shown round and round.
package sample

import (
	_ "embed"

	"huxue/internal/driver/media"
)

//go:embed gate.h264
var gate []byte

// Gate is the clip's pictures, 25 a second, the first one a key frame.
func Gate() []*media.Frame { return media.ReadClip(gate, 25) }
