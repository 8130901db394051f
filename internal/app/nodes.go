package app

import (
	"context"
	"fmt"
	"time"

	"huxue/internal/kit/config"
	"huxue/internal/kit/db"
	"huxue/internal/platform/files"
	"huxue/internal/platform/setting"
)

// Several servers on one database have three things in common: the key of
// sealed settings, the folder of files, and the time.

// maxSkew is how far apart the clocks of two servers may be. Leases last
// seconds, and a server that is ahead would take over what is not yet its own.
const maxSkew = time.Second

// sharedWithOthers refuses to start with a key that is not that of this
// database, for it would write secrets the others cannot read. A wrong files
// folder and a wrong clock are said aloud and do not keep alarms from ringing.
func (a *App) sharedWithOthers(ctx context.Context, adopt bool) error {
	if err := setting.ClaimKey(ctx, a.db, a.cfg.SecretFile(), adopt); err != nil {
		return err
	}
	if err := files.ClaimFolder(ctx, a.db, a.cfg.FilesDir(), adopt); err != nil {
		a.log.Error("photos and papers cannot be handed in on this server", "error", err)
	}
	if said := skewed(ctx, a.db); said != "" {
		a.log.Error("the clock of this server is off", "said", said)
	}
	return nil
}

// amongServers is what the doctor says of the three.
func amongServers(ctx context.Context, cfg *config.Config, d *db.DB) (trouble []string) {
	for _, err := range []error{setting.CheckKey(ctx, d, cfg.SecretFile()), files.CheckFolder(ctx, d, cfg.FilesDir())} {
		if err != nil {
			trouble = append(trouble, err.Error())
		}
	}
	if said := skewed(ctx, d); said != "" {
		trouble = append(trouble, said)
	}
	return trouble
}

func skewed(ctx context.Context, d *db.DB) string {
	skew, err := d.Skew(ctx)
	switch {
	case err != nil:
		return "the database did not tell the time: " + err.Error()
	case skew.Abs() > maxSkew:
		return fmt.Sprintf("this machine's clock is %v off the database server's: set both by NTP", skew.Round(time.Millisecond))
	}
	return ""
}
