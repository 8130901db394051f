package drill

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

func (s *Service) routeRun(api *httpapi.API) {
	type noticeIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64 `json:"version"`
			Telling
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "drill-notice", Method: http.MethodPost, Path: "/api/v1/drills/{id}/notice",
		Summary: "Tell parents, neighbourhood and police", Tag: "drill"},
		func(ctx context.Context, in *noticeIn) (*cardOut, error) {
			d, err := s.Tell(ctx, in.ID, in.Body.Version, in.Body.Telling)
			return s.answer(ctx, d, err)
		})

	type checkIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64       `json:"version"`
			Items   []CheckItem `json:"items" maxItems:"20"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "drill-check", Method: http.MethodPost, Path: "/api/v1/drills/{id}/check",
		Summary: "The safety check before the drill", Tag: "drill"},
		func(ctx context.Context, in *checkIn) (*cardOut, error) {
			d, err := s.Inspect(ctx, in.ID, in.Body.Version, in.Body.Items)
			return s.answer(ctx, d, err)
		})

	type signalIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body Pressed
	}
	httpapi.Register(api, httpapi.Op{ID: "drill-signal", Method: http.MethodPost, Path: "/api/v1/drills/{id}/signal",
		Summary: "Give the signal; the stop-watch runs from the server's time", Tag: "drill"},
		func(ctx context.Context, in *signalIn) (*cardOut, error) {
			d, err := s.Signal(ctx, in.ID, in.Body)
			return s.answer(ctx, d, err)
		})

	type reportIn struct {
		ID      string `path:"id" maxLength:"40"`
		ClassID string `path:"classId" maxLength:"40"`
		Body    struct {
			HeadCount
			Pressed
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "drill-report", Method: http.MethodPost, Path: "/api/v1/drills/{id}/classes/{classId}",
		Summary: "A class is at the assembly point, and how many of it", Tag: "drill"},
		func(ctx context.Context, in *reportIn) (*cardOut, error) {
			d, err := s.Report(ctx, in.ID, in.ClassID, in.Body.HeadCount, in.Body.Pressed)
			return s.answer(ctx, d, err)
		})

	type stopIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Note string `json:"note,omitempty" maxLength:"300" doc:"why it ends although somebody is not accounted for"`
			Pressed
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "drill-stop", Method: http.MethodPost, Path: "/api/v1/drills/{id}/stop",
		Summary: "Stop the drill", Tag: "drill"},
		func(ctx context.Context, in *stopIn) (*cardOut, error) {
			d, err := s.Halt(ctx, in.ID, in.Body.Note, in.Body.Pressed)
			return s.answer(ctx, d, err)
		})

	type evaluateIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version    int64      `json:"version"`
			Evaluation Evaluation `json:"evaluation"`
			Problems   []Fault    `json:"problems,omitempty" maxItems:"30"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "drill-evaluate", Method: http.MethodPost, Path: "/api/v1/drills/{id}/evaluate",
		Summary: "The evaluation table; problems become hazards and tasks", Tag: "drill"},
		func(ctx context.Context, in *evaluateIn) (*cardOut, error) {
			d, err := s.Evaluate(ctx, in.ID, in.Body.Version, in.Body.Evaluation, in.Body.Problems)
			return s.answer(ctx, d, err)
		})

	type mendIn struct {
		ID        string `path:"id" maxLength:"40"`
		ProblemID string `path:"problemId" maxLength:"40"`
		Body      struct {
			What string `json:"what" maxLength:"300"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "drill-mend", Method: http.MethodPost, Path: "/api/v1/drills/{id}/problems/{problemId}/mend",
		Summary: "What was done about a problem", Tag: "drill"},
		func(ctx context.Context, in *mendIn) (*cardOut, error) {
			d, err := s.Mend(ctx, in.ID, in.ProblemID, in.Body.What)
			return s.answer(ctx, d, err)
		})

	type photoIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			FileID  string `json:"fileId" maxLength:"40"`
			Caption string `json:"caption,omitempty" maxLength:"80"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "drill-photo", Method: http.MethodPost, Path: "/api/v1/drills/{id}/photos",
		Summary: "Take a picture that was handed in into the record", Tag: "drill"},
		func(ctx context.Context, in *photoIn) (*cardOut, error) {
			d, err := s.AddPhoto(ctx, in.ID, in.Body.FileID, in.Body.Caption)
			return s.answer(ctx, d, err)
		})
}

func (s *Service) routeFigures(api *httpapi.API) {
	type ratesIn struct {
		Month string `query:"month" maxLength:"7"`
		Path  string `query:"path" maxLength:"120"`
		By    string `query:"by" enum:"county,school" default:"county"`
	}
	type ratesOut struct{ Body Rates }
	httpapi.Register(api, httpapi.Op{ID: "drill-rates", Method: http.MethodGet, Path: "/api/v1/drills/rates",
		Summary: "Schools with a valid drill in a month ÷ schools due, and who is missing", Tag: "drill"},
		func(ctx context.Context, in *ratesIn) (*ratesOut, error) {
			r, err := s.MonthRates(ctx, in.Month, in.Path, in.By)
			if err != nil {
				return nil, err
			}
			return &ratesOut{*r}, nil
		})

	type trendIn struct {
		Month string `query:"month" maxLength:"7"`
		Path  string `query:"path" maxLength:"120"`
	}
	type trendOut struct {
		Body struct {
			Items []Point `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "drill-trend", Method: http.MethodGet, Path: "/api/v1/drills/trend",
		Summary: "Twelve months of evacuation times of a school or an area", Tag: "drill"},
		func(ctx context.Context, in *trendIn) (*trendOut, error) {
			points, err := s.Trend(ctx, in.Month, in.Path)
			out := &trendOut{}
			out.Body.Items = points
			return out, err
		})
}
