package campaign

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

func (s *Service) routeNumbers(api *httpapi.API) {
	type placeIn struct {
		ID   string `path:"id" maxLength:"40"`
		Path string `query:"path" maxLength:"120" doc:"an area or a school; empty: the highest I may see"`
	}
	type numbersOut struct{ Body *Numbers }
	httpapi.Register(api, httpapi.Op{ID: "campaign-numbers", Method: http.MethodGet, Path: "/api/v1/campaigns/{id}/numbers",
		Summary: "How a place stands, and what is below it", Tag: "campaign"},
		func(ctx context.Context, in *placeIn) (*numbersOut, error) {
			n, err := s.Numbers(ctx, in.ID, in.Path)
			return &numbersOut{n}, err
		})

	type rankingIn struct {
		ID    string `path:"id" maxLength:"40"`
		Path  string `query:"path" maxLength:"120" doc:"an area or a school; empty: the highest I may see"`
		Level string `query:"level" enum:"county,school,class" default:"school"`
	}
	type rankingOut struct{ Body *Ranking }
	httpapi.Register(api, httpapi.Op{ID: "campaign-ranking", Method: http.MethodGet, Path: "/api/v1/campaigns/{id}/ranking",
		Summary: "Counties or schools in the order of their rate", Tag: "campaign"},
		func(ctx context.Context, in *rankingIn) (*rankingOut, error) {
			list, err := s.Ranking(ctx, in.ID, in.Path, in.Level)
			return &rankingOut{list}, err
		})

	type curveOut struct {
		Body struct {
			Items []Day `json:"items" nullable:"false"`
			Due   int64 `json:"due"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "campaign-curve", Method: http.MethodGet, Path: "/api/v1/campaigns/{id}/curve",
		Summary: "Completions day by day", Tag: "campaign"},
		func(ctx context.Context, in *placeIn) (*curveOut, error) {
			list, due, err := s.Curve(ctx, in.ID, in.Path)
			out := &curveOut{}
			out.Body.Items, out.Body.Due = list, due
			return out, err
		})

	type laggingOut struct{ Body *Lagging }
	httpapi.Register(api, httpapi.Op{ID: "campaign-lagging", Method: http.MethodGet, Path: "/api/v1/campaigns/{id}/lagging",
		Summary: "Schools that lag, the worst first", Tag: "campaign"},
		func(ctx context.Context, in *placeIn) (*laggingOut, error) {
			list, err := s.Lagging(ctx, in.ID, in.Path)
			return &laggingOut{list}, err
		})
}

func (s *Service) routeClasses(api *httpapi.API) {
	type classIn struct {
		ID      string `path:"id" maxLength:"40"`
		ClassID string `path:"classId" maxLength:"40"`
	}
	type classOut struct{ Body *ClassRoom }
	httpapi.Register(api, httpapi.Op{ID: "campaign-class", Method: http.MethodGet, Path: "/api/v1/campaigns/{id}/classes/{classId}",
		Summary: "The pupils of a class, for its teacher and the school", Tag: "campaign"},
		func(ctx context.Context, in *classIn) (*classOut, error) {
			r, err := s.Class(ctx, in.ID, in.ClassID)
			return &classOut{r}, err
		})
	type holdIn struct {
		ID      string `path:"id" maxLength:"40"`
		ClassID string `path:"classId" maxLength:"40"`
		Body    Holding
	}
	type holdOut struct{ Body *HoldResult }
	httpapi.Register(api, httpapi.Op{ID: "campaign-hold", Method: http.MethodPost, Path: "/api/v1/campaigns/{id}/classes/{classId}/hold",
		Summary: "Class mode: who was present, and who of those asked understood", Tag: "campaign"},
		func(ctx context.Context, in *holdIn) (*holdOut, error) {
			r, err := s.Hold(ctx, in.ID, in.ClassID, in.Body)
			return &holdOut{r}, err
		})
}
