package alarm

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// PermStats lets someone see the figures of the alarms in his area.
const PermStats access.Perm = "alarm.stats"

// maxPeriod is the longest period that is counted at once.
const maxPeriod = 3 * 366 * 24 * time.Hour

var errPeriod = errs.Invalid("alarm.stats_period", errs.Field{Name: "to", Code: "malformed"})

// Stats are the figures of a period: real emergencies by the moment of the
// press. Drills and joint tests are not in them, and calls for help of the staff
// are only counted: they are the school's own matter and go by another clock. At
// is when it was counted.
type Stats struct {
	From     int64         `json:"from"`
	To       int64         `json:"to"`
	At       int64         `json:"at"`
	All      StatsRow      `json:"all"`
	Counties []StatsRow    `json:"counties" nullable:"false"`
	Reasons  []ReasonCount `json:"reasons" nullable:"false"`
	Targets  []StatsTarget `json:"targets" nullable:"false"`
}

// StatsRow are the figures of one county, or of all. Called and Reached count
// people over all closed alarms of the row.
type StatsRow struct {
	Path    string   `json:"path"`
	Name    string   `json:"name"`
	Alarms  int      `json:"alarms"`
	Help    int      `json:"help" doc:"calls for help of the staff, not among the alarms"`
	Open    int      `json:"open"`
	False   int      `json:"false"`
	Called  int      `json:"called"`
	Reached int      `json:"reached"`
	Accept  Latency  `json:"accept" doc:"from the press to the acceptance"`
	Local   Latency  `json:"local" doc:"from the press to the school's own people on the scene"`
	Police  Latency  `json:"police" doc:"from the press to the police on the scene"`
	Acks    AckStats `json:"acks"`
}

// AckStats are, for each agency, the alarms it has acknowledged and how long
// after the press its first word came.
type AckStats struct {
	Police    Latency `json:"police"`
	School    Latency `json:"school"`
	Education Latency `json:"education"`
}

// Latency is how a time is spread over the N alarms for which it is known:
// median and 95th percentile by nearest rank, exact to a tenth of a second, and
// how many lie within the target.
type Latency struct {
	N      int   `json:"n"`
	Median int64 `json:"medianMs"`
	P95    int64 `json:"p95Ms"`
	Within int   `json:"within"`
}

// ReasonCount is how many alarms were false for one reason.
type ReasonCount struct {
	Reason string `json:"reason"`
	Count  int    `json:"count"`
}

// StatsTarget is the norm beside a figure; Seconds 0 means that nothing ruled.
type StatsTarget struct {
	Time    string `json:"time" enum:"accept,local,police"`
	Key     string `json:"key"`
	Seconds int    `json:"seconds"`
	Basis   string `json:"basis"`
	Mark    string `json:"mark"`
}

// tally is one bar of a histogram: how many alarms took so many tenths of a second.
type tally struct {
	county string
	tenths int64
	count  int
}

// spread reads median, 95th percentile and share within limit (seconds) off a
// histogram whose bars come in order.
func spread(bars []tally, limit int) Latency {
	var s Latency
	for _, b := range bars {
		s.N += b.count
		if limit > 0 && b.tenths <= int64(limit)*10 {
			s.Within += b.count
		}
	}
	at := func(rank int) int64 {
		for _, b := range bars {
			if rank -= b.count; rank <= 0 {
				return b.tenths * 100
			}
		}
		return 0
	}
	if s.N > 0 {
		s.Median, s.P95 = at((s.N+1)/2), at((s.N*95+99)/100)
	}
	return s
}

// Stats returns the figures of the alarms pressed in [from, to) at or below
// path, as far as the caller sees them; path "" is all of it.
func (s *Service) Stats(ctx context.Context, from, to time.Time, path string) (*Stats, error) {
	if err := access.RequireSomewhere(ctx, PermStats); err != nil {
		return nil, err
	}
	if !from.Before(to) || to.Sub(from) > maxPeriod {
		return nil, errPeriod
	}
	out := &Stats{From: db.Millis(from), To: db.Millis(to), At: db.Millis(s.db.Clock().Now())}
	limits := map[string]int{}
	at := path
	if at == "" {
		at = widest(access.Areas(ctx, PermStats))
	}
	for i, name := range []string{"accept", "local", "police"} {
		r, _ := s.norms.Ruled(ctx, goals[i].key, at, s.db.Clock().Now())
		out.Targets = append(out.Targets, StatsTarget{name, goals[i].key, r.Number, r.Basis, string(r.Mark)})
		limits[name] = r.Number
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		w := window{from: out.From, to: out.To, paths: access.Areas(ctx, PermStats), path: path}
		rows, reasons, err := w.counts(ctx, tx)
		if err != nil {
			return err
		}
		out.Reasons = reasons
		for _, t := range spreads {
			bars, err := w.histogram(ctx, tx, t.column)
			if err != nil {
				return err
			}
			*t.of(&out.All) = spread(bars, limits[t.name])
			by := map[string][]tally{}
			for _, b := range bars {
				by[b.county] = append(by[b.county], b)
			}
			for i := range rows {
				*t.of(&rows[i]) = spread(by[rows[i].Path], limits[t.name])
			}
		}
		out.Counties = rows
		return nil
	})
	for _, r := range out.Counties {
		a := &out.All
		a.Alarms, a.Help, a.Open, a.False = a.Alarms+r.Alarms, a.Help+r.Help, a.Open+r.Open, a.False+r.False
		a.Called, a.Reached = a.Called+r.Called, a.Reached+r.Reached
	}
	return out, err
}

// spreads are the times that are measured: the column, the target beside it ("":
// none), and where it goes.
var spreads = []struct {
	name, column string
	of           func(*StatsRow) *Latency
}{
	{"accept", "t2", func(r *StatsRow) *Latency { return &r.Accept }},
	{"local", "t4", func(r *StatsRow) *Latency { return &r.Local }},
	{"police", "t5", func(r *StatsRow) *Latency { return &r.Police }},
	{"", "police_ack_at", func(r *StatsRow) *Latency { return &r.Acks.Police }},
	{"", "school_ack_at", func(r *StatsRow) *Latency { return &r.Acks.School }},
	{"", "education_ack_at", func(r *StatsRow) *Latency { return &r.Acks.Education }},
}

// widest is the shortest of some paths.
func widest(paths []string) string {
	out := access.Everywhere
	for i, p := range paths {
		if i == 0 || len(p) < len(out) {
			out = p
		}
	}
	return out
}
