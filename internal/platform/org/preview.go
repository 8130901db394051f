package org

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
)

// Preview is what a person sees before confirming. Fingerprint names exactly
// this plan; Missing are the columns without which nothing can be imported.
type Preview struct {
	ID          string          `json:"id"`
	FileName    string          `json:"fileName"`
	State       string          `json:"state" enum:"draft,done"`
	Sheets      []string        `json:"sheets" nullable:"false"`
	Sheet       string          `json:"sheet"`
	HeadingRow  int             `json:"headingRow"`
	Columns     []PreviewColumn `json:"columns" nullable:"false"`
	Keys        []string        `json:"keys" nullable:"false" doc:"All columns that can be imported"`
	Missing     []string        `json:"missing" nullable:"false"`
	Counts      map[string]int  `json:"counts"`
	Total       int             `json:"total"`
	Fingerprint string          `json:"fingerprint"`
	Result      ImportResult    `json:"result"`
	ExpiresAt   int64           `json:"expiresAt"`
}

// PreviewColumn is one column of the sheet. Key is "" for one that is not
// imported; Samples are its first values.
type PreviewColumn struct {
	Index   int      `json:"index"`
	Heading string   `json:"heading"`
	Key     string   `json:"key"`
	Samples []string `json:"samples" nullable:"false"`
}

// RowPage is one page of rows of a preview, bad ones first.
type RowPage struct {
	Items []RowView `json:"items" nullable:"false"`
	Next  string    `json:"next"`
}

// RowView is one row of the workbook and what would become of it.
type RowView struct {
	Row     int               `json:"row"`
	Outcome Outcome           `json:"outcome" enum:"bad,new,changed,unchanged"`
	Name    string            `json:"name"`
	County  string            `json:"county"`
	Cells   map[string]string `json:"cells"`
	Reasons []Reason          `json:"reasons" nullable:"false"`
	Changes []Change          `json:"changes" nullable:"false"`
}

// Import returns the preview of one of the actor's own imports, worked out anew
// against the schools as they are now.
func (s *Service) Import(ctx context.Context, importID string) (*Preview, error) {
	d, err := s.draft(ctx, importID)
	if err != nil {
		return nil, err
	}
	if d.State == "done" {
		return &Preview{ID: d.ID, FileName: d.FileName, State: d.State, Sheet: d.Sheet, Fingerprint: d.Fingerprint, Result: d.Result,
			Sheets: []string{}, Columns: []PreviewColumn{}, Keys: []string{}, Missing: []string{}, Counts: map[string]int{}}, nil
	}
	book, err := s.readBook(d)
	if err != nil {
		return nil, err
	}
	return s.preview(ctx, d, book)
}

func (s *Service) preview(ctx context.Context, d *draft, b *book) (*Preview, error) {
	_, rows, err := s.planAll(ctx, d, b)
	if err != nil {
		return nil, err
	}
	p := &Preview{ID: d.ID, FileName: d.FileName, State: d.State, Sheets: b.sheets, Sheet: d.Sheet, HeadingRow: b.headings.Last,
		Columns: previewColumns(d, b), Missing: missing(d.Mapping), Total: len(rows), Fingerprint: fingerprint(d, rows),
		Counts: map[string]int{}, ExpiresAt: d.ExpiresAt}
	for _, c := range bookColumns {
		p.Keys = append(p.Keys, c.key)
	}
	for o, n := range count(rows) {
		p.Counts[string(o)] = n
	}
	return p, nil
}

// planAll plans every row against the schools as they are.
func (s *Service) planAll(ctx context.Context, d *draft, b *book) (w *world, rows []planned, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		w, err = readWorld(ctx, tx)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return w, w.plan(b.rows, d.Mapping), nil
}

// missing are the columns no import can do without.
func missing(m map[string]int) []string {
	if _, ok := m["name"]; !ok {
		return []string{"name"}
	}
	return []string{}
}

func previewColumns(d *draft, b *book) []PreviewColumn {
	width := len(b.headings.Texts)
	for _, r := range b.rows[:min(len(b.rows), 20)] {
		width = max(width, len(r.Cells))
	}
	byIndex := map[int]string{}
	for key, i := range d.Mapping {
		byIndex[i] = key
	}
	list := []PreviewColumn{}
	for i := range width {
		c := PreviewColumn{Index: i, Key: byIndex[i], Samples: []string{}}
		if i < len(b.headings.Texts) {
			c.Heading = b.headings.Texts[i]
		}
		for _, r := range b.rows {
			if len(c.Samples) == 3 {
				break
			}
			if v := r.Cell(i); v != "" {
				c.Samples = append(c.Samples, v)
			}
		}
		if c.Heading != "" || len(c.Samples) > 0 {
			list = append(list, c)
		}
	}
	return list
}

// ImportRows returns a page of the rows of a preview: those that cannot be
// imported first, then new, changed and unchanged ones, each in the order of
// the sheet. outcome "" means all.
func (s *Service) ImportRows(ctx context.Context, importID string, outcome Outcome, after, limit int) (*RowPage, error) {
	d, rows, err := s.openPlan(ctx, importID)
	if err != nil {
		return nil, err
	}
	if outcome != "" {
		rows = slices.DeleteFunc(rows, func(p planned) bool { return p.outcome != outcome })
	}
	slices.SortStableFunc(rows, func(a, b planned) int {
		return slices.Index(outcomes, a.outcome) - slices.Index(outcomes, b.outcome)
	})
	if limit == 0 {
		limit = 50
	}
	page := &RowPage{Items: []RowView{}}
	from := min(max(after, 0), len(rows))
	to := min(from+limit, len(rows))
	for i := range rows[from:to] {
		page.Items = append(page.Items, view(&rows[from+i], d.Mapping))
	}
	if to < len(rows) {
		page.Next = fmt.Sprint(to)
	}
	return page, nil
}

func (s *Service) openPlan(ctx context.Context, importID string) (*draft, []planned, error) {
	d, err := s.draft(ctx, importID)
	if err != nil {
		return nil, nil, err
	}
	if d.State == "done" {
		return nil, nil, errDone
	}
	book, err := s.readBook(d)
	if err != nil {
		return nil, nil, err
	}
	_, rows, err := s.planAll(ctx, d, book)
	return d, rows, err
}

func view(p *planned, mapping map[string]int) RowView {
	v := RowView{Row: p.row.Number, Outcome: p.outcome, Name: p.is.Name, County: p.is.CountyName, Cells: map[string]string{},
		Reasons: append([]Reason{}, p.reasons...), Changes: append([]Change{}, p.changes...)}
	for key, i := range mapping {
		v.Cells[key] = p.row.Cell(i)
	}
	return v
}

// ErrorFile writes the rows that cannot be imported as a workbook with the reason
// behind each; put right, it can be uploaded as it is.
func (s *Service) ErrorFile(ctx context.Context, importID string, w io.Writer) error {
	d, rows, err := s.openPlan(ctx, importID)
	if err != nil {
		return err
	}
	dir, err := s.folder()
	if err != nil {
		return err
	}
	var used []column
	widths, heads := []float64{}, []string{}
	for _, c := range bookColumns {
		if _, ok := d.Mapping[c.key]; ok {
			used, widths, heads = append(used, c), append(widths, c.width), append(heads, c.heading)
		}
	}
	sheet := spreadsheet.NewSheet("需要修改", append(widths, 8, 60), dir)
	sheet.Head(append(heads, "原行号", "问题")...)
	for i := range rows {
		p := &rows[i]
		if p.outcome != RowBad {
			continue
		}
		cells, bad := make([]any, 0, len(used)+2), map[int]bool{}
		for k, c := range used {
			cells = append(cells, p.row.Cell(d.Mapping[c.key]))
			bad[k] = p.complained(c.key)
		}
		sheet.Row(append(cells, p.row.Number, sentences(p.reasons)), bad)
	}
	_, err = sheet.WriteTo(w)
	return err
}

// sentences are the reasons of a row in the language of the workbook.
func sentences(reasons []Reason) string {
	list := make([]string, len(reasons))
	for i, r := range reasons {
		heading := r.Column
		if k := columnOrder(r.Column); k < len(bookColumns) {
			heading = bookColumns[k].heading
		}
		text := reasonWords[r.Code]
		if text == "" {
			text = r.Code
		}
		for name, v := range r.Params {
			text = strings.ReplaceAll(text, "{"+name+"}", fmt.Sprint(v))
		}
		list[i] = heading + "：" + text
	}
	return strings.Join(list, "；")
}
