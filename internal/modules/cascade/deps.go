package cascade

import (
	"context"
	"time"

	"huxue/internal/driver/gb28181"
	"huxue/internal/driver/media"
	"huxue/internal/kit/db"
	"huxue/internal/kit/follow"
)

// Alarms tells which alarms have changed, and how some of them stand.
type Alarms = follow.Source[Alarm]

// Cameras reaches down to a camera: its live picture, shared with whoever looks at it
// already, what it has recorded, and its motors. ptz are the eight bytes of the
// standard in hexadecimal.
type Cameras interface {
	HoldPicture(deviceID string) (live *media.Live, release func(), err error)
	Recordings(ctx context.Context, deviceID string, from, to time.Time) ([]gb28181.Recording, error)
	Turn(ctx context.Context, deviceID, ptz string) error
	// Replay has a recording played between two times; it ends by Close, or by itself.
	Replay(ctx context.Context, deviceID string, from, to time.Time) (Recorded, error)
}

// Recorded is a recording that is being played. Steer hands a MANSRTSP text on; AtEnd
// says that it ended because there is no more of it.
type Recorded interface {
	Stream() *media.Stream
	Steer(ctx context.Context, command string) error
	AtEnd() bool
	Close()
}

// Sealer keeps secrets at rest.
type Sealer interface {
	Seal(place, plain string) string
	Unseal(place, sealed string) (string, error)
}

// Holders finds the people who hold one of the roles for a path.
type Holders interface {
	Holders(ctx context.Context, tx *db.Tx, roles []string, path string) ([]string, error)
}

// Norms reads the norm register from memory.
type Norms interface {
	Now(ctx context.Context, key, path string, otherwise int) int
}
