package alarm

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

// routeSurvey adds what a command room sees at one glance.
func (s *Service) routeSurvey(api *httpapi.API) {
	type todayOut struct{ Body Today }
	httpapi.Register(api, httpapi.Op{ID: "alarm-today", Method: http.MethodGet, Path: "/api/v1/alarms/today",
		Summary: "The figures of the day in my area", Tag: "alarm"},
		func(ctx context.Context, _ *struct{}) (*todayOut, error) {
			t, err := s.Today(ctx)
			if err != nil {
				return nil, err
			}
			return &todayOut{Body: *t}, nil
		})

	type stationsOut struct {
		Body struct {
			Items []Station `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-stations", Method: http.MethodGet, Path: "/api/v1/alarms/stations",
		Summary: "Police stations of my area, and the schools each answers for", Tag: "alarm"},
		func(ctx context.Context, _ *struct{}) (*stationsOut, error) {
			items, err := s.Stations(ctx)
			out := &stationsOut{}
			out.Body.Items = items
			return out, err
		})
}
