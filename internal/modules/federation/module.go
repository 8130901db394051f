package federation

import (
	"context"
	"embed"
	"net/http"

	"huxue/internal/kit/db"
	"huxue/internal/kit/jobs"
	"huxue/internal/platform/notify"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
var Schema = db.Schema{Room: "federation", Files: migrations}

// Options are what the room needs from the house.
type Options struct {
	DB        *db.DB
	Campaigns Campaigns
	Identity  Identity
	Settings  Settings
}

// Service signs, hands up, takes and ranks.
type Service struct {
	db        *db.DB
	jobs      *jobs.Jobs
	campaigns Campaigns
	identity  Identity
	settings  Settings
	client    *http.Client
}

// New opens the room.
func New(o Options) *Service {
	return &Service{db: o.DB, campaigns: o.Campaigns, identity: o.Identity, settings: o.Settings,
		client: notify.OutsideClient(func() bool { return o.Settings.Bool(context.Background(), notify.SettingPrivate) })}
}
