// Package video is the room of live pictures (视频). On a press the desk has the
// school's gate before its eyes without asking; at any other time whoever wants to
// look says why. Each look is written down for good. What the cameras showed from
// half a minute before the press on is kept as evidence for as long as the norm
// register says, and then taken away.
package video

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"huxue/internal/driver/media"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// The permissions of this room.
const (
	PermView access.Perm = "video.view" // look at cameras, with a reason or at an alarm
	PermLog  access.Perm = "video.log"  // read who has looked
	PermKeep access.Perm = "video.keep" // say which cameras are called all day
	PermTurn access.Perm = "video.turn" // turn a camera one looks at (云台)
)

// The refusals of this room.
var (
	errOff           = errs.Unavailable("video.off")
	errNoCamera      = errs.NotFound("video.camera_not_found")
	errNoView        = errs.NotFound("video.view_not_found")
	errNoClip        = errs.NotFound("video.clip_not_found")
	errReason        = errs.Invalid("video.reason_needed", errs.Field{Name: "reason", Code: "required"})
	errOtherSchool   = errs.Invalid("video.other_school", errs.Field{Name: "alarmId", Code: "not_offered"})
	errMany          = errs.Conflict("video.too_many")
	errOffer         = errs.Invalid("video.offer_wrong")
	errKeptMany      = errs.Conflict("video.kept_too_many")
	errDay           = errs.Invalid("video.day_wrong", errs.Field{Name: "day", Code: "video.day_wrong"})
	errWhen          = errs.Invalid("video.time_wrong", errs.Field{Name: "from", Code: "video.time_wrong"})
	errAway          = errs.Unavailable("video.recorder_away")
	errSilent        = errs.Unavailable("video.recorder_silent")
	errNotReplay     = errs.Conflict("video.not_replay")
	errNotLive       = errs.Conflict("video.not_live")
	errNoDownload    = errs.NotFound("video.download_not_found")
	errLong          = errs.Invalid("video.download_too_long", errs.Field{Name: "to", Code: "video.download_too_long"})
	errManyDownloads = errs.Conflict("video.too_many_downloads")
	errSteer         = errs.Unavailable("video.steer_refused")
	errTurn          = errs.Unavailable("video.turn_refused")
)

// Camera is a camera on the register of devices. State is that of the device,
// PlaceKind that of its place, "" for none.
type Camera struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	SchoolID   string `json:"schoolId"`
	SchoolName string `json:"schoolName"`
	PlaceID    string `json:"placeId"`
	Place      string `json:"place"`
	PlaceKind  string `json:"placeKind"`
	State      string `json:"state"`
	Kept       bool   `json:"kept" doc:"called all day, so that the half minute before a press is there"`

	path string
}

// there tells whether a camera, or its recorder, was heard lately.
func (c *Camera) there() bool { return c.State == "online" || c.State == "late" }

// nearest sorts the cameras of a school by how likely they show what an alarm is
// about: those that are there before those that are not, then where it was pressed,
// gates, the guard room, any place, no place.
func nearest(cameras []*Camera, placeID string) {
	rank := func(c *Camera) int {
		n := 8
		switch {
		case c.PlaceID != "" && c.PlaceID == placeID:
			n = 0
		case c.PlaceKind == "gate":
			n = 2
		case c.PlaceKind == "guardroom":
			n = 4
		case c.PlaceID != "":
			n = 6
		}
		if !c.there() {
			n += 10
		}
		return n
	}
	slices.SortStableFunc(cameras, func(a, b *Camera) int { return rank(a) - rank(b) })
}

// Alarm is what this room has to know of an alarm. Times are UTC milliseconds, Closed
// is 0 while it is open.
type Alarm struct {
	ID, SchoolID, Path, PlaceID string
	Real                        bool
	Pressed, Closed             int64
}

const maxReason = 200

// because decides with what reason somebody may look at a camera: none at an open
// alarm of its school, a sentence of his own at any other time.
func because(a *Alarm, schoolID, reason string) (string, error) {
	reason = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(reason, "\x00", ""), ""))
	switch {
	case a != nil && a.SchoolID != schoolID:
		return "", errOtherSchool
	case utf8.RuneCountInString(reason) > maxReason:
		return "", errReason
	case a != nil && a.Closed == 0:
		return reason, nil
	case utf8.RuneCountInString(reason) < 2:
		return "", errReason
	}
	return reason, nil
}

// Kind is what a look is at.
type Kind string

// The kinds of a look.
const (
	Live   Kind = "live"
	Replay Kind = "replay" // what the device has recorded
)

// View is one look of one person at one camera. Times are UTC milliseconds. State and
// Why are how the picture stands, while it is open; so are At, Speed and Paused of a
// recording, of which FromAt to ToAt was looked at.
type View struct {
	ID         string `json:"id"`
	CameraID   string `json:"cameraId"`
	Camera     string `json:"camera"`
	Place      string `json:"place"`
	SchoolID   string `json:"schoolId"`
	SchoolName string `json:"schoolName"`
	AlarmID    string `json:"alarmId"`
	Reason     string `json:"reason"`
	Person     string `json:"person"`
	Unit       string `json:"unit"`
	How        string `json:"how" enum:",webrtc,mp4"`
	OpenedAt   int64  `json:"openedAt"`
	FirstMs    int64  `json:"firstMs" doc:"from opening to the first picture, 0: none came"`
	EndedAt    int64  `json:"endedAt"`
	State      string `json:"state" enum:",calling,waiting,playing,stalled,failed,ended"`
	Why        string `json:"why" enum:",absent,silent,refused,h265,ts,codec,source,ssrc,broken,port,none"`
	Kind       Kind   `json:"kind" enum:"live,replay"`
	FromAt     int64  `json:"fromAt"`
	ToAt       int64  `json:"toAt"`
	At         int64  `json:"at" doc:"the moment of the recording that is shown"`
	Speed      int    `json:"speed"`
	Paused     bool   `json:"paused"`
	Turned     bool   `json:"turned" doc:"the camera was turned during it"`

	path, personID string
}

// ClipState is how a part of an evidence clip stands.
type ClipState string

// The states of a clip.
const (
	Recording ClipState = "recording"
	Kept      ClipState = "kept"
	Failed    ClipState = "failed"
	Expired   ClipState = "expired"
)

// Clip is one part of what a camera showed at an alarm. Times are UTC milliseconds.
type Clip struct {
	ID       string    `json:"id"`
	AlarmID  string    `json:"alarmId"`
	CameraID string    `json:"cameraId"`
	Camera   string    `json:"camera"`
	Place    string    `json:"place"`
	Part     int       `json:"part"`
	State    ClipState `json:"state" enum:"recording,kept,failed,expired"`
	Why      string    `json:"why" enum:",absent,silent,refused,h265,ts,codec,source,ssrc,broken,port,lost"`
	SHA256   string    `json:"sha256"`
	Size     int64     `json:"size"`
	BeforeMs int64     `json:"beforeMs" doc:"how much of it was before the press"`
	BeganAt  int64     `json:"beganAt"`
	EndedAt  int64     `json:"endedAt"`

	path, schoolID, fileID string
}

// How evidence is kept: which of a school's cameras, and in parts of what length, so
// that the first minutes are safe while the rest still runs.
const (
	clipCameras = 4
	firstPart   = time.Minute
	laterParts  = 3 * time.Minute
	preRoll     = 30 * time.Second // as long as media keeps the past
)

// trouble is the word for why a picture does not come.
func trouble(s media.Status, absent bool) string {
	switch {
	case absent:
		return "absent"
	case s.Trouble != "":
		return string(s.Trouble)
	case s.State == media.Failed:
		return "refused"
	case s.State == media.Stalled:
		return "silent"
	}
	return ""
}
