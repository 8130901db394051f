package hazard

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

// Routes adds the operations of the room.
func (s *Service) Routes(api *httpapi.API) {
	s.routeRules(api)
	s.routeLook(api)
	s.routeActs(api)
	s.routePapers(api)
	s.routeLedger(api)
	s.routeNumbers(api)
}

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

type listIn struct {
	Tab      string `query:"tab" maxLength:"20" doc:"a state, or open, overdue, major, listed"`
	Level    string `query:"level" maxLength:"10"`
	Category string `query:"category" maxLength:"20"`
	Agency   string `query:"agency" maxLength:"20"`
	Way      string `query:"way" maxLength:"20"`
	Query    string `query:"q" maxLength:"60"`
	Path     string `query:"path" maxLength:"120"`
	School   string `query:"school" maxLength:"40"`
	From     string `query:"from" maxLength:"10"`
	To       string `query:"to" maxLength:"10"`
	Year     int    `query:"year" minimum:"0" maximum:"9999"`
	After    string `query:"after" maxLength:"80"`
	Limit    int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

func (in *listIn) filter() Filter {
	return Filter{Tab: in.Tab, Level: in.Level, Category: in.Category, Agency: in.Agency, Way: in.Way, Query: in.Query, Path: in.Path, School: in.School,
		From: in.From, To: in.To, Year: in.Year, After: in.After, Limit: in.Limit}
}

func (s *Service) routeLook(api *httpapi.API) {
	type listOut struct{ Body Page }
	httpapi.Register(api, httpapi.Op{ID: "hazard-list", Method: http.MethodGet, Path: "/api/v1/hazards",
		Summary: "The ledger of hazards in my area, the last found first", Tag: "hazard"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			page, err := s.Hazards(ctx, in.filter())
			if err != nil {
				return nil, err
			}
			return &listOut{*page}, nil
		})

	type seenOut struct{ Body Seen }
	httpapi.Register(api, httpapi.Op{ID: "hazard-get", Method: http.MethodGet, Path: "/api/v1/hazards/{id}",
		Summary: "One hazard with everything on its page", Tag: "hazard"},
		func(ctx context.Context, in *idIn) (*seenOut, error) {
			h, err := s.Hazard(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return &seenOut{*h}, nil
		})

	api.Handle("GET /api/v1/hazards/{id}/photos/{photo}", func(w http.ResponseWriter, r *http.Request) {
		if err := s.sendPicture(w, r); err != nil {
			api.Fail(w, r, err)
		}
	})
}

// sendPicture gives a picture's bytes; whatever is inside, the browser must not run
// it in our name.
func (s *Service) sendPicture(w http.ResponseWriter, r *http.Request) error {
	f, body, err := s.Picture(r.Context(), r.PathValue("id"), r.PathValue("photo"))
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }()
	info, err := body.Stat()
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", f.MediaType)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", `"`+f.SHA256+`"`)
	http.ServeContent(w, r, "", info.ModTime(), body)
	return nil
}
