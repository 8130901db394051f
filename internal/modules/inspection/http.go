package inspection

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

const base = "/api/v1/inspections"

// Routes adds the operations of the room.
func (s *Service) Routes(api *httpapi.API) {
	s.routePhone(api)
	s.routeVisits(api)
	s.routePlan(api)
	s.routeSign(api)
	s.routeRounds(api)
	s.routeDraw(api)
	s.routeForms(api)
}

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

type cardOut struct{ Body Card }

func answer(ctx context.Context, v *Visit, err error) (*cardOut, error) {
	if err != nil {
		return nil, err
	}
	return &cardOut{card(ctx, v)}, nil
}

type cardsOut struct {
	Body struct {
		Items []Card `json:"items" nullable:"false"`
	}
}

// routePhone is what a phone calls: its day, its kit, and the sending of what it has.
func (s *Service) routePhone(api *httpapi.API) {
	type mineIn struct {
		Day string `query:"day" maxLength:"10"`
	}
	httpapi.Register(api, httpapi.Op{ID: "inspection-mine", Method: http.MethodGet, Path: base + "/visits/mine",
		Summary: "The visits I have a part in on a day, and what is left of earlier days", Tag: "inspection"},
		func(ctx context.Context, in *mineIn) (*cardsOut, error) {
			list, err := s.Mine(ctx, in.Day)
			out := &cardsOut{}
			out.Body.Items = list
			return out, err
		})

	type kitOut struct{ Body Kit }
	httpapi.Register(api, httpapi.Op{ID: "inspection-kit", Method: http.MethodGet, Path: base + "/visits/{id}/kit",
		Summary: "Everything a phone needs for a visit without a network", Tag: "inspection"},
		func(ctx context.Context, in *idIn) (*kitOut, error) {
			k, err := s.KitOf(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return &kitOut{*k}, nil
		})

	type syncIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body Batch
	}
	type syncOut struct{ Body Synced }
	httpapi.Register(api, httpapi.Op{ID: "inspection-sync", Method: http.MethodPost, Path: base + "/visits/{id}/sync", OwnIdentity: true, MaxBody: 4 << 20,
		Summary: "Send what a phone has answered, each under a name of its own, and get what the others did; taken means durable", Tag: "inspection"},
		func(ctx context.Context, in *syncIn) (*syncOut, error) {
			x, err := s.Sync(ctx, in.ID, in.Body)
			if err != nil {
				return nil, err
			}
			return &syncOut{*x}, nil
		})
}

func (s *Service) routeVisits(api *httpapi.API) {
	type listIn struct {
		From   string `query:"from" maxLength:"10"`
		To     string `query:"to" maxLength:"10"`
		State  string `query:"state" maxLength:"20"`
		Kind   string `query:"kind" maxLength:"20"`
		Round  string `query:"round" maxLength:"40"`
		School string `query:"school" maxLength:"40"`
		Own    string `query:"own" enum:"yes,no,"`
		Query  string `query:"q" maxLength:"60"`
		Path   string `query:"path" maxLength:"120"`
		After  string `query:"after" maxLength:"60"`
		Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items  []Card         `json:"items" nullable:"false"`
			Next   string         `json:"next"`
			Counts map[string]int `json:"counts"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "inspection-list", Method: http.MethodGet, Path: base + "/visits",
		Summary: "Visits in my area, the newest day first", Tag: "inspection"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			list, by, err := s.Visits(ctx, Filter{From: in.From, To: in.To, State: in.State, Kind: in.Kind, Round: in.Round, School: in.School, Own: in.Own,
				Query: in.Query, Path: in.Path, After: in.After, Limit: in.Limit})
			if err != nil {
				return nil, err
			}
			out := &listOut{}
			out.Body.Items, out.Body.Counts = list, by
			if n := len(list); n == in.Limit {
				out.Body.Next = list[n-1].Day + "|" + list[n-1].ID
			}
			return out, nil
		})

	type pageOut struct{ Body VisitPage }
	httpapi.Register(api, httpapi.Op{ID: "inspection-get", Method: http.MethodGet, Path: base + "/visits/{id}",
		Summary: "One visit, what happened, and the hazards that came of it", Tag: "inspection"},
		func(ctx context.Context, in *idIn) (*pageOut, error) {
			p, err := s.VisitOf(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return &pageOut{*p}, nil
		})

	type calendarIn struct {
		Month string `query:"month" maxLength:"7"`
		Path  string `query:"path" maxLength:"120"`
	}
	type calendarOut struct {
		Body struct {
			Days []CalendarDay `json:"days" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "inspection-calendar", Method: http.MethodGet, Path: base + "/calendar",
		Summary: "How many visits each day of a month has", Tag: "inspection"},
		func(ctx context.Context, in *calendarIn) (*calendarOut, error) {
			days, err := s.Calendar(ctx, in.Month, in.Path)
			out := &calendarOut{}
			out.Body.Days = days
			return out, err
		})

	type teamIn struct {
		Path string `query:"path" maxLength:"120"`
	}
	type teamOut struct {
		Body struct {
			Items []Inspector `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "inspection-team", Method: http.MethodGet, Path: base + "/team",
		Summary: "Who may be sent to inspect at a place", Tag: "inspection"},
		func(ctx context.Context, in *teamIn) (*teamOut, error) {
			list, err := s.Team(ctx, in.Path)
			out := &teamOut{}
			out.Body.Items = list
			return out, err
		})
}

func (s *Service) routePlan(api *httpapi.API) {
	type planIn struct{ Body VisitPlan }
	httpapi.Register(api, httpapi.Op{ID: "inspection-plan", Method: http.MethodPost, Path: base + "/visits",
		Summary: "Plan a visit; where another department goes there anyway it is refused once, naming the visit to join", Tag: "inspection", Status: http.StatusCreated},
		func(ctx context.Context, in *planIn) (*cardOut, error) {
			v, err := s.PlanVisit(ctx, in.Body)
			return answer(ctx, v, err)
		})
	httpapi.Register(api, httpapi.Op{ID: "inspection-join", Method: http.MethodPost, Path: base + "/visits/{id}/join",
		Summary: "Join a visit as one of my agency", Tag: "inspection"},
		func(ctx context.Context, in *idIn) (*cardOut, error) {
			v, err := s.Join(ctx, in.ID)
			return answer(ctx, v, err)
		})

	type inviteIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			People []string `json:"people" nullable:"false" minItems:"1" maxItems:"20"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "inspection-invite", Method: http.MethodPost, Path: base + "/visits/{id}/invite",
		Summary: "Add inspectors to a visit", Tag: "inspection"},
		func(ctx context.Context, in *inviteIn) (*cardOut, error) {
			v, err := s.Invite(ctx, in.ID, in.Body.People)
			return answer(ctx, v, err)
		})
	httpapi.Register(api, httpapi.Op{ID: "inspection-begin", Method: http.MethodPost, Path: base + "/visits/{id}/begin",
		Summary: "Begin a visit; from now on the school knows of it", Tag: "inspection"},
		func(ctx context.Context, in *idIn) (*cardOut, error) {
			v, err := s.BeginVisit(ctx, in.ID)
			return answer(ctx, v, err)
		})

	type reasonIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Reason string `json:"reason" maxLength:"300"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "inspection-void", Method: http.MethodPost, Path: base + "/visits/{id}/void",
		Summary: "End a visit that will not be, with a reason", Tag: "inspection"},
		func(ctx context.Context, in *reasonIn) (*cardOut, error) {
			v, err := s.VoidVisit(ctx, in.ID, in.Body.Reason)
			return answer(ctx, v, err)
		})
}

func (s *Service) routeSign(api *httpapi.API) {
	type settleIn struct {
		ID   string `path:"id" maxLength:"40"`
		Item string `path:"item" maxLength:"40"`
		Body struct {
			Op string `json:"op" maxLength:"64" doc:"the answer that stands"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "inspection-settle", Method: http.MethodPost, Path: base + "/visits/{id}/disputes/{item}/decide",
		Summary: "The lead decides which of two answers stands", Tag: "inspection"},
		func(ctx context.Context, in *settleIn) (*cardOut, error) {
			v, err := s.Settle(ctx, in.ID, in.Item, in.Body.Op)
			return answer(ctx, v, err)
		})

	type signIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body SignIn
	}
	httpapi.Register(api, httpapi.Op{ID: "inspection-sign", Method: http.MethodPost, Path: base + "/visits/{id}/sign",
		Summary: "Sign for an agency what its people have answered, or for the school the whole", Tag: "inspection"},
		func(ctx context.Context, in *signIn) (*cardOut, error) {
			v, err := s.SignFor(ctx, in.ID, in.Body)
			return answer(ctx, v, err)
		})
	httpapi.Register(api, httpapi.Op{ID: "inspection-reopen", Method: http.MethodPost, Path: base + "/visits/{id}/reopen",
		Summary: "Go back from signing to inspecting; all sign anew", Tag: "inspection"},
		func(ctx context.Context, in *idIn) (*cardOut, error) {
			v, err := s.Reopen(ctx, in.ID)
			return answer(ctx, v, err)
		})

	type submitIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			WithoutFiles bool `json:"withoutFiles,omitempty" doc:"pictures that have not arrived will not come"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "inspection-submit", Method: http.MethodPost, Path: base + "/visits/{id}/submit",
		Summary: "Hand the visit in: it is scored, and each fault becomes a hazard", Tag: "inspection"},
		func(ctx context.Context, in *submitIn) (*cardOut, error) {
			v, err := s.SubmitVisit(ctx, in.ID, in.Body.WithoutFiles)
			return answer(ctx, v, err)
		})

	type secondIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body Second
	}
	httpapi.Register(api, httpapi.Op{ID: "inspection-recheck", Method: http.MethodPost, Path: base + "/visits/{id}/recheck",
		Summary: "Write the second look at an item beside the first", Tag: "inspection"},
		func(ctx context.Context, in *secondIn) (*cardOut, error) {
			v, err := s.LookAgain(ctx, in.ID, in.Body)
			return answer(ctx, v, err)
		})
}
