package notify

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

type messageOut struct {
	Body struct {
		MessageID string `json:"messageId"`
	}
}

type receiptOut struct{ Body *Receipt }

type endpointOut struct{ Body *Endpoint }

func (s *Service) routeChannels(api *httpapi.API) {
	type listOut struct {
		Body struct {
			Items    []Endpoint `json:"items" nullable:"false"`
			Gateways []Gateway  `json:"gateways" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "notify-endpoints", Method: http.MethodGet, Path: "/api/v1/endpoints",
		Summary: "Shared addresses of my area and the gateways, with how they did last", Tag: tag},
		func(ctx context.Context, _ *struct{}) (out *listOut, err error) {
			out = &listOut{}
			if out.Body.Items, err = s.Endpoints(ctx); err == nil {
				out.Body.Gateways, err = s.Gateways(ctx)
			}
			return out, err
		})
	httpapi.Register(api, httpapi.Op{ID: "notify-endpoint-add", Method: http.MethodPost, Path: "/api/v1/endpoints",
		Summary: "Write down a shared address", Tag: tag, Status: http.StatusCreated},
		func(ctx context.Context, in *struct{ Body EndpointInput }) (*endpointOut, error) {
			e, err := s.AddEndpoint(ctx, in.Body)
			return &endpointOut{Body: e}, err
		})
	type editIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			EndpointInput
			Version int64 `json:"version"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "notify-endpoint-edit", Method: http.MethodPut, Path: "/api/v1/endpoints/{id}",
		Summary: "Change a shared address or switch it off", Tag: tag},
		func(ctx context.Context, in *editIn) (*endpointOut, error) {
			e, err := s.EditEndpoint(ctx, in.ID, in.Body.Version, in.Body.EndpointInput)
			return &endpointOut{Body: e}, err
		})
	httpapi.Register(api, httpapi.Op{ID: "notify-endpoint-test", Method: http.MethodPost, Path: "/api/v1/endpoints/{id}/test",
		Summary: "Send a labelled test through the real pipe", Tag: tag},
		func(ctx context.Context, in *struct {
			ID string `path:"id" maxLength:"40"`
		}) (out *messageOut, err error) {
			out = &messageOut{}
			out.Body.MessageID, err = s.TestEndpoint(ctx, in.ID)
			return out, err
		})
	httpapi.Register(api, httpapi.Op{ID: "notify-endpoint-trial", Method: http.MethodGet, Path: "/api/v1/endpoints/{id}/tests/{message}",
		Summary: "How a test message to a shared address is doing", Tag: tag},
		func(ctx context.Context, in *struct {
			ID      string `path:"id" maxLength:"40"`
			Message string `path:"message" maxLength:"40"`
		}) (*receiptOut, error) {
			r, err := s.Trial(ctx, in.ID, in.Message)
			return &receiptOut{Body: r}, err
		})
}

func (s *Service) routeMyWays(api *httpapi.API) {
	httpapi.Register(api, httpapi.Op{ID: "notify-my-ways", Method: http.MethodGet, Path: "/api/v1/notices/ways",
		Summary: "How the caller can be told beside the pages", Tag: tag},
		func(ctx context.Context, _ *struct{}) (*struct{ Body *MyWays }, error) {
			w, err := s.MyWays(ctx)
			return &struct{ Body *MyWays }{w}, err
		})
	httpapi.Register(api, httpapi.Op{ID: "notify-mailbox", Method: http.MethodPut, Path: "/api/v1/notices/mailbox",
		Summary: "Where the caller wants mail, empty for none", Tag: tag},
		func(ctx context.Context, in *struct {
			Body struct {
				Address string `json:"address" maxLength:"120"`
			}
		}) (*struct{}, error) {
			return nil, s.SetMailbox(ctx, in.Body.Address)
		})
	type channelIn struct {
		Channel string `path:"channel" enum:"mail,sms"`
	}
	httpapi.Register(api, httpapi.Op{ID: "notify-test-myself", Method: http.MethodPost, Path: "/api/v1/notices/ways/{channel}/test",
		Summary: "Send the caller a labelled test", Tag: tag},
		func(ctx context.Context, in *channelIn) (out *messageOut, err error) {
			out = &messageOut{}
			out.Body.MessageID, err = s.TestMyself(ctx, in.Channel)
			return out, err
		})
	httpapi.Register(api, httpapi.Op{ID: "notify-my-trial", Method: http.MethodGet, Path: "/api/v1/notices/ways/{channel}/tests/{message}",
		Summary: "How a test message to the caller is doing", Tag: tag},
		func(ctx context.Context, in *struct {
			channelIn
			Message string `path:"message" maxLength:"40"`
		}) (*receiptOut, error) {
			r, err := s.MyTrial(ctx, in.Message, in.Channel)
			return &receiptOut{Body: r}, err
		})
}

func (s *Service) routeSiren(api *httpapi.API) {
	httpapi.Register(api, httpapi.Op{ID: "notify-siren-on", Method: http.MethodPost, Path: "/api/v1/sirens/on",
		Summary: "The siren page of a paired device is open", Tag: tag},
		func(ctx context.Context, _ *struct{}) (*struct{}, error) { return nil, s.SirenOn(ctx) })
	httpapi.Register(api, httpapi.Op{ID: "notify-siren-rang", Method: http.MethodPost, Path: "/api/v1/sirens/rang",
		Summary: "The siren shows and sounds these things", Tag: tag},
		func(ctx context.Context, in *struct {
			Body struct {
				SubjectIDs []string `json:"subjectIds" nullable:"false" minItems:"1" maxItems:"200"`
			}
		}) (*struct{}, error) {
			return nil, s.SirenRang(ctx, in.Body.SubjectIDs)
		})
}
