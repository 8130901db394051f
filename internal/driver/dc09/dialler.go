package dc09

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"
)

// What the far end may say to a frame.
var (
	ErrNoAnswer = errors.New("dc09: no answer")
	ErrRefused  = errors.New("dc09: refused: wrong key or wrong clock")
	ErrNotTaken = errors.New("dc09: the receiver cannot deal with it")
)

// Dialler reports to a receiver as a box does. It is safe for several
// goroutines; its frames go one after the other, as the protocol wants.
type Dialler struct {
	Network  string // udp or tcp
	Address  string
	Account  string
	Receiver string // "" leaves it out
	Line     string // "" is 0
	Key      []byte // nil sends in the clear
	// Tries is how often one frame is sent, Wait how long each try waits for its
	// answer; zero takes 3 and 3 s.
	Tries int
	Wait  time.Duration
	// Now is the clock of the box.
	Now func() time.Time

	mu   sync.Mutex
	seq  int
	off  time.Duration // how far the receiver's clock is ahead of ours
	conn net.Conn
	in   *bufio.Reader
}

// Send reports one frame and waits until it is acknowledged. data is what
// stands in the brackets. On a NAK it sets its clock by the receiver's once.
func (d *Dialler) Send(ctx context.Context, token, data string, extra ...string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.seq = d.seq%9999 + 1
	f := Frame{Token: token, Seq: fmt.Sprintf("%04d", d.seq), Receiver: d.Receiver, Line: d.Line, Account: d.Account,
		Data: data, Extra: extra, Sealed: d.Key != nil}
	if f.Line == "" {
		f.Line = "0"
	}
	tries, last, set := d.Tries, ErrNoAnswer, false
	if tries <= 0 {
		tries = 3
	}
	for range tries {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := d.try(ctx, f)
		switch {
		case err == nil, errors.Is(err, ErrNotTaken), errors.Is(err, ErrKey):
			return err
		case errors.Is(err, ErrRefused) && set:
			return err
		case errors.Is(err, ErrRefused):
			set = true
		}
		last = err
	}
	return last
}

// try sends the frame once and reads its answer.
func (d *Dialler) try(ctx context.Context, f Frame) error {
	body, err := f.body(d.Key, d.Now().Add(d.off))
	if err != nil {
		return err
	}
	wait := d.Wait
	if wait <= 0 {
		wait = 3 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	if d.conn == nil {
		var dial net.Dialer
		if d.conn, err = dial.DialContext(ctx, d.Network, d.Address); err != nil {
			d.conn = nil
			return fmt.Errorf("%w: %w", ErrNoAnswer, err)
		}
		d.in = bufio.NewReaderSize(d.conn, mostFrame+2)
	}
	until, _ := ctx.Deadline()
	_ = d.conn.SetDeadline(until)
	err = d.exchange(f, bytesOf(body))
	if errors.Is(err, ErrNoAnswer) {
		d.hangUp()
	}
	return err
}

func (d *Dialler) exchange(f Frame, raw []byte) error {
	if _, err := d.conn.Write(raw); err != nil {
		return fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	for {
		text, err := d.in.ReadSlice('\r')
		if err != nil {
			return fmt.Errorf("%w: %w", ErrNoAnswer, err)
		}
		got, err := Parse(text)
		switch {
		case err != nil:
			return fmt.Errorf("%w: %w", ErrNoAnswer, err)
		case got.Token == NAK:
			if !got.Time.IsZero() {
				d.off = got.Time.Sub(d.Now())
			}
			return ErrRefused
		case got.Seq != f.Seq || !strings.EqualFold(got.Account, f.Account):
			continue // the late answer to an earlier try
		case got.Sealed && got.Open(d.Key) != nil, d.Key != nil && !got.Sealed && got.Token == ACK:
			return ErrKey // whoever this is does not hold our key
		case got.Token == ACK:
			return nil
		case got.Token == DUH:
			return ErrNotTaken
		}
	}
}

// Close ends the connection.
func (d *Dialler) Close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.hangUp()
}

func (d *Dialler) hangUp() {
	if d.conn != nil {
		_ = d.conn.Close()
		d.conn = nil
	}
}

// EventCID is the data of a Contact ID event: qualifier 1 new or 3 restored,
// the number, and the zone.
func EventCID(account string, qualifier, number, zone int) string {
	return fmt.Sprintf("#%s|%d%03d 00 %03d", account, qualifier, number, zone)
}

// EventSIA is the data of a new event in letters.
func EventSIA(account, code, zone string) string {
	return fmt.Sprintf("#%s|Nri1/%s%s", account, code, zone)
}
