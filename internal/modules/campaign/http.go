package campaign

import (
	"context"
	"net/http"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/org"
)

// Card is a campaign as the office sees it. Times are UTC milliseconds, 0 for "not yet".
type Card struct {
	ID           string      `json:"id"`
	Version      int64       `json:"version"`
	State        State       `json:"state" enum:"draft,review,published,running,closed,frozen,announced,archived"`
	Approved     bool        `json:"approved"`
	Path         string      `json:"path"`
	AreaName     string      `json:"areaName"`
	Title        string      `json:"title"`
	Theme        string      `json:"theme"`
	Definition   string      `json:"definition"`
	Stages       []org.Stage `json:"stages" nullable:"false"`
	Steps        []Step      `json:"steps" nullable:"false"`
	StartAt      int64       `json:"startAt"`
	UntilAt      int64       `json:"untilAt"`
	SnapshotAt   int64       `json:"snapshotAt"`
	AuthorID     string      `json:"authorId"`
	AuthorName   string      `json:"authorName"`
	ApproverName string      `json:"approverName"`
	ReturnReason string      `json:"returnReason"`
	CreatedAt    int64       `json:"createdAt"`
	ApprovedAt   int64       `json:"approvedAt"`
	PublishedAt  int64       `json:"publishedAt"`
	RunningAt    int64       `json:"runningAt"`
	ClosedAt     int64       `json:"closedAt"`
	FrozenAt     int64       `json:"frozenAt"`
	AnnouncedAt  int64       `json:"announcedAt"`
	ArchivedAt   int64       `json:"archivedAt"`
}

// Card returns the campaign as the office sees it.
func (c *Campaign) Card() Card {
	return Card{
		ID: c.ID, Version: c.Version, State: c.State, Approved: !c.ApprovedAt.IsZero(), Path: c.Path, AreaName: c.AreaName, Title: c.Title,
		Theme: c.Theme, Definition: c.Definition, Stages: orEmpty(c.Stages), Steps: orEmpty(c.Steps), StartAt: db.Millis(c.StartAt),
		UntilAt: db.Millis(c.UntilAt), SnapshotAt: db.Millis(c.SnapshotAt), AuthorID: c.AuthorID, AuthorName: c.AuthorName,
		ApproverName: c.ApproverName, ReturnReason: c.ReturnReason, CreatedAt: db.Millis(c.CreatedAt), ApprovedAt: db.Millis(c.ApprovedAt),
		PublishedAt: db.Millis(c.PublishedAt), RunningAt: db.Millis(c.RunningAt), ClosedAt: db.Millis(c.ClosedAt),
		FrozenAt: db.Millis(c.FrozenAt), AnnouncedAt: db.Millis(c.AnnouncedAt), ArchivedAt: db.Millis(c.ArchivedAt),
	}
}

// ContentInput is what an author sends.
type ContentInput struct {
	Title      string      `json:"title" minLength:"1" maxLength:"80"`
	Theme      string      `json:"theme,omitempty" maxLength:"200"`
	Definition string      `json:"definition,omitempty" maxLength:"500" doc:"完成口径"`
	Stages     []org.Stage `json:"stages" nullable:"false" maxItems:"5"`
	Steps      []Step      `json:"steps" nullable:"false" maxItems:"16"`
	StartAt    int64       `json:"startAt"`
	UntilAt    int64       `json:"untilAt" doc:"the end of the last moment that counts"`
	SnapshotAt int64       `json:"snapshotAt,omitempty" doc:"when the roll of those due is taken; 0: at the start"`
}

func (in *ContentInput) content() Content {
	return Content{Title: in.Title, Theme: in.Theme, Definition: in.Definition, Stages: in.Stages, Steps: in.Steps,
		StartAt: db.Time(in.StartAt), UntilAt: db.Time(in.UntilAt), SnapshotAt: db.Time(in.SnapshotAt)}
}

type (
	cardOut struct{ Body Card }
	idIn    struct {
		ID string `path:"id" maxLength:"40"`
	}
	versionIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64  `json:"version" doc:"the version the decision was made on"`
			Reason  string `json:"reason,omitempty" maxLength:"200" doc:"for a return"`
			Early   bool   `json:"early,omitempty" doc:"close before the deadline"`
		}
	}
)

func card(c *Campaign, err error) (*cardOut, error) {
	if err != nil {
		return nil, err
	}
	return &cardOut{c.Card()}, nil
}

// Routes adds the room's operations.
func (s *Service) Routes(api *httpapi.API) {
	s.routeOffice(api)
	s.routeNumbers(api)
	s.routeClasses(api)
	s.routeLearn(api)
	s.routeFlags(api)
	s.routeManage(api)
}

func (s *Service) routeOffice(api *httpapi.API) {
	type listIn struct {
		State State  `query:"state" enum:"draft,review,published,running,closed,frozen,announced,archived"`
		Query string `query:"q" maxLength:"60"`
		After string `query:"after" maxLength:"40"`
		Limit int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items []Card `json:"items" nullable:"false"`
			Next  string `json:"next"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "campaign-list", Method: http.MethodGet, Path: "/api/v1/campaigns",
		Summary: "Campaigns that concern my area, newest first", Tag: "campaign"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			list, err := s.List(ctx, Filter{State: in.State, Query: in.Query, After: in.After, Limit: in.Limit})
			if err != nil {
				return nil, err
			}
			out := &listOut{}
			out.Body.Items = make([]Card, len(list))
			for i, c := range list {
				out.Body.Items[i] = c.Card()
			}
			if len(list) == in.Limit {
				out.Body.Next = list[len(list)-1].ID
			}
			return out, nil
		})
	httpapi.Register(api, httpapi.Op{ID: "campaign-get", Method: http.MethodGet, Path: "/api/v1/campaigns/{id}",
		Summary: "One campaign", Tag: "campaign"},
		func(ctx context.Context, in *idIn) (*cardOut, error) { return card(s.Get(ctx, in.ID)) })

	type createIn struct {
		Body struct {
			Path string `json:"path" minLength:"2" maxLength:"120" doc:"the area or school it is for"`
			ContentInput
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "campaign-create", Method: http.MethodPost, Path: "/api/v1/campaigns",
		Summary: "Begin a campaign", Tag: "campaign", Status: http.StatusCreated},
		func(ctx context.Context, in *createIn) (*cardOut, error) {
			return card(s.Create(ctx, in.Body.Path, in.Body.content()))
		})
	type editIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64 `json:"version"`
			ContentInput
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "campaign-edit", Method: http.MethodPut, Path: "/api/v1/campaigns/{id}",
		Summary: "Rewrite a draft", Tag: "campaign"},
		func(ctx context.Context, in *editIn) (*cardOut, error) {
			return card(s.Edit(ctx, in.ID, in.Body.Version, in.Body.content()))
		})

	verb := func(name, summary string, do func(context.Context, *versionIn) (*Campaign, error)) {
		httpapi.Register(api, httpapi.Op{ID: "campaign-" + name, Method: http.MethodPost,
			Path: "/api/v1/campaigns/{id}/" + name, Summary: summary, Tag: "campaign"},
			func(ctx context.Context, in *versionIn) (*cardOut, error) { return card(do(ctx, in)) })
	}
	verb("submit", "Hand a draft over for approval", func(ctx context.Context, in *versionIn) (*Campaign, error) {
		return s.Submit(ctx, in.ID, in.Body.Version)
	})
	verb("approve", "Sign what another has written", func(ctx context.Context, in *versionIn) (*Campaign, error) {
		return s.Approve(ctx, in.ID, in.Body.Version)
	})
	verb("return", "Give it back to its author, with a reason", func(ctx context.Context, in *versionIn) (*Campaign, error) {
		return s.Return(ctx, in.ID, in.Body.Version, in.Body.Reason)
	})
	verb("publish", "Let it begin", func(ctx context.Context, in *versionIn) (*Campaign, error) {
		return s.Publish(ctx, in.ID, in.Body.Version)
	})
	verb("close", "End the counting", func(ctx context.Context, in *versionIn) (*Campaign, error) {
		return s.Close(ctx, in.ID, in.Body.Version, in.Body.Early)
	})
}
