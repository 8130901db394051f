package norm

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

// KeyIn names a parameter in the path. It is exported because huma passes over
// what is embedded and is not.
type KeyIn struct {
	Key string `path:"key" maxLength:"80"`
}

type (
	pageOut struct{ Body *Page }
	oneOut  struct{ Body *One }
	addIn   struct {
		KeyIn
		Body Input
	}
	addOut struct{ Body *Added }
	endIn  struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			LastDay string `json:"lastDay"`
			Version int    `json:"version"`
		}
	}
	holdsIn struct {
		KeyIn
		Question
	}
	holdsOut struct{ Body *Answer }
)

// Routes adds the operations.
func (s *Service) Routes(api *httpapi.API) {
	httpapi.Register(api, httpapi.Op{ID: "norm-list", Method: http.MethodGet, Path: "/api/v1/norms",
		Summary: "The norm register: what holds in each scope", Tag: "norm"},
		func(ctx context.Context, in *Query) (*pageOut, error) {
			page, err := s.List(ctx, *in)
			return &pageOut{page}, err
		})
	httpapi.Register(api, httpapi.Op{ID: "norm-get", Method: http.MethodGet, Path: "/api/v1/norms/{key}",
		Summary: "A parameter with all its versions", Tag: "norm"},
		func(ctx context.Context, in *KeyIn) (*oneOut, error) {
			one, err := s.Get(ctx, in.Key)
			return &oneOut{one}, err
		})
	httpapi.Register(api, httpapi.Op{ID: "norm-add", Method: http.MethodPost, Path: "/api/v1/norms/{key}/versions",
		Summary: "Rule anew, from a day on", Tag: "norm", Status: http.StatusCreated},
		func(ctx context.Context, in *addIn) (*addOut, error) {
			added, err := s.Add(ctx, in.Key, in.Body)
			return &addOut{added}, err
		})
	httpapi.Register(api, httpapi.Op{ID: "norm-end", Method: http.MethodPost, Path: "/api/v1/norm-versions/{id}/end",
		Summary: "Say until which day a version holds", Tag: "norm"},
		func(ctx context.Context, in *endIn) (*struct{}, error) {
			return nil, s.End(ctx, in.ID, in.Body.LastDay, in.Body.Version)
		})
	httpapi.Register(api, httpapi.Op{ID: "norm-holds", Method: http.MethodGet, Path: "/api/v1/norms/{key}/holds",
		Summary: "What holds here on a day, and why", Tag: "norm"},
		func(ctx context.Context, in *holdsIn) (*holdsOut, error) {
			answer, err := s.Holds(ctx, in.Key, in.Question)
			return &holdsOut{answer}, err
		})
}
