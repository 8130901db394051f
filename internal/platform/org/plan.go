package org

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// Outcome is what an import would do with a row.
type Outcome string

// The outcomes, in the order people should look at them.
const (
	RowBad       Outcome = "bad"
	RowNew       Outcome = "new"
	RowChanged   Outcome = "changed"
	RowUnchanged Outcome = "unchanged"
)

var outcomes = []Outcome{RowBad, RowNew, RowChanged, RowUnchanged}

// Reason says why a row cannot be imported: which column, why, and what stood there.
type Reason struct {
	Column string         `json:"column"`
	Code   string         `json:"code"`
	Value  string         `json:"value"`
	Params map[string]any `json:"params,omitempty"`
}

// Change is one fact an import would change, as the workbook would write it.
type Change struct {
	Column string `json:"column"`
	From   string `json:"from"`
	To     string `json:"to"`
}

// planned is what is going to happen to one row.
type planned struct {
	row     spreadsheet.Row
	outcome Outcome
	reasons []Reason
	was     *SchoolRow // nil for a new school
	is      SchoolRow
	changes []Change
}

// world is what an import is compared with, read at one moment.
type world struct {
	may    access.Actor
	areas  map[string]Area       // by id
	byWord map[string][]Area     // counties and towns by every name they go by
	byCode map[string]*SchoolRow // by school code
	byName map[string][]*SchoolRow
	// allowed are the codes of the counties in which the person may import.
	allowed map[string]bool
	only    *Area // the county meant when none is written: the only one allowed
	stamp   [2]int64
}

// readWorld loads what the plan needs; 1,500 schools are a few milliseconds.
func readWorld(ctx context.Context, tx *db.Tx) (*world, error) {
	w := &world{
		may: access.From(ctx), areas: map[string]Area{}, byWord: map[string][]Area{}, byCode: map[string]*SchoolRow{}, byName: map[string][]*SchoolRow{}, allowed: map[string]bool{},
	}
	var err error
	if w.stamp, err = stampOf(ctx, tx); err != nil {
		return nil, err
	}
	areas, err := db.All(ctx, tx, scanArea, `SELECT `+areaColumns+` FROM areas ORDER BY path`)
	if err != nil {
		return nil, err
	}
	for _, a := range areas {
		w.areas[a.ID] = a
		if a.Level != County && a.Level != Town {
			continue
		}
		for _, name := range namesOf(a) {
			w.byWord[name] = append(w.byWord[name], a)
		}
		if a.Level == County && slices.ContainsFunc(access.Areas(ctx, PermImport), func(p string) bool {
			return strings.HasPrefix(a.Path, p) || strings.HasPrefix(p, a.Path)
		}) {
			w.allowed[a.Code], w.only = true, &a
		}
	}
	if len(w.allowed) > 1 {
		w.only = nil
	}
	return w, db.Each(ctx, tx, func(row db.Scanner) error {
		r, err := scanSchoolRow(row)
		if err != nil {
			return err
		}
		if r.Code != "" {
			w.byCode[r.Code] = &r
		}
		key := nameIn(r.CountyCode, r.Name)
		w.byName[key] = append(w.byName[key], &r)
		return nil
	}, `SELECT `+rowColumns+rowSource+`ORDER BY s.id`)
}

// stampOf changes whenever any school does: each write raises a version.
func stampOf(ctx context.Context, tx *db.Tx) (stamp [2]int64, err error) {
	err = tx.QueryRow(ctx, `SELECT COUNT(*), CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM schools`).Scan(&stamp[0], &stamp[1])
	return stamp, err
}

func nameIn(county, name string) string { return county + " " + NameKey(name) }

// namesOf are the names an area goes by: 140981, 原平市, 原平.
func namesOf(a Area) []string {
	name := spreadsheet.Fold(a.Name)
	list := []string{a.Code, name}
	for _, end := range []string{"街道", "市", "县", "区", "镇", "乡"} {
		if short, cut := strings.CutSuffix(name, end); cut && len([]rune(short)) > 1 {
			return append(list, short)
		}
	}
	return list
}

// find returns the area of a level a cell means, under path.
func (w *world) find(cell string, level Level, path string) (Area, bool) {
	word := spreadsheet.Fold(cell)
	for word != "" {
		var hit []Area
		for _, a := range w.byWord[word] {
			if a.Level == level && strings.HasPrefix(a.Path, path) {
				hit = append(hit, a)
			}
		}
		if len(hit) == 1 {
			return hit[0], true
		}
		// 山西省忻州市忻府区: what stands before the last 市 or 省 is above.
		i := strings.IndexAny(word, "省市县")
		if i < 0 || i+len("省") >= len(word) {
			return Area{}, false
		}
		word = word[i+len("省"):]
	}
	return Area{}, false
}

// fingerprint names a plan: the same workbook read the same way against the same
// schools gives the same one, anything else another.
func fingerprint(d *draft, rows []planned) string {
	type line struct {
		Row     int
		Outcome Outcome
		ID      string
		Version int
		Facts   Facts
		Area    string
		Reasons []Reason
	}
	h := sha256.New()
	enc := json.NewEncoder(h)
	_ = enc.Encode([]any{d.ID, d.Digest, d.Sheet, d.Mapping})
	for i := range rows {
		p := &rows[i]
		l := line{Row: p.row.Number, Outcome: p.outcome, Facts: p.is.Facts, Area: p.is.AreaID, Reasons: p.reasons}
		if p.was != nil {
			l.ID, l.Version = p.was.ID, p.was.Version
		}
		_ = enc.Encode(l)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func count(rows []planned) map[Outcome]int {
	n := map[Outcome]int{}
	for _, o := range outcomes {
		n[o] = 0
	}
	for i := range rows {
		n[rows[i].outcome]++
	}
	return n
}
