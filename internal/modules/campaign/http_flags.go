package campaign

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

func (s *Service) routeFlags(api *httpapi.API) {
	type listIn struct {
		ID    string `path:"id" maxLength:"40"`
		State string `query:"state" enum:"open,cleared,confirmed"`
		Rule  string `query:"rule" enum:"device,address,overlap,identical,speed,reissued"`
		Path  string `query:"path" maxLength:"120"`
		After string `query:"after" maxLength:"40"`
		Limit int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items []Flag `json:"items" nullable:"false"`
			Next  string `json:"next"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "campaign-flags", Method: http.MethodGet, Path: "/api/v1/campaigns/{id}/flags",
		Summary: "What looks doubtful in my area, newest first", Tag: "campaign"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			list, err := s.Flags(ctx, in.ID, FlagFilter{State: in.State, Rule: in.Rule, Path: in.Path, After: in.After, Limit: in.Limit})
			out := &listOut{}
			out.Body.Items = list
			if len(list) == in.Limit {
				out.Body.Next = list[len(list)-1].ID
			}
			return out, err
		})
	type flagIn struct {
		ID     string `path:"id" maxLength:"40"`
		FlagID string `path:"flagId" maxLength:"40"`
	}
	type suspectsOut struct {
		Body struct {
			Items []Suspect `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "campaign-flag-pupils", Method: http.MethodGet, Path: "/api/v1/campaigns/{id}/flags/{flagId}/pupils",
		Summary: "The completions of a finding; names for the school alone", Tag: "campaign"},
		func(ctx context.Context, in *flagIn) (*suspectsOut, error) {
			list, err := s.Suspects(ctx, in.ID, in.FlagID)
			out := &suspectsOut{}
			out.Body.Items = list
			return out, err
		})
	type decideIn struct {
		ID     string `path:"id" maxLength:"40"`
		FlagID string `path:"flagId" maxLength:"40"`
		Body   struct {
			Version int64  `json:"version"`
			Note    string `json:"note" minLength:"1" maxLength:"500" doc:"what was found out"`
		}
	}
	type flagOut struct{ Body Flag }
	verb := func(name, summary string, do func(context.Context, *decideIn) (Flag, error)) {
		httpapi.Register(api, httpapi.Op{ID: "campaign-flag-" + name, Method: http.MethodPost,
			Path: "/api/v1/campaigns/{id}/flags/{flagId}/" + name, Summary: summary, Tag: "campaign"},
			func(ctx context.Context, in *decideIn) (*flagOut, error) {
				f, err := do(ctx, in)
				return &flagOut{f}, err
			})
	}
	verb("clear", "It is in order", func(ctx context.Context, in *decideIn) (Flag, error) {
		return s.Clear(ctx, in.ID, in.FlagID, in.Body.Version, in.Body.Note)
	})
	verb("confirm", "It is what it looks like: the completions are taken back", func(ctx context.Context, in *decideIn) (Flag, error) {
		return s.Confirm(ctx, in.ID, in.FlagID, in.Body.Version, in.Body.Note)
	})
}
