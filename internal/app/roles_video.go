package app

import (
	"huxue/internal/modules/video"
	"huxue/internal/platform/access"
)

// Live pictures: the police desk and the education duty look at any school of their
// area, a principal at his own. A guard has the recorder before him and needs no
// account for it. Who has looked is read by those who answer for it; they turn cameras,
// too.
var (
	looksAtCameras = []access.Perm{video.PermView}
	answersCameras = []access.Perm{video.PermView, video.PermLog, video.PermTurn}
	runsCameras    = []access.Perm{video.PermView, video.PermLog, video.PermKeep, video.PermTurn}

	videoHeld = map[string][]access.Perm{
		"bureau_city": runsCameras, "bureau_county": runsCameras, "police_command": runsCameras, "police_station": looksAtCameras,
		"principal": answersCameras, "safety_officer": looksAtCameras,
	}
)
