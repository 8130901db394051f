package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"

	"huxue/internal/kit/config"
	"huxue/internal/kit/db"
	"huxue/internal/kit/log"
	"huxue/internal/platform/audit"
)

// Command is one call of the program.
type Command struct {
	Name    string
	Args    []string
	Environ []string
	Out     io.Writer
	Err     io.Writer
}

func (c Command) load(extra func(*flag.FlagSet)) (*config.Config, *slog.Logger, error) {
	cfg, err := config.Load("huxue "+c.Name, c.Args, c.Environ, c.Err, extra)
	if err != nil {
		return nil, nil, err
	}
	l, err := log.New(c.Err, cfg.LogLevel)
	return cfg, l, err
}

// Migrate brings the tables up to date and stops. With -adopt it also takes the
// secret key and the files folder it finds for the right ones.
func Migrate(ctx context.Context, c Command) error {
	adopt := false
	cfg, l, err := c.load(func(f *flag.FlagSet) {
		f.BoolVar(&adopt, "adopt", false, "the secret key or the files folder is lost: go on with those of this server")
	})
	if err != nil {
		return err
	}
	a, err := Open(ctx, Options{Config: cfg, Log: l, Adopt: adopt})
	if err != nil {
		return err
	}
	defer a.Close()
	fmt.Fprintln(c.Out, "the tables are up to date")
	return nil
}

// OpenAPI prints the document of all operations. It needs no database of
// anybody's: an empty one in memory serves.
func OpenAPI(ctx context.Context, c Command) error {
	a, err := Blank(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	text, err := a.api.OpenAPI()
	if err != nil {
		return err
	}
	_, err = c.Out.Write(text)
	return err
}

// errSick makes the program end with a failure when the doctor found something.
var errSick = errors.New("the doctor found something")

// Doctor reads the audit book from the first line to the last, asks the
// database about itself, and says what is wrong.
func Doctor(ctx context.Context, c Command) error {
	cfg, l, err := c.load(nil)
	if err != nil {
		return err
	}
	d, err := db.Open(ctx, db.Options{URL: cfg.DB, Log: l})
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	var report *audit.Report
	if err := d.Read(ctx, func(tx *db.Tx) (err error) {
		report, err = audit.Verify(ctx, tx)
		return err
	}); err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "审计日志 audit book: %d 条 entries, %d 链 lanes\n", report.Entries, report.Lanes)
	for lane := range len(report.Heads) {
		fmt.Fprintf(c.Out, "  链 lane %d: %s\n", lane, report.Heads[lane])
	}
	trouble, err := d.Check(ctx)
	if err != nil {
		return err
	}
	if report.Broken != "" {
		trouble = append(trouble, "audit book: "+report.Broken)
	}
	trouble = append(trouble, amongServers(ctx, cfg, d)...)
	for _, t := range trouble {
		fmt.Fprintln(c.Out, "发现问题 FOUND:", t)
	}
	if len(trouble) > 0 {
		return errSick
	}
	fmt.Fprintln(c.Out, "未发现问题 nothing found")
	return nil
}
