package letter

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// SeedLetters gives a freshly planted city a few letters: two of the bureau, of
// which the schools take one over, one of the school where people try the system,
// and one that was withdrawn. school is that school's id.
func (s *Service) SeedLetters(ctx context.Context, school string) error {
	if err := access.Require(ctx, PermWrite, access.Everywhere); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var path string
		if err := tx.QueryRow(ctx, `SELECT path FROM schools WHERE id = $1`, school).Scan(&path); err != nil {
			return err
		}
		city, err := db.One(ctx, tx, db.Value[string], `SELECT path FROM areas WHERE level = 'city' ORDER BY path LIMIT 1`)
		if err != nil {
			return err
		}
		var list []*Letter
		for _, x := range []struct {
			path, kind, by, approver string
			days, receipts           int
		}{
			{city, "drowning", "安全科", "安全科", 130, 4127},
			{city, "fraud", "安全科", "安全科", 40, 1893},
			{path, "traffic", "安全管理员", "校长", 21, 612},
			{path, "fire", "安全管理员", "校长", 9, 540},
		} {
			l, err := s.begin(ctx, tx, x.path, templateOf(x.kind))
			if err != nil {
				return err
			}
			at := tx.Now.AddDate(0, 0, -x.days).Truncate(24 * time.Hour).Add(8*time.Hour + 20*time.Minute) // 16:20 here
			l.CreatedAt, l.CreatedName, l.ApprovedName, l.PublishedAt = at.Add(-3*time.Hour), x.by, x.approver, at
			l.State, l.Receipts = Published, x.receipts
			list = append(list, l)
		}
		list[3].State, list[3].WithdrawnAt, list[3].WithdrawReason = Withdrawn, list[3].PublishedAt.Add(5*time.Hour), "联系电话有误，已另行发布。"
		if err := insertLetters(ctx, tx, list...); err != nil {
			return err
		}
		if err := s.seedAdopted(ctx, tx, list[1]); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "letter.seed", city, map[string]int{"letters": len(list)})
	})
}

// seedAdopted lets two schools in five take a bureau's letter over, the first
// school not among them.
func (s *Service) seedAdopted(ctx context.Context, tx *db.Tx, src *Letter) error {
	var list []*Letter
	n := 0
	err := db.Each(ctx, tx, func(row db.Scanner) error {
		l := *src
		if err := row.Scan(&l.SchoolID, &l.Path, &l.Publisher); err != nil {
			return err
		}
		if n++; n%5 != 2 && n%5 != 4 {
			return nil
		}
		l.ID, l.Code, l.SourceID = id.New("let"), newCode(), src.ID
		l.CreatedName, l.ApprovedName = "安全管理员", "校长"
		l.PublishedAt = src.PublishedAt.Add(time.Duration(20+n%70) * time.Hour)
		l.CreatedAt, l.Receipts = l.PublishedAt.Add(-2*time.Hour), 7*n%90
		list = append(list, &l)
		return nil
	}, `SELECT id, path, name FROM schools WHERE status = 'active' ORDER BY path LIMIT 300`)
	if err != nil {
		return err
	}
	if err := insertLetters(ctx, tx, list...); err != nil {
		return err
	}
	return countAdopted(ctx, tx, src.ID, len(list))
}

func templateOf(kind string) Input {
	for _, t := range templates {
		if t.Kind == kind {
			return Input{Kind: kind, Title: t.Title, Text: t.Text, Slip: kind == "traffic"}
		}
	}
	return Input{}
}
