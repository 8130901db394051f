package video

import (
	"context"
	"io"
	"os"
	"time"

	"huxue/internal/driver/gb28181"
	"huxue/internal/driver/media"
	"huxue/internal/kit/db"
	"huxue/internal/kit/follow"
	"huxue/internal/platform/files"
)

// Pictures calls cameras and shows what they send. Hold has a camera called until
// release; Answer shows a viewer to a browser; Here tells whether a camera can be
// called from this server now; Now is the clock by which pictures come in, the one on the
// wall. Off holds while no address for pictures is set, and once the server stops.
type Pictures interface {
	Off() bool
	Here(ctx context.Context, deviceID string) bool
	Hold(deviceID string) (l *media.Live, release func())
	Answer(ctx context.Context, offer string, v *media.Viewer, wantKey, over func()) (answer string, err error)
	Absent(err error) bool
	Now() time.Time
}

// Recorders ask devices for what they have recorded, and have it played into put, and
// turn cameras. Play with a speed hands it over so many times faster (录像下载).
type Recorders interface {
	Recordings(ctx context.Context, deviceID string, from, to time.Time) ([]gb28181.Recording, error)
	Play(ctx context.Context, deviceID string, t Tape, put func(*media.Frame)) (Recorded, error)
	Turn(ctx context.Context, deviceID string, m gb28181.Move) error
}

// Tape is a stretch of what a device has recorded.
type Tape struct {
	From, To time.Time
	Speed    int // 0: as it plays
}

// Recorded is a recording that a device plays. Over is closed when nothing more comes,
// AtEnd tells whether the device said that this was all.
type Recorded interface {
	Steer(ctx context.Context, s gb28181.Steering) error
	Over() <-chan struct{}
	AtEnd() bool
	Trouble() media.Trouble
	Close()
}

// Alarms tells of alarms: one as the actor may see it, those that have changed, and how
// some of them stand.
type Alarms interface {
	Find(ctx context.Context, alarmID string) (*Alarm, error)
	follow.Source[*Alarm]
}

// Files keeps clips; see files.Service.
type Files interface {
	Take(ctx context.Context, purpose, path, name string, r io.Reader) (*files.File, error)
	Lend(ctx context.Context, fileID string) (*files.File, *os.File, error)
	Forget(ctx context.Context, tx *db.Tx, fileID string) error
}

// Norms reads the norm register from memory.
type Norms interface {
	Now(ctx context.Context, key, path string, otherwise int) int
}
