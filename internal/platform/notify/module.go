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
	// Settings and Sealer are what shared addresses and gateways need; nil: there
	// are none.
	Settings Settings
	Sealer   Sealer
	// Say puts the code of a sentence and what fills it into words, for ways that
	// have no page; nil: the code itself. Public is the address at which people
	// open this server, "" when nobody knows.
	Say    func(title string, params map[string]any) string
	Public string
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
	settings    Settings
	sealer      Sealer
	node        string
	push        *pushChannel
	privatePush bool
	dispatch    *dispatcher
	known       db.Memory[[]listening]
}

// New puts the rung together; nothing leaves before Run.
func New(o Options) *Service {
	s := &Service{
		db: o.DB, log: o.Log, hinter: o.Hinter, names: o.Names, settings: o.Settings, sealer: o.Sealer, node: id.New("nod"), privatePush: o.PrivatePush,
		push: &pushChannel{db: o.DB, contact: contactOf(o.Contact), client: o.PushClient},
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.push.client == nil {
		s.push.client = OutsideClient(func() bool { return s.private(context.Background()) })
	}
	if o.Say == nil {
		o.Say = func(title string, _ map[string]any) string { return title }
	}
	all := []Channel{s.push}
	if o.Sealer != nil {
		out := &outside{clock: o.DB.Clock(), settings: o.Settings, say: o.Say, public: o.Public,
			client: OutsideClient(func() bool { return s.private(context.Background()) })}
		all = append(all, out.channels()...)
	}
	s.dispatch = newDispatcher(o.DB, s.log, s.node, append(all, o.Channels...), newMetrics(o.Metrics))
	s.dispatch.unseal = func(endpointID, sealed string) (hidden, error) {
		return s.unsealed(&Endpoint{ID: endpointID, sealed: sealed})
	}
	return s
}

// SettingPrivate names the setting that lets messages go to addresses inside
// the city's network, and over plain http.
const SettingPrivate = "notify.private_networks"

func (s *Service) private(ctx context.Context) bool {
	return s.privatePush || s.settings != nil && s.settings.Bool(ctx, SettingPrivate)
}

// OnFailure names who hears of messages of a room that reached somebody not.
// It is called while the house is put together.
func (s *Service) OnFailure(room string, f Failures) { s.dispatch.failures[room] = f }

// Run sends what the ledger holds until ctx ends; then it lets the attempts
// under way finish, which takes seconds at most. access: the house starts it.
// audit: what it does is the ledger.
func (s *Service) Run(ctx context.Context) { s.dispatch.run(ctx) }

// Running reports whether this server is sending, for its health page.
func (s *Service) Running() bool { return s.dispatch.on.Load() }
