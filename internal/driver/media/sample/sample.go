// Package sample is the picture of our simulated cameras: a school gate that we drew
// ourselves (gate.sh), four seconds of H.264 in 1280×720, to be shown round and round.
package sample

import _ "embed"

// Rate is how many pictures of the clip make a second.
const Rate = 25

//go:embed gate.h264
var gate []byte

// Gate is the clip as media.ReadClip takes it; its first picture is a key frame.
func Gate() []byte { return gate }
