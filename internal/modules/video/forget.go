package video

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// forgetAtOnce is how many files are looked at in one transaction.
const forgetAtOnce = 100

// old is a file that may have been kept long enough. Not all areas keep for as long, so
// that those which stay are passed over and not looked at again.
type old struct {
	id, path, fileID string
	endedAt          int64
}

// Forget takes away the clips and downloads that have been kept long enough. The line
// that there was one stays. audit: the book has when it was made and for how long it is kept.
func (s *Service) Forget(ctx context.Context) error {
	if err := access.Require(ctx, PermKeep, access.Everywhere); err != nil {
		return err
	}
	if err := s.forget(ctx, "video_clips"); err != nil {
		return err
	}
	return s.forget(ctx, "video_downloads")
}

func (s *Service) forget(ctx context.Context, table string) error {
	const day = 24 * 60 * 60 * 1000
	for from := (old{}); ; {
		n, last := 0, from
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			list, err := db.All(ctx, tx, func(row db.Scanner) (o old, err error) {
				return o, row.Scan(&o.id, &o.path, &o.fileID, &o.endedAt)
			}, `SELECT id, path, file_id, ended_at FROM `+table+` WHERE state = 'kept' AND ended_at < $1 AND (ended_at > $2 OR (ended_at = $2 AND id > $3))
				ORDER BY ended_at, id LIMIT $4`, db.Millis(tx.Now)-day, from.endedAt, from.id, forgetAtOnce)
			if err != nil {
				return err
			}
			for _, k := range list {
				days := int64(s.norms.Now(ctx, keyDays, k.path, daysDefault))
				if k.endedAt > db.Millis(tx.Now)-days*day {
					continue
				}
				if err := s.files.Forget(ctx, tx, k.fileID); err != nil {
					return err
				}
				if _, err := tx.Exec(ctx, `UPDATE `+table+` SET state = 'expired', file_id = '' WHERE id = $1`, k.id); err != nil {
					return err
				}
			}
			if n = len(list); n > 0 {
				last = list[n-1]
			}
			return nil
		})
		if err != nil || n < forgetAtOnce {
			return err
		}
		from = last
	}
}
