package inspection

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

type roundOut struct{ Body RoundCard }

func answerRound(ctx context.Context, r *Round, err error) (*roundOut, error) {
	if err != nil {
		return nil, err
	}
	return &roundOut{roundCard(ctx, r)}, nil
}

func (s *Service) routeRounds(api *httpapi.API) {
	type listIn struct {
		State string `query:"state" maxLength:"20"`
	}
	type listOut struct {
		Body struct {
			Items []RoundCard `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "inspection-rounds", Method: http.MethodGet, Path: base + "/rounds",
		Summary: "Rounds of inspections that concern me, the newest first", Tag: "inspection"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			list, err := s.Rounds(ctx, in.State)
			out := &listOut{}
			out.Body.Items = list
			return out, err
		})

	type planIn struct{ Body RoundPlan }
	httpapi.Register(api, httpapi.Op{ID: "inspection-round-plan", Method: http.MethodPost, Path: base + "/rounds",
		Summary: "Write a round down; of a draw, the hashes of the secret and of both lists are laid down now", Tag: "inspection", Status: http.StatusCreated},
		func(ctx context.Context, in *planIn) (*roundOut, error) {
			r, err := s.PlanRound(ctx, in.Body)
			return answerRound(ctx, r, err)
		})

	type pageOut struct{ Body RoundPage }
	httpapi.Register(api, httpapi.Op{ID: "inspection-round-get", Method: http.MethodGet, Path: base + "/rounds/{id}",
		Summary: "One round and how far each county has come", Tag: "inspection"},
		func(ctx context.Context, in *idIn) (*pageOut, error) {
			p, err := s.RoundOf(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return &pageOut{*p}, nil
		})

	type targetsIn struct {
		ID    string `path:"id" maxLength:"40"`
		Path  string `query:"path" maxLength:"120"`
		State string `query:"state" maxLength:"20"`
		Query string `query:"q" maxLength:"60"`
	}
	type targetsOut struct {
		Body struct {
			Items []TargetRow `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "inspection-targets", Method: http.MethodGet, Path: base + "/rounds/{id}/schools",
		Summary: "The schools of a round, those not inspected first", Tag: "inspection"},
		func(ctx context.Context, in *targetsIn) (*targetsOut, error) {
			list, err := s.Targets(ctx, in.ID, in.Path, in.State, in.Query)
			out := &targetsOut{}
			out.Body.Items = list
			return out, err
		})
}

func (s *Service) routeDraw(api *httpapi.API) {
	type versionIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64  `json:"version"`
			Reason  string `json:"reason,omitempty" maxLength:"300"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "inspection-round-open", Method: http.MethodPost, Path: base + "/rounds/{id}/open",
		Summary: "Let a round begin", Tag: "inspection"},
		func(ctx context.Context, in *versionIn) (*roundOut, error) {
			r, err := s.OpenRound(ctx, in.ID, in.Body.Version)
			return answerRound(ctx, r, err)
		})
	httpapi.Register(api, httpapi.Op{ID: "inspection-round-close", Method: http.MethodPost, Path: base + "/rounds/{id}/close",
		Summary: "End a round, or take back one that has not begun; short of all schools only with a reason", Tag: "inspection"},
		func(ctx context.Context, in *versionIn) (*roundOut, error) {
			r, err := s.CloseRound(ctx, in.ID, in.Body.Version, in.Body.Reason)
			return answerRound(ctx, r, err)
		})

	type drawIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64  `json:"version"`
			Word    string `json:"word" maxLength:"60" doc:"spoken by a witness at the draw; a part of the seed"`
			Witness string `json:"witness" maxLength:"40"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "inspection-draw", Method: http.MethodPost, Path: base + "/rounds/{id}/draw",
		Summary: "Draw schools and inspectors from what was laid down", Tag: "inspection"},
		func(ctx context.Context, in *drawIn) (*roundOut, error) {
			r, err := s.DrawSchools(ctx, in.ID, in.Body.Version, in.Body.Word, in.Body.Witness)
			return answerRound(ctx, r, err)
		})

	type pageOut struct{ Body DrawPage }
	httpapi.Register(api, httpapi.Op{ID: "inspection-draw-get", Method: http.MethodGet, Path: base + "/rounds/{id}/draw",
		Summary: "A draw with everything that decided it, for whoever wants to draw again", Tag: "inspection"},
		func(ctx context.Context, in *idIn) (*pageOut, error) {
			d, err := s.DrawOf(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return &pageOut{*d}, nil
		})
}
