package video

import (
	"context"
	"io"
	"os"
	"time"

	"huxue/internal/driver/media"
	"huxue/internal/kit/db"
	"huxue/internal/kit/follow"
	"huxue/internal/platform/files"
)

// Pictures calls cameras and shows what they send. Hold has a camera called until
// release; Answer shows a viewer to a browser; Here tells whether a camera can be
// called from this server now; Now is the clock by which pictures come in, the one on the
// wall. Off holds while no address for pictures is set.
type Pictures interface {
	Off() bool
	Here(ctx context.Context, deviceID string) bool
	Hold(deviceID string) (l *media.Live, release func())
	Answer(ctx context.Context, offer string, v *media.Viewer, wantKey, over func()) (answer string, err error)
	Absent(err error) bool
	Now() time.Time
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
