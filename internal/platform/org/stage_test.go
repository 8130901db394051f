package org_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/xuri/excelize/v2"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// stage is a city of two counties on one engine.
type stage struct {
	*org.Service
	t     *testing.T
	db    *db.DB
	clk   *clock.Fake
	dir   string
	areas map[string]org.Area
	moves [][2]string
}

const (
	cityPath = "/14/1409/"
	xinfu    = "/14/1409/140902/"
	dingx    = "/14/1409/140921/"
)

func system() context.Context { return access.AsSystem(context.Background(), "test") }

// as is a person who holds all of this rung's permissions at the paths.
func as(person string, paths ...string) context.Context {
	held := map[access.Perm][]string{org.PermView: paths, org.PermEdit: paths, org.PermImport: paths}
	return access.With(context.Background(), access.Actor{Kind: access.Person, ID: person, Name: person, Held: held})
}

func play(t *testing.T, f func(s *stage)) {
	t.Helper()
	dbtest.Run(t, []db.Schema{audit.Schema, org.Schema}, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		s := &stage{t: t, db: d, clk: clk, dir: t.TempDir()}
		s.Service = org.New(org.Options{DB: d, Dir: s.dir, OnMove: []org.Moved{
			func(_ context.Context, _ *db.Tx, from, to string) error {
				s.moves = append(s.moves, [2]string{from, to})
				return nil
			},
		}})
		var err error
		s.areas, err = s.SeedAreas(system(), []org.Area{
			{Code: "14", Name: "山西省", Level: org.Province, Path: "/14/"},
			{Code: "1409", Name: "忻州市", Level: org.City, Path: cityPath},
			{Code: "140902", Name: "忻府区", Level: org.County, Path: xinfu},
			{Code: "140921", Name: "定襄县", Level: org.County, Path: dingx},
			{Code: "140902100", Name: "播明镇", Level: org.Town, Path: xinfu + "140902100/"},
			{Code: "140902101", Name: "奇村镇", Level: org.Town, Path: xinfu + "140902101/"},
		})
		s.must(err)
		f(s)
	})
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) refused(err error, code string) {
	s.t.Helper()
	if got := errs.Code(err); got != code {
		s.t.Fatalf("got %q (%v), want %q", got, err, code)
	}
}

func facts(name string, pupils int) org.Facts {
	f := org.NewFacts()
	f.Name, f.Kind, f.Pupils = name, org.Primary, pupils
	return f
}

// school adds a school and returns it.
func (s *stage) school(area string, f org.Facts) *org.SchoolCard {
	s.t.Helper()
	c, err := s.AddSchool(system(), org.SchoolInput{Facts: f, Area: area})
	s.must(err)
	return c
}

// all lists every school as name → pupils.
func (s *stage) all() map[string]int {
	s.t.Helper()
	page, err := s.Schools(system(), org.SchoolQuery{Limit: 200})
	s.must(err)
	out := map[string]int{}
	for _, r := range page.Items {
		out[r.Name] = r.Pupils
	}
	if len(out) != page.Total {
		s.t.Fatalf("%d names, %d schools", len(out), page.Total)
	}
	return out
}

// audited counts the lines of the book for an action.
func (s *stage) audited(action string) int {
	s.t.Helper()
	n := 0
	s.must(s.db.Read(context.Background(), func(tx *db.Tx) error {
		return tx.QueryRow(context.Background(), `SELECT COUNT(*) FROM audit_entries WHERE action = $1`, action).Scan(&n)
	}))
	return n
}

// workbook is a file of one sheet.
func workbook(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// open reads a workbook that was written, as rows of texts.
func open(t testing.TB, file []byte) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
