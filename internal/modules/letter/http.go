package letter

import (
	"context"
	"net/http"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
)

// Card is a letter as it is shown. Times are UTC milliseconds, 0 for not yet.
type Card struct {
	ID             string `json:"id"`
	Version        int64  `json:"version"`
	Code           string `json:"code" doc:"of the public address /letter/{code}"`
	Path           string `json:"path"`
	SchoolID       string `json:"schoolId"`
	Publisher      string `json:"publisher"`
	Kind           string `json:"kind"`
	Title          string `json:"title"`
	Text           string `json:"text"`
	Slip           bool   `json:"slip"`
	State          State  `json:"state" enum:"draft,submitted,published,withdrawn"`
	SourceID       string `json:"sourceId"`
	SourceName     string `json:"sourceName"`
	CreatedAt      int64  `json:"createdAt"`
	CreatedName    string `json:"createdName"`
	ReturnReason   string `json:"returnReason"`
	ApprovedName   string `json:"approvedName"`
	PublishedAt    int64  `json:"publishedAt"`
	WithdrawnAt    int64  `json:"withdrawnAt"`
	WithdrawReason string `json:"withdrawReason"`
	Receipts       int    `json:"receipts" doc:"how often 已阅 was pressed; voluntary, part of no rate"`
	Adopted        int    `json:"adopted" doc:"schools that have taken it over"`
	Taken          bool   `json:"taken" doc:"in a list of letters from above: taken over already"`
}

func cardOf(l *Letter) Card {
	return Card{
		ID: l.ID, Version: l.Version, Code: l.Code, Path: l.Path, SchoolID: l.SchoolID, Publisher: l.Publisher, Kind: l.Kind, Title: l.Title,
		Text: l.Text, Slip: l.Slip, State: l.State, SourceID: l.SourceID, SourceName: l.SourceName, CreatedAt: db.Millis(l.CreatedAt),
		CreatedName: l.CreatedName, ReturnReason: l.ReturnReason, ApprovedName: l.ApprovedName, PublishedAt: db.Millis(l.PublishedAt),
		WithdrawnAt: db.Millis(l.WithdrawnAt), WithdrawReason: l.WithdrawReason, Receipts: l.Receipts, Adopted: l.Adopted,
	}
}

type cardOut struct{ Body Card }

func answer(l *Letter, err error) (*cardOut, error) {
	if err != nil {
		return nil, err
	}
	return &cardOut{cardOf(l)}, nil
}

// ByID names a letter in a path.
type ByID struct {
	ID string `path:"id" maxLength:"40"`
}

// Routes adds the operations of the room and its public page.
func (s *Service) Routes(api *httpapi.API) {
	s.routeLook(api)
	s.routeWrite(api)
	s.routeActs(api)
	s.routePublic(api)
}

func (s *Service) routeLook(api *httpapi.API) {
	type listIn struct {
		Above bool   `query:"above" doc:"published letters of the bureaus above me"`
		State State  `query:"state" enum:",draft,submitted,published,withdrawn"`
		Kind  string `query:"kind" maxLength:"20"`
		Query string `query:"q" maxLength:"60"`
		Path  string `query:"path" maxLength:"120"`
		After string `query:"after" maxLength:"40"`
		Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items  []Card         `json:"items" nullable:"false"`
			Next   string         `json:"next"`
			Counts map[string]int `json:"counts"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "letter-list", Method: http.MethodGet, Path: "/api/v1/letters", Summary: "Letters in my area, newest first", Tag: "letter"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			list, counts, taken, err := s.Letters(ctx, Filter{Above: in.Above, State: in.State, Kind: in.Kind, Query: in.Query, Path: in.Path, After: in.After, Limit: in.Limit})
			if err != nil {
				return nil, err
			}
			out := &listOut{}
			out.Body.Items, out.Body.Counts = make([]Card, len(list)), counts
			for i, l := range list {
				out.Body.Items[i] = cardOf(l)
				out.Body.Items[i].Taken = taken[l.ID]
			}
			if n := len(list); n == in.Limit {
				out.Body.Next = list[n-1].ID
			}
			return out, nil
		})
	httpapi.Register(api, httpapi.Op{ID: "letter-get", Method: http.MethodGet, Path: "/api/v1/letters/{id}", Summary: "One letter", Tag: "letter"},
		func(ctx context.Context, in *ByID) (*cardOut, error) { return answer(s.Letter(ctx, in.ID)) })
	type templatesOut struct {
		Body struct {
			Items []Template `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "letter-templates", Method: http.MethodGet, Path: "/api/v1/letters/templates", Summary: "What a letter may begin with", Tag: "letter"},
		func(ctx context.Context, _ *struct{}) (*templatesOut, error) {
			list, err := s.Templates(ctx)
			out := &templatesOut{}
			out.Body.Items = list
			return out, err
		})
}

func (s *Service) routeWrite(api *httpapi.API) {
	type writeIn struct {
		Body struct {
			Input
			Path string `json:"path,omitempty" maxLength:"120" doc:"the school or area it is of; empty: mine"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "letter-write", Method: http.MethodPost, Path: "/api/v1/letters", Summary: "Begin a letter", Tag: "letter", Status: http.StatusCreated},
		func(ctx context.Context, in *writeIn) (*cardOut, error) {
			return answer(s.Write(ctx, in.Body.Path, in.Body.Input))
		})
	type editIn struct {
		ByID
		Body struct {
			Input
			Version int64 `json:"version"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "letter-edit", Method: http.MethodPut, Path: "/api/v1/letters/{id}", Summary: "Rewrite a draft", Tag: "letter"},
		func(ctx context.Context, in *editIn) (*cardOut, error) {
			return answer(s.Edit(ctx, in.ID, in.Body.Version, in.Body.Input))
		})
	type adoptIn struct {
		ByID
		Body struct {
			Path string `json:"path,omitempty" maxLength:"120" doc:"the school that takes it over; empty: mine"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "letter-adopt", Method: http.MethodPost, Path: "/api/v1/letters/{id}/adopt", Summary: "Take a bureau's letter over for a school", Tag: "letter", Status: http.StatusCreated},
		func(ctx context.Context, in *adoptIn) (*cardOut, error) {
			return answer(s.Adopt(ctx, in.ID, in.Body.Path))
		})
}

func (s *Service) routeActs(api *httpapi.API) {
	type actIn struct {
		ByID
		Body struct {
			Version int64  `json:"version"`
			Reason  string `json:"reason,omitempty" maxLength:"200"`
		}
	}
	for verb, act := range map[string]struct {
		summary string
		do      func(ctx context.Context, in *actIn) (*Letter, error)
	}{
		"submit":  {"Hand a draft to who approves", func(ctx context.Context, in *actIn) (*Letter, error) { return s.Submit(ctx, in.ID, in.Body.Version) }},
		"approve": {"Publish a letter", func(ctx context.Context, in *actIn) (*Letter, error) { return s.Approve(ctx, in.ID, in.Body.Version) }},
		"return": {"Send it back to its writer, with a reason", func(ctx context.Context, in *actIn) (*Letter, error) {
			return s.Return(ctx, in.ID, in.Body.Version, in.Body.Reason)
		}},
		"withdraw": {"Take a letter back; its address says so", func(ctx context.Context, in *actIn) (*Letter, error) {
			return s.Withdraw(ctx, in.ID, in.Body.Version, in.Body.Reason)
		}},
	} {
		httpapi.Register(api, httpapi.Op{ID: "letter-" + verb, Method: http.MethodPost, Path: "/api/v1/letters/{id}/" + verb, Summary: act.summary, Tag: "letter"},
			func(ctx context.Context, in *actIn) (*cardOut, error) { return answer(act.do(ctx, in)) })
	}
}
