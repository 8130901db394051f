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
	"strings"
)

// bench is one suite: it adds its figures to the report as it goes.
type bench func(ctx context.Context, r *report, database string) error

var benches = map[string]bench{"press": benchPress, "alarm": benchAlarm, "campaign": benchCampaign, "inspection": benchInspection, "pictures": benchPictures, "boxes": benchBoxes}

func main() {
	name := flag.String("name", "press", "which suite")
	database := flag.String("db", "sqlite", "sqlite or postgres")
	parts := flag.String("parts", "", "only these parts of the suite, by name; writes no file")
	floor := flag.String("floor", "", "serve as the floor over this database url (used by the suites themselves)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *name, *database, *parts, *floor); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, name, database, parts, floor string) error {
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
	r := &report{name: name, database: database, parts: strings.FieldsFunc(parts, func(c rune) bool { return c == ',' })}
	err := suite(ctx, r, database)
	r.print(os.Stdout)
	if len(r.parts) > 0 {
		return err
	}
	if werr := r.write("bench/out"); err == nil {
		err = werr
	}
	return err
}
