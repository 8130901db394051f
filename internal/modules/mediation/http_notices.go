package mediation

import (
	"context"
	"net/http"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/access"
)

// NoticeCard is a notice in a list: everything but what it shows.
type NoticeCard struct {
	ID     string       `json:"id"`
	No     string       `json:"no"`
	Agency string       `json:"agency"`
	Issuer string       `json:"issuer"`
	At     int64        `json:"at"`
	Until  int64        `json:"until"`
	State  string       `json:"state" enum:"active,withdrawn,purged"`
	Ended  int64        `json:"endedAt"`
	Posts  []NoticePost `json:"posts" nullable:"false"`
	Views  int          `json:"views"`
	Police bool         `json:"police" doc:"the actor sees who has looked, and may withdraw it"`
	View   bool         `json:"view" doc:"the actor may look at it now"`
}

func (s *Service) noticeCard(ctx context.Context, n *Notice) NoticeCard {
	who := access.From(ctx)
	c := NoticeCard{ID: n.ID, No: n.No, Agency: n.Agency, Issuer: n.Issuer, At: db.Millis(n.CreatedAt), Until: db.Millis(n.Until), State: n.State,
		Ended: db.Millis(n.EndedAt), Posts: []NoticePost{}, Views: n.Views, Police: who.Holds(PermIssue, n.Path)}
	if !n.Open(s.db.Clock().Now()) && n.State == "active" {
		c.State = "purged" // the job is on its way
	}
	for _, p := range n.Posts {
		stands := who.Holds(PermGate, p.Path)
		c.View = c.View || stands
		if c.Police || stands {
			c.Posts = append(c.Posts, p)
		}
	}
	c.View = (c.View || who.ID == n.IssuerID) && c.State == "active"
	if !c.Police {
		c.Issuer, c.Views = "", 0
	}
	return c
}

func (s *Service) routeNotices(api *httpapi.API) {
	type listOut struct {
		CacheControl string `header:"Cache-Control"`
		Body         struct {
			Items []NoticeCard `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-notices", Method: http.MethodGet, Path: "/api/v1/mediation/notices",
		Summary: "Controlled notices (受控提示): of my area as police, shown now at my gate; never what they show", Tag: "mediation"},
		func(ctx context.Context, _ *struct{}) (*listOut, error) {
			list, err := s.Notices(ctx)
			out := &listOut{CacheControl: "no-store"}
			out.Body.Items = make([]NoticeCard, len(list))
			for i, n := range list {
				out.Body.Items[i] = s.noticeCard(ctx, n)
			}
			return out, err
		})
	type cardOut struct{ Body NoticeCard }
	type issueIn struct{ Body NoticeDraft }
	httpapi.Register(api, httpapi.Op{ID: "mediation-notice-issue", Method: http.MethodPost, Path: "/api/v1/mediation/notices",
		Summary: "Show something at gates for some days", Tag: "mediation", Status: http.StatusCreated, MaxBody: 12 << 20},
		func(ctx context.Context, in *issueIn) (*cardOut, error) {
			n, err := s.IssueNotice(ctx, in.Body)
			if err != nil {
				return nil, err
			}
			return &cardOut{s.noticeCard(ctx, n)}, nil
		})
	type shownOut struct {
		CacheControl string `header:"Cache-Control"`
		Body         Shown
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-notice-view", Method: http.MethodPost, Path: "/api/v1/mediation/notices/{id}/view",
		Summary: "Look at a notice at a gate; each look is written down and drawn into the picture", Tag: "mediation"},
		func(ctx context.Context, in *idIn) (*shownOut, error) {
			v, err := s.ViewNotice(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return &shownOut{"no-store", *v}, nil
		})
	type viewsOut struct {
		Body struct {
			NoticeCard
			Items []NoticeView `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-notice-views", Method: http.MethodGet, Path: "/api/v1/mediation/notices/{id}/views",
		Summary: "Who has looked at it, for the police", Tag: "mediation"},
		func(ctx context.Context, in *idIn) (*viewsOut, error) {
			n, views, err := s.NoticeViews(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			out := &viewsOut{}
			out.Body.NoticeCard, out.Body.Items = s.noticeCard(ctx, n), views
			return out, nil
		})
	httpapi.Register(api, httpapi.Op{ID: "mediation-notice-withdraw", Method: http.MethodPost, Path: "/api/v1/mediation/notices/{id}/withdraw",
		Summary: "Take it back; what it showed is wiped", Tag: "mediation"},
		func(ctx context.Context, in *idIn) (*cardOut, error) {
			n, err := s.WithdrawNotice(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return &cardOut{s.noticeCard(ctx, n)}, nil
		})
}
