package notice

import (
	"context"
	"net/http"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
)

// Card is a notice as it is shown. Times are UTC milliseconds, 0 for not yet.
type Card struct {
	ID            string   `json:"id"`
	Version       int64    `json:"version"`
	Code          string   `json:"code" doc:"of the public address /notice/{code}"`
	Number        string   `json:"number"`
	Path          string   `json:"path"`
	SchoolID      string   `json:"schoolId"`
	Publisher     string   `json:"publisher"`
	Kind          string   `json:"kind" enum:"prompt,warning"`
	Level         string   `json:"level" enum:",red,orange,yellow,blue"`
	Theme         string   `json:"theme"`
	AuthorityKind string   `json:"authorityKind"`
	Authority     string   `json:"authority" doc:"who has declared the warning"`
	Basis         string   `json:"basis"`
	Title         string   `json:"title"`
	Impact        string   `json:"impact"`
	ForSchool     string   `json:"forSchool"`
	ForClass      string   `json:"forClass"`
	ForParent     string   `json:"forParent"`
	ForPupil      string   `json:"forPupil"`
	Suspend       string   `json:"suspend" enum:"none,outdoor,classes"`
	Contact       string   `json:"contact"`
	SchoolKinds   []string `json:"schoolKinds" nullable:"false"`
	Areas         []Area   `json:"areas" nullable:"false"`
	Public        bool     `json:"public"`
	StartsAt      int64    `json:"startsAt"`
	EndsAt        int64    `json:"endsAt"`
	State         State    `json:"state" enum:"draft,submitted,issued,updated,cancelled,expired,discarded"`
	PrevID        string   `json:"prevId"`
	PrevNumber    string   `json:"prevNumber" doc:"of the notice it changes"`
	CreatedAt     int64    `json:"createdAt"`
	CreatedName   string   `json:"createdName"`
	ReturnReason  string   `json:"returnReason"`
	ApprovedName  string   `json:"approvedName"`
	IssuedAt      int64    `json:"issuedAt"`
	EndedAt       int64    `json:"endedAt"`
	EndReason     string   `json:"endReason"`
	DeliveredAt   int64    `json:"deliveredAt" doc:"when the last school had it"`
	Schools       int      `json:"schools" doc:"that have it"`
	Confirmed     int      `json:"confirmed"`
	Late          int      `json:"late" doc:"confirmed, but late"`
	Done          int      `json:"done" doc:"have said what they did"`
}

func cardOf(n *Notice) Card {
	c := Card{
		ID: n.ID, Version: n.Version, Code: n.Code, Number: n.Number, Path: n.Path, SchoolID: n.SchoolID, Publisher: n.Publisher, Kind: n.Kind, Level: n.Level,
		Theme: n.Theme, AuthorityKind: n.AuthorityKind, Authority: n.Authority, Basis: n.Basis, Title: n.Title, Impact: n.Impact, ForSchool: n.ForSchool,
		ForClass: n.ForClass, ForParent: n.ForParent, ForPupil: n.ForPupil, Suspend: n.Suspend, Contact: n.Contact, SchoolKinds: n.SchoolKinds, Areas: n.Areas,
		Public: n.Public, StartsAt: db.Millis(n.StartsAt), EndsAt: db.Millis(n.EndsAt), State: n.State, PrevID: n.PrevID, PrevNumber: n.PrevNumber,
		CreatedAt: db.Millis(n.CreatedAt), CreatedName: n.CreatedName, ReturnReason: n.ReturnReason, ApprovedName: n.ApprovedName,
		IssuedAt: db.Millis(n.IssuedAt), EndedAt: db.Millis(n.EndedAt), EndReason: n.EndReason, DeliveredAt: db.Millis(n.DeliveredAt),
		Schools: n.Schools, Confirmed: n.Confirmed, Late: n.Late, Done: n.Done,
	}
	if c.SchoolKinds == nil {
		c.SchoolKinds = []string{}
	}
	if c.Areas == nil {
		c.Areas = []Area{}
	}
	return c
}

// Detail is a notice with what has become of it.
type Detail struct {
	Card
	Overdue int      `json:"overdue" doc:"schools that have not confirmed in time"`
	Mine    *Receipt `json:"mine,omitempty" doc:"of the reader's own school"`
	Given   []Given  `json:"given" nullable:"false" doc:"platforms that were given it; for whoever may write"`
	Next    string   `json:"next" doc:"number of the notice that took its place"`
}

type cardOut struct{ Body Card }

func answer(n *Notice, err error) (*cardOut, error) {
	if err != nil {
		return nil, err
	}
	return &cardOut{cardOf(n)}, nil
}

// ByID names a notice in a path.
type ByID struct {
	ID string `path:"id" maxLength:"40"`
}

const base = "/api/v1/safety-notices"

// Routes adds the operations of the room and its public page.
func (s *Service) Routes(api *httpapi.API) {
	s.routeLook(api)
	s.routeWrite(api)
	s.routeActs(api)
	s.routeReceipts(api)
	s.routePublic(api)
}

func (s *Service) routeLook(api *httpapi.API) {
	type listIn struct {
		Received bool   `query:"received" doc:"issued to me; else what my area issues"`
		State    State  `query:"state" enum:",draft,submitted,issued,updated,cancelled,expired,discarded"`
		Kind     string `query:"kind" enum:",prompt,warning"`
		Query    string `query:"q" maxLength:"60"`
		Path     string `query:"path" maxLength:"120"`
		After    string `query:"after" maxLength:"40"`
		Limit    int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items  []Card         `json:"items" nullable:"false"`
			Next   string         `json:"next"`
			Counts map[string]int `json:"counts"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "notice-list", Method: http.MethodGet, Path: base, Summary: "Safety prompts and warnings, newest first", Tag: "notice"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			list, counts, err := s.Notices(ctx, Filter{Received: in.Received, State: in.State, Kind: in.Kind, Query: in.Query, Path: in.Path, After: in.After, Limit: in.Limit})
			if err != nil {
				return nil, err
			}
			out := &listOut{}
			out.Body.Items, out.Body.Counts = cardsOf(list), counts
			if n := len(list); n == in.Limit {
				out.Body.Next = list[n-1].ID
			}
			return out, nil
		})
	type currentOut struct {
		Body struct {
			Items []Card `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "notice-current", Method: http.MethodGet, Path: base + "/current", Summary: "What is in force where I work, the gravest first", Tag: "notice"},
		func(ctx context.Context, _ *struct{}) (*currentOut, error) {
			list, err := s.Current(ctx)
			out := &currentOut{}
			out.Body.Items = cardsOf(list)
			return out, err
		})
	type detailOut struct{ Body Detail }
	httpapi.Register(api, httpapi.Op{ID: "notice-get", Method: http.MethodGet, Path: base + "/{id}", Summary: "One notice", Tag: "notice"},
		func(ctx context.Context, in *ByID) (*detailOut, error) {
			v, err := s.Notice(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			out := &detailOut{Detail{Card: cardOf(v.Notice), Overdue: v.Overdue, Mine: v.Mine, Given: v.Given, Next: v.Next}}
			if v.Given == nil {
				out.Body.Given = []Given{}
			}
			return out, nil
		})
}

func cardsOf(list []*Notice) []Card {
	out := make([]Card, len(list))
	for i, n := range list {
		out[i] = cardOf(n)
	}
	return out
}

func (s *Service) routeWrite(api *httpapi.API) {
	type writeIn struct {
		Body struct {
			Input
			Path string `json:"path,omitempty" maxLength:"120" doc:"the school or area it is of; empty: mine"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "notice-write", Method: http.MethodPost, Path: base, Summary: "Begin a notice", Tag: "notice", Status: http.StatusCreated},
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
	httpapi.Register(api, httpapi.Op{ID: "notice-edit", Method: http.MethodPut, Path: base + "/{id}", Summary: "Rewrite a draft", Tag: "notice"},
		func(ctx context.Context, in *editIn) (*cardOut, error) {
			return answer(s.Edit(ctx, in.ID, in.Body.Version, in.Body.Input))
		})
	type changeIn struct {
		ByID
		Body Input
	}
	httpapi.Register(api, httpapi.Op{ID: "notice-change", Method: http.MethodPost, Path: base + "/{id}/change", Summary: "Begin the notice that takes the place of this one", Tag: "notice", Status: http.StatusCreated},
		func(ctx context.Context, in *changeIn) (*cardOut, error) {
			return answer(s.Change(ctx, in.ID, in.Body))
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
		do      func(ctx context.Context, in *actIn) (*Notice, error)
	}{
		"submit": {"Hand a draft to who approves", func(ctx context.Context, in *actIn) (*Notice, error) { return s.Submit(ctx, in.ID, in.Body.Version) }},
		"approve": {"Issue a notice, as a second person", func(ctx context.Context, in *actIn) (*Notice, error) {
			return s.Approve(ctx, in.ID, in.Body.Version)
		}},
		"return": {"Send it back to its writer, with a reason", func(ctx context.Context, in *actIn) (*Notice, error) {
			return s.Return(ctx, in.ID, in.Body.Version, in.Body.Reason)
		}},
		"discard": {"Put a draft away", func(ctx context.Context, in *actIn) (*Notice, error) {
			return s.Discard(ctx, in.ID, in.Body.Version)
		}},
		"cancel": {"End a notice before its time, with the reason", func(ctx context.Context, in *actIn) (*Notice, error) {
			return s.Cancel(ctx, in.ID, in.Body.Version, in.Body.Reason)
		}},
	} {
		httpapi.Register(api, httpapi.Op{ID: "notice-" + verb, Method: http.MethodPost, Path: base + "/{id}/" + verb, Summary: act.summary, Tag: "notice"},
			func(ctx context.Context, in *actIn) (*cardOut, error) { return answer(act.do(ctx, in)) })
	}
}

func (s *Service) routeReceipts(api *httpapi.API) {
	type listIn struct {
		ByID
		Tab   string `query:"tab" enum:",open,overdue,confirmed,late,done,ended"`
		After string `query:"after" maxLength:"40"`
		Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items []*Receipt `json:"items" nullable:"false"`
			Next  string     `json:"next"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "notice-receipts", Method: http.MethodGet, Path: base + "/{id}/receipts", Summary: "How it stands at each school", Tag: "notice"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			list, err := s.Receipts(ctx, in.ID, in.Tab, in.After, in.Limit)
			if err != nil {
				return nil, err
			}
			out := &listOut{}
			if out.Body.Items = list; list == nil {
				out.Body.Items = []*Receipt{}
			}
			if n := len(list); n == in.Limit {
				out.Body.Next = list[n-1].SchoolID
			}
			return out, nil
		})
	type receiptOut struct{ Body *Receipt }
	type confirmIn struct {
		ByID
		Body struct {
			SchoolID string `json:"schoolId,omitempty" maxLength:"40" doc:"empty: mine"`
			Note     string `json:"note,omitempty" maxLength:"200"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "notice-confirm", Method: http.MethodPost, Path: base + "/{id}/confirm", Summary: "Confirm for a school that it has the notice", Tag: "notice"},
		func(ctx context.Context, in *confirmIn) (*receiptOut, error) {
			r, err := s.Confirm(ctx, in.ID, in.Body.SchoolID)
			return &receiptOut{r}, err
		})
	httpapi.Register(api, httpapi.Op{ID: "notice-report", Method: http.MethodPost, Path: base + "/{id}/report", Summary: "Say what the school has done", Tag: "notice"},
		func(ctx context.Context, in *confirmIn) (*receiptOut, error) {
			r, err := s.Report(ctx, in.ID, in.Body.SchoolID, in.Body.Note)
			return &receiptOut{r}, err
		})
}
