package notify

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

const tag = "notify"

// Routes adds the rung's operations.
func (s *Service) Routes(api *httpapi.API) {
	s.routeInbox(api)
	s.routePush(api)
	s.routeReceipts(api)
	s.routeChannels(api)
	s.routeMyWays(api)
	s.routeSiren(api)
}

func (s *Service) routeInbox(api *httpapi.API) {
	type listIn struct {
		Unread bool   `query:"unread" doc:"only what is unread"`
		After  string `query:"after" maxLength:"40"`
		Limit  int    `query:"limit" default:"30" minimum:"1" maximum:"100"`
	}
	type listOut struct{ Body *Inbox }
	httpapi.Register(api, httpapi.Op{ID: "notify-list", Method: http.MethodGet, Path: "/api/v1/notices",
		Summary: "The caller's notices, newest first", Tag: tag},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			box, err := s.List(ctx, in.Unread, in.After, in.Limit)
			return &listOut{Body: box}, err
		})

	type unreadOut struct {
		Body struct {
			Unread int `json:"unread" doc:"100 for a hundred or more"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "notify-unread", Method: http.MethodGet, Path: "/api/v1/notices/unread",
		Summary: "How many notices are unread", Tag: tag},
		func(ctx context.Context, _ *struct{}) (out *unreadOut, err error) {
			out = &unreadOut{}
			out.Body.Unread, err = s.Unread(ctx)
			return out, err
		})

	type idIn struct {
		ID string `path:"id" maxLength:"40"`
	}
	httpapi.Register(api, httpapi.Op{ID: "notify-see", Method: http.MethodPost, Path: "/api/v1/notices/{id}/seen",
		Summary: "The caller has opened the notice", Tag: tag},
		func(ctx context.Context, in *idIn) (*struct{}, error) { return nil, s.See(ctx, in.ID) })

	httpapi.Register(api, httpapi.Op{ID: "notify-see-all", Method: http.MethodPost, Path: "/api/v1/notices/seen-all",
		Summary: "The caller has seen everything up to now", Tag: tag},
		func(ctx context.Context, _ *struct{}) (*struct{}, error) { return nil, s.SeeAll(ctx) })

	type arrivedIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Target string `json:"target" maxLength:"40" doc:"what the message called this browser"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "notify-arrive", Method: http.MethodPost, Path: "/api/v1/notices/{id}/delivered",
		Summary: "A browser has shown the pushed message", Tag: tag},
		func(ctx context.Context, in *arrivedIn) (*struct{}, error) {
			return nil, s.Arrived(ctx, in.ID, in.Body.Target)
		})
}

func (s *Service) routePush(api *httpapi.API) {
	type keyOut struct {
		Body struct {
			Key string `json:"key" doc:"applicationServerKey, base64url"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "notify-push-key", Method: http.MethodGet, Path: "/api/v1/push/key",
		Summary: "The key a browser subscribes with", Tag: tag},
		func(ctx context.Context, _ *struct{}) (out *keyOut, err error) {
			out = &keyOut{}
			out.Body.Key, err = s.PushKey(ctx)
			return out, err
		})

	type browsersOut struct {
		Body struct {
			Items []Browser `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "notify-browsers", Method: http.MethodGet, Path: "/api/v1/push/subscriptions",
		Summary: "The browsers the caller is woken on", Tag: tag},
		func(ctx context.Context, _ *struct{}) (out *browsersOut, err error) {
			out = &browsersOut{}
			out.Body.Items, err = s.Browsers(ctx)
			return out, err
		})

	type subscribeIn struct{ Body Subscription }
	httpapi.Register(api, httpapi.Op{ID: "notify-subscribe", Method: http.MethodPost, Path: "/api/v1/push/subscriptions",
		Summary: "Wake the caller on this browser", Tag: tag},
		func(ctx context.Context, in *subscribeIn) (*struct{}, error) { return nil, s.Subscribe(ctx, in.Body) })

	type unsubscribeIn struct {
		Endpoint string `query:"endpoint" required:"true" maxLength:"1000"`
	}
	httpapi.Register(api, httpapi.Op{ID: "notify-unsubscribe", Method: http.MethodDelete, Path: "/api/v1/push/subscriptions",
		Summary: "Wake the caller on this browser no more", Tag: tag},
		func(ctx context.Context, in *unsubscribeIn) (*struct{}, error) {
			return nil, s.Unsubscribe(ctx, in.Endpoint)
		})
}

func (s *Service) routeReceipts(api *httpapi.API) {
	type in struct {
		SubjectID string `query:"subjectId" required:"true" minLength:"1" maxLength:"60"`
	}
	type out struct {
		Body struct {
			Items []Sheet `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "notify-receipts", Method: http.MethodGet, Path: "/api/v1/notices/receipts",
		Summary: "Who was reached about a thing, by which channel and when", Tag: tag},
		func(ctx context.Context, i *in) (o *out, err error) {
			o = &out{}
			o.Body.Items, err = s.Receipts(ctx, i.SubjectID)
			return o, err
		})
}
