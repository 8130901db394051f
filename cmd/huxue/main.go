// Command huxue is the whole of Huxue 护学: server, seed, migrations, doctor.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"huxue/internal/app"
	"huxue/internal/kit/config"
	"huxue/internal/simulate"
)

const usage = `huxue 护学: school safety as a system of work

  huxue serve      serve people, phones and police desks
  huxue seed       make a believable demo city in an empty database
  huxue migrate    bring the tables up to date and stop
  huxue doctor     read the audit book and the data again; say what is wrong
  huxue openapi    print the OpenAPI document
  huxue simulate   boxes, cameras, help-points or a police platform, for demonstrations and tests
  huxue verify     judge the record of an alarm, FILE.huxue.json; needs no database

Each takes -h. Every flag is also a variable: -log-level is HUXUE_LOG_LEVEL.
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr)
	stop()
	switch {
	case err == nil, errors.Is(err, config.ErrHelp):
	default:
		fmt.Fprintln(os.Stderr, "huxue:", err)
		if errors.Is(err, app.ErrUnreadable) {
			os.Exit(2)
		}
		os.Exit(1)
	}
}

func run(ctx context.Context, args, environ []string, out, errOut io.Writer) error {
	commands := map[string]func(context.Context, app.Command) error{
		"serve": app.Serve, "seed": app.Seed, "migrate": app.Migrate, "doctor": app.Doctor, "openapi": app.OpenAPI,
		"verify": app.Verify,
	}
	if len(args) == 0 {
		fmt.Fprint(errOut, usage)
		return errors.New("which command?")
	}
	if args[0] == "simulate" {
		return simulate.Run(ctx, args[1:], out, errOut)
	}
	do, ok := commands[args[0]]
	if !ok {
		fmt.Fprint(errOut, usage)
		return fmt.Errorf("unknown command %q", args[0])
	}
	return do(ctx, app.Command{Name: args[0], Args: args[1:], Environ: environ, Out: out, Err: errOut})
}
