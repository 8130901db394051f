package mediation

import (
	"context"
	"embed"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/files"
	"huxue/internal/platform/notify"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
var Schema = db.Schema{Room: "mediation", Files: migrations}

// Options are what the room needs from the house. Roles say who is told of what.
type Options struct {
	DB      *db.DB
	Notify  *notify.Service
	Files   *files.Service
	Limits  Limits
	Holders Holders
	Sealer  Sealer
	Roles   Roles
	Dir     string // for what does not fit into memory while a workbook is written
}

// Roles are whom the room tells: those who run a school's safety, who stands at its
// gate, and the bureau above.
type Roles struct {
	School, Gate, Bureau []string
}

// Service does what schools, bureaus and police ask of this room.
type Service struct {
	db      *db.DB
	notify  *notify.Service
	files   *files.Service
	limits  Limits
	holders Holders
	sealer  Sealer
	roles   Roles
	dir     string
}

// New opens the room.
func New(o Options) *Service {
	return &Service{db: o.DB, notify: o.Notify, files: o.Files, limits: o.Limits, holders: o.Holders, sealer: o.Sealer, roles: o.Roles, dir: o.Dir}
}

// Moved follows a school whose path has changed.
// access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	for _, table := range []string{"mediation_disputes", "mediation_reads", "mediation_returns", "mediation_link_schools", "mediation_notice_posts", "mediation_care"} {
		var a db.Args
		set := `UPDATE ` + table + ` SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
		if _, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...); err != nil {
			return err
		}
	}
	return nil
}

func holds(ctx context.Context, perm access.Perm, path string) bool {
	return access.From(ctx).Holds(perm, path)
}
