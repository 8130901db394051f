package routine

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

type visitOut struct{ Body Visit }

func visitAnswer(v *Visit, err error) (*visitOut, error) {
	if err != nil {
		return nil, err
	}
	return &visitOut{*v}, nil
}

func (s *Service) routeVisits(api *httpapi.API) {
	type listIn struct {
		Path  string     `query:"path" maxLength:"120"`
		State VisitState `query:"state" enum:",planned,agreed,held,confirmed,cancelled"`
		After string     `query:"after" maxLength:"60"`
		Limit int        `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items []*Visit `json:"items" nullable:"false"`
			Next  string   `json:"next"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "routine-visits", Method: http.MethodGet, Path: "/api/v1/routine/visits", Summary: "Lessons by police counsellors in my area", Tag: "routine"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			list, err := s.Visits(ctx, in.Path, in.State, in.After, in.Limit)
			if err != nil {
				return nil, err
			}
			out := &listOut{}
			out.Body.Items = list
			if n := len(list); n == in.Limit {
				out.Body.Next = list[n-1].Day + "|" + list[n-1].ID
			}
			return out, nil
		})
	type planIn struct{ Body VisitIn }
	httpapi.Register(api, httpapi.Op{ID: "routine-visit-plan", Method: http.MethodPost, Path: "/api/v1/routine/visits", Summary: "Plan a lesson by a police counsellor", Tag: "routine", Status: http.StatusCreated},
		func(ctx context.Context, in *planIn) (*visitOut, error) {
			return visitAnswer(s.PlanVisit(ctx, in.Body))
		})
	type actIn struct {
		ByID
		Body VisitAct
	}
	for verb, act := range map[string]struct {
		summary string
		do      func(context.Context, string, VisitAct) (*Visit, error)
	}{
		"agree":   {"Station and school have agreed on it", s.AgreeVisit},
		"hold":    {"It was held, before how many and for how long", s.HoldVisit},
		"confirm": {"The school confirms it", s.ConfirmVisit},
		"cancel":  {"Take it off the plan, with a reason", s.CancelVisit},
	} {
		httpapi.Register(api, httpapi.Op{ID: "routine-visit-" + verb, Method: http.MethodPost, Path: "/api/v1/routine/visits/{id}/" + verb, Summary: act.summary, Tag: "routine"},
			func(ctx context.Context, in *actIn) (*visitOut, error) {
				return visitAnswer(act.do(ctx, in.ID, in.Body))
			})
	}
}

func (s *Service) routeCalendar(api *httpapi.API) {
	type lookIn struct {
		Path  string `query:"path" maxLength:"120" doc:"an area or a school; empty: mine"`
		Month string `query:"month" maxLength:"7"`
	}
	type lookOut struct{ Body CalendarView }
	httpapi.Register(api, httpapi.Op{ID: "routine-calendar", Method: http.MethodGet, Path: "/api/v1/routine/calendar", Summary: "Terms, holidays and what is due day by day at a place", Tag: "routine"},
		func(ctx context.Context, in *lookIn) (*lookOut, error) {
			if in.Month == "" {
				in.Month = dayOf(s.db.Clock().Now())[:7]
			}
			v, err := s.CalendarAt(ctx, in.Path, in.Month)
			if err != nil {
				return nil, err
			}
			return &lookOut{*v}, nil
		})
	type holidayIn struct{ Body HolidayIn }
	httpapi.Register(api, httpapi.Op{ID: "routine-holidays-set", Method: http.MethodPost, Path: "/api/v1/routine/holidays", Summary: "Rule on days of a place: rests and working days by order", Tag: "routine"},
		func(ctx context.Context, in *holidayIn) (*struct{}, error) { return nil, s.SetHolidays(ctx, in.Body) })
	type addIn struct{ Body TermIn }
	httpapi.Register(api, httpapi.Op{ID: "routine-term-add", Method: http.MethodPost, Path: "/api/v1/routine/terms", Summary: "Add a term of a place", Tag: "routine"},
		func(ctx context.Context, in *addIn) (*struct{}, error) { return nil, s.SetTerm(ctx, "", 0, in.Body) })
	type editIn struct {
		ByID
		Body struct {
			TermIn
			Version int64 `json:"version"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "routine-term-edit", Method: http.MethodPut, Path: "/api/v1/routine/terms/{id}", Summary: "Change a term", Tag: "routine"},
		func(ctx context.Context, in *editIn) (*struct{}, error) {
			return nil, s.SetTerm(ctx, in.ID, in.Body.Version, in.Body.TermIn)
		})
}
