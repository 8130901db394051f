package hazard

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/httpapi"
	"huxue/internal/kit/lines"
	"huxue/internal/platform/access"
)

func (s *Service) routeLedger(api *httpapi.API) {
	api.Handle("GET /api/v1/hazards/export", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		year, _ := strconv.Atoi(q.Get("year"))
		in := listIn{Tab: q.Get("tab"), Level: q.Get("level"), Category: q.Get("category"), Agency: q.Get("agency"), Way: q.Get("way"), Query: q.Get("q"),
			Path: q.Get("path"), School: q.Get("school"), From: q.Get("from"), To: q.Get("to"), Year: year}
		api.Workbook(w, r, "隐患排查整改台账.xlsx", func(out io.Writer) error { return s.Export(r.Context(), in.filter(), out) })
	})

	type importOut struct{ Body Import }
	answer := func(m Import, err error) (*importOut, error) {
		if err != nil {
			return nil, err
		}
		return &importOut{m}, nil
	}
	type uploadIn struct {
		Name    string `query:"name" maxLength:"200" doc:"name of the file"`
		RawBody []byte `contentType:"application/octet-stream"`
	}
	httpapi.Register(api, httpapi.Op{ID: "hazard-import-upload", Method: http.MethodPost, Path: "/api/v1/hazard-imports",
		Summary: "Hand in the workbook of an old ledger and have it checked", Tag: "hazard", Status: http.StatusAccepted, MaxBody: MaxUpload},
		func(ctx context.Context, in *uploadIn) (*importOut, error) {
			return answer(s.Upload(ctx, in.Name, in.RawBody))
		})
	type importsOut struct {
		Body struct {
			Items []Import `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "hazard-imports", Method: http.MethodGet, Path: "/api/v1/hazard-imports",
		Summary: "My imports of old ledgers", Tag: "hazard"},
		func(ctx context.Context, _ *struct{}) (*importsOut, error) {
			list, err := s.Imports(ctx)
			out := &importsOut{}
			out.Body.Items = list
			return out, err
		})
	httpapi.Register(api, httpapi.Op{ID: "hazard-import", Method: http.MethodGet, Path: "/api/v1/hazard-imports/{id}",
		Summary: "One import and how far it has come", Tag: "hazard"},
		func(ctx context.Context, in *idIn) (*importOut, error) { return answer(s.Import(ctx, in.ID)) })
	httpapi.Register(api, httpapi.Op{ID: "hazard-import-confirm", Method: http.MethodPost, Path: "/api/v1/hazard-imports/{id}/confirm",
		Summary: "Bring in what the check has shown", Tag: "hazard"},
		func(ctx context.Context, in *idIn) (*importOut, error) { return answer(s.ConfirmImport(ctx, in.ID)) })

	type badIn struct {
		ID    string `path:"id" maxLength:"40"`
		After int    `query:"after" minimum:"0"`
	}
	type badOut struct {
		Body struct {
			Items []BadRow `json:"items" nullable:"false"`
			Next  int      `json:"next" doc:"0 on the last page"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "hazard-import-bad", Method: http.MethodGet, Path: "/api/v1/hazard-imports/{id}/bad",
		Summary: "Every row that cannot be taken, page by page", Tag: "hazard"},
		func(ctx context.Context, in *badIn) (*badOut, error) {
			rows, next, err := s.BadRows(ctx, in.ID, in.After)
			out := &badOut{}
			out.Body.Items, out.Body.Next = rows, next
			return out, err
		})
	api.Handle("GET /api/v1/hazard-imports/{id}/errors", func(w http.ResponseWriter, r *http.Request) {
		api.Workbook(w, r, "需要修改的行.xlsx", func(out io.Writer) error { return s.ErrorFile(r.Context(), r.PathValue("id"), out) })
	})
	api.Handle("GET /api/v1/hazard-imports/template", func(w http.ResponseWriter, r *http.Request) {
		api.Workbook(w, r, "隐患台账模板.xlsx", func(out io.Writer) error { return s.ImportTemplate(r.Context(), out) })
	})
}

const badPage = 100

// BadRows is a page of the rows that cannot be taken; after is how many came before.
func (s *Service) BadRows(ctx context.Context, importID string, after int) ([]BadRow, int, error) {
	m, err := s.Import(ctx, importID)
	if err != nil || m.Result.Bad == 0 {
		return []BadRow{}, 0, err
	}
	out, next, err := lines.Page[BadRow](s.importFile(importID, "bad"), after, badPage)
	if err != nil {
		return nil, 0, errLost.Because(err)
	}
	return out, next, nil
}

// importSentences say in the error workbook what is wrong with a cell; the UI has
// the same under its own keys.
var importSentences = map[string]string{
	"required": "必填", "unknown": "认不出", "no_date": "日期看不懂", "too_long": "太长", "twice": "与第 %s 行重复", "differs": "台账里已有这个编号，%s 不一致",
	"forbidden": "无权导入这所学校", "order": "早于排查时间", "number": "不是数字",
}

func (r rowReason) say() string {
	head := ""
	for _, c := range ledgerColumns {
		if c.key == r.Column {
			head = c.head
		}
	}
	return head + "：" + strings.ReplaceAll(importSentences[r.Code], "%s", r.Other)
}

// ErrorFile writes the bad rows as a workbook: what was written, and why.
func (s *Service) ErrorFile(ctx context.Context, importID string, w io.Writer) error {
	if _, err := s.Import(ctx, importID); err != nil {
		return err
	}
	heads, widths := []string{"行号", "原因"}, []float64{8, 40}
	column := map[string]int{}
	for i, c := range ledgerColumns {
		heads, widths, column[c.key] = append(heads, c.head), append(widths, c.width), i+2
	}
	x := spreadsheet.NewSheet("需要修改的行", widths, s.dir)
	x.Head(heads...)
	for b, err := range lines.Read[BadRow](s.importFile(importID, "bad")) {
		if err != nil {
			_ = x.Close()
			return errLost.Because(err)
		}
		said, bad := "", map[int]bool{1: true}
		for i, r := range b.Reasons {
			if i > 0 {
				said += "；"
			}
			said += r.say()
			bad[column[r.Column]] = true
		}
		row := []any{b.Row, said}
		for _, c := range b.Cells {
			row = append(row, c)
		}
		x.Row(row, bad)
	}
	_, err := x.WriteTo(w)
	return err
}

// ImportTemplate writes an empty ledger with one example row.
func (s *Service) ImportTemplate(ctx context.Context, w io.Writer) error {
	if err := access.RequireSomewhere(ctx, PermImport); err != nil {
		return err
	}
	heads, widths := make([]string, len(ledgerColumns)), make([]float64, len(ledgerColumns))
	for i, c := range ledgerColumns {
		heads[i], widths[i] = c.head, c.width
	}
	f := spreadsheet.NewFast(w, "隐患排查整改台账", heads, widths)
	err := f.Row(1, []string{"（可不填，自动编号）", "示例县", "示例小学（请删去本行）", "2025-09-01 09:30", "学期大排查", "示例县教育局/张三", "消防", "疏散通道", "教学楼二层东侧",
		"安全出口上锁", "", "一般", "", "限期整改", "拆除门锁，落实专人管理", "示例小学", "李四", "", "500元/公用经费", "2025-09-15", "", "2025-09-02 10:00", "已销号",
		"2025-09-10 16:00", "", "王五", "2025-09-12 10:00", "整改到位", "2025-09-12 10:00", "", "", "", ""})
	if err != nil {
		return err
	}
	return f.Close()
}
