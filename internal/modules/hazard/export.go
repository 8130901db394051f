package hazard

import (
	"bufio"
	"context"
	"io"
	"os"
	"time"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// maxExport is how many hazards a workbook takes: what fits into one sheet.
const maxExport = 1_000_000

// batch is how many rows are handed from the reader to the writer at once.
const batch = 512

// Export writes the hazards a filter selects as the ledger (台账), in the order in
// which they were found. One goroutine reads, another writes; neither holds more
// than a few batches. The file is whole before its first byte is sent: a slow
// network must not hold a transaction open, nor half a ledger look whole.
func (s *Service) Export(ctx context.Context, f Filter, w io.Writer) error {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return err
	}
	temp, err := os.CreateTemp(s.dir, "ledger-*.xlsx")
	if err != nil {
		return err
	}
	defer func() { _ = temp.Close(); _ = os.Remove(temp.Name()) }()
	n, err := s.writeLedger(ctx, f, temp)
	if err != nil {
		return err
	}
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, "hazard.export", "ledger", map[string]any{"rows": n, "path": f.Path, "tab": f.Tab, "year": f.Year, "from": f.From, "to": f.To})
	}); err != nil {
		return err
	}
	if _, err := temp.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err = io.Copy(w, temp)
	return err
}

func (s *Service) writeLedger(ctx context.Context, f Filter, file io.Writer) (int, error) {
	heads, widths := make([]string, len(ledgerColumns)), make([]float64, len(ledgerColumns))
	for i, c := range ledgerColumns {
		heads[i], widths[i] = c.head, c.width
	}
	out := bufio.NewWriterSize(file, 256<<10)
	sheet := spreadsheet.NewFast(out, "隐患排查整改台账", heads, widths)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	rows := make(chan []ledgerRow, 4)
	var now time.Time
	var failed error
	go func() {
		defer close(rows)
		failed = s.db.Read(ctx, func(tx *db.Tx) error {
			now = tx.Now
			return readLedger(ctx, tx, f, func(part []ledgerRow) error {
				select {
				case rows <- part:
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			})
		})
	}()
	n := 0
	var cells []string
	for part := range rows {
		for i := range part {
			n++
			cells = part[i].cells(cells[:0], now)
			if err := sheet.Row(n, cells); err != nil {
				return n, err
			}
		}
	}
	if failed != nil {
		return n, failed
	}
	if err := sheet.Close(); err != nil {
		return n, err
	}
	return n, out.Flush()
}

const selectLedger = `SELECT h.number, h.county, h.school_name, h.found_at, h.way, h.finder_unit, h.finder, h.category, h.sub, h.place, h.text, h.level, h.clauses,
	h.basis, h.kind, h.measures, h.unit, h.owner, h.leader, h.funds, h.funds_from, h.due_at, h.interim, h.plan, h.received_at, h.state, h.progress, h.fixed_at,
	h.verifier, h.verified_at, h.verify_note, h.closed_at, h.listed_no, h.listed_level, h.extensions, h.remark,
	h.photos_before, h.photos_after,
	COALESCE(i.before_note, ''), COALESCE(i.after_note, '')
	FROM hazards h LEFT JOIN hazard_imported i ON i.hazard_id = h.id `

// readLedger calls do with batches of rows; a batch is do's to keep.
func readLedger(ctx context.Context, tx *db.Tx, f Filter, do func([]ledgerRow) error) error {
	counties, err := countyNames(ctx, tx)
	if err != nil {
		return err
	}
	var a db.Args
	where := f.where(&a) + " AND " + visible(ctx, &a)
	part, hazards := newBatch()
	err = db.Each(ctx, tx, func(row db.Scanner) error {
		h := &hazards[len(part)]
		r := ledgerRow{Hazard: h}
		if err := r.scan(row, counties); err != nil {
			return err
		}
		if part = append(part, r); len(part) < batch {
			return nil
		}
		full := part
		part, hazards = newBatch()
		return do(full)
	}, selectLedger+`WHERE `+where+` ORDER BY h.found_at, h.id LIMIT `+a.Add(maxExport), a.Values()...)
	if err == nil && len(part) > 0 {
		err = do(part)
	}
	return err
}

// countyNames are the counties' names by their paths.
func countyNames(ctx context.Context, tx *db.Tx) (map[string]string, error) {
	counties := map[string]string{}
	return counties, db.Each(ctx, tx, func(row db.Scanner) error {
		var path, name string
		err := row.Scan(&path, &name)
		counties[path] = name
		return err
	}, `SELECT path, name FROM areas WHERE level = 'county'`)
}

func newBatch() ([]ledgerRow, []Hazard) { return make([]ledgerRow, 0, batch), make([]Hazard, batch) }

func (r *ledgerRow) scan(row db.Scanner, counties map[string]string) error {
	h, at := r.Hazard, db.Instant
	var clauses string
	err := row.Scan(&h.Number, &h.County, &h.SchoolName, at(&h.FoundAt), &h.Way, &h.FinderUnit, &h.Finder, &h.Category, &h.Sub, &h.Place, &h.Text, &h.Level, &clauses,
		&h.Basis, &h.Kind, &h.Measures, &h.Unit, &h.Owner, &h.Leader, &h.Funds, &h.FundsFrom, at(&h.DueAt), &h.Interim, &h.Plan, at(&h.ReceivedAt), &h.State,
		&h.Progress, at(&h.Fixer.At), &h.Verifier.Who, at(&h.Verifier.At), &h.VerifyNote, at(&h.ClosedAt), &h.ListedNo, &h.ListedLevel, &h.Extensions, &h.Remark,
		&r.BeforeN, &r.AfterN, &r.BeforeNote, &r.AfterNote)
	if clauses != "" {
		h.Clauses = []string{clauses}
	}
	r.CountyName = counties[h.County]
	return err
}
