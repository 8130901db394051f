package video

import (
	"context"
	"os"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/files"
)

// PurposeDownload is what stretches of recordings are kept for; only this room gives
// them, and only to the one who had them fetched.
const PurposeDownload = "video.download"

// MaxDownload is the largest in bytes: half an hour at 8 Mbit/s, with room.
const MaxDownload = 2 << 30

const (
	keyDownloadMin    = "video.download_max_min"
	downloadMinutes   = 30
	downloadsOfPerson = 2 // at once
	downloadsOfServer = 6
)

// Fetching is the state of a download that is under way.
const Fetching ClipState = "fetching"

// Download is a stretch of what a device has recorded, fetched for one person. Times are
// UTC milliseconds.
type Download struct {
	ID         string    `json:"id"`
	CameraID   string    `json:"cameraId"`
	Camera     string    `json:"camera"`
	Place      string    `json:"place"`
	SchoolName string    `json:"schoolName"`
	AlarmID    string    `json:"alarmId"`
	Reason     string    `json:"reason"`
	Person     string    `json:"person"`
	Unit       string    `json:"unit"`
	FromAt     int64     `json:"fromAt"`
	ToAt       int64     `json:"toAt"`
	State      ClipState `json:"state" enum:"fetching,kept,failed,expired"`
	Why        string    `json:"why" enum:",absent,silent,refused,h265,ts,codec,source,ssrc,broken,port,none,lost,stopped,large"`
	GotMs      int64     `json:"gotMs" doc:"how much of it has come"`
	SHA256     string    `json:"sha256"`
	Size       int64     `json:"size"`
	BeganAt    int64     `json:"beganAt"`
	EndedAt    int64     `json:"endedAt"`
	Mine       bool      `json:"mine"`

	path, schoolID, personID, fileID string
}

// Download has a stretch of a camera's recording fetched from its device: at an open
// alarm of its school, or with a reason, which is in the book before anything comes.
func (s *Service) Download(ctx context.Context, deviceID, alarmID, reason string, from, to time.Time) (*Download, error) {
	if s.pictures.Off() {
		return nil, errOff
	}
	a, err := s.alarmOf(ctx, alarmID)
	if err != nil {
		return nil, err
	}
	now := s.db.Clock().Now()
	if !from.Before(to) || !from.Before(now) || to.After(now) || from.Before(now.AddDate(-1, 0, 0)) {
		return nil, errWhen
	}
	who := access.From(ctx)
	k := &Download{ID: id.New("vdl"), CameraID: deviceID, AlarmID: alarmID, Person: who.Name, Unit: who.Unit, FromAt: db.Millis(from), ToAt: db.Millis(to),
		State: Fetching, Mine: true, personID: who.ID}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := getCamera(ctx, tx, deviceID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, c.path, errNoCamera); err != nil {
			return err
		}
		if k.Reason, err = because(a, c.SchoolID, reason); err != nil {
			return err
		}
		if most := s.norms.Now(ctx, keyDownloadMin, c.path, downloadMinutes); to.Sub(from) > time.Duration(most)*time.Minute {
			return errLong.With("n", most)
		}
		if !s.fetches.claim(k) {
			return errManyDownloads
		}
		k.Camera, k.Place, k.SchoolName, k.path, k.schoolID, k.BeganAt = c.Name, c.Place, c.SchoolName, c.path, c.SchoolID, db.Millis(tx.Now)
		if err := insertDownload(ctx, tx, k); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "video.download", c.ID, map[string]any{"download": k.ID, "school": c.SchoolID, "alarm": alarmID, "reason": k.Reason, "from": k.FromAt, "to": k.ToAt})
	})
	if err != nil {
		s.fetches.drop(k.ID)
		return nil, err
	}
	s.fetches.work.Go(func() { s.fetch(s.fetches.begun(k.ID), *k) }) // a stop waits until it is written down
	return k, nil
}

// DownloadFilter narrows what was fetched; All asks for that of others, too.
type DownloadFilter struct {
	Camera, After string
	All           bool
	Limit         int
}

// Downloads lists what the caller had fetched, or what was fetched in his area for those
// who may read who has looked, newest first.
func (s *Service) Downloads(ctx context.Context, f DownloadFilter) (out []*Download, next string, err error) {
	perm := PermView
	if f.All {
		perm = PermLog
	}
	if err := access.RequireSomewhere(ctx, perm); err != nil {
		return nil, "", err
	}
	who := access.From(ctx).ID
	var a db.Args
	parts := []string{a.Within("k.path", access.Areas(ctx, perm))}
	if !f.All {
		parts = append(parts, "k.person_id = "+a.Add(who))
	}
	if f.Camera != "" {
		parts = append(parts, "k.device_id = "+a.Add(f.Camera))
	}
	if f.After != "" {
		parts = append(parts, "k.id < "+a.Add(f.After))
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.All(ctx, tx, scanDownload, selectDownload+"WHERE "+strings.Join(parts, " AND ")+" ORDER BY k.id DESC LIMIT "+a.Add(f.Limit+1), a.Values()...)
		return err
	})
	if len(out) > f.Limit {
		out = out[:f.Limit]
		next = out[f.Limit-1].ID
	}
	for _, k := range out {
		k.Mine = k.personID == who
		s.fetches.tell(k)
	}
	return out, next, err
}

// myDownload is one that the caller had fetched, where he may still look.
func (s *Service) myDownload(ctx context.Context, downloadID string) (*Download, error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return nil, err
	}
	var k *Download
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		k, err = db.One(ctx, tx, scanDownload, selectDownload+"WHERE k.id = $1", downloadID)
		return err
	})
	if db.IsNotFound(err) || err == nil && k.personID != who.ID {
		return nil, errNoDownload
	}
	if err != nil {
		return nil, err
	}
	return k, access.See(ctx, PermView, k.path, errNoDownload)
}

// GiveUp ends a download of the caller's own; what has come is thrown away.
// access: myDownload asks it. audit: that it was fetched is in the book.
func (s *Service) GiveUp(ctx context.Context, downloadID string) error {
	if _, err := s.myDownload(ctx, downloadID); err != nil {
		return err
	}
	s.fetches.end(downloadID)
	return nil
}

// Hand gives the bytes of a download to the one who had it fetched. From its beginning
// that is written down. access: myDownload asks it.
func (s *Service) Hand(ctx context.Context, downloadID string, begins bool) (*Download, *files.File, *os.File, error) {
	k, err := s.myDownload(ctx, downloadID)
	if err != nil {
		return nil, nil, nil, err
	}
	if k.State != Kept {
		return nil, nil, nil, errNoDownload
	}
	if begins {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			return audit.Record(ctx, tx, "video.hand", k.ID, map[string]any{"device": k.CameraID, "school": k.schoolID, "sha256": k.SHA256})
		}); err != nil {
			return nil, nil, nil, err
		}
	}
	f, body, err := s.files.Lend(ctx, k.fileID)
	return k, f, body, err
}
