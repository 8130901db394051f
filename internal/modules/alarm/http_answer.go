package alarm

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

// routeAnswer adds the verbs by which agencies acknowledge and an alarm goes
// from hand to hand.
func (s *Service) routeAnswer(api *httpapi.API) {
	httpapi.Register(api, httpapi.Op{ID: "alarm-ack", Method: http.MethodPost, Path: "/api/v1/alarms/{id}/ack",
		Summary: "My agency knows of the alarm, and so do I", Tag: "alarm"},
		func(ctx context.Context, in *idIn) (*cardOut, error) { return card(s.Ack(ctx, in.ID)) })
	httpapi.Register(api, httpapi.Op{ID: "alarm-take", Method: http.MethodPost, Path: "/api/v1/alarms/{id}/take",
		Summary: "I answer for the alarm from now on", Tag: "alarm"},
		func(ctx context.Context, in *versionIn) (*cardOut, error) {
			return card(s.Take(ctx, in.ID, in.Body.Version))
		})
	httpapi.Register(api, httpapi.Op{ID: "alarm-raise-level", Method: http.MethodPost, Path: "/api/v1/alarms/{id}/raise-level",
		Summary: "A call for help has become an emergency", Tag: "alarm"},
		func(ctx context.Context, in *idIn) (*cardOut, error) { return card(s.RaiseLevel(ctx, in.ID)) })

	type handIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version  int64  `json:"version"`
			PersonID string `json:"personId" maxLength:"40"`
			Note     string `json:"note,omitempty" maxLength:"500"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-hand-over", Method: http.MethodPost, Path: "/api/v1/alarms/{id}/hand-over",
		Summary: "A colleague answers for the alarm from now on", Tag: "alarm"},
		func(ctx context.Context, in *handIn) (*cardOut, error) {
			return card(s.HandOver(ctx, in.ID, in.Body.Version, in.Body.PersonID, in.Body.Note))
		})

	type colleaguesOut struct {
		Body struct {
			Items []Person `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-colleagues", Method: http.MethodGet, Path: "/api/v1/alarms/{id}/colleagues",
		Summary: "To whom the alarm can be handed over", Tag: "alarm"},
		func(ctx context.Context, in *idIn) (*colleaguesOut, error) {
			people, err := s.Colleagues(ctx, in.ID)
			out := &colleaguesOut{}
			out.Body.Items = people
			return out, err
		})
}
