package auth

import (
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/access"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the rung's tables; they refer to those of org.
var Schema = db.Schema{Room: "auth", Files: migrations}

// Options are what the hall tells.
type Options struct {
	DB  *db.DB
	Log *slog.Logger
	// Roles are all roles there are.
	Roles []Role
	// Devices are the permissions of an enrolled device by its kind, held where it
	// stands.
	Devices map[string][]access.Perm
	// First is the role of the person who uses the set-up link, held everywhere.
	First string
	// Separate are roles of which nobody may hold two (三员分立).
	Separate []string
	Limits   Limits // nil: Norms
	Policy   Policy // nil: Strict
	OIDC     OIDCOptions
	// PublicURL is how browsers reach us, such as https://huxue.example.cn; "" is
	// taken from the request.
	PublicURL string
	// TrustProxy takes address and scheme of the caller from X-Forwarded-*.
	TrustProxy bool
}

// Service holds the verbs of this rung.
type Service struct {
	db        *db.DB
	log       *slog.Logger
	roles     map[string]Role
	roleOrder []string
	devices   map[string][]access.Perm
	first     string
	separate  []string
	limits    Limits
	policy    Policy
	publicURL string
	proxied   bool
	hasher    *hasher
	tries     turnstile
	actors    actorCache
	oidc      *oidcClient
	touching  sync.WaitGroup
}

// Module is the rung as the hall sees it.
type Module struct {
	*Service
	api *httpapi.API
}

// New checks the options and puts the rung together. Roles that name each other
// wrongly are a programming error.
func New(o Options) (*Module, error) {
	s := &Service{
		db: o.DB, log: o.Log, roles: map[string]Role{}, devices: o.Devices, first: o.First, separate: o.Separate,
		limits: o.Limits, policy: o.Policy, publicURL: o.PublicURL, proxied: o.TrustProxy,
		hasher: newHasher(), tries: newTurnstile(), oidc: newOIDC(o.OIDC),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.limits == nil {
		s.limits = Norms{}
	}
	if s.policy == nil {
		s.policy = Strict{}
	}
	for _, r := range o.Roles {
		s.roles[r.Key] = r
		s.roleOrder = append(s.roleOrder, r.Key)
	}
	return &Module{Service: s}, s.checkRoles()
}

func (s *Service) checkRoles() error {
	var all []error
	known := func(key, where string) {
		if _, ok := s.roles[key]; !ok {
			all = append(all, fmt.Errorf("role %q, named by %s, does not exist", key, where))
		}
	}
	known(s.first, "Options.First")
	for _, key := range s.separate {
		known(key, "Options.Separate")
	}
	for _, r := range s.roles {
		for _, key := range r.Manages {
			known(key, r.Key)
		}
	}
	return errors.Join(all...)
}

// Routes registers the operations.
func (m *Module) Routes(api *httpapi.API) {
	m.api = api
	m.logInRoutes(api)
	m.accountRoutes(api)
	m.linkRoutes(api)
	m.peopleRoutes(api)
	m.deviceRoutes(api)
	m.oidcRoutes(api)
}

// Close waits for what is still being noted down.
func (m *Module) Close() { m.touching.Wait() }
