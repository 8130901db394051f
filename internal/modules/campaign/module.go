package campaign

import (
	"embed"
	"log/slog"
	"sync/atomic"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/jobs"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
var Schema = db.Schema{Room: "campaign", Files: migrations}

// SettingRankClasses is the policy switch that lets classes be ranked; it is off
// unless the city has ruled otherwise, and pupils are never ranked. (domain.md §6.1)
const SettingRankClasses = "campaign.rank_classes"

// Options are what the room needs from the house.
type Options struct {
	DB       *db.DB
	Jobs     *jobs.Jobs
	Learners Learners
	Lessons  Lessons
	Limits   Limits
	Secrets  Secrets
	Policy   Policy
	Log      *slog.Logger // nil: silent
	// TrustProxy takes the address of a pupil's device from X-Forwarded-For.
	TrustProxy bool
	Dir        string // for what does not fit into memory while a workbook is written
	PublicURL  string // under which people reach this server, "" when it is not known
}

// Service holds the verbs of this room.
type Service struct {
	db       *db.DB
	jobs     *jobs.Jobs
	learners Learners
	lessons  Lessons
	limits   Limits
	policy   Policy
	log      *slog.Logger
	proxied  bool
	dir      string

	publicURL string

	seals   *seals
	known   known
	journal journal
	folder  *folder
	// sweepAfter is until when the sweep rests, by the steady clock in milliseconds.
	sweepAfter atomic.Int64
	intake     *intake
	shelf      shelf
}

// New opens the room.
func New(o Options) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{
		db: o.DB, jobs: o.Jobs, learners: o.Learners, lessons: o.Lessons, limits: o.Limits, policy: o.Policy, seals: newSeals(o.Secrets),
		log: o.Log, proxied: o.TrustProxy, dir: o.Dir,
		publicURL: o.PublicURL,
	}
	s.folder, s.intake = newFolder(s), newIntake(s)
	jobs.Register(o.Jobs, snapshotLimit, s.takeSnapshot)
	jobs.Register(o.Jobs, snapshotLimit, s.forget)
	return s
}

// Stop waits for the completions that are being written.
func (s *Service) Stop() {
	s.intake.close()
	s.folder.close()
}

// city is the zone of business days. China has one.
var city = time.FixedZone("Asia/Shanghai", 8*60*60)
