package mqtt

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	broker "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"
)

// hook is where the library asks us.
type hook struct {
	broker.HookBase
	ctx   context.Context
	house Handler
	gate  *gate
}

var hooked = []byte{broker.OnConnect, broker.OnConnectAuthenticate, broker.OnSessionEstablished, broker.OnACLCheck, broker.OnPacketRead,
	broker.OnPublish, broker.OnWill}

// ID names the hook.
func (h *hook) ID() string { return "house" }

// Provides says what it answers.
func (h *hook) Provides(b byte) bool { return bytes.IndexByte(hooked, b) >= 0 }

func lineOf(cl *broker.Client) *line {
	l, _ := cl.Net.Conn.(*line)
	return l
}

func (l *line) who() string {
	if l == nil || l.user.Load() == nil {
		return ""
	}
	return *l.user.Load()
}

// take stores a message, however the connection or the server is going.
func (h *hook) take(l *line, m Message) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(h.ctx), takeWithin)
	defer cancel()
	m.User, m.Source = l.who(), l.source()
	return h.house.Take(ctx, m)
}

// OnConnect makes every session end with its connection, and mends what the library
// reckons wrongly: one and a half times a long keep-alive runs over.
func (h *hook) OnConnect(cl *broker.Client, _ packets.Packet) error {
	cl.Properties.Clean = true
	cl.Properties.Props.SessionExpiryInterval = 0
	cl.State.Keepalive = min(cl.State.Keepalive, 40_000)
	cl.Properties.Will.WillDelayInterval = 0 // a session that ends with its line has no later
	return nil
}

// OnConnectAuthenticate lets a box in that knows its password.
func (h *hook) OnConnectAuthenticate(cl *broker.Client, pk packets.Packet) bool {
	l := lineOf(cl)
	if l == nil {
		return false
	}
	user := string(pk.Connect.Username)
	ctx, cancel := context.WithTimeout(h.ctx, takeWithin)
	defer cancel()
	err := h.house.Login(ctx, user, pk.Connect.Password, l.source())
	switch {
	case errors.Is(err, ErrLocked):
		wait := time.NewTimer(lockedWait)
		defer wait.Stop()
		select {
		case <-wait.C:
		case <-h.ctx.Done():
		}
		return false
	case err != nil:
		return false
	}
	l.user.Store(&user)
	h.gate.known(l)
	// Else a box could throw another one out by taking its name.
	cl.ID = user + " " + cl.ID
	return true
}

// OnSessionEstablished notes that a box has come.
func (h *hook) OnSessionEstablished(cl *broker.Client, pk packets.Packet) {
	_ = h.take(lineOf(cl), Message{Kind: Connect, Topic: pk.Connect.ClientIdentifier}) // it says so again by pinging
}

// OnACLCheck keeps each box to its own topics.
func (h *hook) OnACLCheck(cl *broker.Client, topic string, _ bool) bool {
	return own(lineOf(cl).who(), topic)
}

// OnPacketRead hears the packets that lead to no other question: pings, and what is
// published where its sender may not.
func (h *hook) OnPacketRead(cl *broker.Client, pk packets.Packet) (packets.Packet, error) {
	l := lineOf(cl)
	if l.who() == "" {
		return pk, nil
	}
	switch pk.FixedHeader.Type {
	case packets.Pingreq:
		_ = h.take(l, Message{Kind: Ping})
	case packets.Publish:
		l.pace.wait(h.ctx, time.Now())
		if !own(l.who(), pk.TopicName) {
			h.house.Turned(l.source(), "foreign_topic")
			m := publication(pk)
			m.Foreign = true
			_ = h.take(l, m)
		}
	case packets.Subscribe:
		if slices.ContainsFunc(pk.Filters, func(s packets.Subscription) bool { return !own(l.who(), s.Filter) }) {
			h.house.Turned(l.source(), "foreign_topic")
		}
	}
	return pk, nil
}

func publication(pk packets.Packet) Message {
	return Message{Kind: Publish, Topic: pk.TopicName, QoS: pk.FixedHeader.Qos, ID: pk.PacketID, Retained: pk.FixedHeader.Retain, Dup: pk.FixedHeader.Dup,
		Payload: bytes.Clone(pk.Payload)}
}

// OnPublish stores what a box says; the library acknowledges after it. It also does
// after most errors, so we hang up: the box comes again and sends again.
func (h *hook) OnPublish(cl *broker.Client, pk packets.Packet) (packets.Packet, error) {
	if err := h.take(lineOf(cl), publication(pk)); err != nil {
		cl.Stop(err)
		return pk, packets.ErrRejectPacket
	}
	pk.FixedHeader.Retain = false // heard now; never again later on
	return pk, nil
}

// OnWill is a box gone without a word, unless it has come back on another line or it is
// we who close. The topic of its will does not matter: it is passed to nobody.
func (h *hook) OnWill(cl *broker.Client, will broker.Will) (broker.Will, error) {
	l := lineOf(cl)
	if l.who() != "" && !h.gate.closing() && !h.gate.another(l) {
		_ = h.take(l, Message{Kind: Will, Topic: will.TopicName, QoS: will.Qos, Payload: bytes.Clone(will.Payload)}) // silence says it too
	}
	return broker.Will{}, nil
}
