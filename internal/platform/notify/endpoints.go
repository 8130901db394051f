package notify

import (
	"context"
	"encoding/json"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// EndpointsFor returns the shared addresses that are told about what happens at
// path in this mode: enabled ones there and above.
// access: rooms ask it in the midst of their own acts.
func (s *Service) EndpointsFor(ctx context.Context, tx *db.Tx, path string, mode Mode) ([]string, error) {
	if mode == "" {
		mode = Real
	}
	list, err := s.known.Get(tx, knownFor, func() ([]listening, error) { return listeners(ctx, tx) })
	var out []string
	for i := range list {
		if list[i].hears(path, mode) {
			out = append(out, list[i].id)
		}
	}
	return out, err
}

// Endpoints lists the shared addresses of the caller's area, by place and channel.
func (s *Service) Endpoints(ctx context.Context) ([]Endpoint, error) {
	if err := access.RequireSomewhere(ctx, PermManage); err != nil {
		return nil, err
	}
	var out []Endpoint
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		var args db.Args
		out, err = db.All(ctx, tx, s.scanEndpoint, selectEndpoint+` WHERE `+args.Within("e.path", access.Areas(ctx, PermManage))+
			` ORDER BY e.path, e.channel, e.id`, args.Values()...)
		return err
	})
	return out, err
}

// AddEndpoint writes down a new shared address.
func (s *Service) AddEndpoint(ctx context.Context, in EndpointInput) (*Endpoint, error) {
	e, h := &Endpoint{Path: in.Path}, hidden{}
	if err := access.Require(ctx, PermManage, in.Path); err != nil {
		return nil, err
	}
	if err := in.apply(e, &h, s.private(ctx)); err != nil {
		return nil, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := placeExists(ctx, tx, in.Path); err != nil {
			return err
		}
		e.ID, e.Version = id.New("nep"), 1
		tx.AfterCommit(s.known.Forget)
		if err := insertEndpoint(ctx, tx, e, s.sealer.Seal(sealPlace(e.ID), h.text())); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, "notify.endpoint_added", e.ID, e.told()); err != nil {
			return err
		}
		return s.reread(ctx, tx, e)
	})
	return e, err
}

// EditEndpoint changes a shared address that nobody has changed since version;
// switching it off is an edit too.
func (s *Service) EditEndpoint(ctx context.Context, endpointID string, version int64, in EndpointInput) (*Endpoint, error) {
	var e *Endpoint
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		found, err := s.endpoint(ctx, tx, endpointID)
		if err != nil {
			return err
		}
		e = found
		if err := access.Require(ctx, PermManage, in.Path); err != nil {
			return err
		}
		if in.Path != e.Path {
			if err := placeExists(ctx, tx, in.Path); err != nil {
				return err
			}
		}
		h, err := s.unsealed(e)
		if err != nil && (in.Address == nil || in.Secret == nil) {
			return errSecret // what was sealed cannot be read any more: enter it anew
		}
		if in.Channel != e.Channel {
			return errChannel
		}
		e.Path = in.Path
		if err := in.apply(e, &h, s.private(ctx)); err != nil {
			return err
		}
		tx.AfterCommit(s.known.Forget)
		if err := updateEndpoint(ctx, tx, e, version, s.sealer.Seal(sealPlace(e.ID), h.text())); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, "notify.endpoint_edited", e.ID, e.told()); err != nil {
			return err
		}
		return s.reread(ctx, tx, e)
	})
	return e, err
}

// endpoint returns one that the caller may manage.
func (s *Service) endpoint(ctx context.Context, tx *db.Tx, endpointID string) (*Endpoint, error) {
	e := &Endpoint{ID: endpointID}
	if err := s.reread(ctx, tx, e); err != nil {
		return nil, err
	}
	return e, access.See(ctx, PermManage, e.Path, errNoEndpoint)
}

func (s *Service) reread(ctx context.Context, tx *db.Tx, e *Endpoint) error {
	found, err := db.One(ctx, tx, s.scanEndpoint, selectEndpoint+` WHERE e.id = $1`, e.ID)
	if db.IsNotFound(err) {
		return errNoEndpoint
	}
	*e = found
	return err
}

func (s *Service) unsealed(e *Endpoint) (h hidden, err error) {
	text, err := s.sealer.Unseal(sealPlace(e.ID), e.sealed)
	if err != nil {
		return h, err
	}
	return h, json.Unmarshal([]byte(text), &h)
}

// told is what the audit book keeps: no secret.
func (e *Endpoint) told() map[string]any {
	return map[string]any{"path": e.Path, "channel": e.Channel, "name": e.Name, "address": e.Address, "modes": e.Modes, "enabled": e.Enabled}
}

// testTTL is how long a test message is tried.
const testTTL = 2 * time.Minute

// TestEndpoint sends a test, labelled as one, through the real pipe to a shared
// address and returns the message's id, by which Trial tells how it goes.
func (s *Service) TestEndpoint(ctx context.Context, endpointID string) (string, error) {
	message := ""
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		e, err := s.endpoint(ctx, tx, endpointID)
		if err != nil {
			return err
		}
		if message, err = s.sendTest(ctx, tx, Message{SubjectID: e.ID, Path: e.Path, Endpoints: []string{e.ID}}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "notify.endpoint_tested", e.ID, nil)
	})
	return message, err
}

func (s *Service) sendTest(ctx context.Context, tx *db.Tx, m Message) (string, error) {
	m.Room, m.Kind, m.Mode, m.Link, m.TTL = "notify", "test", Test, "/notices", testTTL
	m.Params = map[string]any{"by": access.From(ctx).Name}
	return s.post(ctx, tx, Normal, m)
}

// Trial tells how a test message to a shared address is doing.
func (s *Service) Trial(ctx context.Context, endpointID, messageID string) (*Receipt, error) {
	channel := ""
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		e, err := s.endpoint(ctx, tx, endpointID)
		if err == nil {
			channel = e.Channel
		}
		return err
	}); err != nil {
		return nil, err
	}
	return s.receipt(ctx, messageID, endpointID, channel)
}

// Gateway is a far end that many receipts go through, as the operator has set it
// up in the settings.
type Gateway struct {
	Channel string `json:"channel"`
	Ready   bool   `json:"ready" doc:"set up in the settings"`
	Line    Line   `json:"line"`
}

// Gateways returns the mail server and the text message gateway.
func (s *Service) Gateways(ctx context.Context) ([]Gateway, error) {
	if err := access.RequireSomewhere(ctx, PermManage); err != nil {
		return nil, err
	}
	out := []Gateway{{Channel: Mail}, {Channel: SMS}}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		for i := range out {
			l, err := db.One(ctx, tx, func(row db.Scanner) (l Line, err error) {
				err = row.Scan(&l.OKAt, &l.FailedAt, &l.Error, &l.ShutUntil)
				return l, err
			}, `SELECT ok_at, failed_at, error, shut_until FROM notify_lines WHERE line = $1`, out[i].Channel)
			if err != nil && !db.IsNotFound(err) {
				return err
			}
			l.Resting = l.ShutUntil > db.Millis(s.db.Clock().Steady())
			out[i].Line, out[i].Ready = l, s.dispatch.ready(ctx, out[i].Channel)
		}
		return nil
	})
	return out, err
}
