package video

import (
	"context"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// CameraFilter narrows the cameras. After is the cursor that the last page ended with.
type CameraFilter struct {
	Path, School, Query, After string
	Kept                       bool
	Limit                      int
}

// Cameras lists the cameras of the caller's area, by school.
func (s *Service) Cameras(ctx context.Context, f CameraFilter) (out []*Camera, next string, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, "", err
	}
	var a db.Args
	parts := []string{isCamera, a.Within("d.path", access.Areas(ctx, PermView))}
	if f.Path != "" {
		parts = append(parts, a.Within("d.path", []string{f.Path}))
	}
	if f.School != "" {
		parts = append(parts, "d.school_id = "+a.Add(f.School))
	}
	if f.Query != "" {
		parts = append(parts, a.Contains(f.Query, "d.name", "s.name", "d.code"))
	}
	if f.Kept {
		parts = append(parts, "k.device_id IS NOT NULL")
	}
	if path, id, ok := strings.Cut(f.After, "|"); ok {
		p := a.Add(path)
		parts = append(parts, "(d.path > "+p+" OR (d.path = "+p+" AND d.id > "+a.Add(id)+"))")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.All(ctx, tx, scanCamera, selectCamera+"WHERE "+strings.Join(parts, " AND ")+" ORDER BY d.path, d.id LIMIT "+a.Add(f.Limit+1), a.Values()...)
		return err
	})
	if len(out) > f.Limit {
		out = out[:f.Limit]
		last := out[f.Limit-1]
		next = last.path + "|" + last.ID
	}
	return out, next, err
}

// keptMost bounds how many cameras are called all day: each is some 2 Mbit/s and 8 MB.
const (
	keyKept     = "video.kept_most"
	keptDefault = 40
)

// Keep says whether a camera is called all day. Each has its price in line and
// memory, so that there is a limit for the whole city.
func (s *Service) Keep(ctx context.Context, deviceID string, kept bool) (*Camera, error) {
	var c *Camera
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if c, err = getCamera(ctx, tx, deviceID); err != nil {
			return err
		}
		if err := access.See(ctx, PermView, c.path, errNoCamera); err != nil {
			return err
		}
		if err := access.Require(ctx, PermKeep, c.path); err != nil {
			return err
		}
		if c.Kept == kept {
			return nil
		}
		if kept {
			n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM video_kept`)
			if err != nil {
				return err
			}
			if most := s.norms.Now(ctx, keyKept, access.Everywhere, keptDefault); n >= most {
				return errKeptMany.With("n", most)
			}
			_, err = tx.Exec(ctx, `INSERT INTO video_kept (device_id, path, by_name, at) VALUES ($1, $2, $3, $4)`, c.ID, c.path, access.From(ctx).Name, db.Millis(tx.Now))
			if err != nil {
				return err
			}
		} else if _, err := tx.Exec(ctx, `DELETE FROM video_kept WHERE device_id = $1`, c.ID); err != nil {
			return err
		}
		c.Kept = kept
		return audit.Record(ctx, tx, "video.keep", c.ID, map[string]any{"kept": kept, "school": c.SchoolID})
	})
	return c, err
}
