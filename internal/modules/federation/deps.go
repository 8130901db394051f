package federation

import (
	"context"
	"crypto/ed25519"
)

// Campaigns tells the figures of a campaign as they are now, or as they were
// frozen, with the place they are of.
type Campaigns interface {
	Figures(ctx context.Context, campaignID string) (Told, error)
}

// Told is a campaign in figures, and the path of the area it is of.
type Told struct {
	Path     string
	City     City
	Campaign Campaign
	At       int64
	Reached  int64
	Total    Figures
	Counties []County
}

// Identity is the key by which this installation signs what leaves it.
type Identity interface {
	Identity(ctx context.Context) (ed25519.PrivateKey, error)
}

// Settings are the operator's decisions this room reads.
type Settings interface {
	Get(ctx context.Context, key string) string
	Bool(ctx context.Context, key string) bool
}

// The settings of this room.
const (
	SettingUpper    = "federation.upper_url" // where summaries are pushed, "" for nowhere
	SettingUpperKey = "federation.upper_key" // fingerprint of the upper installation, "" when nobody compared
)
