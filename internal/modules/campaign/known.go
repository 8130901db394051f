package campaign

import (
	"context"
	"maps"
	"sync"
	"time"

	"huxue/internal/kit/db"
)

// known is what this server remembers of campaigns so that a completion need not
// ask: what they consist of, and where their classes belong. State and deadline
// are not trusted here; the transaction that counts reads them again.
type known struct {
	mu        sync.RWMutex
	campaigns map[string]*Campaign
	read      time.Time // by the steady clock
	round     int
	classes   map[int64]map[int64]place // by campaign
}

// knownFor is how long another server's change of a campaign may go unseen here.
const knownFor = time.Second

func (k *known) place(classNo int64) (place, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	p, ok := k.classes[classNo>>unitBits][classNo]
	return p, ok
}

// learn adds to what is known of a campaign's classes.
func (k *known) learn(campaignNo int64, found map[int64]place) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.classes == nil {
		k.classes = map[int64]map[int64]place{}
	}
	both := maps.Clone(k.classes[campaignNo])
	if both == nil {
		both = map[int64]place{}
	}
	maps.Copy(both, found)
	k.classes[campaignNo] = both
}

// forget makes the next look read anew.
func (k *known) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.campaigns, k.round = nil, k.round+1
}

// open returns a campaign that takes completions, from memory; ErrNotFound for any
// other.
func (s *Service) open(ctx context.Context, campaignID string) (*Campaign, error) {
	all, err := s.openCampaigns(ctx)
	if err != nil {
		return nil, err
	}
	if c, ok := all[campaignID]; ok {
		return c, nil
	}
	return nil, ErrNotFound
}

// openCampaigns are those that take completions, by id.
func (s *Service) openCampaigns(ctx context.Context) (map[string]*Campaign, error) {
	k := &s.known
	now := s.db.Steady()
	k.mu.RLock()
	all, round := k.campaigns, k.round
	fresh := all != nil && now.Sub(k.read) < knownFor
	k.mu.RUnlock()
	if fresh {
		return all, nil
	}
	var list []*Campaign
	if err := s.db.Aside(context.WithoutCancel(ctx), func(tx *db.Tx) (err error) {
		list, err = db.All(ctx, tx, scanCampaign, selectCampaign+`WHERE state IN ('running', 'closed', 'frozen', 'announced')`)
		return err
	}); err != nil {
		return nil, err
	}
	all = make(map[string]*Campaign, len(list))
	for _, c := range list {
		all[c.ID] = c
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.round == round { // what was read before a change must not outlive it
		k.campaigns, k.read = all, now
	}
	return all, nil
}
