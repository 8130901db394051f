package paper

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/access"
)

// Card is a paper as it is shown. Instants are UTC milliseconds, 0 for none.
type Card struct {
	ID             string          `json:"id"`
	Version        int64           `json:"version"`
	Number         string          `json:"number"`
	Code           string          `json:"code" doc:"of the public page"`
	Kind           string          `json:"kind"`
	Title          string          `json:"title" doc:"what the kind is called on paper"`
	Path           string          `json:"path"`
	Issuer         string          `json:"issuer"`
	IssuerKind     string          `json:"issuerKind"`
	To             string          `json:"to"`
	Subject        string          `json:"subject"`
	Body           json.RawMessage `json:"body,omitempty"`
	SHA256         string          `json:"sha256"`
	Whole          bool            `json:"whole" doc:"the text still has its hash"`
	Source         string          `json:"source"`
	State          State           `json:"state" enum:"issued,served,received,withdrawn"`
	IssuedAt       int64           `json:"issuedAt"`
	IssuedBy       string          `json:"issuedBy"`
	ServedAt       int64           `json:"servedAt"`
	ServedWay      string          `json:"servedWay"`
	ServedBy       string          `json:"servedBy"`
	ServedNote     string          `json:"servedNote"`
	ReceivedAt     int64           `json:"receivedAt"`
	ReceivedBy     string          `json:"receivedBy"`
	WithdrawnAt    int64           `json:"withdrawnAt"`
	WithdrawnBy    string          `json:"withdrawnBy"`
	WithdrawReason string          `json:"withdrawReason"`
	MayReceive     bool            `json:"mayReceive"`
	MayServe       bool            `json:"mayServe"`
}

// CardOf is a paper for a page; the body is left out in lists.
func (s *Service) CardOf(ctx context.Context, p *Paper, body bool) Card {
	k := s.kinds[p.Kind]
	c := Card{ID: p.ID, Version: p.Version, Number: p.Number, Code: p.Code, Kind: p.Kind, Title: k.Title, Path: p.Path, Issuer: p.IssuerName,
		IssuerKind: p.IssuerKind, To: p.To, Subject: p.Subject, SHA256: p.SHA256, Whole: p.Whole(), Source: p.Source, State: p.State,
		IssuedAt: db.Millis(p.IssuedAt), IssuedBy: p.IssuedName, ServedAt: db.Millis(p.ServedAt), ServedWay: p.ServedWay, ServedBy: p.ServedName,
		ServedNote: p.ServedNote, ReceivedAt: db.Millis(p.ReceivedAt), ReceivedBy: p.ReceivedName, WithdrawnAt: db.Millis(p.WithdrawnAt),
		WithdrawnBy: p.WithdrawnName, WithdrawReason: p.WithdrawReason}
	open := p.State == Issued || p.State == Served
	c.MayReceive = open && access.Require(ctx, k.Receive, p.Path) == nil
	c.MayServe = open && access.Require(ctx, k.Issue, p.Path) == nil
	if body {
		c.Body = p.Body
	}
	return c
}

type cardOut struct{ Body Card }

func (s *Service) answer(ctx context.Context, p *Paper, err error) (*cardOut, error) {
	if err != nil {
		return nil, err
	}
	return &cardOut{s.CardOf(ctx, p, true)}, nil
}

// Routes adds the operations of the rung.
func (s *Service) Routes(api *httpapi.API) {
	s.routeLook(api)
	s.routeActs(api)
	s.routeMarks(api)
	s.routePublic(api)
}

func (s *Service) routeLook(api *httpapi.API) {
	type listIn struct {
		Kind   string `query:"kind" maxLength:"40"`
		State  string `query:"state" maxLength:"20"`
		Query  string `query:"q" maxLength:"60"`
		Path   string `query:"path" maxLength:"120"`
		Source string `query:"source" maxLength:"120"`
		After  string `query:"after" maxLength:"80"`
		Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items  []Card         `json:"items" nullable:"false"`
			Next   string         `json:"next"`
			Counts map[string]int `json:"counts"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "paper-list", Method: http.MethodGet, Path: "/api/v1/papers",
		Summary: "Official papers I may read, the newest first", Tag: "paper"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			f := Filter{Kind: in.Kind, State: in.State, Query: in.Query, Path: in.Path, Source: in.Source, After: in.After, Limit: in.Limit}
			papers, by, err := s.Papers(ctx, f)
			if err != nil {
				return nil, err
			}
			out := &listOut{}
			out.Body.Counts, out.Body.Items = by, make([]Card, len(papers))
			for i, p := range papers {
				out.Body.Items[i] = s.CardOf(ctx, p, false)
			}
			if n := len(papers); n == in.Limit {
				out.Body.Next = strconv.FormatInt(db.Millis(papers[n-1].IssuedAt), 10) + "|" + papers[n-1].ID
			}
			return out, nil
		})

	type idIn struct {
		ID string `path:"id" maxLength:"40"`
	}
	httpapi.Register(api, httpapi.Op{ID: "paper-get", Method: http.MethodGet, Path: "/api/v1/papers/{id}",
		Summary: "One paper with its text", Tag: "paper"},
		func(ctx context.Context, in *idIn) (*cardOut, error) {
			p, err := s.Paper(ctx, in.ID)
			return s.answer(ctx, p, err)
		})
}

func (s *Service) routeActs(api *httpapi.API) {
	type serveIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64 `json:"version"`
			Delivery
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "paper-serve", Method: http.MethodPost, Path: "/api/v1/papers/{id}/serve",
		Summary: "Write down how it was served", Tag: "paper"},
		func(ctx context.Context, in *serveIn) (*cardOut, error) {
			p, err := s.Serve(ctx, in.ID, in.Body.Version, in.Body.Delivery)
			return s.answer(ctx, p, err)
		})

	type versionIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64 `json:"version"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "paper-receive", Method: http.MethodPost, Path: "/api/v1/papers/{id}/receive",
		Summary: "Sign for it", Tag: "paper"},
		func(ctx context.Context, in *versionIn) (*cardOut, error) {
			p, err := s.Receive(ctx, in.ID, in.Body.Version)
			return s.answer(ctx, p, err)
		})

	type withdrawIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64  `json:"version"`
			Reason  string `json:"reason" maxLength:"200"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "paper-withdraw", Method: http.MethodPost, Path: "/api/v1/papers/{id}/withdraw",
		Summary: "Take it out of force, with a reason", Tag: "paper"},
		func(ctx context.Context, in *withdrawIn) (*cardOut, error) {
			p, err := s.Withdraw(ctx, in.ID, in.Body.Version, in.Body.Reason)
			return s.answer(ctx, p, err)
		})
}

func (s *Service) routeMarks(api *httpapi.API) {
	type marksOut struct {
		Body struct {
			Items []Mark `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "paper-marks", Method: http.MethodGet, Path: "/api/v1/papers/marks",
		Summary: "Word marks of the agencies I may set them for", Tag: "paper"},
		func(ctx context.Context, _ *struct{}) (*marksOut, error) {
			out := &marksOut{}
			var err error
			out.Body.Items, err = s.Marks(ctx)
			return out, err
		})

	type markIn struct {
		Agency string `path:"agency" maxLength:"40"`
		Body   struct {
			Version int64  `json:"version" doc:"0 while it has none"`
			Mark    string `json:"mark" maxLength:"12"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "paper-set-mark", Method: http.MethodPut, Path: "/api/v1/papers/marks/{agency}",
		Summary: "Set the word mark of an agency", Tag: "paper"},
		func(ctx context.Context, in *markIn) (*struct{}, error) {
			return nil, s.SetMark(ctx, in.Agency, in.Body.Version, in.Body.Mark)
		})
}
