package checklist

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"huxue/internal/kit/httpapi"
)

type cardOut struct{ Body *Card }

func (s *Service) routeEdit(api *httpapi.API) {
	answer := func(c *Card, err error) (*cardOut, error) { return &cardOut{c}, err }
	type beginIn struct{ Body Start }
	httpapi.Register(api, httpapi.Op{ID: "checklist-begin", Method: http.MethodPost, Path: "/api/v1/checklists", Summary: "Begin a checklist, empty or as a copy", Tag: "checklist", Status: http.StatusCreated},
		func(ctx context.Context, in *beginIn) (*cardOut, error) { return answer(s.Begin(ctx, in.Body)) })
	type saveIn struct {
		ByID
		Body struct {
			Revision int `json:"revision"`
			Words
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "checklist-save", Method: http.MethodPut, Path: "/api/v1/checklists/{id}/draft", Summary: "Rewrite the draft", Tag: "checklist", MaxBody: 1 << 20},
		func(ctx context.Context, in *saveIn) (*cardOut, error) {
			return answer(s.Save(ctx, in.ID, in.Body.Revision, in.Body.Words))
		})
	type actIn struct {
		ByID
		Body struct {
			Revision int    `json:"revision"`
			Note     string `json:"note,omitempty" maxLength:"300" doc:"publish: what has changed"`
		}
	}
	for verb, act := range map[string]struct {
		summary string
		do      func(ctx context.Context, in *actIn) (*Card, error)
	}{
		"revise": {"Begin the next version", func(ctx context.Context, in *actIn) (*Card, error) { return s.Revise(ctx, in.ID, in.Body.Revision) }},
		"publish": {"Publish the draft; it can never be changed again", func(ctx context.Context, in *actIn) (*Card, error) {
			return s.Publish(ctx, in.ID, in.Body.Revision, in.Body.Note)
		}},
		"discard": {"Throw the draft away", func(ctx context.Context, in *actIn) (*Card, error) { return s.Discard(ctx, in.ID, in.Body.Revision) }},
		"retire": {"Take it out of use", func(ctx context.Context, in *actIn) (*Card, error) {
			return s.Retire(ctx, in.ID, in.Body.Revision, true)
		}},
		"restore": {"Bring it back into use", func(ctx context.Context, in *actIn) (*Card, error) {
			return s.Retire(ctx, in.ID, in.Body.Revision, false)
		}},
	} {
		httpapi.Register(api, httpapi.Op{ID: "checklist-" + verb, Method: http.MethodPost, Path: "/api/v1/checklists/{id}/" + verb, Summary: act.summary, Tag: "checklist"},
			func(ctx context.Context, in *actIn) (*cardOut, error) { return answer(act.do(ctx, in)) })
	}
	type tryIn struct {
		Body struct {
			Text string `json:"text" maxLength:"2000"`
		}
	}
	type tryOut struct{ Body *Verdict }
	httpapi.Register(api, httpapi.Op{ID: "checklist-try", Method: http.MethodPost, Path: "/api/v1/checklists/expression", Summary: "Read an applicability expression as it is typed", Tag: "checklist"},
		func(ctx context.Context, in *tryIn) (*tryOut, error) {
			v, err := s.TryExpression(ctx, in.Body.Text)
			return &tryOut{v}, err
		})
}

func (s *Service) routeFiles(api *httpapi.API) {
	type importIn struct {
		List     string `query:"list" maxLength:"40" doc:"the list whose draft it becomes; empty: a new list"`
		Revision int    `query:"revision"`
		Path     string `query:"path" maxLength:"120" doc:"who owns a new list; empty: mine"`
		Name     string `query:"name" maxLength:"200" doc:"of the file"`
		RawBody  []byte `contentType:"application/octet-stream"`
	}
	type importOut struct{ Body *Imported }
	httpapi.Register(api, httpapi.Op{ID: "checklist-import", Method: http.MethodPost, Path: "/api/v1/checklists/import", Summary: "Take a workbook as a draft: an officials' table or an XLSForm", Tag: "checklist", MaxBody: MaxUpload + 1024},
		func(ctx context.Context, in *importIn) (*importOut, error) {
			out, err := s.Import(ctx, Import{ListID: in.List, Revision: in.Revision, Path: in.Path, Name: in.Name}, in.RawBody)
			return &importOut{out}, err
		})
	download := func(ending string, write func(ctx context.Context, id string, version int, w io.Writer) error) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			version, _ := strconv.Atoi(r.URL.Query().Get("version")) // 0: the newest
			card, err := s.Open(r.Context(), r.PathValue("id"), version)
			if err != nil {
				api.Fail(w, r, err)
				return
			}
			name := fileName(card.Edition.Title, ending)
			api.Workbook(w, r, name, func(out io.Writer) error { return write(r.Context(), card.ID, card.Edition.Version, out) })
		}
	}
	api.Handle("GET /api/v1/checklists/{id}/workbook", download(".xlsx", s.Export))
	api.Handle("GET /api/v1/checklists/{id}/xlsform", download("（XLSForm）.xlsx", s.ExportForm))
	type compareIn struct {
		ByID
		From int `query:"from" minimum:"1" required:"true"`
		To   int `query:"to" minimum:"1" required:"true"`
	}
	type compareOut struct {
		Body struct {
			Items []Change `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "checklist-compare", Method: http.MethodGet, Path: "/api/v1/checklists/{id}/changes", Summary: "What a version has changed", Tag: "checklist"},
		func(ctx context.Context, in *compareIn) (*compareOut, error) {
			out := &compareOut{}
			var err error
			out.Body.Items, err = s.Differences(ctx, in.ID, in.From, in.To)
			return out, err
		})
	type offerOut struct{ Body *Offer }
	httpapi.Register(api, httpapi.Op{ID: "checklist-offer", Method: http.MethodGet, Path: "/api/v1/checklists/offer", Summary: "What conditions may ask of a school, and what items may ask of the norm register", Tag: "checklist"},
		func(ctx context.Context, _ *struct{}) (*offerOut, error) {
			o, err := s.Offer(ctx)
			return &offerOut{o}, err
		})
}
