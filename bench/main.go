// Command bench measures what Huxue claims, against the real binary over a
// freshly seeded city: `make bench NAME=press DB=sqlite`. It prints a table and
// writes bench/out/NAME-DB.json. Machines are noisy, so a figure that depends
// on the machine stands beside a floor measured in the same run.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

// bench is one suite: it adds its figures to the report as it goes.
type bench func(ctx context.Context, r *report, database string) error

var benches = map[string]bench{"press": benchPress, "alarm": benchAlarm}

func main() {
	name := flag.String("name", "press", "which suite")
	database := flag.String("db", "sqlite", "sqlite or postgres")
	floor := flag.String("floor", "", "serve as the floor over this database url (used by the suites themselves)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *name, *database, *floor); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, name, database, floor string) error {
	if floor != "" {
		return serveFloor(ctx, floor)
	}
	suite, ok := benches[name]
	if !ok {
		return fmt.Errorf("there is no suite %q", name)
	}
	if database != "sqlite" && database != "postgres" {
		return fmt.Errorf("-db %q is neither sqlite nor postgres", database)
	}
	r := &report{name: name, database: database}
	err := suite(ctx, r, database)
	r.print(os.Stdout)
	if werr := r.write("bench/out"); err == nil {
		err = werr
	}
	return err
}
