package mediation

import (
	"context"
	"net/http"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
)

// LinkCard is a link order as it is shown.
type LinkCard struct {
	ID       string       `json:"id"`
	Version  int64        `json:"version"`
	No       string       `json:"no"`
	Agency   string       `json:"agency"`
	Officer  string       `json:"officer" doc:"责任民警"`
	Risk     Risk         `json:"risk" enum:"red,orange,yellow,blue"`
	Concerns []string     `json:"concerns" nullable:"false"`
	Measures []string     `json:"measures" nullable:"false"`
	Note     string       `json:"note"`
	From     string       `json:"from"`
	To       string       `json:"to"`
	State    string       `json:"state" enum:"active,ended"`
	Renewed  int          `json:"renewed"`
	At       int64        `json:"at"`
	EndedAt  int64        `json:"endedAt"`
	EndNote  string       `json:"endNote"`
	Own      bool         `json:"own" doc:"the actor may look at it again"`
	Schools  []LinkSchool `json:"schools" nullable:"false"`
	Answered int          `json:"answered"`
}

func (s *Service) linkCard(ctx context.Context, l *Link) LinkCard {
	now := today(s.db.Clock().Now())
	c := LinkCard{ID: l.ID, Version: l.Version, No: l.No, Agency: l.Agency, Officer: l.Officer, Risk: l.Risk, Concerns: l.Concerns, Measures: l.Measures,
		Note: l.Note, From: l.From, To: l.To, State: "ended", Renewed: l.Renewed, At: db.Millis(l.CreatedAt), EndedAt: db.Millis(l.EndedAt),
		EndNote: l.EndNote, Schools: l.Schools}
	if l.Active(now) {
		c.State, c.Own = "active", holds(ctx, PermIssue, l.Path)
	}
	for _, x := range l.Schools {
		if x.AnsweredAt > 0 {
			c.Answered++
		}
	}
	return c
}

func (s *Service) routeLinks(api *httpapi.API) {
	type listIn struct {
		State string `query:"state" enum:",active,ended"`
		Risk  string `query:"risk" maxLength:"10"`
		Path  string `query:"path" maxLength:"120"`
		After string `query:"after" maxLength:"40"`
		Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items  []LinkCard     `json:"items" nullable:"false"`
			Next   string         `json:"next"`
			Counts map[string]int `json:"counts"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-links", Method: http.MethodGet, Path: "/api/v1/mediation/links",
		Summary: "Risk link orders (风险联动单) that concern my area", Tag: "mediation"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			list, by, err := s.Links(ctx, LinkFilter{State: in.State, Risk: in.Risk, Path: in.Path, After: in.After, Limit: in.Limit})
			if err != nil {
				return nil, err
			}
			out := &listOut{}
			out.Body.Items, out.Body.Counts = make([]LinkCard, len(list)), by
			for i, l := range list {
				out.Body.Items[i] = s.linkCard(ctx, l)
			}
			if n := len(list); n == in.Limit {
				out.Body.Next = list[n-1].ID
			}
			return out, nil
		})

	type oneOut struct {
		Body struct {
			LinkCard
			Timeline []Line `json:"timeline" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-link", Method: http.MethodGet, Path: "/api/v1/mediation/links/{id}",
		Summary: "One risk link order with what the schools did", Tag: "mediation"},
		func(ctx context.Context, in *idIn) (*oneOut, error) {
			l, story, err := s.Link(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			out := &oneOut{}
			out.Body.LinkCard, out.Body.Timeline = s.linkCard(ctx, l), story
			return out, nil
		})

	type cardOut struct{ Body LinkCard }
	shown := func(ctx context.Context, l *Link, err error) (*cardOut, error) {
		if err != nil {
			return nil, err
		}
		return &cardOut{s.linkCard(ctx, l)}, nil
	}
	type writeIn struct{ Body LinkOrder }
	httpapi.Register(api, httpapi.Op{ID: "mediation-link-write", Method: http.MethodPost, Path: "/api/v1/mediation/links",
		Summary: "Tell schools of a risk, never of a person", Tag: "mediation", Status: http.StatusCreated},
		func(ctx context.Context, in *writeIn) (*cardOut, error) {
			l, err := s.WriteLink(ctx, in.Body)
			return shown(ctx, l, err)
		})
	type answerIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			SchoolID string   `json:"schoolId" maxLength:"40"`
			Done     []string `json:"done" maxItems:"6"`
			Note     string   `json:"note,omitempty" maxLength:"200"`
			Sure     bool     `json:"sure,omitempty"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-link-answer", Method: http.MethodPost, Path: "/api/v1/mediation/links/{id}/answer",
		Summary: "What my school has done about it", Tag: "mediation"},
		func(ctx context.Context, in *answerIn) (*cardOut, error) {
			l, err := s.AnswerLink(ctx, in.ID, in.Body.SchoolID, in.Body.Done, in.Body.Note, in.Body.Sure)
			return shown(ctx, l, err)
		})
	type reviewIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64  `json:"version"`
			To      string `json:"to,omitempty" maxLength:"10" doc:"the new last day; empty ends it now"`
			Note    string `json:"note,omitempty" maxLength:"200"`
			Sure    bool   `json:"sure,omitempty"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-link-review", Method: http.MethodPost, Path: "/api/v1/mediation/links/{id}/review",
		Summary: "Look at it again (到期复核): it lasts on, or ends", Tag: "mediation"},
		func(ctx context.Context, in *reviewIn) (*cardOut, error) {
			l, err := s.ReviewLink(ctx, in.ID, in.Body.Version, in.Body.To, in.Body.Note, in.Body.Sure)
			return shown(ctx, l, err)
		})
}
