package org

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"huxue/internal/kit/httpapi"
)

// DraftList is the body of the list of drafts.
type DraftList struct {
	Items []DraftRow `json:"items" nullable:"false"`
}

func (s *Service) importRoutes(api *httpapi.API) {
	const base = "/api/v1/school-imports"
	httpapi.Register(api, httpapi.Op{ID: "org-imports", Method: "GET", Path: base, Summary: "One's own imports that can be gone on with", Tag: tag},
		func(ctx context.Context, _ *none) (*out[DraftList], error) {
			list, err := s.Imports(ctx)
			return reply(DraftList{list}, err)
		})
	httpapi.Register(api, httpapi.Op{ID: "org-import-upload", Method: "POST", Path: base, Summary: "Upload a workbook of schools", Tag: tag,
		Status: 201, MaxBody: MaxUpload + 1024},
		func(ctx context.Context, in *struct {
			Name    string `query:"name" maxLength:"400"`
			RawBody []byte `contentType:"application/octet-stream"`
		}) (*out[*Preview], error) {
			return reply(s.Upload(ctx, in.Name, in.RawBody))
		})
	httpapi.Register(api, httpapi.Op{ID: "org-import", Method: "GET", Path: base + "/{id}", Summary: "What an import would do", Tag: tag},
		func(ctx context.Context, in *ByID) (*out[*Preview], error) {
			return reply(s.Import(ctx, in.ID))
		})
	httpapi.Register(api, httpapi.Op{ID: "org-import-remap", Method: "PUT", Path: base + "/{id}/mapping",
		Summary: "Choose the sheet and say which column holds what", Tag: tag},
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Sheet   string         `json:"sheet"`
				Mapping map[string]int `json:"mapping"`
			}
		}) (*out[*Preview], error) {
			return reply(s.Remap(ctx, in.ID, in.Body.Sheet, in.Body.Mapping))
		})
	httpapi.Register(api, httpapi.Op{ID: "org-import-rows", Method: "GET", Path: base + "/{id}/rows", Summary: "Rows of an import, bad ones first", Tag: tag},
		func(ctx context.Context, in *struct {
			ByID
			Outcome string `query:"outcome"`
			After   string `query:"after"`
			Limit   int    `query:"limit" minimum:"0" maximum:"200"`
		}) (*out[*RowPage], error) {
			after, err := strconv.Atoi("0" + in.After)
			if err != nil {
				return nil, errCursor
			}
			return reply(s.ImportRows(ctx, in.ID, Outcome(in.Outcome), after, in.Limit))
		})
	httpapi.Register(api, httpapi.Op{ID: "org-import-confirm", Method: "POST", Path: base + "/{id}/confirm",
		Summary: "Import exactly what was shown, or nothing", Tag: tag},
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Fingerprint string `json:"fingerprint"`
				Rest        bool   `json:"rest" doc:"Leave out the rows that cannot be imported"`
			}
		}) (*out[ImportResult], error) {
			return reply(s.Confirm(ctx, in.ID, in.Body.Fingerprint, in.Body.Rest))
		})
	httpapi.Register(api, httpapi.Op{ID: "org-import-discard", Method: "DELETE", Path: base + "/{id}", Summary: "Throw an import away", Tag: tag},
		func(ctx context.Context, in *ByID) (*none, error) {
			return nil, s.Discard(ctx, in.ID)
		})
}

// files are the workbooks people download.
func (s *Service) files(api *httpapi.API) {
	api.Handle("GET /api/v1/schools/export", func(w http.ResponseWriter, r *http.Request) {
		v := r.URL.Query()
		q := SchoolQuery{Q: v.Get("q"), Area: v.Get("county"), Kind: v.Get("kind"), Ownership: v.Get("ownership"), Setting: v.Get("setting"),
			Boarding: v.Get("boarding"), Status: v.Get("status"), Sort: v.Get("sort")}
		api.Workbook(w, r, "学校台账.xlsx", func(f io.Writer) error { return s.Export(r.Context(), q, f) })
	})
	api.Handle("GET /api/v1/school-imports/template", func(w http.ResponseWriter, r *http.Request) {
		api.Workbook(w, r, "学校导入模板.xlsx", func(f io.Writer) error { return s.Template(r.Context(), f) })
	})
	api.Handle("GET /api/v1/school-imports/{id}/errors", func(w http.ResponseWriter, r *http.Request) {
		api.Workbook(w, r, "需要修改的行.xlsx", func(f io.Writer) error { return s.ErrorFile(r.Context(), r.PathValue("id"), f) })
	})
}
