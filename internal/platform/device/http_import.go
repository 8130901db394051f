package device

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/httpapi"
	"huxue/internal/kit/lines"
)

func (s *Service) routeImports(api *httpapi.API) {
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
	upload := op("import-upload", http.MethodPost, "-imports", "Hand in a workbook of devices and see what it would do")
	upload.Status, upload.MaxBody = http.StatusCreated, MaxUpload
	httpapi.Register(api, upload, func(ctx context.Context, in *uploadIn) (*importOut, error) {
		return answer(s.Upload(ctx, in.Name, in.RawBody))
	})
	type importsOut struct {
		Body struct {
			Items []Import `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, op("imports", http.MethodGet, "-imports", "My imports of devices"), func(ctx context.Context, _ *struct{}) (*importsOut, error) {
		list, err := s.Imports(ctx)
		out := &importsOut{}
		out.Body.Items = list
		return out, err
	})
	httpapi.Register(api, op("import", http.MethodGet, "-imports/{id}", "One import and how far it has come"),
		func(ctx context.Context, in *byID) (*importOut, error) { return answer(s.Import(ctx, in.ID)) })
	httpapi.Register(api, op("import-confirm", http.MethodPost, "-imports/{id}/confirm", "Bring in what the check has shown"),
		func(ctx context.Context, in *byID) (*importOut, error) { return answer(s.ConfirmImport(ctx, in.ID)) })
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
	httpapi.Register(api, op("import-bad", http.MethodGet, "-imports/{id}/bad", "Every row that cannot be taken, page by page"), func(ctx context.Context, in *badIn) (*badOut, error) {
		out := &badOut{}
		var err error
		out.Body.Items, out.Body.Next, err = s.BadRows(ctx, in.ID, in.After)
		return out, err
	})
	api.Handle("GET /api/v1/equipment-imports/{id}/errors", func(w http.ResponseWriter, r *http.Request) {
		api.Workbook(w, r, "需要修改的行.xlsx", func(out io.Writer) error { return s.ErrorFile(r.Context(), r.PathValue("id"), out) })
	})
	api.Handle("GET /api/v1/equipment-imports/template", func(w http.ResponseWriter, r *http.Request) {
		api.Workbook(w, r, "设备台账模板.xlsx", func(out io.Writer) error { return s.Template(r.Context(), out) })
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

// importSentences say in the workbook of errors what is wrong; the page has the same
// under its own keys.
var importSentences = map[string]string{
	"required": "必填", "formula": "是公式，请改为填写的值", "as_number": "被Excel当成了数字，前面的0或末几位已丢失，请把单元格设为“文本”后重新填写",
	"school_unknown": "您的管辖范围内没有这所学校", "school_differs": "与学校标识码对不上", "school_twice": "有同名学校，请填写学校标识码",
	"place_unknown": "这所学校没有这个部位，请先在学校资料中添加", "name_needed": "不能为空，不超过60个字", "kind_unknown": "认不出", "kind_differs": "与台账中这台设备的类型不同，类型不能改",
	"protocol_unknown": "认不出", "code_wrong": "不对：国标设备是20位数字，DC-09是3至16位账号，其他用字母、数字、点、横线，至少3位",
	"code_twice": "与第 %s 行重复", "code_taken": "已被别的学校的在用设备使用", "retired": "是已停用的设备，不导入，请删去本行",
	"secret_needed": "新设备必须填写", "secret_wrong": "不对：至少8位；签名密钥至少16位；DC-09密钥是32、48或64位十六进制", "clear_not_here": "只有不能加密的DC-09新设备可以填“明文”",
	"parent_unknown": "须是同一学校、同一协议的录像机或网关，并且它自己没有上级", "not_yes_or_no": "请填“能”或“否”", "heartbeat_wrong": "填5至86400秒，不要求心跳的填0",
}

func (r rowReason) say() string {
	return headOf(r.Column) + strings.ReplaceAll(importSentences[r.Code], "%s", strconv.Itoa(r.Other))
}

// ErrorFile writes the bad rows as a workbook: what was written but for secrets, and why
// it cannot be taken.
func (s *Service) ErrorFile(ctx context.Context, importID string, w io.Writer) error {
	if _, err := s.Import(ctx, importID); err != nil {
		return err
	}
	heads, widths := []string{"行号", "原因"}, []float64{8, 48}
	column := map[string]int{}
	for i, c := range bookColumns {
		heads, widths, column[c.key] = append(heads, c.head), append(widths, c.width), i+2
	}
	x := spreadsheet.NewSheet("需要修改的行", widths, s.dir)
	x.Head(heads...)
	for b, err := range lines.Read[BadRow](s.importFile(importID, "bad")) {
		if err != nil {
			_ = x.Close()
			return errLost.Because(err)
		}
		said, bad := make([]string, len(b.Reasons)), map[int]bool{1: true}
		for i, r := range b.Reasons {
			said[i], bad[column[r.Column]] = r.say(), true
		}
		row := []any{b.Row, strings.Join(said, "；")}
		for _, c := range b.Cells {
			row = append(row, c)
		}
		x.Row(row, bad)
	}
	_, err := x.WriteTo(w)
	return err
}
