package setting

import (
	"context"
	"crypto/ed25519"
	"net/http"

	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/access"
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

	type identityOut struct {
		Body struct {
			Fingerprint string `json:"fingerprint" doc:"of the public key by which this installation signs"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "setting-identity", Method: http.MethodGet, Path: "/api/v1/settings/identity",
		Summary: "By which key this installation signs its records", Tag: "setting"},
		func(ctx context.Context, _ *struct{}) (*identityOut, error) {
			if _, err := access.RequirePerson(ctx); err != nil {
				return nil, err
			}
			key, err := s.Identity(ctx)
			if err != nil {
				return nil, err
			}
			out := &identityOut{}
			out.Body.Fingerprint = Fingerprint(key.Public().(ed25519.PublicKey))
			return out, nil
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
