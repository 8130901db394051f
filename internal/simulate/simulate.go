// Package simulate makes fakes of the world outside, over our own drivers: boxes that
// live and call for help, a police platform that notes what it hears. They serve
// demonstrations and tests and know no database.
package simulate

import (
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"huxue/internal/driver/gb28181"
)

const usage = `huxue simulate boxes   boxes that live and press, in GB/T 28181, DC-09 or MQTT; -h for the flags
huxue simulate cameras cameras and recorders that send a real picture when called
huxue simulate helppoints help-points that call by SIP and say a tone
huxue simulate upper   a police platform above us that prints what it hears
`

// Run is `huxue simulate WHAT`.
func Run(ctx context.Context, args []string, out, errOut io.Writer) error {
	if len(args) == 0 || !slices.Contains([]string{"boxes", "cameras", "helppoints", "upper"}, args[0]) {
		fmt.Fprint(errOut, usage)
		return errors.New("simulate what?")
	}
	set := flag.NewFlagSet("huxue simulate "+args[0], flag.ContinueOnError)
	set.SetOutput(errOut)
	devices := set.String("devices", "", "file with a line per device: code,password")
	out = &slow{w: out}
	if args[0] == "upper" {
		listen := set.String("listen", "127.0.0.1:5062", "address to listen on, UDP and TCP")
		code := set.String("code", "14000000002000000001", "the platform's own 20-digit number")
		if err := set.Parse(args[1:]); err != nil {
			return err
		}
		logins, err := read(*devices)
		if err != nil {
			return err
		}
		u := NewUpper(logins, out)
		at, err := u.Listen(*listen, *code)
		if err != nil {
			return err
		}
		defer u.Close()
		fmt.Fprintln(out, "listening on", at)
		<-ctx.Done()
		return nil
	}
	if args[0] == "helppoints" {
		return runHelpPoints(ctx, set, devices, args[1:], out)
	}
	if args[0] == "cameras" {
		return runCameras(ctx, set, devices, args[1:], out)
	}
	return runBoxes(ctx, set, devices, args[1:], out)
}

// defaults are where `make run` hears boxes.
var defaults = map[string]string{"gb28181": "127.0.0.1:5060", "dc09": "127.0.0.1:7700", "mqtt": "127.0.0.1:1883"}

func runBoxes(ctx context.Context, set *flag.FlagSet, devices *string, args []string, out io.Writer) error {
	b := Boxes{Out: out}
	protocol := set.String("protocol", "gb28181", "gb28181, dc09 or mqtt")
	set.StringVar(&b.Server, "server", "", "the address that hears them; empty: that of make run")
	platform := set.String("platform", "14090000002000000001", "the platform's 20-digit number")
	set.DurationVar(&b.Beat, "beat", time.Minute, "how often each says that it lives")
	set.DurationVar(&b.Press, "press", 0, "how often one of them presses; 0: never")
	set.BoolVar(&b.TCP, "tcp", false, "over TCP instead of UDP")
	if err := set.Parse(args); err != nil {
		return err
	}
	if b.Server == "" {
		b.Server = defaults[*protocol]
	}
	var err error
	if *protocol != "gb28181" {
		l := Lines{Protocol: *protocol, Server: b.Server, TCP: b.TCP, Beat: b.Beat, Press: b.Press, Out: out}
		if l.Logins, err = readAny(*devices); err != nil {
			return err
		}
		return l.Run(ctx)
	}
	if b.Platform, err = gb28181.ParseCode(*platform); err != nil {
		return err
	}
	if b.Logins, err = read(*devices); err != nil {
		return err
	}
	return b.Run(ctx)
}

func runCameras(ctx context.Context, set *flag.FlagSet, devices *string, args []string, out io.Writer) error {
	c := Cameras{Out: out}
	set.StringVar(&c.Server, "server", "127.0.0.1:5060", "the platform's SIP address")
	set.StringVar(&c.Bind, "bind", "127.0.0.1", "our own address")
	platform := set.String("platform", "14090000002000000001", "the platform's 20-digit number")
	set.IntVar(&c.Channels, "channels", 2, "how many cameras a recorder has")
	set.DurationVar(&c.Beat, "beat", time.Minute, "how often each says that it lives")
	set.DurationVar(&c.Press, "press", 0, "how often one of them calls for help; 0: never")
	set.BoolVar(&c.TCP, "tcp", false, "SIP over TCP instead of UDP")
	set.BoolVar(&c.H265, "h265", false, "the main stream is H.265, only the small one H.264")
	if err := set.Parse(args); err != nil {
		return err
	}
	var err error
	if c.Platform, err = gb28181.ParseCode(*platform); err != nil {
		return err
	}
	if c.Logins, err = read(*devices); err != nil {
		return err
	}
	return c.Run(ctx)
}

// Login is how a device registers.
type Login struct{ Code, Password string }

// read reads a file of devices of GB/T 28181.
func read(file string) ([]Login, error) {
	out, err := readAny(file)
	if err != nil {
		return nil, err
	}
	for i, l := range out {
		if _, err := gb28181.ParseCode(l.Code); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", file, i+1, err)
		}
	}
	return out, nil
}

func readAny(file string) ([]Login, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("-devices: %w", err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord, r.TrimLeadingSpace = 2, true
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	out := make([]Login, 0, len(rows))
	for _, row := range rows {
		out = append(out, Login{row[0], strings.TrimSpace(row[1])})
	}
	return out, nil
}

// slow lets many write lines to one place.
type slow struct {
	mu sync.Mutex
	w  io.Writer
}

// Write writes one line.
func (s *slow) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.w.Write(p)
}
