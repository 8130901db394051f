package cascade

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"huxue/internal/driver/gb28181"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// A server keeps the line to a platform for so long, and says so anew well before; if it
// dies, another one takes over.
const (
	leaseFor   = 15 * time.Second
	leaseAgain = 10 * time.Second
	tendEvery  = time.Second
)

// link is the line to one platform.
type link struct {
	s     *Service
	u     *Upper
	dev   *gb28181.Device
	wake  chan struct{}
	shown map[string]gb28181.Channel // what the platform knows of, if it listens
	up    atomic.Bool
	stop  context.CancelFunc
	done  chan struct{}
}

// Run keeps the lines to all platforms that are switched on, from the SIP address that
// the station has, until ctx ends. retry is how long is waited after a refusal.
// access: the house starts it. audit: each part records what it does.
func (s *Service) Run(ctx context.Context, st *gb28181.Station, retry time.Duration) {
	ctx = access.AsSystem(ctx, "cascade")
	s.hearing.Store(true)
	defer s.hearing.Store(false)
	links := map[string]*link{}
	tick := time.NewTicker(tendEvery)
	defer tick.Stop()
	for {
		if err := s.tend(ctx, st, retry, links); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "the lines to the platforms above were not looked after", "error", err)
		}
		select {
		case <-tick.C:
		case <-s.wake:
		case <-ctx.Done():
			for _, l := range links {
				l.stop()
			}
			for _, l := range links {
				<-l.done
			}
			return
		}
	}
}

// tend writes down new alarms, and makes the lines that are up those that should be.
func (s *Service) tend(ctx context.Context, st *gb28181.Station, retry time.Duration, links map[string]*link) error {
	if err := s.Look(ctx); err != nil {
		s.log.WarnContext(ctx, "alarms were not sent up", "error", err)
	}
	var uppers []*Upper
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		uppers, err = enabledUppers(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	wanted := map[string]bool{}
	for _, u := range uppers {
		mine, err := s.hold(ctx, u.ID)
		if err != nil {
			return err
		}
		if !mine {
			continue
		}
		l := links[u.ID]
		if l != nil && l.u.Version != u.Version {
			l.end()
			l = nil
		}
		if l == nil {
			l = s.begin(ctx, st, retry, u)
			links[u.ID] = l
		}
		wanted[u.ID] = true
		l.nudge()
	}
	for id, l := range links {
		if !wanted[id] {
			l.end()
			delete(links, id)
		}
	}
	return nil
}

// hold takes or keeps the right to the line. On SQLite there is one server.
func (s *Service) hold(ctx context.Context, upperID string) (bool, error) {
	if s.db.Engine() == db.SQLite || s.held[upperID].After(s.db.Clock().Now()) {
		return true, nil
	}
	mine := false
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		now := db.Millis(tx.Now)
		res, err := tx.Exec(ctx, `UPDATE cascade_uppers SET held_by = $1, held_until = $2 WHERE id = $3 AND (held_by = $1 OR held_until < $4)`,
			s.server, now+leaseFor.Milliseconds(), upperID, now)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		mine = n == 1
		if mine {
			s.held[upperID] = tx.Now.Add(leaseFor - leaseAgain)
		}
		return err
	})
	return mine, err
}

// begin makes a line. A name is looked up once, here: afterwards whoever speaks in the
// platform's name is known by his address.
func (s *Service) begin(ctx context.Context, st *gb28181.Station, retry time.Duration, u *Upper) *link {
	ctx, stop := context.WithCancel(ctx)
	l := &link{s: s, u: u, wake: make(chan struct{}, 1), stop: stop, done: make(chan struct{})}
	go func() {
		defer close(l.done)
		defer stop()
		if err := s.tidy(ctx, u.ID); err != nil {
			s.log.WarnContext(ctx, "old lines were not ended", "error", err)
		}
		if u.State != Connecting {
			l.stands(ctx, Connecting, "", "")
		}
		server, err := numeric(ctx, u.Address)
		for ; err != nil; server, err = numeric(ctx, u.Address) {
			l.stands(ctx, Offline, "cascade.no_host", "")
			select {
			case <-ctx.Done():
				return
			case <-time.After(retry):
			}
		}
		secret, err := s.sealer.Unseal(sealPlace(u.ID), u.sealed)
		if err != nil {
			l.stands(ctx, Offline, "cascade.secret_lost", "")
			<-ctx.Done() // until it is entered anew
			return
		}
		l.dev = st.Add(l.profile(ctx, server, []byte(secret)))
		defer st.Remove(l.dev)
		over := make(chan struct{})
		go func() { defer close(over); l.post(ctx) }()
		l.dev.Live(ctx, time.Duration(u.BeatS)*time.Second, retry, func(state string, err error) { l.told(ctx, state, err) })
		<-over
	}()
	return l
}

// numeric looks a name up.
func numeric(ctx context.Context, address string) (string, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return "", err
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return address, nil
	}
	found, err := net.DefaultResolver.LookupNetIP(ctx, "ip4", host)
	if err != nil {
		return "", err
	}
	return net.JoinHostPort(found[0].Unmap().String(), port), nil
}

func (l *link) end() {
	l.stop()
	<-l.done
}

func (l *link) nudge() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// post sends what is due whenever it is nudged, as long as the platform knows us.
func (l *link) post(ctx context.Context) {
	l.shown = byNumber(l.channels(ctx))
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.wake:
		}
		if !l.up.Load() {
			continue
		}
		if _, changed := l.s.anew.LoadAndDelete(l.u.ID); changed {
			l.show(ctx)
		}
		if err := l.s.send(ctx, l); err != nil && ctx.Err() == nil {
			l.s.log.WarnContext(ctx, "alarms were not sent up", "upper", l.u.ID, "error", err)
		}
	}
}

func byNumber(list []gb28181.Channel) map[string]gb28181.Channel {
	out := make(map[string]gb28181.Channel, len(list))
	for _, c := range list {
		out[c.Code] = c
	}
	return out
}

// show tells the platform what has come and what is gone; one that has not subscribed
// asks by itself some time.
func (l *link) show(ctx context.Context) {
	now := byNumber(l.channels(ctx))
	var err error
	for code, c := range l.shown {
		if _, still := now[code]; !still {
			err = errors.Join(err, l.dev.Changed(ctx, gb28181.ChannelGone, c))
		}
	}
	for code, c := range now {
		if _, known := l.shown[code]; !known {
			err = errors.Join(err, l.dev.Changed(ctx, gb28181.ChannelAdded, c))
		}
	}
	if l.shown = now; err != nil {
		l.s.log.InfoContext(ctx, "a platform above was not told of its catalogue", "upper", l.u.ID, "error", err)
	}
}

// told hears how we stand with the platform.
func (l *link) told(ctx context.Context, state string, err error) {
	why, said := reason(err)
	is := map[string]string{gb28181.StateRegistered: Registered, gb28181.StateRefused: Refused, gb28181.StateOffline: Offline}[state]
	l.up.Store(is == Registered)
	l.stands(ctx, is, why, said)
	if is == Registered {
		l.nudge()
		return
	}
	l.dev.EndCalls() // it is gone, and will not hang up
}

func (l *link) stands(ctx context.Context, state, why, said string) {
	if err := l.s.stands(ctx, l.u, state, why, said); err != nil && ctx.Err() == nil {
		l.s.log.WarnContext(ctx, "how a platform above stands was not written down", "upper", l.u.ID, "error", err)
	}
}

// profile is how we show ourselves to a platform, and what we do when it asks.
func (l *link) profile(ctx context.Context, server string, secret []byte) gb28181.Profile {
	u := l.u
	return gb28181.Profile{
		Code: u.OwnCode, User: u.Login, Password: secret, Server: server, Platform: gb28181.Code(u.Code), Realm: u.Domain, TCP: u.Transport == "tcp",
		Expiry: time.Duration(u.ExpiryS) * time.Second, Maker: "Huxue", Model: "护学",
		Channels:   func() []gb28181.Channel { return l.channels(ctx) },
		Has:        func(code string) bool { d := l.share(ctx, code); return d != nil },
		Lost:       func(code string) bool { d := l.share(ctx, code); return d == nil || !d.Online },
		May:        func(m *gb28181.Message) bool { return l.may(ctx, m) },
		Commanded:  func(m *gb28181.Message) { l.commanded(ctx, m) },
		Recordings: func(code string, from, to time.Time) []gb28181.Recording { return l.recordings(ctx, code, from, to) },
		Responded: func(m *gb28181.Message) {
			if err := l.s.receipt(ctx, u, m); err != nil {
				l.s.log.WarnContext(ctx, "a receipt was not written down", "upper", u.ID, "error", err)
			}
		},
		Invited: l.invited,
		Alive:   func() { l.stands(ctx, Registered, "", "") },
		Heard: func(method, _ string) {
			if method == "SUBSCRIBE" {
				l.noted(ctx, question{u: u, what: "subscribe", code: u.OwnCode, state: answered})
			}
		},
	}
}

func (l *link) share(ctx context.Context, code string) *Share {
	d, err := l.s.byCode(ctx, l.u, code)
	if err != nil && ctx.Err() == nil {
		l.s.log.WarnContext(ctx, "a shared number was not found", "upper", l.u.ID, "error", err)
	}
	return d
}

func (l *link) noted(ctx context.Context, q question) {
	if _, err := l.s.note(ctx, q); err != nil && ctx.Err() == nil {
		l.s.log.WarnContext(ctx, "a question from above was not written down", "upper", l.u.ID, "error", err)
	}
}

// channels are what is shared, as the standard's catalogue has it: one flat list under
// us, with the school in each name, for platforms differ in how they draw trees.
func (l *link) channels(ctx context.Context) []gb28181.Channel {
	list, err := l.s.shared(ctx, l.u)
	if err != nil {
		l.s.log.WarnContext(ctx, "the catalogue could not be read", "upper", l.u.ID, "error", err)
	}
	out := make([]gb28181.Channel, len(list))
	for i, d := range list {
		name := d.Name
		if !strings.Contains(name, d.School) {
			name = d.School + " " + name
		}
		out[i] = gb28181.Channel{Code: d.Code, Name: name, Civil: d.civil, Address: strings.TrimSpace(d.address + " " + d.place), Off: !d.Online, Lon: d.lon, Lat: d.lat}
	}
	return out
}
