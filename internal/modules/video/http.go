package video

import (
	"context"
	"io"
	"net/http"
	"strings"

	"huxue/internal/kit/httpapi"
)

// Routes adds the room's operations.
func (s *Service) Routes(api *httpapi.API) {
	s.routeCameras(api)
	s.routeViews(api)
	s.routeReplays(api)
	s.routeDownloads(api)
	s.routeClips(api)
	s.routeStreams(api)
}

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

type viewOut struct{ Body *View }

func (s *Service) routeCameras(api *httpapi.API) {
	type listIn struct {
		Path   string `query:"path" maxLength:"300"`
		School string `query:"school" maxLength:"40"`
		Q      string `query:"q" maxLength:"80"`
		Kept   bool   `query:"kept"`
		After  string `query:"after" maxLength:"400"`
		Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items []*Camera `json:"items" nullable:"false"`
			Next  string    `json:"next"`
			Off   bool      `json:"off" doc:"no address for pictures is set on this server"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "video-cameras", Method: http.MethodGet, Path: "/api/v1/video/cameras",
		Summary: "Cameras of my area", Tag: "video"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			items, next, err := s.Cameras(ctx, CameraFilter{Path: in.Path, School: in.School, Query: in.Q, Kept: in.Kept, After: in.After, Limit: in.Limit})
			out := &listOut{}
			if out.Body.Items = items; items == nil {
				out.Body.Items = []*Camera{}
			}
			out.Body.Next, out.Body.Off = next, s.pictures.Off()
			return out, err
		})
	type keepIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Kept bool `json:"kept"`
		}
	}
	type cameraOut struct{ Body *Camera }
	httpapi.Register(api, httpapi.Op{ID: "video-keep", Method: http.MethodPut, Path: "/api/v1/video/cameras/{id}/kept",
		Summary: "Call a camera all day, or no more", Tag: "video"},
		func(ctx context.Context, in *keepIn) (*cameraOut, error) {
			c, err := s.Keep(ctx, in.ID, in.Body.Kept)
			return &cameraOut{c}, err
		})
}

func (s *Service) routeViews(api *httpapi.API) {
	type openIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			AlarmID string `json:"alarmId,omitempty" maxLength:"40"`
			Reason  string `json:"reason,omitempty" maxLength:"400" doc:"needed outside an open alarm of the school"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "video-open", Method: http.MethodPost, Path: "/api/v1/video/cameras/{id}/views", Status: http.StatusCreated,
		Summary: "Look at a camera", Tag: "video"},
		func(ctx context.Context, in *openIn) (*viewOut, error) {
			v, err := s.Open(ctx, in.ID, in.Body.AlarmID, in.Body.Reason)
			return &viewOut{v}, err
		})
	type atOut struct {
		Body struct {
			Views   []*View   `json:"views" nullable:"false"`
			Cameras []*Camera `json:"cameras" nullable:"false"`
			Off     bool      `json:"off" doc:"no address for pictures is set on this server"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "video-at-alarm", Method: http.MethodPost, Path: "/api/v1/video/alarms/{id}/views",
		Summary: "Look at the cameras nearest to an alarm", Tag: "video"},
		func(ctx context.Context, in *idIn) (*atOut, error) {
			views, cameras, err := s.AtAlarm(ctx, in.ID)
			out := &atOut{}
			out.Body.Off = s.pictures.Off()
			out.Body.Views, out.Body.Cameras = append([]*View{}, views...), append([]*Camera{}, cameras...)
			return out, err
		})
	httpapi.Register(api, httpapi.Op{ID: "video-view", Method: http.MethodGet, Path: "/api/v1/video/views/{id}",
		Summary: "How a look of mine stands", Tag: "video"},
		func(ctx context.Context, in *idIn) (*viewOut, error) {
			v, err := s.View(ctx, in.ID)
			return &viewOut{v}, err
		})
	httpapi.Register(api, httpapi.Op{ID: "video-close", Method: http.MethodDelete, Path: "/api/v1/video/views/{id}",
		Summary: "Look away", Tag: "video"},
		func(ctx context.Context, in *idIn) (*struct{}, error) { return nil, s.Close(ctx, in.ID) })
	type logIn struct {
		Path   string `query:"path" maxLength:"300"`
		School string `query:"school" maxLength:"40"`
		Camera string `query:"camera" maxLength:"40"`
		Alarm  string `query:"alarm" enum:"with,without"`
		Q      string `query:"q" maxLength:"80"`
		After  string `query:"after" maxLength:"40"`
		Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type logOut struct {
		Body struct {
			Items []*View `json:"items" nullable:"false"`
			Next  string  `json:"next"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "video-log", Method: http.MethodGet, Path: "/api/v1/video/views",
		Summary: "Who has looked at which camera, when and why", Tag: "video"},
		func(ctx context.Context, in *logIn) (*logOut, error) {
			items, next, err := s.Log(ctx, LogFilter{Path: in.Path, School: in.School, Camera: in.Camera, Alarm: in.Alarm, Query: in.Q, After: in.After, Limit: in.Limit})
			out := &logOut{}
			if out.Body.Items = items; items == nil {
				out.Body.Items = []*View{}
			}
			out.Body.Next = next
			return out, err
		})
}

func (s *Service) routeClips(api *httpapi.API) {
	type listIn struct {
		Alarm string `query:"alarm" maxLength:"40"`
		After string `query:"after" maxLength:"40"`
		Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items []*Clip `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "video-clips", Method: http.MethodGet, Path: "/api/v1/video/clips",
		Summary: "What cameras showed at alarms", Tag: "video"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			items, err := s.Clips(ctx, in.Alarm, in.After, in.Limit)
			out := &listOut{}
			if out.Body.Items = items; items == nil {
				out.Body.Items = []*Clip{}
			}
			return out, err
		})
	api.Handle("GET /api/v1/video/clips/{id}/file", func(w http.ResponseWriter, r *http.Request) {
		asked := r.Header.Get("Range")
		f, body, err := s.Play(r.Context(), r.PathValue("id"), asked == "" || strings.HasPrefix(asked, "bytes=0-"))
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		defer func() { _ = body.Close() }()
		info, err := body.Stat()
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.MediaType)
		h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
		h.Set("ETag", `"`+f.SHA256+`"`)
		http.ServeContent(w, r, "", info.ModTime(), body)
	})
}

// maxOffer is more than any browser's offer of one picture has.
const maxOffer = 64 << 10

// routeStreams are the two ways of the picture into a browser: WHEP, which is SDP in
// plain HTTP by its own rules, and bytes without end.
func (s *Service) routeStreams(api *httpapi.API) {
	const base = "/api/v1/video/views/{id}"
	api.Handle("POST "+base+"/whep", func(w http.ResponseWriter, r *http.Request) {
		offer, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxOffer))
		if err != nil {
			api.Fail(w, r, errOffer)
			return
		}
		answer, err := s.Answer(r.Context(), r.PathValue("id"), string(offer))
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/sdp")
		w.Header().Set("Location", "/api/v1/video/views/"+r.PathValue("id"))
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, answer)
	})
	api.Handle("GET "+base+"/live.mp4", func(w http.ResponseWriter, r *http.Request) {
		if err := s.Send(r.Context(), r.PathValue("id"), w); err != nil {
			api.Fail(w, r, err)
		}
	})
}
