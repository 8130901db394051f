package mediation

import (
	"context"
	"io"
	"mime"
	"net/http"

	"huxue/internal/kit/httpapi"
)

// Versioned says at which version something was read.
type Versioned struct {
	Version int64 `json:"version"`
}

// verb registers an act on a dispute whose body is B.
func verb[B any](s *Service, api *httpapi.API, name, summary string, do func(ctx context.Context, disputeID string, b B) (*Dispute, error)) {
	type in struct {
		ID   string `path:"id" maxLength:"40"`
		Body B
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-" + name, Method: http.MethodPost, Path: "/api/v1/mediation/disputes/{id}/" + name,
		Summary: summary, Tag: "mediation"},
		func(ctx context.Context, in *in) (*seenOut, error) {
			d, err := do(ctx, in.ID, in.Body)
			return s.answer(ctx, d, err)
		})
}

func (s *Service) routeActs(api *httpapi.API) {
	type enterIn struct {
		Body struct {
			SchoolID string `json:"schoolId" maxLength:"40"`
			Entry
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-register", Method: http.MethodPost, Path: "/api/v1/mediation/disputes",
		Summary: "Enter a dispute", Tag: "mediation", Status: http.StatusCreated},
		func(ctx context.Context, in *enterIn) (*seenOut, error) {
			d, err := s.RegisterDispute(ctx, in.Body.SchoolID, in.Body.Entry)
			return s.answer(ctx, d, err)
		})
	type editBody struct {
		Versioned
		Entry
	}
	verb(s, api, "edit", "Write an entry anew that nobody has handed on", func(ctx context.Context, id string, b editBody) (*Dispute, error) {
		return s.EditDispute(ctx, id, b.Version, b.Entry)
	})
	type gradeBody struct {
		Versioned
		Risk         Risk     `json:"risk" enum:"red,orange,yellow,blue"`
		Consequences []string `json:"consequences,omitempty" maxItems:"4"`
	}
	verb(s, api, "grade", "Judge how grave it is (研判定级)", func(ctx context.Context, id string, b gradeBody) (*Dispute, error) {
		return s.Grade(ctx, id, b.Version, b.Risk, b.Consequences)
	})
	type assignBody struct {
		Versioned
		Order
	}
	verb(s, api, "assign", "Hand it on with the four things fixed (四定), and a leader for the upper levels (包案)", func(ctx context.Context, id string, b assignBody) (*Dispute, error) {
		return s.Assign(ctx, id, b.Version, b.Order)
	})
	type beginBody struct {
		Versioned
		Finders []Finder `json:"finders" maxItems:"10"`
	}
	verb(s, api, "begin", "Begin to mediate, with those who establish the facts", func(ctx context.Context, id string, b beginBody) (*Dispute, error) {
		return s.Begin(ctx, id, b.Version, b.Finders)
	})
	type purposeIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Purpose string `json:"purpose" maxLength:"200"`
		}
	}
	type partiesOut struct {
		CacheControl string `header:"Cache-Control"`
		Body         struct {
			Items []Party `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-parties", Method: http.MethodPost, Path: "/api/v1/mediation/disputes/{id}/parties",
		Summary: "Read who the parties are, as one who handles it by name; written down", Tag: "mediation"},
		func(ctx context.Context, in *purposeIn) (*partiesOut, error) {
			list, err := s.Parties(ctx, in.ID, in.Body.Purpose)
			out := &partiesOut{CacheControl: "no-store"}
			out.Body.Items = list
			return out, err
		})
	api.Handle("GET /api/v1/mediation/disputes/{id}/agreement", func(w http.ResponseWriter, r *http.Request) {
		f, b, err := s.Agreement(r.Context(), r.PathValue("id"), r.URL.Query().Get("purpose"))
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		defer func() { _ = b.Close() }()
		h := w.Header()
		h.Set("Content-Type", f.MediaType)
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		_, _ = io.Copy(w, b) // who has hung up has hung up
	})
}

func (s *Service) routeSettle(api *httpapi.API) {
	type noteBody struct {
		Versioned
		Note string `json:"note,omitempty" maxLength:"500"`
	}
	verb(s, api, "progress", "Say what has been done", func(ctx context.Context, id string, b noteBody) (*Dispute, error) {
		return s.Progress(ctx, id, b.Version, b.Note)
	})
	verb(s, api, "fulfil", "What was agreed has been done", func(ctx context.Context, id string, b noteBody) (*Dispute, error) {
		return s.Fulfil(ctx, id, b.Version, b.Note)
	})
	type agreeBody struct {
		Versioned
		Text   string `json:"text" maxLength:"2000"`
		FileID string `json:"fileId,omitempty" maxLength:"40" doc:"the signed paper; restricted like the parties"`
	}
	verb(s, api, "agree", "An agreement was reached", func(ctx context.Context, id string, b agreeBody) (*Dispute, error) {
		return s.Agree(ctx, id, b.Version, b.Text, b.FileID)
	})
	type revisitBody struct {
		Versioned
		Revisit
	}
	verb(s, api, "revisit", "Somebody asked again (回访)", func(ctx context.Context, id string, b revisitBody) (*Dispute, error) {
		return s.AskAgain(ctx, id, b.Version, b.Revisit)
	})
	type failBody struct {
		Versioned
		Way    string `json:"way" enum:"raise,court,police"`
		Reason string `json:"reason" maxLength:"500"`
	}
	verb(s, api, "fail", "No agreement: it goes up, to a court or to the police", func(ctx context.Context, id string, b failBody) (*Dispute, error) {
		return s.Fail(ctx, id, b.Version, b.Way, b.Reason)
	})
	type closeBody struct {
		Versioned
		Result string `json:"result" enum:"resolved,eased,unresolved,court,police"`
		Note   string `json:"note,omitempty" maxLength:"500"`
	}
	verb(s, api, "close", "Strike it off (销账); never one's own", func(ctx context.Context, id string, b closeBody) (*Dispute, error) {
		return s.Close(ctx, id, b.Version, b.Result, b.Note)
	})
	type reasonBody struct {
		Versioned
		Reason string `json:"reason" maxLength:"500"`
	}
	verb(s, api, "relapse", "It broke out again (反复)", func(ctx context.Context, id string, b reasonBody) (*Dispute, error) {
		return s.Relapse(ctx, id, b.Version, b.Reason)
	})
	type extendBody struct {
		Versioned
		Due    string `json:"due" maxLength:"10"`
		Reason string `json:"reason" maxLength:"300"`
	}
	verb(s, api, "extend", "Put the day off once, where a norm allows it", func(ctx context.Context, id string, b extendBody) (*Dispute, error) {
		return s.Extend(ctx, id, b.Version, b.Due, b.Reason)
	})
	type reportBody struct {
		Versioned
		Report
	}
	verb(s, api, "report", "Harm to a minor was reported (强制报告)", func(ctx context.Context, id string, b reportBody) (*Dispute, error) {
		return s.ReportHarm(ctx, id, b.Version, b.Report)
	})
}
