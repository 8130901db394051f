package alarm

import (
	"context"
	"slices"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// What a command room sees at one glance: the figures of the day, and which
// police station answers for which school.

// Median is the middle of the waits that have ended. Of says how many have, Due
// how many alarms there are: a figure is only as good as the two.
type Median struct {
	Ms  int64 `json:"ms"`
	Of  int   `json:"of"`
	Due int   `json:"due"`
}

// Today is the alarms since midnight in the city's time. Practice is counted
// apart from the real thing; only the latter is timed.
type Today struct {
	Since    int64  `json:"since"`
	At       int64  `json:"at"`
	Pressed  int    `json:"pressed"`
	Waiting  int    `json:"waiting" doc:"of all days"`
	InHand   int    `json:"inHand" doc:"of all days"`
	False    int    `json:"false"`
	Practice int    `json:"practice"`
	Accept   Median `json:"accept" doc:"t2-t0"`
	Arrive   Median `json:"arrive" doc:"t5-t0"`
}

// median is the value in the middle; of an even number the mean of the two.
func median(waits []time.Duration) time.Duration {
	n := len(waits)
	if n == 0 {
		return 0
	}
	slices.Sort(waits)
	return (waits[(n-1)/2] + waits[n/2]) / 2
}

// middle is the median of the times from the press to a later point, of those
// alarms that have come to it.
func middle(alarms []dayAlarm, point func(dayAlarm) time.Time) Median {
	var waits []time.Duration
	for _, a := range alarms {
		if at := point(a); !at.IsZero() {
			waits = append(waits, max(0, at.Sub(a.t0)))
		}
	}
	return Median{Ms: median(waits).Milliseconds(), Of: len(waits), Due: len(alarms)}
}

// midnight is the beginning of the city's day.
func midnight(now time.Time) time.Time {
	y, m, d := now.In(city).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, city).UTC()
}

// dayAlarm is what the figures are made of.
type dayAlarm struct {
	mode       Mode
	outcome    string
	t0, t2, t5 time.Time
}

// Today reckons the figures of the day for the actor's area.
func (s *Service) Today(ctx context.Context) (*Today, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var out *Today
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		now := s.db.Clock().Now()
		since := midnight(now)
		paths := access.Areas(ctx, PermView)
		alarms, err := pressedSince(ctx, tx, paths, since)
		if err != nil {
			return err
		}
		out = day(alarms)
		out.Since, out.At = since.UnixMilli(), now.UnixMilli()
		out.Waiting, out.InHand, err = openNow(ctx, tx, paths)
		return err
	})
	return out, err
}

func day(alarms []dayAlarm) *Today {
	out := &Today{}
	var counted []dayAlarm
	for _, a := range alarms {
		switch {
		case a.mode != Real:
			out.Practice++
		default:
			counted = append(counted, a)
			if a.outcome == FalseAlarm {
				out.False++
			}
		}
	}
	out.Pressed = len(counted)
	out.Accept = middle(counted, func(a dayAlarm) time.Time { return a.t2 })
	out.Arrive = middle(counted, func(a dayAlarm) time.Time { return a.t5 })
	return out
}

// Station is a police station with the schools it answers for; Mine is the one
// the asker belongs to.
type Station struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Mine    bool     `json:"mine"`
	Schools []string `json:"schools" nullable:"false"`
}

// Stations lists the stations that answer for schools in the actor's area, so
// that a desk can narrow its list to one.
func (s *Service) Stations(ctx context.Context) ([]Station, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var out []Station
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = stations(ctx, tx, access.Areas(ctx, PermView), access.From(ctx).ID)
		return err
	})
	return out, err
}
