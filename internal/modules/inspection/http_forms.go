package inspection

import (
	"context"
	"io"
	"net/http"

	"huxue/internal/kit/httpapi"
)

func (s *Service) routeForms(api *httpapi.API) {
	type formIn struct {
		ID   string `path:"id" maxLength:"40"`
		Form string `path:"form" maxLength:"20"`
	}
	type formOut struct{ Body Sheet }
	httpapi.Register(api, httpapi.Op{ID: "inspection-form", Method: http.MethodGet, Path: base + "/visits/{id}/forms/{form}",
		Summary: "A visit as one of the five forms in use", Tag: "inspection"},
		func(ctx context.Context, in *formIn) (*formOut, error) {
			f, err := s.FormOf(ctx, in.ID, Form(in.Form))
			if err != nil {
				return nil, err
			}
			return &formOut{*f}, nil
		})
	api.Handle("GET "+base+"/visits/{id}/forms/{form}/workbook", func(w http.ResponseWriter, r *http.Request) {
		form := Form(r.PathValue("form"))
		api.Workbook(w, r, formTitles[form]+".xlsx", func(out io.Writer) error { return s.Workbook(r.Context(), r.PathValue("id"), form, out) })
	})

	type coverIn struct {
		From string `query:"from" maxLength:"7"`
		To   string `query:"to" maxLength:"7"`
		Path string `query:"path" maxLength:"120"`
	}
	type coverOut struct{ Body Coverage }
	httpapi.Register(api, httpapi.Op{ID: "inspection-coverage", Method: http.MethodGet, Path: base + "/coverage",
		Summary: "How many schools were inspected, by county and month, from counters kept on write", Tag: "inspection"},
		func(ctx context.Context, in *coverIn) (*coverOut, error) {
			c, err := s.CoverageOf(ctx, in.From, in.To, in.Path)
			if err != nil {
				return nil, err
			}
			return &coverOut{*c}, nil
		})
}
