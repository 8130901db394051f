package handover

import (
	"context"
	"net/http"
	"slices"

	"huxue/internal/kit/httpapi"
)

// Routes adds the room's operations.
func (s *Service) Routes(api *httpapi.API) {
	s.routeTargets(api)
	s.routeRecord(api)
}

func (s *Service) routeTargets(api *httpapi.API) {
	type listOut struct {
		Body struct {
			Items    []*Target `json:"items" nullable:"false"`
			Words    []string  `json:"words" nullable:"false" doc:"the names a template may use"`
			Standard string    `json:"standard" doc:"the template that is used where none is given"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "handover-targets", Method: http.MethodGet, Path: "/api/v1/handover/targets",
		Summary: "Platforms that alarms are handed over to", Tag: "handover"},
		func(ctx context.Context, _ *struct{}) (*listOut, error) {
			items, err := s.Targets(ctx)
			out := &listOut{}
			if out.Body.Items = items; items == nil {
				out.Body.Items = []*Target{}
			}
			out.Body.Words, out.Body.Standard = Words(), StandardTemplate
			slices.Sort(out.Body.Words)
			return out, err
		})
	type targetOut struct{ Body *Target }
	type addIn struct{ Body Input }
	httpapi.Register(api, httpapi.Op{ID: "handover-add-target", Method: http.MethodPost, Path: "/api/v1/handover/targets", Status: http.StatusCreated,
		Summary: "Set a platform up", Tag: "handover"},
		func(ctx context.Context, in *addIn) (*targetOut, error) {
			t, err := s.Add(ctx, in.Body)
			return &targetOut{t}, err
		})
	type editIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Input
			Version int64 `json:"version"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "handover-edit-target", Method: http.MethodPut, Path: "/api/v1/handover/targets/{id}",
		Summary: "Change a platform", Tag: "handover"},
		func(ctx context.Context, in *editIn) (*targetOut, error) {
			t, err := s.Edit(ctx, in.ID, in.Body.Version, in.Body.Input)
			return &targetOut{t}, err
		})
	type idIn struct {
		ID string `path:"id" maxLength:"40"`
	}
	type sentOut struct{ Body *Sent }
	httpapi.Register(api, httpapi.Op{ID: "handover-try-target", Method: http.MethodPost, Path: "/api/v1/handover/targets/{id}/try",
		Summary: "Send a platform a test", Tag: "handover"},
		func(ctx context.Context, in *idIn) (*sentOut, error) {
			x, err := s.Try(ctx, in.ID)
			return &sentOut{x}, err
		})
}

func (s *Service) routeRecord(api *httpapi.API) {
	type listIn struct {
		State  string `query:"state" enum:"sending,delivered,failed"`
		Target string `query:"target" maxLength:"40"`
		After  string `query:"after" maxLength:"40"`
		Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items []*Sent `json:"items" nullable:"false"`
			Next  string  `json:"next"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "handover-record", Method: http.MethodGet, Path: "/api/v1/handover/sendings",
		Summary: "What was handed over, and what became of it", Tag: "handover"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			items, next, err := s.Record(ctx, Query{State: in.State, Target: in.Target, After: in.After, Limit: in.Limit})
			out := &listOut{}
			if out.Body.Items = items; items == nil {
				out.Body.Items = []*Sent{}
			}
			out.Body.Next = next
			return out, err
		})
	type idIn struct {
		ID string `path:"id" maxLength:"40"`
	}
	type sentOut struct{ Body *Sent }
	httpapi.Register(api, httpapi.Op{ID: "handover-sending", Method: http.MethodGet, Path: "/api/v1/handover/sendings/{id}",
		Summary: "One of them, with what was sent", Tag: "handover"},
		func(ctx context.Context, in *idIn) (*sentOut, error) {
			x, err := s.Sending(ctx, in.ID)
			return &sentOut{x}, err
		})
	httpapi.Register(api, httpapi.Op{ID: "handover-again", Method: http.MethodPost, Path: "/api/v1/handover/sendings/{id}/again",
		Summary: "Send it once more", Tag: "handover"},
		func(ctx context.Context, in *idIn) (*sentOut, error) {
			x, err := s.Again(ctx, in.ID)
			return &sentOut{x}, err
		})
}
