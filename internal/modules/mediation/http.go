package mediation

import (
	"context"
	"io"
	"net/http"

	"huxue/internal/kit/httpapi"
)

// Routes adds the operations of the room.
func (s *Service) Routes(api *httpapi.API) {
	s.routeLook(api)
	s.routeActs(api)
	s.routeSettle(api)
	s.routeReturns(api)
	s.routeLinks(api)
	s.routeNotices(api)
	s.routeCare(api)
}

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

type seenOut struct{ Body Seen }

// answer shows the dispute as it is after an act.
func (s *Service) answer(ctx context.Context, d *Dispute, err error) (*seenOut, error) {
	if err != nil {
		return nil, err
	}
	seen, err := s.Dispute(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	return &seenOut{*seen}, nil
}

func (s *Service) routeLook(api *httpapi.API) {
	type listIn struct {
		From   string `query:"from" maxLength:"10"`
		To     string `query:"to" maxLength:"10"`
		State  string `query:"state" maxLength:"20"`
		Risk   string `query:"risk" maxLength:"10"`
		Kind   string `query:"kind" maxLength:"30"`
		Query  string `query:"q" maxLength:"60"`
		Path   string `query:"path" maxLength:"120"`
		School string `query:"school" maxLength:"40"`
		After  string `query:"after" maxLength:"60"`
		Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items  []Card         `json:"items" nullable:"false"`
			Next   string         `json:"next"`
			Counts map[string]int `json:"counts"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-list", Method: http.MethodGet, Path: "/api/v1/mediation/disputes",
		Summary: "The ledger of disputes in my area, the newest day first", Tag: "mediation"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			list, by, err := s.Disputes(ctx, Filter{From: in.From, To: in.To, State: in.State, Risk: in.Risk, Kind: in.Kind, Query: in.Query,
				Path: in.Path, School: in.School, After: in.After, Limit: in.Limit})
			if err != nil {
				return nil, err
			}
			kinds, err := s.Kinds(ctx)
			if err != nil {
				return nil, err
			}
			names := map[string]Kind{}
			for _, k := range kinds {
				names[k.Code] = k
			}
			out := &listOut{}
			out.Body.Items, out.Body.Counts = make([]Card, len(list)), by
			for i, d := range list {
				out.Body.Items[i] = d.card(today(s.db.Clock().Now()), names[d.Kind])
			}
			if n := len(list); n == in.Limit {
				out.Body.Next = list[n-1].Day + "|" + list[n-1].ID
			}
			return out, nil
		})
	httpapi.Register(api, httpapi.Op{ID: "mediation-get", Method: http.MethodGet, Path: "/api/v1/mediation/disputes/{id}",
		Summary: "One dispute with its story; never who the parties are", Tag: "mediation"},
		func(ctx context.Context, in *idIn) (*seenOut, error) {
			d, err := s.Dispute(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return &seenOut{*d}, nil
		})

	type kindsOut struct {
		Body struct {
			Items []Kind `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-kinds", Method: http.MethodGet, Path: "/api/v1/mediation/kinds",
		Summary: "The kinds of disputes in use", Tag: "mediation"},
		func(ctx context.Context, _ *struct{}) (*kindsOut, error) {
			list, err := s.Kinds(ctx)
			out := &kindsOut{}
			out.Body.Items = list
			return out, err
		})
	type kindIn struct{ Body Kind }
	httpapi.Register(api, httpapi.Op{ID: "mediation-put-kind", Method: http.MethodPut, Path: "/api/v1/mediation/kinds",
		Summary: "Add a kind for my area, or change one of my area", Tag: "mediation"},
		func(ctx context.Context, in *kindIn) (*struct{}, error) { return nil, s.PutKind(ctx, in.Body) })

	type staffOut struct {
		Body struct {
			Items []Staff `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-people", Method: http.MethodGet, Path: "/api/v1/mediation/disputes/{id}/people",
		Summary: "Who may be named for a dispute", Tag: "mediation"},
		func(ctx context.Context, in *idIn) (*staffOut, error) {
			list, err := s.People(ctx, in.ID)
			out := &staffOut{}
			out.Body.Items = list
			return out, err
		})
	type readsOut struct {
		Body struct {
			Items []Read `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-reads", Method: http.MethodGet, Path: "/api/v1/mediation/disputes/{id}/reads",
		Summary: "Who has read the restricted field, for the responsible manager", Tag: "mediation"},
		func(ctx context.Context, in *idIn) (*readsOut, error) {
			list, err := s.Reads(ctx, in.ID)
			out := &readsOut{}
			out.Body.Items = list
			return out, err
		})
	api.Handle("GET /api/v1/mediation/disputes/export", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		f := Filter{From: q.Get("from"), To: q.Get("to"), State: q.Get("state"), Risk: q.Get("risk"), Kind: q.Get("kind"), Query: q.Get("q"), Path: q.Get("path"), School: q.Get("school")}
		api.Workbook(w, r, "涉校涉生矛盾纠纷台账.xlsx", func(out io.Writer) error { return s.Export(r.Context(), f, out) })
	})
}

func (s *Service) routeReturns(api *httpapi.API) {
	type returnsIn struct {
		Period string `query:"period" maxLength:"8"`
		Path   string `query:"path" maxLength:"120"`
		State  string `query:"state" enum:",missing,submitted,zero,late"`
	}
	type returnsOut struct{ Body Returns }
	httpapi.Register(api, httpapi.Op{ID: "mediation-returns", Method: http.MethodGet, Path: "/api/v1/mediation/returns",
		Summary: "Who has handed in the return of a week or a month, zero reports included, and who has not", Tag: "mediation"},
		func(ctx context.Context, in *returnsIn) (*returnsOut, error) {
			r, err := s.ReturnsOf(ctx, in.Period, in.Path, in.State)
			if err != nil {
				return nil, err
			}
			return &returnsOut{*r}, nil
		})
	type submitIn struct {
		Body struct {
			SchoolID string `json:"schoolId" maxLength:"40"`
			Period   string `json:"period" maxLength:"8"`
			Zero     bool   `json:"zero" doc:"nothing was found"`
			Note     string `json:"note,omitempty" maxLength:"300"`
		}
	}
	type returnOut struct{ Body Return }
	httpapi.Register(api, httpapi.Op{ID: "mediation-submit", Method: http.MethodPost, Path: "/api/v1/mediation/returns",
		Summary: "Hand in a school's return, or its zero report", Tag: "mediation"},
		func(ctx context.Context, in *submitIn) (*returnOut, error) {
			r, err := s.Submit(ctx, in.Body.SchoolID, in.Body.Period, in.Body.Zero, in.Body.Note)
			if err != nil {
				return nil, err
			}
			return &returnOut{*r}, nil
		})
}
