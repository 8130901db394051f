package mqtt

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// What the far end may say to a box.
var (
	ErrRefused  = errors.New("mqtt: refused: wrong user or password")
	ErrNoAnswer = errors.New("mqtt: no answer")
)

// Box speaks MQTT 3.1.1 as a box does: it logs in, pings, and sends what it has to say
// until that is acknowledged, with the same number. It is safe for several goroutines;
// they wait for one another.
type Box struct {
	Address  string
	User     string
	Password string
	ClientID string // "" is the user
	KeepS    uint16
	// Wait is how long it waits for an answer; zero takes 5 s.
	Wait time.Duration

	mu   sync.Mutex
	conn net.Conn
	in   *bufio.Reader
	id   uint16
}

// Topic is the box's own.
func (b *Box) Topic() string { return roots[0] + "/" + b.User }

// Say sends a message with QoS 1, as often as it takes within tries connections.
func (b *Box) Say(ctx context.Context, topic string, payload []byte, tries int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.id = b.id%65535 + 1
	flags := byte(0x32)
	var last error
	for range max(tries, 1) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if last = b.connect(ctx); errors.Is(last, ErrRefused) {
			return last
		}
		if last == nil {
			body := append(binary.BigEndian.AppendUint16(text(topic), b.id), payload...)
			if last = b.ask(ctx, frame(flags, body), 0x40, b.id); last == nil {
				return nil
			}
			flags = 0x3a // sent before
		}
		b.hangUp()
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
		}
	}
	return last
}

// Ping says that it is there.
func (b *Box) Ping(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.connect(ctx); err != nil {
		return err
	}
	err := b.ask(ctx, frame(0xc0, nil), 0xd0, 0)
	if err != nil {
		b.hangUp()
	}
	return err
}

// Close says goodbye, or, with rude, hangs up without a word.
func (b *Box) Close(rude bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.conn != nil && !rude {
		_, _ = b.conn.Write(frame(0xe0, nil))
	}
	b.hangUp()
}

func (b *Box) hangUp() {
	if b.conn != nil {
		_ = b.conn.Close()
		b.conn = nil
	}
}

func (b *Box) connect(ctx context.Context) error {
	if b.conn != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, b.wait())
	defer cancel()
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", b.Address)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	b.conn, b.in = c, bufio.NewReaderSize(c, 256)
	id := b.ClientID
	if id == "" {
		id = b.User
	}
	// Protocol level 4; user, password, will of QoS 1, clean session.
	body := append(text("MQTT"), 4, 0xce, byte(b.KeepS>>8), byte(b.KeepS))
	for _, s := range []string{id, b.Topic() + "/state", "offline", b.User, b.Password} {
		body = append(body, text(s)...)
	}
	if err := b.ask(ctx, frame(0x10, body), 0x20, 0); err != nil {
		b.hangUp()
		return err
	}
	return nil
}

func (b *Box) wait() time.Duration {
	if b.Wait > 0 {
		return b.Wait
	}
	return 5 * time.Second
}

// ask writes a packet and reads until its answer: of this kind, with this number.
func (b *Box) ask(ctx context.Context, packet []byte, kind byte, id uint16) error {
	until := time.Now().Add(b.wait())
	if d, ok := ctx.Deadline(); ok && d.Before(until) {
		until = d
	}
	_ = b.conn.SetDeadline(until)
	if _, err := b.conn.Write(packet); err != nil {
		return fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	for {
		got, err := b.in.ReadByte()
		if err != nil {
			return fmt.Errorf("%w: %w", ErrNoAnswer, err)
		}
		n, err := binary.ReadUvarint(b.in)
		if err != nil || n > mostPacket {
			return fmt.Errorf("%w: a broken packet", ErrNoAnswer)
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(b.in, body); err != nil {
			return fmt.Errorf("%w: %w", ErrNoAnswer, err)
		}
		switch {
		case got != kind:
		case kind == 0x20 && (n < 2 || body[1] != 0):
			return ErrRefused
		case kind != 0x40, n >= 2 && binary.BigEndian.Uint16(body) == id:
			return nil
		}
	}
}

func text(s string) []byte { return append(binary.BigEndian.AppendUint16(nil, uint16(len(s))), s...) }

func frame(kind byte, body []byte) []byte {
	return append(binary.AppendUvarint([]byte{kind}, uint64(len(body))), body...)
}
