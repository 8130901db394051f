package setting

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

// Routes adds the rung's operations.
func (s *Service) Routes(api *httpapi.API) {
	type listOut struct {
		Body struct {
			Items []View `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "setting-list", Method: http.MethodGet, Path: "/api/v1/settings",
		Summary: "All settings with the value in force", Tag: "setting"},
		func(ctx context.Context, _ *struct{}) (*listOut, error) {
			items, err := s.List(ctx)
			out := &listOut{}
			out.Body.Items = items
			return out, err
		})

	type setIn struct {
		Key  string `path:"key" maxLength:"80"`
		Body struct {
			Value   string `json:"value" maxLength:"500"`
			Version int    `json:"version"`
		}
	}
	type setOut struct{ Body View }
	httpapi.Register(api, httpapi.Op{ID: "setting-set", Method: http.MethodPatch, Path: "/api/v1/settings/{key}",
		Summary: "Decide a setting", Tag: "setting"},
		func(ctx context.Context, in *setIn) (*setOut, error) {
			v, err := s.Set(ctx, in.Key, in.Body.Value, in.Body.Version)
			if err != nil {
				return nil, err
			}
			return &setOut{Body: *v}, nil
		})
}
