package alarm

import (
	"context"
	"net/http"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
)

type (
	cardOut struct{ Body Card }
	idIn    struct {
		ID string `path:"id" maxLength:"40"`
	}
	versionIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64 `json:"version" doc:"the version the decision was made on"`
		}
	}
)

func card(a *Alarm, err error) (*cardOut, error) {
	if err != nil {
		return nil, err
	}
	return &cardOut{Body: a.Card()}, nil
}

// Routes adds the room's operations.
func (s *Service) Routes(api *httpapi.API) {
	s.routePress(api)
	s.routeLook(api)
	s.routeRespond(api)
	s.routeJoint(api)
	s.routeWatch(api)
	s.routeSurvey(api)
	s.routeAnswer(api)
	s.routePlans(api)
	s.routeTerminals(api)
	s.routeProof(api)
	s.routeStats(api)
	s.routeTalk(api)
}

func (s *Service) routePress(api *httpapi.API) {
	type contextOut struct {
		Body struct {
			Person struct {
				Name string `json:"name"`
			} `json:"person"`
			Schools []PressSchool `json:"schools" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-context", Method: http.MethodGet, Path: "/api/v1/alarms/context",
		Summary: "What a phone needs before a press", Tag: "alarm"},
		func(ctx context.Context, _ *struct{}) (*contextOut, error) {
			name, schools, err := s.Context(ctx)
			out := &contextOut{}
			out.Body.Person.Name, out.Body.Schools = name, schools
			return out, err
		})

	type raiseIn struct {
		PressID string `header:"Idempotency-Key" doc:"the name the phone gave this press; the same name is always the same alarm"`
		RawBody []byte `contentType:"application/json"`
	}
	type raiseOut struct {
		Status int
		Body   Card
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-raise", Method: http.MethodPost, Path: "/api/v1/alarms",
		Summary: "Press the button. The body is a Press; every field may be missing", Tag: "alarm", OwnIdentity: true,
		Status: http.StatusCreated, Body: httpapi.BodyOf[Press]()},
		func(ctx context.Context, in *raiseIn) (*raiseOut, error) {
			a, known, err := s.Raise(ctx, in.PressID, in.RawBody)
			if err != nil {
				return nil, err
			}
			out := &raiseOut{Status: http.StatusCreated, Body: a.Card()}
			if known {
				out.Status = http.StatusOK
			}
			return out, nil
		})

	type refineIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Kind    string `json:"kind,omitempty"`
			PlaceID string `json:"placeId,omitempty"`
			Place   string `json:"place,omitempty"`
			Note    string `json:"note,omitempty"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-refine", Method: http.MethodPost, Path: "/api/v1/alarms/{id}/refine",
		Summary: "Say more about a press", Tag: "alarm"},
		func(ctx context.Context, in *refineIn) (*cardOut, error) {
			return card(s.Refine(ctx, in.ID, in.Body.Kind, in.Body.PlaceID, in.Body.Place, in.Body.Note))
		})
	httpapi.Register(api, httpapi.Op{ID: "alarm-mistake", Method: http.MethodPost, Path: "/api/v1/alarms/{id}/mistake",
		Summary: "Tell the desk that it was pressed by mistake; closes nothing", Tag: "alarm"},
		func(ctx context.Context, in *idIn) (*cardOut, error) { return card(s.Mistake(ctx, in.ID)) })

	type arriveIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body *struct {
			DeviceAt int64 `json:"deviceAt,omitempty" doc:"when, by the phone's clock"`
			SentAt   int64 `json:"sentAt,omitempty" doc:"now, by the phone's clock"`
			Version  int64 `json:"version,omitempty" doc:"not looked at: two guards may both arrive"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-guard-arrive", Method: http.MethodPost, Path: "/api/v1/alarms/{id}/guard-arrive",
		Summary: "The school's own people are on the scene", Tag: "alarm"},
		func(ctx context.Context, in *arriveIn) (*cardOut, error) {
			if in.Body == nil {
				return card(s.GuardArrive(ctx, in.ID, time.Time{}, time.Time{}))
			}
			return card(s.GuardArrive(ctx, in.ID, db.Time(in.Body.DeviceAt), db.Time(in.Body.SentAt)))
		})
}

func (s *Service) routeLook(api *httpapi.API) {
	type listIn struct {
		Open  bool   `query:"open"`
		State State  `query:"state" enum:"waiting,accepted,dispatched,on_scene,resolved,reset"`
		Query string `query:"q" maxLength:"60"`
		Path  string `query:"path" maxLength:"120" doc:"an area's or a school's path"`
		After string `query:"after" maxLength:"40"`
		Limit int    `query:"limit" minimum:"1" maximum:"2000" default:"100"`

		From    int64  `query:"from" doc:"pressed at or after, UTC milliseconds"`
		To      int64  `query:"to" doc:"pressed before"`
		Mode    Mode   `query:"mode" enum:"real,drill,test"`
		Level   Level  `query:"level" enum:"emergency,help"`
		Outcome string `query:"outcome" enum:"handled,false_alarm"`
		Reason  string `query:"falseReason" maxLength:"40" doc:"why it was false"`
	}
	type listOut struct {
		Body struct {
			Items      []Card `json:"items" nullable:"false"`
			Next       string `json:"next"`
			ServerTime int64  `json:"serverTime"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-list", Method: http.MethodGet, Path: "/api/v1/alarms",
		Summary: "Alarms in my area, newest first", Tag: "alarm"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			alarms, err := s.List(ctx, Filter{Open: in.Open, State: in.State, Query: in.Query, Path: in.Path, After: in.After, Limit: in.Limit,
				From: in.From, To: in.To, Mode: in.Mode, Level: in.Level, Outcome: in.Outcome, Reason: in.Reason})
			if err != nil {
				return nil, err
			}
			out := &listOut{}
			out.Body.Items, out.Body.ServerTime = cards(alarms), s.db.Clock().Now().UnixMilli()
			if len(alarms) == in.Limit {
				out.Body.Next = alarms[len(alarms)-1].ID
			}
			return out, nil
		})

	type mineOut struct {
		Body struct {
			Items []Card `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-mine", Method: http.MethodGet, Path: "/api/v1/alarms/mine",
		Summary: "Alarms raised by me or on this device", Tag: "alarm"},
		func(ctx context.Context, _ *struct{}) (*mineOut, error) {
			alarms, err := s.Mine(ctx, 20)
			out := &mineOut{}
			out.Body.Items = cards(alarms)
			return out, err
		})

	type detailOut struct{ Body Detail }
	httpapi.Register(api, httpapi.Op{ID: "alarm-get", Method: http.MethodGet, Path: "/api/v1/alarms/{id}",
		Summary: "One alarm with its story", Tag: "alarm"},
		func(ctx context.Context, in *idIn) (*detailOut, error) {
			d, err := s.Get(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return &detailOut{Body: *d}, nil
		})
}

func cards(alarms []*Alarm) []Card {
	out := make([]Card, len(alarms))
	for i, a := range alarms {
		out[i] = a.Card()
	}
	return out
}

func (s *Service) routeRespond(api *httpapi.API) {
	verb := func(name, summary string, do func(context.Context, *versionIn) (*Alarm, error)) {
		httpapi.Register(api, httpapi.Op{ID: "alarm-" + name, Method: http.MethodPost,
			Path: "/api/v1/alarms/{id}/" + name, Summary: summary, Tag: "alarm"},
			func(ctx context.Context, in *versionIn) (*cardOut, error) { return card(do(ctx, in)) })
	}
	verb("accept", "Take the alarm in hand", func(ctx context.Context, in *versionIn) (*Alarm, error) {
		return s.Accept(ctx, in.ID, in.Body.Version)
	})
	verb("arrive", "The police are on the scene", func(ctx context.Context, in *versionIn) (*Alarm, error) {
		return s.Arrive(ctx, in.ID, in.Body.Version)
	})
	verb("reset", "The button is armed again", func(ctx context.Context, in *versionIn) (*Alarm, error) {
		return s.Reset(ctx, in.ID, in.Body.Version)
	})

	type dispatchIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64  `json:"version"`
			Unit    string `json:"unit" minLength:"1" maxLength:"60"`
			Phone   string `json:"phone,omitempty" maxLength:"30"`
			Note    string `json:"note,omitempty" maxLength:"500"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-dispatch", Method: http.MethodPost, Path: "/api/v1/alarms/{id}/dispatch",
		Summary: "Send a unit", Tag: "alarm"},
		func(ctx context.Context, in *dispatchIn) (*cardOut, error) {
			return card(s.Dispatch(ctx, in.ID, in.Body.Version, in.Body.Unit, in.Body.Phone, in.Body.Note))
		})

	type resolveIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64  `json:"version"`
			Note    string `json:"note,omitempty" maxLength:"500"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-resolve", Method: http.MethodPost, Path: "/api/v1/alarms/{id}/resolve",
		Summary: "The matter is dealt with", Tag: "alarm"},
		func(ctx context.Context, in *resolveIn) (*cardOut, error) {
			return card(s.Resolve(ctx, in.ID, in.Body.Version, in.Body.Note))
		})

	type falseIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64  `json:"version"`
			Reason  string `json:"reason" enum:"mistouch,equipment,test_unregistered,misjudged,other"`
			Note    string `json:"note,omitempty" maxLength:"500"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-false", Method: http.MethodPost, Path: "/api/v1/alarms/{id}/false-alarm",
		Summary: "Close an alarm that was none; police only, with a reason", Tag: "alarm"},
		func(ctx context.Context, in *falseIn) (*cardOut, error) {
			return card(s.CallFalse(ctx, in.ID, in.Body.Version, in.Body.Reason, in.Body.Note))
		})

	type noteIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Text string `json:"text" maxLength:"500"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-note", Method: http.MethodPost, Path: "/api/v1/alarms/{id}/note",
		Summary: "Add a line to the timeline", Tag: "alarm"},
		func(ctx context.Context, in *noteIn) (*cardOut, error) { return card(s.Note(ctx, in.ID, in.Body.Text)) })
}
