package org

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// SchoolRow is a school with the names of where it lies.
type SchoolRow struct {
	School
	AreaCode   string `json:"areaCode"`
	CountyCode string `json:"countyCode"`
	CountyName string `json:"countyName"`
	TownName   string `json:"townName"`
}

// SchoolQuery selects schools. Area is an area's code; Sort a column, with "-"
// in front for the way down; After the cursor of the page before.
type SchoolQuery struct {
	Q         string `query:"q" maxLength:"60"`
	Area      string `query:"county" doc:"Code of an area of any level"`
	Kind      string `query:"kind"`
	Ownership string `query:"ownership"`
	Setting   string `query:"setting"`
	Boarding  string `query:"boarding" doc:"true, false or empty"`
	Status    string `query:"status"`
	Sort      string `query:"sort"`
	After     string `query:"after"`
	Limit     int    `query:"limit" minimum:"0" maximum:"200"`
}

// SchoolPage is one page. Counts says how many schools each status has under
// the other filters; "" is their sum.
type SchoolPage struct {
	Items  []SchoolRow    `json:"items" nullable:"false"`
	Next   string         `json:"next"`
	Total  int            `json:"total"`
	Counts map[string]int `json:"counts"`
}

const rowSource = ` FROM schools s JOIN areas a ON a.id = s.area_id LEFT JOIN areas p ON p.id = a.parent_id `

const rowColumns = schoolColumns + `, a.code, CASE WHEN a.level = 'town' THEN p.code ELSE a.code END,
	CASE WHEN a.level = 'town' THEN p.name ELSE a.name END, CASE WHEN a.level = 'town' THEN a.name ELSE '' END`

type tail struct {
	db.Scanner
	more []any
}

func (t tail) Scan(dest ...any) error { return t.Scanner.Scan(append(dest, t.more...)...) }

func scanSchoolRow(s db.Scanner) (r SchoolRow, err error) {
	r.School, err = scanSchool(tail{s, []any{&r.AreaCode, &r.CountyCode, &r.CountyName, &r.TownName}})
	return r, err
}

// sorts are the columns a list may be sorted by.
var sorts = map[string]struct {
	column string
	value  func(r *SchoolRow) any
	number bool
}{
	"":         {"s.path", func(r *SchoolRow) any { return r.Path }, false},
	"county":   {"s.path", func(r *SchoolRow) any { return r.Path }, false},
	"name":     {"s.name", func(r *SchoolRow) any { return r.Name }, false},
	"code":     {"COALESCE(s.code, '')", func(r *SchoolRow) any { return r.Code }, false},
	"pupils":   {"s.pupils", func(r *SchoolRow) any { return r.Pupils }, true},
	"boarders": {"s.boarders", func(r *SchoolRow) any { return r.Boarders }, true},
	"staff":    {"s.staff", func(r *SchoolRow) any { return r.Staff }, true},
	"updated":  {"s.updated_at", func(r *SchoolRow) any { return r.UpdatedAt }, true},
}

var errCursor = errs.Invalid("request.invalid", errs.Field{Name: "after", Code: "malformed"})

// Schools returns a page of the schools the actor may see.
func (s *Service) Schools(ctx context.Context, q SchoolQuery) (*SchoolPage, error) {
	if _, err := access.RequirePerson(ctx); err != nil {
		return nil, err
	}
	if q.Limit == 0 {
		q.Limit = 50
	}
	page := &SchoolPage{Counts: map[string]int{"": 0}}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := s.countSchools(ctx, tx, q, page); err != nil {
			return err
		}
		var a db.Args
		where, order, err := q.page(ctx, tx, &a)
		if err != nil {
			return err
		}
		page.Items, err = db.All(ctx, tx, scanSchoolRow,
			`SELECT `+rowColumns+rowSource+where+order+` LIMIT `+a.Add(q.Limit+1), a.Values()...)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(page.Items) > q.Limit {
		page.Items = page.Items[:q.Limit]
		page.Next = cursor(sorts[strings.TrimPrefix(q.Sort, "-")].value(&page.Items[q.Limit-1]), page.Items[q.Limit-1].ID)
	}
	return page, nil
}

func (s *Service) countSchools(ctx context.Context, tx *db.Tx, q SchoolQuery, page *SchoolPage) error {
	wanted := q.Status
	q.Status = ""
	var a db.Args
	where, err := q.where(ctx, tx, &a)
	if err != nil {
		return err
	}
	for _, st := range statuses {
		page.Counts[string(st)] = 0
	}
	err = db.Each(ctx, tx, func(row db.Scanner) error {
		var status string
		var n int
		if err := row.Scan(&status, &n); err != nil {
			return err
		}
		page.Counts[status] = n
		page.Counts[""] += n
		return nil
	}, `SELECT s.status, COUNT(*) FROM schools s `+where+` GROUP BY s.status`, a.Values()...)
	page.Total = page.Counts[wanted]
	return err
}

// where is the condition of the filters and of what the actor may see.
func (q *SchoolQuery) where(ctx context.Context, tx *db.Tx, a *db.Args) (string, error) {
	cond := []string{a.Within("s.path", access.Areas(ctx, PermView))}
	if q.Area != "" {
		area, err := AreaByCode(ctx, tx, q.Area)
		if err != nil && !db.IsNotFound(err) {
			return "", err
		}
		if err != nil {
			cond = append(cond, "1 = 0")
		} else {
			cond = append(cond, a.Within("s.path", []string{area.Path}))
		}
	}
	for column, value := range map[string]string{"s.kind": q.Kind, "s.ownership": q.Ownership, "s.setting": q.Setting, "s.status": q.Status} {
		if value != "" {
			cond = append(cond, column+" = "+a.Add(value))
		}
	}
	if q.Boarding != "" {
		cond = append(cond, "s.boarding = "+a.Add(q.Boarding == "true"))
	}
	if strings.TrimSpace(q.Q) != "" {
		cond = append(cond, a.Contains(q.Q, "s.name", "COALESCE(s.code, '')", "s.address", "s.principal", "s.phone"))
	}
	return " WHERE " + strings.Join(cond, " AND "), nil
}

// page adds the order and the place at which the page begins.
func (q *SchoolQuery) page(ctx context.Context, tx *db.Tx, a *db.Args) (where, order string, err error) {
	if where, err = q.where(ctx, tx, a); err != nil {
		return "", "", err
	}
	key, down := strings.CutPrefix(q.Sort, "-")
	by, known := sorts[key]
	if !known {
		return "", "", errs.Invalid("request.invalid", errs.Field{Name: "sort", Code: "not_offered"})
	}
	way, than := " ASC", " > "
	if down {
		way, than = " DESC", " < "
	}
	if q.After != "" {
		value, last, err := readCursor(q.After, by.number)
		if err != nil {
			return "", "", err
		}
		where += " AND (" + by.column + ", s.id)" + than + "(" + a.Add(value) + ", " + a.Add(last) + ")"
	}
	return where, " ORDER BY " + by.column + way + ", s.id" + way, nil
}

func cursor(value any, last string) string {
	text, err := json.Marshal([]any{value, last})
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

func readCursor(text string, number bool) (any, string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, "", errCursor
	}
	var parts []json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil || len(parts) != 2 {
		return nil, "", errCursor
	}
	var n int64
	var s, last string
	var value any
	if number {
		err = json.Unmarshal(parts[0], &n)
		value = n
	} else {
		err = json.Unmarshal(parts[0], &s)
		value = s
	}
	if err != nil || json.Unmarshal(parts[1], &last) != nil {
		return nil, "", errCursor
	}
	return value, last, nil
}
