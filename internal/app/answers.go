package app

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/modules/campaign"
	"huxue/internal/modules/lesson"
	"huxue/internal/platform/access"
	"huxue/internal/platform/auth"
	"huxue/internal/platform/norm"
	"huxue/internal/platform/realtime"
)

// What one part asks of another is answered here, in a line or two each.

// loginLimits answers auth from the norm register.
type loginLimits struct{ norms *norm.Service }

// LockFail implements auth.Limits.
func (l loginLimits) LockFail(ctx context.Context) int {
	return l.norms.Now(ctx, "auth.lock_fail", access.Everywhere, auth.Norms{}.LockFail(ctx))
}

// LockMinutes implements auth.Limits.
func (l loginLimits) LockMinutes(ctx context.Context) int {
	return l.norms.Now(ctx, "auth.lock_min", access.Everywhere, auth.Norms{}.LockMinutes(ctx))
}

// IdleMinutes implements auth.Limits; guards get twice as long (domain.md §8.2).
func (l loginLimits) IdleMinutes(ctx context.Context, official bool) int {
	n := l.norms.Now(ctx, "auth.idle_min", access.Everywhere, auth.Norms{}.IdleMinutes(ctx, true))
	if official {
		return n
	}
	return 2 * n
}

// noticeHints answers notify: a person's open pages hear of a change.
type noticeHints struct{ hub *realtime.Hub }

// Hint implements notify.Hinter.
func (h noticeHints) Hint(tx *db.Tx, person, id string, version int64) {
	h.hub.Announce(tx, realtime.Change{Topic: "notices", To: person, ID: id, Version: version})
}

// campaignLessons answers campaign from the lessons: Paper and Judge are theirs.
type campaignLessons struct{ *lesson.Service }

// Outline implements campaign.Lessons.
func (l campaignLessons) Outline(ctx context.Context, lessonID string) (campaign.Outline, error) {
	o, err := l.Service.Outline(ctx, lessonID)
	return campaign.Outline{ID: o.ID, Version: o.Version, Title: o.Title, Stage: o.Stage, Topic: string(o.Topic), Minutes: o.Minutes,
		MinSeconds: o.MinSeconds, Draw: o.Draw, Pass: o.Pass}, err
}
