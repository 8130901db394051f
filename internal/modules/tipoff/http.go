package tipoff

import (
	"context"
	"net/http"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
)

// Card is a report as those who handle it see it. Times are UTC milliseconds, 0
// for not yet.
type Card struct {
	ID           string   `json:"id"`
	Number       string   `json:"number"`
	Version      int64    `json:"version"`
	Path         string   `json:"path"`
	SchoolID     string   `json:"schoolId"`
	SchoolName   string   `json:"schoolName" doc:"the area where no school was named"`
	Kind         string   `json:"kind"`
	Text         string   `json:"text"`
	Place        string   `json:"place"`
	Photos       []string `json:"photos" nullable:"false" doc:"ids of files"`
	PhoneMask    string   `json:"phoneMask" doc:"empty where none was left"`
	State        State    `json:"state" enum:"received,accepted,hazard,closed,declined,merged"`
	HandlerID    string   `json:"handlerId"`
	HandlerName  string   `json:"handlerName"`
	Reply        string   `json:"reply"`
	Into         string   `json:"into"`
	HazardID     string   `json:"hazardId"`
	HazardNumber string   `json:"hazardNumber"`
	CreatedAt    int64    `json:"createdAt"`
	AcceptedAt   int64    `json:"acceptedAt"`
	AnsweredAt   int64    `json:"answeredAt"`
	DueAt        int64    `json:"dueAt"`
}

func cardOf(t *Tipoff) Card {
	return Card{ID: t.ID, Number: t.Number, Version: t.Version, Path: t.Path, SchoolID: t.SchoolID, SchoolName: t.SchoolName, Kind: t.Kind, Text: t.Text,
		Place: t.Place, Photos: t.Photos, PhoneMask: t.PhoneMask, State: t.State, HandlerID: t.HandlerID, HandlerName: t.HandlerName, Reply: t.Reply,
		Into: t.Into, HazardID: t.HazardID, HazardNumber: t.HazardNumber, CreatedAt: db.Millis(t.CreatedAt), AcceptedAt: db.Millis(t.AcceptedAt),
		AnsweredAt: db.Millis(t.AnsweredAt), DueAt: db.Millis(t.DueAt)}
}

type cardOut struct{ Body Card }

func answer(t *Tipoff, err error) (*cardOut, error) {
	if err != nil {
		return nil, err
	}
	return &cardOut{cardOf(t)}, nil
}

// ByID names a report in a path.
type ByID struct {
	ID string `path:"id" maxLength:"40"`
}

// Routes adds the operations of the room and its public pages.
func (s *Service) Routes(api *httpapi.API) {
	s.routeLook(api)
	s.routeActs(api)
	s.routePublic(api)
}

func (s *Service) routeLook(api *httpapi.API) {
	type listIn struct {
		State  State  `query:"state" enum:",received,accepted,hazard,closed,declined,merged"`
		Kind   string `query:"kind" maxLength:"20"`
		School string `query:"school" maxLength:"40"`
		Path   string `query:"path" maxLength:"120"`
		Query  string `query:"q" maxLength:"60"`
		After  string `query:"after" maxLength:"40"`
		Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items  []Card         `json:"items" nullable:"false"`
			Next   string         `json:"next"`
			Counts map[string]int `json:"counts"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "tipoff-list", Method: http.MethodGet, Path: "/api/v1/tipoffs", Summary: "What the public has reported in my area, newest first", Tag: "tipoff"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			list, counts, err := s.List(ctx, Filter{State: in.State, Kind: in.Kind, School: in.School, Path: in.Path, Query: in.Query, After: in.After, Limit: in.Limit})
			if err != nil {
				return nil, err
			}
			out := &listOut{}
			out.Body.Items, out.Body.Counts = make([]Card, len(list)), counts
			for i, t := range list {
				out.Body.Items[i] = cardOf(t)
			}
			if n := len(list); n == in.Limit {
				out.Body.Next = list[n-1].ID
			}
			return out, nil
		})
	httpapi.Register(api, httpapi.Op{ID: "tipoff-get", Method: http.MethodGet, Path: "/api/v1/tipoffs/{id}", Summary: "One report", Tag: "tipoff"},
		func(ctx context.Context, in *ByID) (*cardOut, error) { return answer(s.Open(ctx, in.ID)) })
	type numbersIn struct {
		Path  string `query:"path" maxLength:"120"`
		Since int64  `query:"since" minimum:"0"`
	}
	type numbersOut struct{ Body *Numbers }
	httpapi.Register(api, httpapi.Op{ID: "tipoff-numbers", Method: http.MethodGet, Path: "/api/v1/tipoffs/numbers", Summary: "How reports were dealt with", Tag: "tipoff"},
		func(ctx context.Context, in *numbersIn) (*numbersOut, error) {
			n, err := s.Numbers(ctx, in.Path, in.Since)
			return &numbersOut{n}, err
		})
	type phoneOut struct {
		Body struct {
			Phone string `json:"phone"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "tipoff-phone", Method: http.MethodPost, Path: "/api/v1/tipoffs/{id}/phone", Summary: "The reporter's telephone, to who handles it; each look is recorded", Tag: "tipoff"},
		func(ctx context.Context, in *ByID) (*phoneOut, error) {
			out := &phoneOut{}
			var err error
			out.Body.Phone, err = s.Phone(ctx, in.ID)
			return out, err
		})
}

// ActIn is one act on a report.
type ActIn struct {
	ByID
	Body struct {
		Version int64  `json:"version"`
		Reply   string `json:"reply,omitempty" maxLength:"300" doc:"decline, close: what the reporter reads"`
		Into    string `json:"into,omitempty" maxLength:"40" doc:"merge: id or number of the other report"`
		School  string `json:"school,omitempty" maxLength:"40" doc:"place: id of the school"`
	}
}

func (s *Service) routeActs(api *httpapi.API) {
	for verb, act := range map[string]struct {
		summary string
		do      func(ctx context.Context, in *ActIn) (*Tipoff, error)
	}{
		"accept": {"Take a report in hand", func(ctx context.Context, in *ActIn) (*Tipoff, error) { return s.Accept(ctx, in.ID, in.Body.Version) }},
		"decline": {"Do not take it up, and say why", func(ctx context.Context, in *ActIn) (*Tipoff, error) {
			return s.Decline(ctx, in.ID, in.Body.Version, in.Body.Reply)
		}},
		"close": {"End it with an answer", func(ctx context.Context, in *ActIn) (*Tipoff, error) {
			return s.Close(ctx, in.ID, in.Body.Version, in.Body.Reply)
		}},
		"merge": {"Join it to another report", func(ctx context.Context, in *ActIn) (*Tipoff, error) {
			return s.Merge(ctx, in.ID, in.Body.Version, in.Body.Into)
		}},
		"place": {"Say which school it is about", func(ctx context.Context, in *ActIn) (*Tipoff, error) {
			return s.Place(ctx, in.ID, in.Body.Version, in.Body.School)
		}},
	} {
		httpapi.Register(api, httpapi.Op{ID: "tipoff-" + verb, Method: http.MethodPost, Path: "/api/v1/tipoffs/{id}/" + verb, Summary: act.summary, Tag: "tipoff"},
			func(ctx context.Context, in *ActIn) (*cardOut, error) { return answer(act.do(ctx, in)) })
	}
	type handIn struct {
		ByID
		Body struct {
			Version int64 `json:"version"`
			Judgement
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "tipoff-hand-over", Method: http.MethodPost, Path: "/api/v1/tipoffs/{id}/hand-over", Summary: "Put it into the ledger of hazards", Tag: "tipoff"},
		func(ctx context.Context, in *handIn) (*cardOut, error) {
			return answer(s.HandOver(ctx, in.ID, in.Body.Version, in.Body.Judgement))
		})
}
