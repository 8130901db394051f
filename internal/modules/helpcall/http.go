package helpcall

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

// Routes adds the room's operations.
func (s *Service) Routes(api *httpapi.API) {
	type idIn struct {
		ID string `path:"id" maxLength:"40"`
	}
	type listOut struct {
		Body struct {
			Items []*Call `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "help-calls", Method: http.MethodGet, Path: "/api/v1/alarms/{id}/help-calls",
		Summary: "Calls of help-points at an alarm", Tag: "helpcall"},
		func(ctx context.Context, in *idIn) (*listOut, error) {
			items, err := s.Calls(ctx, in.ID)
			out := &listOut{}
			out.Body.Items = append([]*Call{}, items...)
			return out, err
		})
	type answerIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Offer string `json:"offer" maxLength:"65536" doc:"the browser's SDP, with its candidates"`
		}
	}
	type answerOut struct {
		Body struct {
			Answer string `json:"answer" doc:"our SDP"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "help-call-answer", Method: http.MethodPost, Path: "/api/v1/help-calls/{id}/answer",
		Summary: "Answer a call of a help-point", Tag: "helpcall"},
		func(ctx context.Context, in *answerIn) (*answerOut, error) {
			answer, err := s.Answer(ctx, in.ID, in.Body.Offer)
			out := &answerOut{}
			out.Body.Answer = answer
			return out, err
		})
	httpapi.Register(api, httpapi.Op{ID: "help-call-hang-up", Method: http.MethodPost, Path: "/api/v1/help-calls/{id}/hang-up",
		Summary: "Hang up on a help-point", Tag: "helpcall"},
		func(ctx context.Context, in *idIn) (*struct{}, error) { return nil, s.HangUp(ctx, in.ID) })
}
