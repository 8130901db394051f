package notify

import (
	"context"
	"embed"
	"log/slog"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the rung's tables.
var Schema = db.Schema{Room: "notify", Files: migrations}

// Options are what the hall tells.
type Options struct {
	DB     *db.DB
	Log    *slog.Logger
	Hinter Hinter // nil: pages find out by themselves
	Names  Names  // nil: receipts carry ids only
	// Contact is told to push services, as they demand: a mail address or an
	// https page of whoever runs this server.
	Contact string
	// Channels are further ways to people, beside pages and browsers.
	Channels []Channel
	// PrivatePush allows push services on private addresses and plain http: for
	// tests and for a city network with a push service of its own.
	PrivatePush bool
	// PushClient replaces the client that talks to push services, for tests.
	PushClient *http.Client
	Metrics    prometheus.Registerer // nil: none
}

// Service holds the verbs of this rung.
type Service struct {
	db          *db.DB
	log         *slog.Logger
	hinter      Hinter
	names       Names
	node        string
	push        *pushChannel
	privatePush bool
	dispatch    *dispatcher
}

// New puts the rung together; nothing leaves before Run.
func New(o Options) *Service {
	s := &Service{
		db: o.DB, log: o.Log, hinter: o.Hinter, names: o.Names, node: id.New("nod"), privatePush: o.PrivatePush,
		push: &pushChannel{db: o.DB, contact: contactOf(o.Contact), client: o.PushClient},
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.push.client == nil {
		s.push.client = outsideClient(o.PrivatePush)
	}
	s.dispatch = newDispatcher(o.DB, s.log, s.node, append([]Channel{s.push}, o.Channels...), newMetrics(o.Metrics))
	return s
}

// Run sends what the ledger holds until ctx ends; then it lets the attempts
// under way finish, which takes seconds at most. access: the house starts it.
// audit: what it does is the ledger.
func (s *Service) Run(ctx context.Context) { s.dispatch.run(ctx) }

// Running reports whether this server is sending, for its health page.
func (s *Service) Running() bool { return s.dispatch.on.Load() }
