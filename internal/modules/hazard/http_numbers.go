package hazard

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

func (s *Service) routeNumbers(api *httpapi.API) {
	type numbersIn struct {
		Path string `query:"path" maxLength:"120"`
		From string `query:"from" maxLength:"7" doc:"first month, a year back when empty"`
		To   string `query:"to" maxLength:"7"`
	}
	type numbersOut struct{ Body Numbers }
	httpapi.Register(api, httpapi.Op{ID: "hazard-numbers", Method: http.MethodGet, Path: "/api/v1/hazards/numbers",
		Summary: "Rates of an area by unit, category, agency and month", Tag: "hazard"},
		func(ctx context.Context, in *numbersIn) (*numbersOut, error) {
			n, err := s.Numbers(ctx, in.Path, in.From, in.To)
			if err != nil {
				return nil, err
			}
			return &numbersOut{*n}, nil
		})

	type drawOut struct{ Body Draw }
	answer := func(d *Draw, err error) (*drawOut, error) {
		if err != nil {
			return nil, err
		}
		return &drawOut{*d}, nil
	}
	type drawsOut struct {
		Body struct {
			Items []Draw `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "hazard-draws", Method: http.MethodGet, Path: "/api/v1/hazard-draws",
		Summary: "Random re-checks of my areas", Tag: "hazard"},
		func(ctx context.Context, _ *struct{}) (*drawsOut, error) {
			list, err := s.Draws(ctx)
			out := &drawsOut{}
			out.Body.Items = list
			return out, err
		})
	httpapi.Register(api, httpapi.Op{ID: "hazard-draw-get", Method: http.MethodGet, Path: "/api/v1/hazard-draws/{id}",
		Summary: "One random re-check: what was drawn and what was found", Tag: "hazard"},
		func(ctx context.Context, in *idIn) (*drawOut, error) { return answer(s.Draw(ctx, in.ID)) })
	type drawIn struct{ Body DrawInput }
	httpapi.Register(api, httpapi.Op{ID: "hazard-draw", Method: http.MethodPost, Path: "/api/v1/hazard-draws",
		Summary: "Draw closed hazards at random, by a seed that is published", Tag: "hazard", Status: http.StatusCreated},
		func(ctx context.Context, in *drawIn) (*drawOut, error) { return answer(s.DrawClosed(ctx, in.Body)) })
	type recheckIn struct {
		ID     string `path:"id" maxLength:"40"`
		Hazard string `path:"hazard" maxLength:"40"`
		Body   struct {
			Result string `json:"result" enum:"fixed,unfixed"`
			Note   string `json:"note,omitempty" maxLength:"500"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "hazard-recheck", Method: http.MethodPost, Path: "/api/v1/hazard-draws/{id}/{hazard}/record",
		Summary: "Write down what was found on the spot", Tag: "hazard"},
		func(ctx context.Context, in *recheckIn) (*drawOut, error) {
			return answer(s.RecordRecheck(ctx, in.ID, in.Hazard, in.Body.Result, in.Body.Note))
		})
}
