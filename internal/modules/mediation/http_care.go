package mediation

import (
	"context"
	"net/http"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/access"
)

// CareCard is an entry in a list: a masked name, no reason.
type CareCard struct {
	ID       string       `json:"id"`
	Version  int64        `json:"version"`
	School   string       `json:"school"`
	Class    string       `json:"class"`
	Pupil    string       `json:"pupil" doc:"masked"`
	State    CareState    `json:"state" enum:"proposed,active,refused,ended"`
	Until    string       `json:"until"`
	Proposer string       `json:"proposer"`
	At       int64        `json:"at"`
	Approver string       `json:"approver"`
	Note     string       `json:"note"`
	Readers  []CareReader `json:"readers" nullable:"false"`
	Named    bool         `json:"named" doc:"the actor may read it"`
	Decides  bool         `json:"decides" doc:"the actor is the responsible manager"`
	Own      bool         `json:"own" doc:"the actor has proposed it"`
}

func careCard(ctx context.Context, c *Care) CareCard {
	who := access.From(ctx)
	decides := who.Holds(PermCareApprove, c.Path)
	return CareCard{ID: c.ID, Version: c.Version, School: c.School, Class: c.Class, Pupil: c.masked, State: c.State, Until: c.Until, Proposer: c.Proposer.Who,
		At: db.Millis(c.Proposer.At), Approver: c.Approver.Who, Note: c.Note, Readers: c.Readers, Named: decides || c.State == CareActive && c.Reader(who.ID),
		Decides: decides, Own: c.Proposer.By == who.ID}
}

func (s *Service) routeCare(api *httpapi.API) {
	type listOut struct {
		CacheControl string `header:"Cache-Control"`
		Body         struct {
			Items []CareCard `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-care", Method: http.MethodGet, Path: "/api/v1/mediation/care",
		Summary: "Children under care (关爱) for whom I am named or answer; masked", Tag: "mediation"},
		func(ctx context.Context, _ *struct{}) (*listOut, error) {
			list, err := s.Cares(ctx)
			out := &listOut{CacheControl: "no-store"}
			out.Body.Items = make([]CareCard, len(list))
			for i, c := range list {
				out.Body.Items[i] = careCard(ctx, c)
			}
			return out, err
		})
	type cardOut struct{ Body CareCard }
	shown := func(ctx context.Context, c *Care, err error) (*cardOut, error) {
		if err != nil {
			return nil, err
		}
		return &cardOut{careCard(ctx, c)}, nil
	}
	type proposeIn struct{ Body CareDraft }
	httpapi.Register(api, httpapi.Op{ID: "mediation-care-propose", Method: http.MethodPost, Path: "/api/v1/mediation/care",
		Summary: "Put a child forward for care", Tag: "mediation", Status: http.StatusCreated},
		func(ctx context.Context, in *proposeIn) (*cardOut, error) {
			c, err := s.ProposeCare(ctx, in.Body)
			return shown(ctx, c, err)
		})
	type decideIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64  `json:"version"`
			Approve bool   `json:"approve"`
			Note    string `json:"note,omitempty" maxLength:"200"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-care-decide", Method: http.MethodPost, Path: "/api/v1/mediation/care/{id}/decide",
		Summary: "Approve it or refuse it, as the responsible manager; never one's own", Tag: "mediation"},
		func(ctx context.Context, in *decideIn) (*cardOut, error) {
			c, err := s.DecideCare(ctx, in.ID, in.Body.Version, in.Body.Approve, in.Body.Note)
			return shown(ctx, c, err)
		})
	type endIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body Versioned
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-care-end", Method: http.MethodPost, Path: "/api/v1/mediation/care/{id}/end",
		Summary: "Take a child off the list before its day", Tag: "mediation"},
		func(ctx context.Context, in *endIn) (*cardOut, error) {
			c, err := s.EndCare(ctx, in.ID, in.Body.Version)
			return shown(ctx, c, err)
		})
	type readIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Purpose string `json:"purpose" maxLength:"200"`
		}
	}
	type readOut struct {
		CacheControl string `header:"Cache-Control"`
		Body         CareRead
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-care-read", Method: http.MethodPost, Path: "/api/v1/mediation/care/{id}/read",
		Summary: "Read an entry as one who is named, for a purpose; written down", Tag: "mediation"},
		func(ctx context.Context, in *readIn) (*readOut, error) {
			c, err := s.ReadCare(ctx, in.ID, in.Body.Purpose)
			if err != nil {
				return nil, err
			}
			return &readOut{"no-store", *c}, nil
		})
	type readsOut struct {
		Body struct {
			Items []Read `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-care-reads", Method: http.MethodGet, Path: "/api/v1/mediation/care/{id}/reads",
		Summary: "Who has read it, for the responsible manager", Tag: "mediation"},
		func(ctx context.Context, in *idIn) (*readsOut, error) {
			list, err := s.CareReads(ctx, in.ID)
			out := &readsOut{}
			out.Body.Items = list
			return out, err
		})
	type staffIn struct {
		School string `query:"school" maxLength:"40"`
	}
	type staffOut struct {
		Body struct {
			Items []Staff `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "mediation-care-staff", Method: http.MethodGet, Path: "/api/v1/mediation/care/staff",
		Summary: "Who may be named for a child", Tag: "mediation"},
		func(ctx context.Context, in *staffIn) (*staffOut, error) {
			list, err := s.CareStaff(ctx, in.School)
			out := &staffOut{}
			out.Body.Items = list
			return out, err
		})
	type countsOut struct{ Body CareCounts }
	httpapi.Register(api, httpapi.Op{ID: "mediation-care-counts", Method: http.MethodGet, Path: "/api/v1/mediation/care/counts",
		Summary: "How many children are cared for in my area, small counts withheld", Tag: "mediation"},
		func(ctx context.Context, _ *struct{}) (*countsOut, error) {
			c, err := s.CareCounts(ctx)
			if err != nil {
				return nil, err
			}
			return &countsOut{*c}, nil
		})
}
