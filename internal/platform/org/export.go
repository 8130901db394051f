package org

import (
	"context"
	"io"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// PointRow is a school on the map: id, name, lon, lat, county code.
type PointRow [5]any

// Points returns every teaching school the actor may see that has a position.
func (s *Service) Points(ctx context.Context) ([]PointRow, error) {
	if _, err := access.RequirePerson(ctx); err != nil {
		return nil, err
	}
	var list []PointRow
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var a db.Args
		where := a.Within("path", access.Areas(ctx, PermView))
		var err error
		list, err = db.All(ctx, tx, func(s db.Scanner) (PointRow, error) {
			var key, name, path string
			var lon, lat float64
			err := s.Scan(&key, &name, &lon, &lat, &path)
			return PointRow{key, name, lon, lat, CountyOf(path)}, err
		}, `SELECT id, name, lon, lat, path FROM schools WHERE status = 'active' AND lon IS NOT NULL AND `+where+` ORDER BY path`,
			a.Values()...)
		return err
	})
	return list, err
}

// Export writes the schools a query selects as a workbook that can be imported
// again. The page of the query does not matter.
func (s *Service) Export(ctx context.Context, q SchoolQuery, w io.Writer) error {
	if _, err := access.RequirePerson(ctx); err != nil {
		return err
	}
	q.After = ""
	sheet, err := s.bookSheet()
	if err != nil {
		return err
	}
	n := 0
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var a db.Args
		where, order, err := q.page(ctx, tx, &a)
		if err != nil {
			return err
		}
		return db.Each(ctx, tx, func(row db.Scanner) error {
			r, err := scanSchoolRow(row)
			if err != nil {
				return err
			}
			cells := make([]any, len(bookColumns))
			for i := range bookColumns {
				cells[i] = bookColumns[i].show(&r)
			}
			sheet.Row(cells, nil)
			n++
			return nil
		}, `SELECT `+rowColumns+rowSource+where+order, a.Values()...)
	})
	if err == nil {
		err = s.recordExport(ctx, n)
	}
	if err != nil {
		_ = sheet.Close()
		return err
	}
	_, err = sheet.WriteTo(w)
	return err
}

// recordExport notes that a list with names and telephones has left the house.
func (s *Service) recordExport(ctx context.Context, n int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, "org.export", "schools", map[string]int{"count": n})
	})
}

// Template writes an empty workbook with the headings.
func (s *Service) Template(ctx context.Context, w io.Writer) error {
	if err := access.RequireSomewhere(ctx, PermImport); err != nil {
		return err
	}
	sheet, err := s.bookSheet()
	if err != nil {
		return err
	}
	_, err = sheet.WriteTo(w)
	return err
}

// bookSheet begins a workbook of schools.
func (s *Service) bookSheet() (*spreadsheet.Sheet, error) {
	dir, err := s.folder()
	if err != nil {
		return nil, err
	}
	widths, heads := make([]float64, len(bookColumns)), make([]string, len(bookColumns))
	for i, c := range bookColumns {
		widths[i], heads[i] = c.width, c.heading
	}
	sheet := spreadsheet.NewSheet("学校", widths, dir)
	sheet.Head(heads...)
	return sheet, nil
}
