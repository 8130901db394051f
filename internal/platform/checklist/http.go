package checklist

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

// ByID names a list in a path.
type ByID struct {
	ID string `path:"id" maxLength:"40"`
}

// Routes adds the operations.
func (s *Service) Routes(api *httpapi.API) {
	s.routeLook(api)
	s.routeEdit(api)
	s.routeFiles(api)
}

func (s *Service) routeLook(api *httpapi.API) {
	type listIn struct {
		State State  `query:"state" enum:",draft,published,retired"`
		Kind  Kind   `query:"kind" enum:",term,joint,theme,daily,bus,drill,before"`
		Query string `query:"q" maxLength:"60"`
	}
	type listOut struct {
		Body struct {
			Items []*List `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "checklist-list", Method: http.MethodGet, Path: "/api/v1/checklists", Summary: "Checklists of my areas, and of those above and below", Tag: "checklist"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			list, err := s.Lists(ctx, Filter{State: in.State, Kind: in.Kind, Query: in.Query})
			out := &listOut{}
			if out.Body.Items = list; list == nil {
				out.Body.Items = []*List{}
			}
			return out, err
		})
	type getIn struct {
		ByID
		Version int `query:"version" minimum:"0" doc:"0 for the newest published one"`
	}
	type getOut struct{ Body *Card }
	httpapi.Register(api, httpapi.Op{ID: "checklist-get", Method: http.MethodGet, Path: "/api/v1/checklists/{id}", Summary: "One checklist with one of its versions", Tag: "checklist"},
		func(ctx context.Context, in *getIn) (*getOut, error) {
			c, err := s.Open(ctx, in.ID, in.Version)
			return &getOut{c}, err
		})
	type tryIn struct {
		ByID
		Version int    `query:"version" minimum:"0"`
		School  string `query:"school" required:"true" maxLength:"40"`
	}
	type tryOut struct{ Body *Prepared }
	httpapi.Register(api, httpapi.Op{ID: "checklist-prepare", Method: http.MethodGet, Path: "/api/v1/checklists/{id}/prepared", Summary: "What a checklist asks of a school: what applies, and the norms behind it", Tag: "checklist"},
		func(ctx context.Context, in *tryIn) (*tryOut, error) {
			p, err := s.Try(ctx, in.ID, in.Version, in.School)
			return &tryOut{p}, err
		})
}
