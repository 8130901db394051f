package video

import (
	"context"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// LogFilter narrows the record of looks. Alarm: "with" or "without".
type LogFilter struct {
	Path, School, Camera, Alarm, Query, After string
	Limit                                     int
}

// Log lists who has looked at the cameras of the caller's area, newest first.
func (s *Service) Log(ctx context.Context, f LogFilter) (out []*View, next string, err error) {
	if err := access.RequireSomewhere(ctx, PermLog); err != nil {
		return nil, "", err
	}
	var a db.Args
	parts := []string{a.Within("v.path", access.Areas(ctx, PermLog))}
	if f.Path != "" {
		parts = append(parts, a.Within("v.path", []string{f.Path}))
	}
	if f.School != "" {
		parts = append(parts, "v.school_id = "+a.Add(f.School))
	}
	if f.Camera != "" {
		parts = append(parts, "v.device_id = "+a.Add(f.Camera))
	}
	switch f.Alarm {
	case "with":
		parts = append(parts, "v.alarm_id <> ''")
	case "without":
		parts = append(parts, "v.alarm_id = ''")
	}
	if f.Query != "" {
		parts = append(parts, a.Contains(f.Query, "v.person_name", "v.unit", "s.name", "v.camera", "v.reason"))
	}
	if f.After != "" {
		parts = append(parts, "v.id < "+a.Add(f.After))
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.All(ctx, tx, scanView, selectView+"WHERE "+strings.Join(parts, " AND ")+" ORDER BY v.id DESC LIMIT "+a.Add(f.Limit+1), a.Values()...)
		return err
	})
	if len(out) > f.Limit {
		out = out[:f.Limit]
		next = out[f.Limit-1].ID
	}
	return out, next, err
}
