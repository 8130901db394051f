package gb28181

import (
	"context"
	"errors"
	"time"
)

// How a device stands with its platform.
const (
	StateOffline    = "offline"
	StateRegistered = "registered"
	StateRefused    = "refused" // the platform said no: password, number or lock
)

// Live keeps a device registered until ctx ends: it registers, says every so often
// that it lives, renews at two thirds of the expiry, and begins anew when three
// keepalives in a row were lost or the platform no longer knows it. After a failed
// registration it waits, a minute as the standard wants, less only for tests, and
// twice as long after each further one, up to ten times. told hears every change and
// may be nil.
func (d *Device) Live(ctx context.Context, beat, retry time.Duration, told func(state string, err error)) {
	say := func(err error) {
		if told == nil || ctx.Err() != nil {
			return
		}
		state := StateOffline
		if r := (*RefusedError)(nil); err == nil {
			state = StateRegistered
		} else if errors.As(err, &r) && r.Status < 500 {
			state = StateRefused
		}
		told(state, err)
	}
	for wait := retry; ctx.Err() == nil; {
		err := d.Register(ctx)
		say(err)
		if err != nil {
			sleep(ctx, wait)
			wait = min(2*wait, 10*retry)
			continue
		}
		wait = retry
		if err = d.stay(ctx, beat); err != nil {
			say(err) // and at once once more: it knew us a moment ago
		}
	}
	bye, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	_ = d.Logout(bye)
}

// errAnew says that the platform does not seem to know us any more.
var errAnew = errors.New("gb28181: the platform has forgotten us")

// Renew has Live register anew at once: a platform that was started again refuses what
// we tell it, and the next keepalive may be a minute away.
func (d *Device) Renew() {
	select {
	case d.anew <- struct{}{}:
	default:
	}
}

// stay says that it lives until the platform does not hear it any more.
func (d *Device) stay(ctx context.Context, beat time.Duration) error {
	renew := time.NewTimer(d.Expiry * 2 / 3)
	defer renew.Stop()
	tick := time.NewTicker(beat)
	defer tick.Stop()
	missed := 0
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-renew.C:
			if err := d.Register(ctx); err != nil {
				return err
			}
			renew.Reset(d.Expiry * 2 / 3)
		case <-d.anew:
			return errAnew
		case <-tick.C:
			one, cancel := context.WithTimeout(ctx, beat)
			err := d.Keepalive(one)
			cancel()
			if err == nil {
				missed = 0
				if d.Alive != nil {
					d.Alive()
				}
				continue
			}
			if r := (*RefusedError)(nil); errors.As(err, &r) {
				return err
			}
			if missed++; missed >= 3 {
				return err
			}
		}
	}
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
