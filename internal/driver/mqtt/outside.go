package mqtt

import (
	"bytes"
	"context"
	"errors"
	"hash/fnv"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/eclipse/paho.golang/autopaho"
	"github.com/eclipse/paho.golang/paho"
)

// Outside is a broker of somebody else's, at which we are one client among others. It
// must speak MQTT 5, and it is that broker which sees to it that each box publishes
// under its own topics only.
type Outside struct {
	URL      string // mqtt://host:1883, or mqtts:// for TLS
	User     string
	Password string
	ClientID string
	// Said is told when the connection is up, and of each attempt that failed.
	Said func(err error)
}

var errBroker = errors.New("mqtt: not the address of a broker")

const (
	workers = 16
	// What the broker keeps for us while we are away.
	keptFor = 24 * 60 * 60
	// Another server of ours has taken the session over; it hears for both.
	takenOver     = 0x8e
	takenOverWait = time.Minute
	retryAfter    = 5 * time.Second
)

// Check says whether a broker's address can be one.
func (o Outside) Check() error {
	u, err := url.Parse(o.URL)
	if err != nil || u.Host == "" || u.User != nil || !slices.Contains([]string{"mqtt", "tcp", "mqtts", "tls", "ssl"}, u.Scheme) {
		return errBroker
	}
	return nil
}

// Follow hears what boxes say at that broker until ctx ends. A message is acknowledged
// once it is stored; what comes in while we are away the broker keeps for a day.
// Messages of one box are taken one after the other.
func (o Outside) Follow(ctx context.Context, h Handler) error {
	if err := o.Check(); err != nil {
		return err
	}
	u, _ := url.Parse(o.URL)
	said := o.Said
	if said == nil {
		said = func(error) {}
	}
	var replaced atomic.Bool
	var all sync.WaitGroup
	lanes := make([]chan *paho.PublishReceived, workers)
	for i := range lanes {
		lanes[i] = make(chan *paho.PublishReceived, 4)
		all.Go(func() {
			for r := range lanes[i] {
				if takeOutside(ctx, h, u.Host, r.Packet) {
					_ = r.Client.Ack(r.Packet) // lost: the broker sends it again
				}
			}
		})
	}
	most := uint32(mostPacket)
	receive := uint16(256)
	cfg := autopaho.ClientConfig{
		ServerUrls: []*url.URL{u}, KeepAlive: 30, SessionExpiryInterval: keptFor, ConnectUsername: o.User, ConnectPassword: []byte(o.Password),
		ConnectPacketBuilder: func(c *paho.Connect, _ *url.URL) (*paho.Connect, error) {
			c.Properties.MaximumPacketSize, c.Properties.ReceiveMaximum = &most, &receive
			return c, nil
		},
		OnConnectionUp: func(m *autopaho.ConnectionManager, _ *paho.Connack) {
			go func() {
				_, err := m.Subscribe(ctx, &paho.Subscribe{Subscriptions: []paho.SubscribeOptions{
					{Topic: roots[0] + "/#", QoS: 1, RetainHandling: 2}, {Topic: roots[1] + "/#", QoS: 1, RetainHandling: 2},
				}})
				said(err)
			}()
		},
		OnConnectError: func(err error) { said(err) },
		ReconnectBackoff: func(int) time.Duration {
			if replaced.Swap(false) {
				return takenOverWait
			}
			return retryAfter
		},
		ClientConfig: paho.ClientConfig{
			ClientID: o.ClientID, EnableManualAcknowledgment: true,
			OnServerDisconnect: func(d *paho.Disconnect) { replaced.Store(d.ReasonCode == takenOver) },
			OnPublishReceived: []func(paho.PublishReceived) (bool, error){func(r paho.PublishReceived) (bool, error) {
				user, _, _, _ := Address(r.Packet.Topic)
				lane := fnv.New32a()
				_, _ = lane.Write([]byte(user))
				select {
				case lanes[lane.Sum32()%workers] <- &r:
				case <-ctx.Done():
				}
				return true, nil
			}},
		},
	}
	m, err := autopaho.NewConnection(ctx, cfg)
	if err == nil {
		<-m.Done()
	}
	for _, l := range lanes {
		close(l)
	}
	all.Wait()
	return err
}

// takeOutside stores a message, and tries again for as long as it cannot be stored. A
// retained one is of some other day, and what belongs to no box is not kept.
func takeOutside(ctx context.Context, h Handler, source string, p *paho.Publish) bool {
	user, _, _, ok := Address(p.Topic)
	switch {
	case p.Retain:
		h.Turned(source, "retained")
		return true
	case !ok:
		h.Turned(source, "foreign_topic")
		return true
	}
	m := Message{Kind: Publish, User: user, Source: source, Topic: p.Topic, QoS: p.QoS, ID: p.PacketID, Dup: p.Duplicate(), Payload: bytes.Clone(p.Payload)}
	for {
		within, cancel := context.WithTimeout(context.WithoutCancel(ctx), takeWithin)
		err := h.Take(within, m)
		cancel()
		if err == nil {
			return true
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return false
		}
	}
}
