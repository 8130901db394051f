package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"time"

	"huxue/internal/app"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// ledgerYears is over how many years the hazards are spread.
const ledgerYears = 5

// fill brings the ledger up to three hundred thousand hazards: those of the city's
// year again and again, each time some weeks earlier, with a place, a text and a
// number of their own and pictures of before and after. The server is stopped
// meanwhile and starts anew, so that its memory is its own.
func (b *inspections) fill(ctx context.Context) error {
	b.stop()
	if !b.filled {
		if err := b.inside(ctx, func(a *app.App) error {
			if err := plant(ctx, a.Database()); err != nil {
				return err
			}
			if err := a.Database().Analyze(ctx); err != nil {
				return err
			}
			wrong, err := a.Hazards().Recount(access.AsSystem(ctx, "bench"))
			if err == nil && wrong == 0 {
				err = errors.New("the numbers do not know of the new hazards")
			}
			return err
		}); err != nil {
			return err
		}
		b.filled = true
	}
	return b.again(ctx)
}

func (b *inspections) stop() {
	_ = b.s.cmd.Process.Signal(syscall.SIGTERM)
	_ = b.s.cmd.Wait()
}

// columnsOf are the names of the columns of hazards.
func columnsOf(ctx context.Context, tx *db.Tx) ([]string, error) {
	rows, err := tx.Raw().QueryContext(ctx, "SELECT * FROM hazards LIMIT 0")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	names, err := rows.Columns()
	return names, errors.Join(err, rows.Err())
}

// plant copies the struck off hazards of the city, a portion at a time, each in the
// order in which they were found, as they come into a ledger.
func plant(ctx context.Context, d *db.DB) error {
	var columns []string
	var have, old int
	if err := d.Read(ctx, func(tx *db.Tx) (err error) {
		if columns, err = columnsOf(ctx, tx); err != nil {
			return err
		}
		if have, err = db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM hazards`); err != nil {
			return err
		}
		old, err = db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM hazards WHERE state IN ('closed', 'archived')`)
		return err
	}); err != nil {
		return err
	}
	rounds := (manyHazards - have + old - 1) / old
	for k := 1; k <= rounds; k++ {
		shift := int64(k) * ledgerYears * 365 * 24 * 3600 / int64(rounds) * 1000
		at := func(c string) string { return fmt.Sprintf("CASE WHEN h.%s > 0 THEN h.%s - %d ELSE 0 END", c, c, shift) }
		values := make([]string, len(columns))
		for i, c := range columns {
			switch {
			case c == "id":
				values[i] = fmt.Sprintf("h.id || '_%d'", k)
			case c == "number":
				values[i] = fmt.Sprintf("h.number || '-%d'", k)
			case c == "source":
				values[i] = "''"
			case c == "year":
				values[i] = yearSQL(shift)
			case c == "photos_before", c == "photos_after":
				values[i] = "1"
			case c == "state":
				values[i] = "'archived'"
			case c == "archived_at":
				values[i] = "h.closed_at + 86400000"
			case c == "place":
				values[i] = fmt.Sprintf("h.place || '%d号位'", k)
			case c == "text":
				values[i] = fmt.Sprintf("h.text || '（第' || SUBSTR(h.number, 16) || '号检查单第%d项）'", k)
			case strings.HasSuffix(c, "_at") && c != "changed_at":
				values[i] = at(c)
			default:
				values[i] = "h." + c
			}
		}
		if err := d.Write(ctx, func(tx *db.Tx) error {
			limit := min(old, manyHazards-have-(k-1)*old)
			if _, err := tx.Exec(ctx, `INSERT INTO hazards (`+strings.Join(columns, ", ")+`) SELECT `+strings.Join(values, ", ")+
				` FROM hazards h WHERE h.state IN ('closed', 'archived') AND h.id NOT LIKE '%\_%\_%' ESCAPE '\' ORDER BY h.found_at, h.id LIMIT `+fmt.Sprint(limit)); err != nil {
				return err
			}
			for _, phase := range []string{"before", "after"} {
				if _, err := tx.Exec(ctx, `INSERT INTO hazard_photos (id, hazard_id, file_id, phase, at, by_name)
					SELECT 'p`+phase[:1]+`_' || id, id, 'f`+phase[:1]+`_' || id, '`+phase+`', found_at, finder FROM hazards WHERE id LIKE '%\_`+fmt.Sprint(k)+`' ESCAPE '\'`); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// yearSQL is the business year of found_at, shifted back.
func yearSQL(shift int64) string {
	zone := time.FixedZone("CST", 8*3600)
	var q strings.Builder
	q.WriteString("CASE")
	this := time.Now().In(zone).Year()
	for y := this; y > this-ledgerYears-2; y-- {
		fmt.Fprintf(&q, " WHEN h.found_at - %d >= %d THEN %d", shift, time.Date(y, 1, 1, 0, 0, 0, 0, zone).UnixMilli(), y)
	}
	return q.String() + fmt.Sprintf(" ELSE %d END", this-ledgerYears-2)
}

// rowsIn counts the rows of a workbook, without its heading.
func rowsIn(file string) (int, error) {
	z, err := zip.OpenReader(file)
	if err != nil {
		return 0, err
	}
	defer func() { _ = z.Close() }()
	sheet, err := z.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		return 0, err
	}
	defer func() { _ = sheet.Close() }()
	in, rows := bufio.NewReaderSize(sheet, 1<<20), -1
	for {
		part, err := in.ReadSlice('>')
		if bytes.HasPrefix(part, []byte("</row")) {
			rows++
		}
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return 0, err
		}
	}
}
