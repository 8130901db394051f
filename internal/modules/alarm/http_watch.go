package alarm

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

// routeWatch adds who looks at what.
func (s *Service) routeWatch(api *httpapi.API) {
	type looksOut struct{ Body Looks }
	httpapi.Register(api, httpapi.Op{ID: "alarm-look", Method: http.MethodPost, Path: "/api/v1/alarms/{id}/look",
		Summary: "I have this alarm open; to be said again every 10 s", Tag: "alarm"},
		func(ctx context.Context, in *idIn) (*looksOut, error) {
			l, err := s.Look(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return &looksOut{Body: *l}, nil
		})
	httpapi.Register(api, httpapi.Op{ID: "alarm-look-away", Method: http.MethodDelete, Path: "/api/v1/alarms/{id}/look",
		Summary: "I have closed it", Tag: "alarm"},
		func(ctx context.Context, in *idIn) (*struct{}, error) { return nil, s.LookAway(ctx, in.ID) })

	type lookingOut struct {
		Body struct {
			Items []Looks `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-looking", Method: http.MethodGet, Path: "/api/v1/alarms/looks",
		Summary: "Who has which alarm open", Tag: "alarm"},
		func(ctx context.Context, _ *struct{}) (*lookingOut, error) {
			items, err := s.Looking(ctx)
			out := &lookingOut{}
			out.Body.Items = items
			return out, err
		})
}
