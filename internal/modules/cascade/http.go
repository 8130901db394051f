package cascade

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

// Routes adds the room's operations.
func (s *Service) Routes(api *httpapi.API) {
	s.routeUppers(api)
	s.routeShares(api)
	s.routeRecord(api)
}

func (s *Service) routeUppers(api *httpapi.API) {
	type listOut struct {
		Body struct {
			Items   []*Upper `json:"items" nullable:"false"`
			Hearing bool     `json:"hearing" doc:"this server keeps lines to platforms above"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "cascade-uppers", Method: http.MethodGet, Path: "/api/v1/cascade/uppers",
		Summary: "Platforms above us, and how each stands", Tag: "cascade"},
		func(ctx context.Context, _ *struct{}) (*listOut, error) {
			items, err := s.Uppers(ctx)
			out := &listOut{}
			if out.Body.Items = items; items == nil {
				out.Body.Items = []*Upper{}
			}
			out.Body.Hearing = s.hearing.Load()
			return out, err
		})
	type upperOut struct{ Body *Upper }
	type addIn struct{ Body Input }
	httpapi.Register(api, httpapi.Op{ID: "cascade-add-upper", Method: http.MethodPost, Path: "/api/v1/cascade/uppers", Status: http.StatusCreated,
		Summary: "Set a platform above us up", Tag: "cascade"},
		func(ctx context.Context, in *addIn) (*upperOut, error) {
			u, err := s.Add(ctx, in.Body)
			return &upperOut{u}, err
		})
	type editIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Input
			Version int64 `json:"version"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "cascade-edit-upper", Method: http.MethodPut, Path: "/api/v1/cascade/uppers/{id}",
		Summary: "Change a platform above us", Tag: "cascade"},
		func(ctx context.Context, in *editIn) (*upperOut, error) {
			u, err := s.Edit(ctx, in.ID, in.Body.Version, in.Body.Input)
			return &upperOut{u}, err
		})
}

func (s *Service) routeShares(api *httpapi.API) {
	type listIn struct {
		Upper  string `query:"upper" maxLength:"40" required:"true"`
		Shared string `query:"shared" enum:"yes,no"`
		Kind   string `query:"kind" enum:"box,camera"`
		School string `query:"school" maxLength:"40"`
		Path   string `query:"path" maxLength:"200"`
		Query  string `query:"q" maxLength:"60"`
		After  string `query:"after" maxLength:"300"`
		Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items []*Share `json:"items" nullable:"false"`
			Next  string   `json:"next"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "cascade-shares", Method: http.MethodGet, Path: "/api/v1/cascade/shares",
		Summary: "Cameras and boxes, and under which number a platform sees them", Tag: "cascade"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			items, next, err := s.Shares(ctx, ShareFilter{Upper: in.Upper, Shared: in.Shared, Kind: in.Kind, School: in.School, Path: in.Path, Query: in.Query, After: in.After, Limit: in.Limit})
			out := &listOut{}
			if out.Body.Items = items; items == nil {
				out.Body.Items = []*Share{}
			}
			out.Body.Next = next
			return out, err
		})
	type choiceIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body Choice
	}
	type doneOut struct {
		Body struct {
			N    int  `json:"n"`
			More bool `json:"more" doc:"others are left: ask again"`
		}
	}
	for _, x := range []struct {
		id, path, summary string
		do                func(context.Context, string, Choice) (int, bool, error)
	}{
		{"cascade-share", "/api/v1/cascade/uppers/{id}/share", "Let a platform see devices", s.Share},
		{"cascade-unshare", "/api/v1/cascade/uppers/{id}/unshare", "Take devices from a platform's sight", s.Unshare},
	} {
		httpapi.Register(api, httpapi.Op{ID: x.id, Method: http.MethodPost, Path: x.path, Summary: x.summary, Tag: "cascade"},
			func(ctx context.Context, in *choiceIn) (*doneOut, error) {
				out := &doneOut{}
				var err error
				out.Body.N, out.Body.More, err = x.do(ctx, in.ID, in.Body)
				return out, err
			})
	}
	type numberIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64  `json:"version"`
			Code    string `json:"code" maxLength:"20"`
		}
	}
	type shareOut struct{ Body *Share }
	httpapi.Register(api, httpapi.Op{ID: "cascade-renumber", Method: http.MethodPut, Path: "/api/v1/cascade/shares/{id}",
		Summary: "Give a shared device the number that the police have assigned", Tag: "cascade"},
		func(ctx context.Context, in *numberIn) (*shareOut, error) {
			x, err := s.Renumber(ctx, in.ID, in.Body.Version, in.Body.Code)
			return &shareOut{x}, err
		})
}

func (s *Service) routeRecord(api *httpapi.API) {
	type sentIn struct {
		Upper string `query:"upper" maxLength:"40"`
		State string `query:"state" enum:"waiting,sent,confirmed,failed"`
		Query string `query:"q" maxLength:"60"`
		After string `query:"after" maxLength:"40"`
		Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type sentOut struct {
		Body struct {
			Items []*Sent `json:"items" nullable:"false"`
			Next  string  `json:"next"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "cascade-sendings", Method: http.MethodGet, Path: "/api/v1/cascade/sendings",
		Summary: "Alarms sent up, and what became of them", Tag: "cascade"},
		func(ctx context.Context, in *sentIn) (*sentOut, error) {
			items, next, err := s.Sendings(ctx, SentFilter{Upper: in.Upper, State: in.State, Query: in.Query, After: in.After, Limit: in.Limit})
			out := &sentOut{}
			if out.Body.Items = items; items == nil {
				out.Body.Items = []*Sent{}
			}
			out.Body.Next = next
			return out, err
		})
	type idIn struct {
		ID string `path:"id" maxLength:"40"`
	}
	type oneOut struct{ Body *Sent }
	httpapi.Register(api, httpapi.Op{ID: "cascade-again", Method: http.MethodPost, Path: "/api/v1/cascade/sendings/{id}/again",
		Summary: "Send an alarm up once more", Tag: "cascade"},
		func(ctx context.Context, in *idIn) (*oneOut, error) {
			x, err := s.Again(ctx, in.ID)
			return &oneOut{x}, err
		})
	type askedIn struct {
		Upper string `query:"upper" maxLength:"40"`
		What  string `query:"what" enum:"catalog,info,status,records,subscribe,view,replay,control"`
		State string `query:"state" enum:"answered,refused,running,ended"`
		Query string `query:"q" maxLength:"60"`
		After string `query:"after" maxLength:"40"`
		Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type askedOut struct {
		Body struct {
			Items []*Asked `json:"items" nullable:"false"`
			Next  string   `json:"next"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "cascade-asked", Method: http.MethodGet, Path: "/api/v1/cascade/asked",
		Summary: "What platforms above have asked for", Tag: "cascade"},
		func(ctx context.Context, in *askedIn) (*askedOut, error) {
			items, next, err := s.Questions(ctx, AskedFilter{Upper: in.Upper, What: in.What, State: in.State, Query: in.Query, After: in.After, Limit: in.Limit})
			out := &askedOut{}
			if out.Body.Items = items; items == nil {
				out.Body.Items = []*Asked{}
			}
			out.Body.Next = next
			return out, err
		})
}
