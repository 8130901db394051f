package alarm

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

// routePlans adds the operations on response plans and on who fills their posts.
func (s *Service) routePlans(api *httpapi.API) {
	type placeIn struct {
		Path  string `query:"path" required:"true" maxLength:"200" doc:"an area's or a school's path"`
		Level Level  `query:"level" enum:"emergency,help" default:"emergency"`
	}
	type planOut struct{ Body *PlanView }
	httpapi.Register(api, httpapi.Op{ID: "alarm-plan", Method: http.MethodGet, Path: "/api/v1/alarms/plans",
		Summary: "The response plan that holds at a place", Tag: "alarm"},
		func(ctx context.Context, in *placeIn) (*planOut, error) {
			v, err := s.PlanAt(ctx, in.Path, in.Level)
			return &planOut{v}, err
		})

	type setIn struct {
		Body struct {
			Path    string `json:"path" maxLength:"200"`
			Level   Level  `json:"level" enum:"emergency,help"`
			Version int64  `json:"version" doc:"of the place's own plan, 0 for its first"`
			Steps   []Step `json:"steps" nullable:"false"`
			RepeatS int    `json:"repeatS"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-plan-set", Method: http.MethodPut, Path: "/api/v1/alarms/plans",
		Summary: "Make a plan for a place and what is below it", Tag: "alarm"},
		func(ctx context.Context, in *setIn) (*planOut, error) {
			b := in.Body
			v, err := s.SetPlan(ctx, Plan{Path: b.Path, Level: b.Level, Version: b.Version, Steps: b.Steps, RepeatS: b.RepeatS})
			return &planOut{v}, err
		})

	// huma does not look into an embedded type of ours, so the fields stand here again.
	type dropIn struct {
		Path    string `query:"path" required:"true" maxLength:"200"`
		Level   Level  `query:"level" enum:"emergency,help" default:"emergency"`
		Version int64  `query:"version" required:"true"`
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-plan-drop", Method: http.MethodDelete, Path: "/api/v1/alarms/plans",
		Summary: "Follow the plan from above again", Tag: "alarm"},
		func(ctx context.Context, in *dropIn) (*planOut, error) {
			v, err := s.DropPlan(ctx, in.Path, in.Level, in.Version)
			return &planOut{v}, err
		})

	type checkIn struct {
		Path  string `query:"path" required:"true" maxLength:"200"`
		Level Level  `query:"level" enum:"emergency,help" default:"emergency"`
		Text  string `query:"q" maxLength:"60" doc:"part of the school's name"`
		Holes bool   `query:"holes" doc:"only schools with a hole"`
		After string `query:"after" maxLength:"200"`
		Limit int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	}
	type checkOut struct {
		Body struct {
			Items []Checked `json:"items" nullable:"false"`
			Next  string    `json:"next"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-plan-check", Method: http.MethodGet, Path: "/api/v1/alarms/plans/check",
		Summary: "Whom the plans of the schools there would call now, and their holes", Tag: "alarm"},
		func(ctx context.Context, in *checkIn) (*checkOut, error) {
			list, err := s.CheckPlans(ctx, CheckFilter{Path: in.Path, Text: in.Text, After: in.After, Level: in.Level, Holed: in.Holes, Limit: in.Limit})
			out := &checkOut{}
			if out.Body.Items = list; len(list) == in.Limit {
				out.Body.Next = list[len(list)-1].Path
			}
			return out, err
		})
	s.routePosts(api)
}

func (s *Service) routePosts(api *httpapi.API) {
	type postsIn struct {
		Path string `query:"path" required:"true" maxLength:"200"`
	}
	type postsOut struct {
		Body struct {
			Items []Named `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-posts", Method: http.MethodGet, Path: "/api/v1/alarms/posts",
		Summary: "Who is named for the posts of the plan at a place", Tag: "alarm"},
		func(ctx context.Context, in *postsIn) (*postsOut, error) {
			list, err := s.NamedAt(ctx, in.Path)
			out := &postsOut{}
			out.Body.Items = list
			return out, err
		})
	type nameIn struct {
		Body struct {
			Path   string  `json:"path" maxLength:"200"`
			Post   Post    `json:"post" enum:"station,command,principal,duty_leader,safety_officer,unit,guards,county_duty,city_duty"`
			People []Named `json:"people" nullable:"false" maxItems:"60"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-posts-name", Method: http.MethodPut, Path: "/api/v1/alarms/posts",
		Summary: "Name all who fill a post at a place", Tag: "alarm"},
		func(ctx context.Context, in *nameIn) (*postsOut, error) {
			list, err := s.NameFor(ctx, in.Body.Path, in.Body.Post, in.Body.People)
			out := &postsOut{}
			out.Body.Items = list
			return out, err
		})
}
