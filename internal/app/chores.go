package app

import (
	"context"
	"time"

	"huxue/internal/kit/jobs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/realtime"
)

// zone is the city's; chores are done while it sleeps.
var zone = time.FixedZone("Asia/Shanghai", 8*60*60)

const (
	// Phones give up repeating an act long before its key is forgotten.
	keysKept = 7 * 24 * time.Hour
	// Receipts prove who was reached; alarms and their receipts are kept two
	// years (domain.md §9.4 [D]).
	noticesKept = 2 * 365 * 24 * time.Hour
)

// chores are what is done once a day, by whichever server is awake.
func (a *App) chores() {
	a.jobs.Every("requests.forget", jobs.Daily(3, 0, zone), time.Minute, func(ctx context.Context, _ time.Time) error {
		return a.db.ForgetKeys(ctx, keysKept)
	})
	a.jobs.Every("notify.prune", jobs.Daily(3, 10, zone), 10*time.Minute, func(ctx context.Context, _ time.Time) error {
		for {
			if more, err := a.notify.Prune(ctx, noticesKept); err != nil || !more {
				return err
			}
		}
	})
	a.every("campaign.tick", jobs.Each(time.Minute), 10*time.Minute, a.campaign.Tick)
	a.every("campaign.sweep", jobs.Each(20*time.Second), 10*time.Minute, a.campaign.Sweep)
	a.every("alarm.tests_over", jobs.Daily(0, 5, zone), 10*time.Minute, a.alarms.TestsDayOver)
	a.every("alarm.tests_morning", jobs.Daily(7, 0, zone), 10*time.Minute, a.alarms.TestsMorning)
	a.every("alarm.join_devices", jobs.Each(time.Minute), 10*time.Minute, a.alarms.JoinDevices)
	a.every("drill.remind", jobs.Daily(7, 5, zone), 10*time.Minute, a.drills.Remind)
	a.every("bus.open", jobs.Daily(4, 30, zone), 10*time.Minute, a.buses.OpenDay)
	a.every("bus.remind", jobs.Daily(7, 15, zone), 10*time.Minute, a.buses.Remind)
	a.every("mediation.remind", jobs.Daily(7, 10, zone), 10*time.Minute, a.mediation.Remind)
	a.every("mediation.expire", jobs.Each(time.Minute), 5*time.Minute, a.mediation.Expire)
	a.every("inspection.morning", jobs.Daily(7, 10, zone), 10*time.Minute, a.inspection.Morning)
	a.hazardChores()
	a.every("notice.tick", jobs.Each(time.Minute), 5*time.Minute, a.advice.Tick)
	a.every("cascade.missing", jobs.Each(time.Minute), time.Minute, a.uppers.Missing)
	a.every("cascade.prune", jobs.Daily(3, 40, zone), 30*time.Minute, a.uppers.Prune)
	a.every("device.prune", jobs.Daily(3, 30, zone), 30*time.Minute, a.devices.Prune)
	a.every("video.forget", jobs.Daily(3, 40, zone), 30*time.Minute, a.videos.Forget)
	a.every("device.recordings", jobs.Daily(2, 10, zone), 50*time.Minute, a.askRecordings)
	a.every("routine.open", jobs.Daily(5, 30, zone), 10*time.Minute, a.routine.OpenDays)
}

// every is jobs.Every for a chore that looks at the clock itself; it is kept by
// name for Chore.
func (a *App) every(kind string, when jobs.Schedule, limit time.Duration, work func(context.Context) error) {
	if a.byName == nil {
		a.byName = map[string]func(context.Context) error{}
	}
	a.byName[kind] = work
	a.jobs.Every(kind, when, limit, func(ctx context.Context, _ time.Time) error { return work(ctx) })
}

// Chore does a daily chore now; for tests, whose clock is moved by hand.
func (a *App) Chore(ctx context.Context, kind string) error {
	return a.byName[kind](access.AsSystem(ctx, kind))
}

// missedNotices finds the notices that another server wrote and no hint told.
func (a *App) missedNotices(since time.Time) ([]realtime.Change, error) {
	hints, err := a.notify.Since(context.Background(), since)
	out := make([]realtime.Change, len(hints))
	for i, h := range hints {
		out[i] = realtime.Change{Topic: "notices", To: h.Person, ID: h.ID, Version: h.Version}
	}
	return out, err
}
