package hazard

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/paper"
)

func (s *Service) routePapers(api *httpapi.API) {
	type papersOut struct{ Body Papers }
	httpapi.Register(api, httpapi.Op{ID: "hazard-papers", Method: http.MethodGet, Path: "/api/v1/hazards/{id}/papers",
		Summary: "The official papers in which it stands, and which I could issue", Tag: "hazard"},
		func(ctx context.Context, in *idIn) (*papersOut, error) {
			p, err := s.PapersOf(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return &papersOut{*p}, nil
		})

	type beginIn struct {
		ID   string `path:"id" maxLength:"40"`
		Kind string `query:"kind" maxLength:"40"`
	}
	type begunOut struct{ Body Begun }
	httpapi.Register(api, httpapi.Op{ID: "hazard-notice-begin", Method: http.MethodGet, Path: "/api/v1/hazards/{id}/notice",
		Summary: "A notice filled in as far as the ledger knows, with the hazards of the same visit", Tag: "hazard"},
		func(ctx context.Context, in *beginIn) (*begunOut, error) {
			b, err := s.BeginNotice(ctx, in.ID, in.Kind)
			if err != nil {
				return nil, err
			}
			return &begunOut{*b}, nil
		})

	type noticeIn struct{ Body Notice }
	type paperOut struct{ Body paper.Card }
	httpapi.Register(api, httpapi.Op{ID: "hazard-notice-issue", Method: http.MethodPost, Path: "/api/v1/hazard-notices",
		Summary: "Issue a notice about hazards of one school", Tag: "hazard", Status: http.StatusCreated},
		func(ctx context.Context, in *noticeIn) (*paperOut, error) {
			p, err := s.IssueNotice(ctx, in.Body)
			if err != nil {
				return nil, err
			}
			return &paperOut{s.papers.CardOf(ctx, p, true)}, nil
		})

	type replyOut struct{ Body Reply }
	httpapi.Register(api, httpapi.Op{ID: "hazard-reply", Method: http.MethodGet, Path: "/api/v1/hazard-notices/{id}/reply",
		Summary: "The school's answer to a notice, begun from the ledger", Tag: "hazard"},
		func(ctx context.Context, in *idIn) (*replyOut, error) {
			r, err := s.Reply(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return &replyOut{*r}, nil
		})

	type writeIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body ReplyInput
	}
	httpapi.Register(api, httpapi.Op{ID: "hazard-reply-write", Method: http.MethodPut, Path: "/api/v1/hazard-notices/{id}/reply",
		Summary: "Write the answer to a notice, or hand it in signed by the head of the unit", Tag: "hazard"},
		func(ctx context.Context, in *writeIn) (*replyOut, error) {
			r, err := s.WriteReply(ctx, in.ID, in.Body)
			if err != nil {
				return nil, err
			}
			return &replyOut{*r}, nil
		})
}
