package simulate

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"huxue/internal/driver/sipcall"
)

// HelpPoints are help-points that register, live, and call for help one after another.
// Each says a tone while it is answered.
type HelpPoints struct {
	Server string
	Bind   string
	Logins []Login
	Beat   time.Duration
	Press  time.Duration // between two calls of one; 0: it calls once
	Out    io.Writer
}

// Run lets them live until ctx ends.
func (h *HelpPoints) Run(ctx context.Context) error {
	if len(h.Logins) == 0 {
		return errors.New("simulate: no help-points")
	}
	failed := make(chan error, len(h.Logins))
	for _, l := range h.Logins {
		p := &sipcall.Post{Code: l.Code, Password: l.Password, Server: h.Server}
		if err := p.Open(h.Bind); err != nil {
			return err
		}
		go func() {
			defer p.Close()
			failed <- h.live(ctx, p)
		}()
	}
	var err error
	for range h.Logins {
		err = errors.Join(err, <-failed)
	}
	return err
}

// live is one of them.
func (h *HelpPoints) live(ctx context.Context, p *sipcall.Post) error {
	if err := p.Register(ctx, int(max(10*h.Beat, time.Minute)/time.Second)); err != nil {
		return fmt.Errorf("%s: %w", p.Code, err)
	}
	fmt.Fprintln(h.Out, p.Code, "registered")
	go h.beat(ctx, p)
	for {
		h.call(ctx, p)
		if h.Press == 0 {
			<-ctx.Done()
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(h.Press):
		}
	}
}

func (h *HelpPoints) beat(ctx context.Context, p *sipcall.Post) {
	tick := time.NewTicker(h.Beat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := errors.Join(p.Register(ctx, int(max(10*h.Beat, time.Minute)/time.Second)), p.Alive(ctx)); err != nil && ctx.Err() == nil {
			fmt.Fprintln(h.Out, p.Code, "not heard:", err)
		}
	}
}

// call is one call from the press to its end; each line of it can be read by a test.
func (h *HelpPoints) call(ctx context.Context, p *sipcall.Post) {
	c, err := p.Call(ctx, func() { fmt.Fprintln(h.Out, p.Code, "rings") })
	if err != nil {
		fmt.Fprintln(h.Out, p.Code, "not answered:", err)
		return
	}
	fmt.Fprintln(h.Out, p.Code, "answered in", c.Sound.Codec)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			bye, enough := context.WithTimeout(context.Background(), 2*time.Second)
			_ = c.HangUp(bye) // we leave; nobody waits for the answer
			enough()
			return
		case <-c.Over():
			fmt.Fprintf(h.Out, "%s over: sent %d, heard %d, voices %d\n", p.Code, c.Sound.Counts.Out.Load(), c.Sound.Counts.In.Load(), c.Voices.Load())
			return
		case <-tick.C:
			fmt.Fprintf(h.Out, "%s speaks: sent %d, heard %d, voices %d\n", p.Code, c.Sound.Counts.Out.Load(), c.Sound.Counts.In.Load(), c.Voices.Load())
		}
	}
}

func runHelpPoints(ctx context.Context, set *flag.FlagSet, devices *string, args []string, out io.Writer) error {
	h := HelpPoints{Out: out}
	set.StringVar(&h.Server, "server", "127.0.0.1:5070", "the SIP address that hears them; that of make run")
	set.StringVar(&h.Bind, "bind", "127.0.0.1:0", "our own address")
	set.DurationVar(&h.Beat, "beat", time.Minute, "how often each says that it lives")
	set.DurationVar(&h.Press, "press", 0, "how long after the end of a call each calls again; 0: once")
	if err := set.Parse(args); err != nil {
		return err
	}
	var err error
	if h.Logins, err = readAny(*devices); err != nil {
		return err
	}
	return h.Run(ctx)
}
