package notice

import (
	"embed"
	"net/url"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/jobs"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
var Schema = db.Schema{Room: "notice", Files: migrations}

// Roles are who confirms for a school, and who works there and is told of its own
// prompts.
type Roles struct{ Confirm, Staff []string }

// Options are what the room needs from the house. Outside is nil in a house that
// hands nothing over. PublicURL is under which people reach this server, "" when it
// is not known; it names the sender of documents.
type Options struct {
	DB        *db.DB
	Jobs      *jobs.Jobs
	Norms     Norms
	Calendar  Calendar
	Holders   Holders
	Notify    Teller
	Outside   Outside
	Roles     Roles
	PublicURL string
}

// New opens the room.
func New(o Options) *Service {
	s := &Service{db: o.DB, jobs: o.Jobs, norms: o.Norms, calendar: o.Calendar, holders: o.Holders, tell: o.Notify, outside: o.Outside, roles: o.Roles,
		publicURL: o.PublicURL, sender: "huxue"}
	if u, err := url.Parse(o.PublicURL); err == nil && u.Hostname() != "" {
		s.sender = "huxue@" + u.Hostname()
	}
	jobs.Register(o.Jobs, 10*time.Minute, s.deliver)
	jobs.Register(o.Jobs, 10*time.Minute, s.settle)
	return s
}
