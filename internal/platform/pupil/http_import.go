package pupil

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/access"
)

// ImportList is the body of the list of imports.
type ImportList struct {
	Items []Import `json:"items" nullable:"false"`
}

// BadPage is a page of the rows that cannot be imported.
type BadPage struct {
	Items []badRow `json:"items" nullable:"false"`
	Next  string   `json:"next" doc:"empty on the last page"`
}

const badPage = 100

// BadRows lists what is wrong with a workbook, in the order of its rows; after is the
// end of the page before.
func (s *Service) BadRows(ctx context.Context, importID string, after int64) (BadPage, error) {
	out := BadPage{Items: []badRow{}}
	m, err := s.Import(ctx, importID)
	if err != nil || m.Result.Bad == 0 {
		return out, err
	}
	next, err := readBad(s.file(m.ID, "bad"), after, func(r badRow) error {
		if len(out.Items) == badPage {
			return spreadsheet.ErrEnough
		}
		out.Items = append(out.Items, r)
		return nil
	})
	if err == spreadsheet.ErrEnough { //nolint:errorlint // it is ours and never wrapped
		out.Next, err = strconv.FormatInt(next, 10), nil
	}
	return out, err
}

// ErrorFile writes the bad rows as a workbook: what was written, and why it is refused.
func (s *Service) ErrorFile(ctx context.Context, importID string, w io.Writer) error {
	m, err := s.Import(ctx, importID)
	if err != nil {
		return err
	}
	x := spreadsheet.NewSheet("需要修改的行", []float64{8, 16, 28, 10, 12, 8, 12, 24, 44}, s.dir)
	heads := []string{"行号"}
	for _, c := range rosterColumns {
		heads = append(heads, titles[c.Key])
	}
	x.Head(append(heads, "原因")...)
	_, err = readBad(s.file(m.ID, "bad"), 0, func(r badRow) error {
		cells := []any{r.Row}
		for _, c := range r.Cells {
			cells = append(cells, c)
		}
		x.Row(append(cells, r.Reasons.say()), r.Reasons.columns())
		return nil
	})
	if err != nil {
		_ = x.Close()
		return err
	}
	_, err = x.WriteTo(w)
	return err
}

// Template writes an empty roster for whoever may import.
func (s *Service) Template(ctx context.Context, w io.Writer) error {
	if err := access.RequireSomewhere(ctx, PermImport); err != nil {
		return err
	}
	_, err := template(func(name string, widths []float64) *spreadsheet.Sheet {
		return spreadsheet.NewSheet(name, widths, s.dir)
	}).WriteTo(w)
	return err
}

func (s *Service) importRoutes(api *httpapi.API) {
	const base = "/api/v1/pupil-imports"
	httpapi.Register(api, httpapi.Op{ID: "pupil-imports", Method: "GET", Path: base, Summary: "One's own imports of rosters", Tag: tag},
		func(ctx context.Context, _ *struct{}) (*out[ImportList], error) {
			list, err := s.Imports(ctx)
			return reply(ImportList{list}, err)
		})
	httpapi.Register(api, httpapi.Op{ID: "pupil-import-upload", Method: "POST", Path: base, Summary: "Upload a roster; it is checked as a job", Tag: tag,
		Status: 201, MaxBody: MaxUpload, Streams: true},
		func(ctx context.Context, in *struct {
			Name  string `query:"name" maxLength:"400"`
			Whole bool   `query:"whole" doc:"classes of the schools named that the workbook does not name count as gone"`
		}) (*out[Import], error) {
			return reply(s.Upload(ctx, in.Name, in.Whole, httpapi.Bytes(ctx)))
		})
	httpapi.Register(api, httpapi.Op{ID: "pupil-import", Method: "GET", Path: base + "/{id}", Summary: "How far an import is and what it found", Tag: tag},
		func(ctx context.Context, in *ByID) (*out[Import], error) { return reply(s.Import(ctx, in.ID)) })
	httpapi.Register(api, httpapi.Op{ID: "pupil-import-rows", Method: "GET", Path: base + "/{id}/rows", Summary: "The rows that cannot be imported, each with its reasons", Tag: tag},
		func(ctx context.Context, in *struct {
			ByID
			After string `query:"after" maxLength:"20"`
		}) (*out[BadPage], error) {
			after, err := strconv.ParseInt("0"+in.After, 10, 64)
			if err != nil {
				return nil, errNoImport
			}
			return reply(s.BadRows(ctx, in.ID, after))
		})
	httpapi.Register(api, httpapi.Op{ID: "pupil-import-confirm", Method: "POST", Path: base + "/{id}/confirm", Summary: "Bring a checked roster in, as a job; one bad row and nothing is", Tag: tag},
		func(ctx context.Context, in *ByID) (*out[Import], error) { return reply(s.Confirm(ctx, in.ID)) })
	httpapi.Register(api, httpapi.Op{ID: "pupil-import-discard", Method: "DELETE", Path: base + "/{id}", Summary: "Throw an import away", Tag: tag},
		func(ctx context.Context, in *ByID) (*struct{}, error) {
			return nil, s.Discard(db.WithoutKey(ctx), in.ID)
		})
	api.Handle("GET "+base+"/template", func(w http.ResponseWriter, r *http.Request) {
		api.Workbook(w, r, "花名册模板.xlsx", func(f io.Writer) error { return s.Template(r.Context(), f) })
	})
	api.Handle("GET "+base+"/{id}/errors", func(w http.ResponseWriter, r *http.Request) {
		api.Workbook(w, r, "花名册需要修改的行.xlsx", func(f io.Writer) error { return s.ErrorFile(r.Context(), r.PathValue("id"), f) })
	})
}
