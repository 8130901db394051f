package alarm

import (
	"context"
	"net/http"
	"strings"

	"huxue/internal/kit/httpapi"
)

// routeTerminals adds what terminals say and what desks and offices see of them.
func (s *Service) routeTerminals(api *httpapi.API) {
	type beatIn struct{ Body *Beat }
	type beatOut struct {
		Body struct {
			NextMs int64 `json:"nextMs" doc:"after how long the terminal is to be heard again"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-terminal-beat", Method: http.MethodPost, Path: "/api/v1/terminals/beat",
		Summary: "An enrolled device is there", Tag: "alarm", OwnIdentity: true},
		func(ctx context.Context, in *beatIn) (*beatOut, error) {
			b := Beat{}
			if in.Body != nil {
				b = *in.Body
			}
			next, err := s.Beat(ctx, b)
			out := &beatOut{}
			out.Body.NextMs = next.Milliseconds()
			return out, err
		})

	httpapi.Register(api, httpapi.Op{ID: "alarm-siren-room", Method: http.MethodGet, Path: "/api/v1/sirens/alarms",
		Summary: "What the siren of a duty room shows", Tag: "alarm"},
		func(ctx context.Context, _ *struct{}) (*struct{ Body *SirenRoom }, error) {
			room, err := s.SirenRoom(ctx)
			return &struct{ Body *SirenRoom }{room}, err
		})

	type listIn struct {
		IDs     string `query:"ids" maxLength:"4000" doc:"devices, separated by commas; none: all"`
		Missing bool   `query:"missing" doc:"only those that are lost, and gates that are closed"`
		Limit   int    `query:"limit" minimum:"1" maximum:"2000" default:"200"`
	}
	type listOut struct {
		Body struct {
			Items []Terminal `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-terminals", Method: http.MethodGet, Path: "/api/v1/terminals",
		Summary: "Devices of my area and whether they are there", Tag: "alarm"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			f := TerminalFilter{Missing: in.Missing, Limit: in.Limit}
			if in.IDs != "" {
				f.IDs = strings.Split(in.IDs, ",")
			}
			out := &listOut{}
			list, err := s.Terminals(ctx, f)
			out.Body.Items = append([]Terminal{}, list...)
			return out, err
		})
}
