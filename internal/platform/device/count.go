package device

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// counts gathers what listeners turn away before it is stored; it is written once a
// second, so that a flood costs the disk nothing.
type counts struct {
	mu sync.Mutex
	n  map[string]int64 // protocol and reason
}

// maxReasons bounds what is counted apart.
const maxReasons = 200

// Count notes that a listener has turned something away: reason is a short code such
// as oversize, malformed, wrong_secret.
func (s *Service) Count(protocol, reason string) {
	s.counts.mu.Lock()
	defer s.counts.mu.Unlock()
	key := plain(protocol, 20) + " " + plain(reason, 60)
	if _, known := s.counts.n[key]; !known && len(s.counts.n) >= maxReasons {
		key = plain(protocol, 20) + " other"
	}
	s.counts.n[key]++
}

// flush writes the counts down; what could not be written is kept for the next time.
func (s *Service) flush(ctx context.Context) {
	s.counts.mu.Lock()
	n := s.counts.n
	s.counts.n = map[string]int64{}
	s.counts.mu.Unlock()
	if len(n) == 0 {
		return
	}
	keys := make([]string, 0, len(n))
	for k := range n {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		for _, k := range keys {
			protocol, reason, _ := strings.Cut(k, " ")
			if _, err := tx.Exec(ctx, `INSERT INTO device_counts (day, protocol, reason, n) VALUES ($1, $2, $3, $4)
				ON CONFLICT (day, protocol, reason) DO UPDATE SET n = device_counts.n + excluded.n`, day(tx.Now), protocol, reason, n[k]); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		return
	}
	s.log.WarnContext(ctx, "what was turned away was not counted", "error", err)
	s.counts.mu.Lock()
	defer s.counts.mu.Unlock()
	for k, v := range n {
		s.counts.n[k] += v
	}
}

var zone = time.FixedZone("Asia/Shanghai", 8*60*60)

func day(t time.Time) string { return t.In(zone).Format(time.DateOnly) }

// Turned is how often something was turned away on a day.
type Turned struct {
	Day      string `json:"day"`
	Protocol string `json:"protocol"`
	Reason   string `json:"reason"`
	N        int64  `json:"n"`
}

// TurnedAway lists what listeners turned away in the last seven days. It belongs to no
// school; whoever may have messages judged again sees it.
func (s *Service) TurnedAway(ctx context.Context) ([]Turned, error) {
	if err := access.RequireSomewhere(ctx, PermReplay); err != nil {
		return nil, err
	}
	var out []Turned
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.All(ctx, tx, func(row db.Scanner) (t Turned, err error) {
			err = row.Scan(&t.Day, &t.Protocol, &t.Reason, &t.N)
			return t, err
		}, `SELECT day, protocol, reason, n FROM device_counts WHERE day >= $1 ORDER BY day DESC, protocol, reason`, day(tx.Now.AddDate(0, 0, -6)))
		return err
	})
	return out, err
}
