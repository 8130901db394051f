package mqtt

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"time"

	broker "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"
)

const (
	// What one packet may hold: Zigbee2MQTT tells the list of its devices in one.
	mostPacket = 512 << 10
	takeWithin = 10 * time.Second
	// How long one who guesses waits for his answer once he is locked.
	lockedWait = 2 * time.Second
)

// Broker is our own broker. It passes nothing from one box to another, keeps no
// session and no retained message: boxes speak, and we hear.
type Broker struct {
	server *broker.Server
	gate   *gate
	stop   context.CancelFunc
}

// Listen opens a broker at an address until ctx ends; port 0 is any.
func Listen(ctx context.Context, addr string, h Handler) (*Broker, error) {
	return ListenTLS(ctx, addr, nil, h)
}

// ListenTLS opens one that speaks TLS only; a box checks our certificate, and shows who
// it is by its password. Without a configuration it is Listen.
func ListenTLS(ctx context.Context, addr string, c *tls.Config, h Handler) (*Broker, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	if c != nil {
		l = tls.NewListener(l, c)
	}
	capabilities := broker.NewDefaultServerCapabilities()
	capabilities.MaximumClients = mostConns
	capabilities.MaximumPacketSize = mostPacket
	capabilities.MaximumSessionExpiryInterval = 0
	capabilities.MaximumClientWritesPending = 16 // 8192 by default, 64 KB for each box
	capabilities.MaximumInflight = 64
	capabilities.ReceiveMaximum = 64
	capabilities.SharedSubAvailable = 0
	// The library asks for permission before it looks an alias up, and drops the
	// message without a word.
	capabilities.TopicAliasMaximum = 0
	ctx, stop := context.WithCancel(ctx)
	b := &Broker{gate: newGate(l, h.Turned), stop: stop}
	b.server = broker.New(&broker.Options{
		Capabilities: capabilities, ClientNetReadBufferSize: 1024, ClientNetWriteBufferSize: 1024,
		Logger:                 slog.New(slog.DiscardHandler), // it prints whole packets
		SysTopicResendInterval: 24 * 60 * 60,                  // it stops the world each time
	})
	if err := errors.Join(b.server.AddHook(&hook{ctx: ctx, house: h, gate: b.gate}, nil), b.server.AddListener(b.gate), b.server.Serve()); err != nil {
		stop()
		_ = l.Close()
		return nil, err
	}
	return b, nil
}

// Address is where it listens.
func (b *Broker) Address() string { return b.gate.Address() }

// Close hangs up on all boxes and waits until what they said is stored.
func (b *Broker) Close() {
	b.stop()
	_ = b.server.Close()
}

// reason is why a connection ended, where that is worth a count: in is true for one
// that had logged in.
func reason(err error, in bool) string {
	var code packets.Code
	switch {
	case err == nil, errors.Is(err, io.EOF), errors.Is(err, net.ErrClosed), errors.Is(err, packets.ErrBadUsernameOrPassword), errors.Is(err, packets.ErrServerShuttingDown),
		errors.Is(err, packets.ErrSessionTakenOver), errors.Is(err, packets.ErrNotAuthorized):
		return "" // nothing, or counted where it was found
	case errors.Is(err, errTooMuch), errors.Is(err, packets.ErrPacketTooLarge):
		return "oversize"
	case errors.Is(err, os.ErrDeadlineExceeded) && !in:
		return "silent_stranger"
	case errors.As(err, &code), !in:
		return "malformed"
	}
	return ""
}
