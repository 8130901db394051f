package pupil

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
)

// badRow is a row that cannot be imported: as it was written, and why. Other is the row
// it clashes with, 0 for none.
type badRow struct {
	Row     int      `json:"row"`
	Reasons reasons  `json:"reasons"`
	Cells   []string `json:"cells" doc:"in the order of the template's columns"`
}

type reason struct {
	Code  string `json:"code"`
	Other int    `json:"other,omitempty" doc:"the row it clashes with"`
}

type reasons []reason

func (r *reasons) add(code string, other int) { *r = append(*r, reason{code, other}) }

// badRows are written to a file as they are found, one JSON line each, however many
// there are, and put in the order of the rows at the end.
type badRows struct {
	path  string
	raw   *os.File
	w     *bufio.Writer
	at    int64
	index []badAt
}

type badAt struct {
	row  int32
	size int32
	from int64
}

func newBadRows(path string) (*badRows, error) {
	f, err := os.OpenFile(path+".raw", os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	return &badRows{path: path, raw: f, w: bufio.NewWriter(f)}, nil
}

func (b *badRows) count() int { return len(b.index) }

func (b *badRows) add(row badRow) error {
	text, err := json.Marshal(row)
	if err != nil {
		return err
	}
	text = append(text, '\n')
	b.index = append(b.index, badAt{int32(row.Row), int32(len(text)), b.at}) //nolint:gosec // rows and lines are bounded
	b.at += int64(len(text))
	_, err = b.w.Write(text)
	return err
}

// addLine adds a row that was good by itself.
func (b *badRows) addLine(r *reading, l line, c *classRef, code string) error {
	x := &r.schools[c.school]
	return b.add(badRow{Row: int(l.row), Reasons: reasons{{Code: code}},
		Cells: []string{"", x.name, "", c.name, strconv.Itoa(int(l.seat)), r.nameOf(l), r.numberOf(l)}})
}

// finish writes the rows in their order.
func (b *badRows) finish() (err error) {
	if err := b.w.Flush(); err != nil {
		return err
	}
	slices.SortFunc(b.index, func(x, y badAt) int { return int(x.row - y.row) })
	f, err := os.OpenFile(b.path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	for _, at := range b.index {
		if _, err := io.Copy(w, io.NewSectionReader(b.raw, at.from, int64(at.size))); err != nil {
			return err
		}
	}
	return w.Flush()
}

func (b *badRows) close() {
	_ = b.raw.Close()
	_ = os.Remove(b.raw.Name())
}

// readBad calls f for each bad row of an import, from a byte offset on; next is the
// offset of the row after the last.
func readBad(path string, from int64, f func(badRow) error) (next int64, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, errLost.Because(err)
	}
	defer func() { _ = file.Close() }()
	if _, err := file.Seek(from, io.SeekStart); err != nil {
		return 0, err
	}
	r := bufio.NewReader(file)
	for {
		text, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return from, nil
		}
		if err != nil {
			return from, err
		}
		var row badRow
		if err := json.Unmarshal(text, &row); err != nil {
			return from, errLost.Because(err)
		}
		if err := f(row); err != nil {
			return from, err
		}
		from += int64(len(text))
	}
}
