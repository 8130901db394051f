package campaign

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/kit/httpapi"
)

// routeManage adds what comes after the deadline: freeze, corrections, exclusions,
// bulletin and ledger.
func (s *Service) routeManage(api *httpapi.API) {
	s.routeStates(api)
	s.routeCorrections(api)
	s.routeExclusions(api)
	s.routePapers(api)
}

func (s *Service) routeStates(api *httpapi.API) {
	verb := func(name, summary string, do func(context.Context, *versionIn) (*Campaign, error)) {
		httpapi.Register(api, httpapi.Op{ID: "campaign-" + name, Method: http.MethodPost, Path: "/api/v1/campaigns/{id}/" + name, Summary: summary, Tag: "campaign"},
			func(ctx context.Context, in *versionIn) (*cardOut, error) { return card(do(ctx, in)) })
	}
	verb("freeze", "Keep the figures as they are now", func(ctx context.Context, in *versionIn) (*Campaign, error) {
		return s.Freeze(ctx, in.ID, in.Body.Version)
	})
	verb("archive", "Put it away", func(ctx context.Context, in *versionIn) (*Campaign, error) {
		return s.Archive(ctx, in.ID, in.Body.Version)
	})
	type announceIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version  int64    `json:"version"`
			Bulletin Bulletin `json:"bulletin"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "campaign-announce", Method: http.MethodPost, Path: "/api/v1/campaigns/{id}/announce",
		Summary: "Tell the frozen figures in a bulletin", Tag: "campaign"},
		func(ctx context.Context, in *announceIn) (*cardOut, error) {
			return card(s.Announce(ctx, in.ID, in.Body.Version, in.Body.Bulletin))
		})
	type mineOut struct {
		Body struct {
			Items []MyClass `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "campaign-mine", Method: http.MethodGet, Path: "/api/v1/campaigns/mine",
		Summary: "The classes I lead, in every open campaign", Tag: "campaign"},
		func(ctx context.Context, _ *struct{}) (*mineOut, error) {
			list, err := s.MyClasses(ctx)
			out := &mineOut{}
			out.Body.Items = list
			return out, err
		})
	type placeIn struct {
		ID   string `path:"id" maxLength:"40"`
		Path string `query:"path" maxLength:"120"`
	}
	type frozenOut struct{ Body *FrozenNumbers }
	httpapi.Register(api, httpapi.Op{ID: "campaign-frozen", Method: http.MethodGet, Path: "/api/v1/campaigns/{id}/frozen",
		Summary: "How a place stood at the freeze, and what was corrected since", Tag: "campaign"},
		func(ctx context.Context, in *placeIn) (*frozenOut, error) {
			f, err := s.Frozen(ctx, in.ID, in.Path)
			return &frozenOut{f}, err
		})
	type bulletinOut struct{ Body *Bulletin }
	httpapi.Register(api, httpapi.Op{ID: "campaign-bulletin", Method: http.MethodGet, Path: "/api/v1/campaigns/{id}/bulletin",
		Summary: "What was announced", Tag: "campaign"},
		func(ctx context.Context, in *idIn) (*bulletinOut, error) {
			b, err := s.Bulletin(ctx, in.ID)
			return &bulletinOut{b}, err
		})
}

func (s *Service) routeCorrections(api *httpapi.API) {
	type askIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body CorrectionInput
	}
	type correctionOut struct{ Body *Correction }
	httpapi.Register(api, httpapi.Op{ID: "campaign-correct", Method: http.MethodPost, Path: "/api/v1/campaigns/{id}/corrections", Status: http.StatusCreated,
		Summary: "Ask for a frozen figure of a school to be corrected", Tag: "campaign"},
		func(ctx context.Context, in *askIn) (*correctionOut, error) {
			x, err := s.Correct(ctx, in.ID, in.Body)
			return &correctionOut{x}, err
		})
	type decideIn struct {
		ID           string `path:"id" maxLength:"40"`
		CorrectionID string `path:"correctionId" maxLength:"40"`
	}
	for verb, approve := range map[string]bool{"approve": true, "refuse": false} {
		httpapi.Register(api, httpapi.Op{ID: "campaign-correction-" + verb, Method: http.MethodPost,
			Path: "/api/v1/campaigns/{id}/corrections/{correctionId}/" + verb, Summary: "The second person's word on a correction", Tag: "campaign"},
			func(ctx context.Context, in *decideIn) (*correctionOut, error) {
				x, err := s.DecideCorrection(ctx, in.ID, in.CorrectionID, approve)
				return &correctionOut{x}, err
			})
	}
}

func (s *Service) routeExclusions(api *httpapi.API) {
	type listOut struct {
		Body struct {
			Items []Exclusion `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "campaign-exclusions", Method: http.MethodGet, Path: "/api/v1/campaigns/{id}/exclusions",
		Summary: "Who is asked to be left out of the count", Tag: "campaign"},
		func(ctx context.Context, in *idIn) (*listOut, error) {
			list, err := s.Exclusions(ctx, in.ID)
			out := &listOut{}
			out.Body.Items = list
			return out, err
		})
	type askIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body ExclusionInput
	}
	type exclusionOut struct{ Body *Exclusion }
	httpapi.Register(api, httpapi.Op{ID: "campaign-exclude", Method: http.MethodPost, Path: "/api/v1/campaigns/{id}/exclusions", Status: http.StatusCreated,
		Summary: "Ask the county to leave a pupil out", Tag: "campaign"},
		func(ctx context.Context, in *askIn) (*exclusionOut, error) {
			x, err := s.AskExclusion(ctx, in.ID, in.Body)
			return &exclusionOut{x}, err
		})
	type decideIn struct {
		ID          string `path:"id" maxLength:"40"`
		ExclusionID string `path:"exclusionId" maxLength:"40"`
	}
	for verb, do := range map[string]func(context.Context, string, string) (*Exclusion, error){
		"approve":  func(ctx context.Context, c, x string) (*Exclusion, error) { return s.DecideExclusion(ctx, c, x, true) },
		"refuse":   func(ctx context.Context, c, x string) (*Exclusion, error) { return s.DecideExclusion(ctx, c, x, false) },
		"withdraw": s.WithdrawExclusion,
	} {
		httpapi.Register(api, httpapi.Op{ID: "campaign-exclusion-" + verb, Method: http.MethodPost,
			Path: "/api/v1/campaigns/{id}/exclusions/{exclusionId}/" + verb, Summary: "Decide about an exclusion", Tag: "campaign"},
			func(ctx context.Context, in *decideIn) (*exclusionOut, error) {
				x, err := do(ctx, in.ID, in.ExclusionID)
				return &exclusionOut{x}, err
			})
	}
}

var errVerifyBusy = errs.Unavailable("campaign.verify_busy")

// routePapers adds the pages and files that leave the house.
func (s *Service) routePapers(api *httpapi.API) {
	api.Handle("GET /api/v1/campaigns/{id}/bulletin/paper", func(w http.ResponseWriter, r *http.Request) {
		d, err := s.paperOf(r.Context(), r.PathValue("id"))
		var page []byte
		if err == nil {
			page, err = d.draw(httpapi.Base(s.publicURL, r))
		}
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		html(w, page)
	})
	api.Handle("GET /api/v1/campaigns/{id}/export", func(w http.ResponseWriter, r *http.Request) {
		api.Workbook(w, r, "专题活动完成情况台账.xlsx", func(out io.Writer) error {
			return s.Export(r.Context(), r.PathValue("id"), r.URL.Query().Get("path"), out)
		})
	})
	doors := &visitors{}
	api.Handle("GET /verify/bulletin", func(w http.ResponseWriter, r *http.Request) {
		if !doors.let(r.RemoteAddr, time.Now()) { //nolint:forbidigo // a limit on visitors, no fact
			api.Fail(w, r, errVerifyBusy)
			return
		}
		no := r.URL.Query().Get("no")
		k, err := s.KnownBulletin(r.Context(), no, r.URL.Query().Get("sum"))
		var page []byte
		if err == nil {
			page, err = knownPage(no, k)
		}
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		html(w, page)
	})
}

func html(w http.ResponseWriter, page []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(page)
}

// visitors counts who comes to the public page, by address and minute. It protects
// the processor, no secret: what is asked there gives nothing away.
type visitors struct {
	mu     sync.Mutex
	minute int64
	came   map[string]int
}

const visitsPerMinute = 60

func (v *visitors) let(remote string, now time.Time) bool {
	who, _, _ := net.SplitHostPort(remote)
	v.mu.Lock()
	defer v.mu.Unlock()
	if m := now.Unix() / 60; m != v.minute || v.came == nil {
		v.minute, v.came = m, map[string]int{}
	}
	v.came[who]++
	return v.came[who] <= visitsPerMinute
}
