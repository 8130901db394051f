package video

import (
	"context"
	"os"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/files"
)

// Clips lists what cameras showed at an alarm, or at all of the caller's area, newest
// first.
func (s *Service) Clips(ctx context.Context, alarmID, after string, limit int) (out []*Clip, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var a db.Args
	parts := []string{a.Within("c.path", access.Areas(ctx, PermView))}
	if alarmID != "" {
		parts = append(parts, "c.alarm_id = "+a.Add(alarmID))
	}
	if after != "" {
		parts = append(parts, "c.id < "+a.Add(after))
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.All(ctx, tx, scanClip, selectClip+"WHERE "+strings.Join(parts, " AND ")+" ORDER BY c.id DESC LIMIT "+a.Add(limit), a.Values()...)
		return err
	})
	return out, err
}

// Play gives the bytes of a clip. From its beginning it is a look, and written down;
// the pieces that a browser asks for afterwards are the same look.
func (s *Service) Play(ctx context.Context, clipID string, begins bool) (*files.File, *os.File, error) {
	var k *Clip
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		k, err = db.One(ctx, tx, scanClip, selectClip+"WHERE c.id = $1", clipID)
		return err
	})
	if db.IsNotFound(err) {
		return nil, nil, errNoClip
	}
	if err != nil {
		return nil, nil, err
	}
	if err := access.See(ctx, PermView, k.path, errNoClip); err != nil {
		return nil, nil, err
	}
	if k.State != Kept {
		return nil, nil, errNoClip
	}
	if begins {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			return audit.Record(ctx, tx, "video.play_clip", k.ID, map[string]any{"alarm": k.AlarmID, "device": k.CameraID, "part": k.Part})
		}); err != nil {
			return nil, nil, err
		}
	}
	return s.files.Lend(ctx, k.fileID)
}
