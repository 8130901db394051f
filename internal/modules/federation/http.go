package federation

import (
	"context"
	"net/http"
	"net/url"

	"huxue/internal/kit/httpapi"
)

// Routes adds the room's operations.
func (s *Service) Routes(api *httpapi.API) {
	s.routeReports(api)
	s.routeCities(api)
}

type fileOut struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func attached(name string, file []byte) *fileOut {
	return &fileOut{"application/json", "attachment; filename*=UTF-8''" + url.PathEscape(name), file}
}

func (s *Service) routeReports(api *httpapi.API) {
	type ownOut struct{ Body Own }
	httpapi.Register(api, httpapi.Op{ID: "federation-own", Method: http.MethodGet, Path: "/api/v1/federation/own",
		Summary: "By which key this installation signs, and to whom it reports", Tag: "federation"},
		func(ctx context.Context, _ *struct{}) (*ownOut, error) {
			own, err := s.Own(ctx)
			return &ownOut{own}, err
		})

	type reportsOut struct {
		Body struct {
			Items []Report `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "federation-reports", Method: http.MethodGet, Path: "/api/v1/federation/reports",
		Summary: "Summaries signed here", Tag: "federation"},
		func(ctx context.Context, _ *struct{}) (*reportsOut, error) {
			items, err := s.Reports(ctx)
			out := &reportsOut{}
			out.Body.Items = items
			if items == nil {
				out.Body.Items = []Report{}
			}
			return out, err
		})

	type signIn struct {
		Body struct {
			CampaignID string `json:"campaignId" maxLength:"40"`
			Subject    string `json:"subject" maxLength:"60" doc:"the name under which the province compares"`
			Push       bool   `json:"push,omitempty"`
		}
	}
	type reportOut struct{ Body *Report }
	httpapi.Register(api, httpapi.Op{ID: "federation-sign", Method: http.MethodPost, Path: "/api/v1/federation/reports", Status: http.StatusCreated,
		Summary: "Sign a summary of a campaign's figures", Tag: "federation"},
		func(ctx context.Context, in *signIn) (*reportOut, error) {
			r, err := s.Sign(ctx, in.Body.CampaignID, in.Body.Subject, in.Body.Push)
			return &reportOut{r}, err
		})

	type idIn struct {
		ID string `path:"id" maxLength:"40"`
	}
	httpapi.Register(api, httpapi.Op{ID: "federation-push", Method: http.MethodPost, Path: "/api/v1/federation/reports/{id}/push",
		Summary: "Hand a signed summary up", Tag: "federation"},
		func(ctx context.Context, in *idIn) (*reportOut, error) {
			r, err := s.HandUp(ctx, in.ID)
			return &reportOut{r}, err
		})
	httpapi.Register(api, httpapi.Op{ID: "federation-file", Method: http.MethodGet, Path: "/api/v1/federation/reports/{id}/file",
		Summary: "A signed summary as a file", Tag: "federation"},
		func(ctx context.Context, in *idIn) (*fileOut, error) {
			name, file, err := s.File(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return attached(name, file), nil
		})
}

func (s *Service) routeCities(api *httpapi.API) {
	type rankIn struct {
		Subject string `query:"subject" maxLength:"60"`
	}
	type rankOut struct{ Body *Ranking }
	httpapi.Register(api, httpapi.Op{ID: "federation-ranking", Method: http.MethodGet, Path: "/api/v1/federation/ranking",
		Summary: "The cities ranked", Tag: "federation"},
		func(ctx context.Context, in *rankIn) (*rankOut, error) {
			r, err := s.Ranking(ctx, in.Subject)
			return &rankOut{r}, err
		})

	type idIn struct {
		ID string `path:"id" maxLength:"40"`
	}
	type summaryOut struct{ Body *Summary }
	httpapi.Register(api, httpapi.Op{ID: "federation-summary", Method: http.MethodGet, Path: "/api/v1/federation/summaries/{id}",
		Summary: "What a city said, by county", Tag: "federation"},
		func(ctx context.Context, in *idIn) (*summaryOut, error) {
			sum, _, err := s.Summary(ctx, in.ID)
			return &summaryOut{sum}, err
		})
	httpapi.Register(api, httpapi.Op{ID: "federation-summary-file", Method: http.MethodGet, Path: "/api/v1/federation/summaries/{id}/file",
		Summary: "What a city said, as it was signed", Tag: "federation"},
		func(ctx context.Context, in *idIn) (*fileOut, error) {
			sum, file, err := s.Summary(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return attached("活动汇总-"+sum.City.Name+"-"+paperNo(sum.Seq)+".huxue.json", file), nil
		})

	type takeIn struct {
		RawBody []byte `contentType:"application/json"`
	}
	type receiptOut struct{ Body *Receipt }
	take := func(do func(context.Context, []byte) (*Receipt, error)) func(context.Context, *takeIn) (*receiptOut, error) {
		return func(ctx context.Context, in *takeIn) (*receiptOut, error) {
			r, err := do(ctx, in.RawBody)
			return &receiptOut{r}, err
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "federation-inbox", Method: http.MethodPost, Path: receivePath, MaxBody: MaxFile, OwnIdentity: true,
		Summary: "Take a summary that a city pushes; its signature is the log-in", Tag: "federation", Body: httpapi.BodyOf[sealedFile]()}, take(s.Inbox))
	httpapi.Register(api, httpapi.Op{ID: "federation-upload", Method: http.MethodPost, Path: "/api/v1/federation/summaries", MaxBody: MaxFile, OwnIdentity: true,
		Summary: "Take a summary that was handed in as a file", Tag: "federation", Body: httpapi.BodyOf[sealedFile]()}, take(s.Upload))

	type citiesOut struct {
		Body struct {
			Items []Registered `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "federation-cities", Method: http.MethodGet, Path: "/api/v1/federation/cities",
		Summary: "Whose keys are registered", Tag: "federation"},
		func(ctx context.Context, _ *struct{}) (*citiesOut, error) {
			items, err := s.Cities(ctx)
			out := &citiesOut{}
			out.Body.Items = items
			if items == nil {
				out.Body.Items = []Registered{}
			}
			return out, err
		})
	type registerIn struct {
		Body struct {
			Code      string `json:"code" maxLength:"12"`
			Name      string `json:"name" maxLength:"40"`
			PublicKey string `json:"publicKey" maxLength:"100"`
		}
	}
	type cityOut struct{ Body *Registered }
	httpapi.Register(api, httpapi.Op{ID: "federation-register", Method: http.MethodPost, Path: "/api/v1/federation/cities", Status: http.StatusCreated,
		Summary: "Believe a city's key from now on", Tag: "federation"},
		func(ctx context.Context, in *registerIn) (*cityOut, error) {
			c, err := s.Register(ctx, in.Body.Code, in.Body.Name, in.Body.PublicKey)
			return &cityOut{c}, err
		})
	httpapi.Register(api, httpapi.Op{ID: "federation-revoke", Method: http.MethodPost, Path: "/api/v1/federation/cities/{id}/revoke",
		Summary: "Believe a key no longer", Tag: "federation"},
		func(ctx context.Context, in *idIn) (*struct{}, error) { return nil, s.Revoke(ctx, in.ID) })
}
