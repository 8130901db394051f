package drill

import (
	"context"
	"io"
	"net/http"

	"huxue/internal/kit/httpapi"
)

// Routes adds the operations of the room.
func (s *Service) Routes(api *httpapi.API) {
	s.routeLook(api)
	s.routePlan(api)
	s.routeRun(api)
	s.routeFigures(api)
}

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

type cardOut struct{ Body Card }

func (s *Service) answer(ctx context.Context, d *Drill, err error) (*cardOut, error) {
	if err != nil {
		return nil, err
	}
	return &cardOut{s.card(ctx, d)}, nil
}

func (s *Service) routeLook(api *httpapi.API) {
	type listIn struct {
		Year     string `query:"year" maxLength:"4"`
		Month    string `query:"month" maxLength:"7"`
		Day      string `query:"day" maxLength:"10"`
		State    string `query:"state" maxLength:"20"`
		Scenario string `query:"scenario" maxLength:"20"`
		Query    string `query:"q" maxLength:"60"`
		Path     string `query:"path" maxLength:"120"`
		School   string `query:"school" maxLength:"40"`
		After    string `query:"after" maxLength:"60"`
		Limit    int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items  []Card         `json:"items" nullable:"false"`
			Next   string         `json:"next"`
			Counts map[string]int `json:"counts"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "drill-list", Method: http.MethodGet, Path: "/api/v1/drills",
		Summary: "Drills in my area, the newest day first", Tag: "drill"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			list, by, err := s.Drills(ctx, Filter{Year: in.Year, Month: in.Month, Day: in.Day, State: in.State, Scenario: in.Scenario,
				Query: in.Query, Path: in.Path, School: in.School, After: in.After, Limit: in.Limit})
			if err != nil {
				return nil, err
			}
			out := &listOut{}
			out.Body.Items, out.Body.Counts = s.cards(ctx, list), by
			if n := len(list); n == in.Limit {
				out.Body.Next = list[n-1].Day + "|" + list[n-1].ID
			}
			return out, nil
		})

	type todayOut struct {
		Body struct {
			Items      []Card `json:"items" nullable:"false"`
			ServerTime int64  `json:"serverTime"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "drill-today", Method: http.MethodGet, Path: "/api/v1/drills/today",
		Summary: "Today's drills of my school, for a phone", Tag: "drill"},
		func(ctx context.Context, _ *struct{}) (*todayOut, error) {
			list, err := s.Today(ctx)
			out := &todayOut{}
			out.Body.Items, out.Body.ServerTime = s.cards(ctx, list), s.db.Clock().Now().UnixMilli()
			return out, err
		})

	type seenOut struct{ Body Seen }
	httpapi.Register(api, httpapi.Op{ID: "drill-get", Method: http.MethodGet, Path: "/api/v1/drills/{id}",
		Summary: "One drill: form, roll call, evaluation, timeline, and a real alarm before which it gives way", Tag: "drill"},
		func(ctx context.Context, in *idIn) (*seenOut, error) {
			d, err := s.Drill(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return &seenOut{*d}, nil
		})

	type schoolIn struct {
		School string `query:"school" maxLength:"40"`
	}
	type classesOut struct{ Body Classes }
	httpapi.Register(api, httpapi.Op{ID: "drill-classes", Method: http.MethodGet, Path: "/api/v1/drills/classes",
		Summary: "Classes of a school and its target time, for the form of a plan", Tag: "drill"},
		func(ctx context.Context, in *schoolIn) (*classesOut, error) {
			c, err := s.ClassesOf(ctx, in.School)
			if err != nil {
				return nil, err
			}
			return &classesOut{*c}, nil
		})

	api.Handle("GET /api/v1/drills/export", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		f := Filter{Year: q.Get("year"), Month: q.Get("month"), State: q.Get("state"), Scenario: q.Get("scenario"), Query: q.Get("q"), Path: q.Get("path"), School: q.Get("school")}
		api.Workbook(w, r, "应急演练台账.xlsx", func(out io.Writer) error { return s.Export(r.Context(), f, out) })
	})
}

func (s *Service) routePlan(api *httpapi.API) {
	type planIn struct {
		Body struct {
			SchoolID string `json:"schoolId" maxLength:"40"`
			Plan
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "drill-plan", Method: http.MethodPost, Path: "/api/v1/drills",
		Summary: "Put a drill on a school's plan", Tag: "drill", Status: http.StatusCreated},
		func(ctx context.Context, in *planIn) (*cardOut, error) {
			d, err := s.PlanDrill(ctx, in.Body.SchoolID, in.Body.Plan)
			return s.answer(ctx, d, err)
		})

	type yearIn struct {
		Body struct {
			SchoolID string `json:"schoolId" maxLength:"40"`
			Year     int    `json:"year" minimum:"2020" maximum:"2100"`
		}
	}
	type yearOut struct{ Body YearPlan }
	httpapi.Register(api, httpapi.Op{ID: "drill-plan-year", Method: http.MethodPost, Path: "/api/v1/drills/year",
		Summary: "Plan every month of a year in which a drill is due and none stands yet", Tag: "drill"},
		func(ctx context.Context, in *yearIn) (*yearOut, error) {
			p, err := s.PlanYear(ctx, in.Body.SchoolID, in.Body.Year)
			if err != nil {
				return nil, err
			}
			return &yearOut{*p}, nil
		})

	type editIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64 `json:"version"`
			Plan
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "drill-edit", Method: http.MethodPut, Path: "/api/v1/drills/{id}",
		Summary: "Write a plan anew that nobody has approved yet", Tag: "drill"},
		func(ctx context.Context, in *editIn) (*cardOut, error) {
			d, err := s.EditPlan(ctx, in.ID, in.Body.Version, in.Body.Plan)
			return s.answer(ctx, d, err)
		})

	type versionIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64 `json:"version"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "drill-submit", Method: http.MethodPost, Path: "/api/v1/drills/{id}/submit",
		Summary: "Hand the script in for approval", Tag: "drill"},
		func(ctx context.Context, in *versionIn) (*cardOut, error) {
			d, err := s.Submit(ctx, in.ID, in.Body.Version)
			return s.answer(ctx, d, err)
		})
	httpapi.Register(api, httpapi.Op{ID: "drill-archive", Method: http.MethodPost, Path: "/api/v1/drills/{id}/archive",
		Summary: "Put the record away", Tag: "drill"},
		func(ctx context.Context, in *versionIn) (*cardOut, error) {
			d, err := s.Archive(ctx, in.ID, in.Body.Version)
			return s.answer(ctx, d, err)
		})

	type approveIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64  `json:"version"`
			Approve bool   `json:"approve"`
			Note    string `json:"note,omitempty" maxLength:"300"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "drill-approve", Method: http.MethodPost, Path: "/api/v1/drills/{id}/approve",
		Summary: "Approve the script, or give it back with a reason; never one's own", Tag: "drill"},
		func(ctx context.Context, in *approveIn) (*cardOut, error) {
			d, err := s.Approve(ctx, in.ID, in.Body.Version, in.Body.Approve, in.Body.Note)
			return s.answer(ctx, d, err)
		})

	type cancelIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64  `json:"version"`
			Reason  string `json:"reason" maxLength:"300"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "drill-cancel", Method: http.MethodPost, Path: "/api/v1/drills/{id}/cancel",
		Summary: "Take it off the plan, with a reason", Tag: "drill"},
		func(ctx context.Context, in *cancelIn) (*cardOut, error) {
			d, err := s.Cancel(ctx, in.ID, in.Body.Version, in.Body.Reason)
			return s.answer(ctx, d, err)
		})
}
