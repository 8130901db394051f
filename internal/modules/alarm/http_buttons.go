package alarm

import (
	"context"
	"net/http"
	"strconv"

	"huxue/internal/kit/httpapi"
)

type buttonOut struct{ Body Button }

func button(b *Button, err error) (*buttonOut, error) {
	if err != nil {
		return nil, err
	}
	return &buttonOut{*b}, nil
}

func (s *Service) routeButtons(api *httpapi.API) {
	type listIn struct {
		Query    string `query:"q" maxLength:"60"`
		Path     string `query:"path" maxLength:"120"`
		SchoolID string `query:"school" maxLength:"40"`
		Status   string `query:"status" enum:",never,retired"`
		After    string `query:"after" maxLength:"200"`
		Limit    int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items  []*Button      `json:"items" nullable:"false"`
			Next   string         `json:"next"`
			Counts map[string]int `json:"counts"`
		}
	}
	filter := func(in *listIn) ButtonFilter {
		return ButtonFilter{Query: in.Query, Path: in.Path, SchoolID: in.SchoolID, Status: in.Status, After: in.After, Limit: in.Limit}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-buttons", Method: http.MethodGet, Path: "/api/v1/alarm-buttons",
		Summary: "The register of buttons, never proven first, then the longest ago", Tag: "alarm"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			list, counts, err := s.Buttons(ctx, filter(in))
			out := &listOut{}
			out.Body.Items, out.Body.Counts = list, counts
			if n := len(list); n == in.Limit && n > 0 {
				out.Body.Next = strconv.FormatInt(list[n-1].LastProvenAt, 10) + "|" + list[n-1].ID
			}
			return out, err
		})

	type missingOut struct {
		Body struct {
			Items []*Missing `json:"items" nullable:"false"`
			Next  string     `json:"next"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-buttons-missing", Method: http.MethodGet, Path: "/api/v1/alarm-buttons/missing",
		Summary: "Places that need a button and have none", Tag: "alarm"},
		func(ctx context.Context, in *listIn) (*missingOut, error) {
			list, err := s.MissingButtons(ctx, filter(in))
			out := &missingOut{}
			out.Body.Items = list
			if n := len(list); n == in.Limit && n > 0 {
				out.Body.Next = list[n-1].Path + "|" + string(list[n-1].Kind) + "|" + list[n-1].PlaceID
			}
			return out, err
		})

	type provenOut struct {
		Body struct {
			Items []Proven `json:"items" nullable:"false"`
			Fresh int      `json:"fresh" doc:"up to so many days a school counts as proven"`
			Stale int      `json:"stale" doc:"up to so many days it is a warning"`
			At    int64    `json:"at"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-buttons-proven", Method: http.MethodGet, Path: "/api/v1/alarm-buttons/proven",
		Summary: "Days since each school's buttons were last proven, for the map", Tag: "alarm"},
		func(ctx context.Context, _ *struct{}) (*provenOut, error) {
			list, fresh, stale, err := s.ProvenMap(ctx)
			out := &provenOut{}
			out.Body.Items, out.Body.Fresh, out.Body.Stale, out.Body.At = list, fresh, stale, s.db.Clock().Now().UnixMilli()
			return out, err
		})

	type addIn struct{ Body ButtonInput }
	httpapi.Register(api, httpapi.Op{ID: "alarm-button-add", Method: http.MethodPost, Path: "/api/v1/alarm-buttons",
		Summary: "Put a button on the register", Tag: "alarm", Status: http.StatusCreated},
		func(ctx context.Context, in *addIn) (*buttonOut, error) { return button(s.AddButton(ctx, in.Body)) })

	type editIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version  int64  `json:"version"`
			Name     string `json:"name" maxLength:"40"`
			DeviceID string `json:"deviceId,omitempty" maxLength:"40"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-button-edit", Method: http.MethodPatch, Path: "/api/v1/alarm-buttons/{id}",
		Summary: "Rename a button, or say which device it is", Tag: "alarm"},
		func(ctx context.Context, in *editIn) (*buttonOut, error) {
			return button(s.EditButton(ctx, in.ID, in.Body.Version, in.Body.Name, in.Body.DeviceID))
		})

	type retireIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64  `json:"version"`
			Reason  string `json:"reason,omitempty" maxLength:"500"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-button-retire", Method: http.MethodPost, Path: "/api/v1/alarm-buttons/{id}/retire",
		Summary: "Take a button out of use; its records stay", Tag: "alarm"},
		func(ctx context.Context, in *retireIn) (*buttonOut, error) {
			return button(s.RetireButton(ctx, in.ID, in.Body.Version, in.Body.Reason))
		})
}
