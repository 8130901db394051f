package app

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/follow"
	"huxue/internal/modules/alarm"
	"huxue/internal/modules/handover"
	"huxue/internal/platform/org"
)

// handedAlarms answers handover from the room of alarms and the register of schools.
type handedAlarms struct {
	alarms *alarm.Service
	db     *db.DB
}

// Changes implements handover.Alarms.
func (h handedAlarms) Changes(ctx context.Context, since int64, after string, limit int) ([]follow.Change, error) {
	return h.alarms.Changes(ctx, since, after, limit)
}

// Some implements handover.Alarms.
func (h handedAlarms) Some(ctx context.Context, ids []string) ([]handover.Alarm, error) {
	list, err := h.alarms.Some(ctx, ids)
	if err != nil {
		return nil, err
	}
	codes := map[string]string{"": ""}
	err = h.db.Read(ctx, func(tx *db.Tx) error {
		for _, a := range list {
			if _, known := codes[a.SchoolID]; known {
				continue
			}
			school, err := org.GetSchool(ctx, tx, a.SchoolID)
			if err != nil {
				return err
			}
			codes[a.SchoolID] = school.Code
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := make([]handover.Alarm, len(list))
	for i, a := range list {
		c := a.Card()
		out[i] = handover.Alarm{ID: a.ID, No: a.No, Path: a.Path, Mode: string(a.Mode), Level: string(a.Level), Kind: a.Kind, Severity: c.Severity,
			Silent: a.Silent, Note: a.Note, SchoolID: a.SchoolID, SchoolCode: codes[a.SchoolID], SchoolName: a.SchoolName, Phone: a.SchoolPhone,
			County: a.CountyName, Place: a.Place, Lon: a.Lon, Lat: a.Lat, Source: a.Source, Presser: a.PresserName, Repeats: a.Repeats, Outcome: a.Outcome,
			Responder: a.ResponderUnit, PressedAt: c.T0, ReceivedAt: c.T1, AcceptedAt: c.T2, Closed: c.T6}
	}
	return out, nil
}

// Handovers is the room that hands alarms over, for tests.
func (a *App) Handovers() *handover.Service { return a.handovers }
