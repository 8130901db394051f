package video

import (
	"context"
	"mime"
	"net/http"
	"strings"
	"time"

	"huxue/internal/driver/gb28181"
	"huxue/internal/kit/httpapi"
)

// routeReplays are what devices have recorded, and the turning of cameras.
func (s *Service) routeReplays(api *httpapi.API) {
	type dayIn struct {
		ID  string `path:"id" maxLength:"40"`
		Day string `query:"day" required:"true" format:"date" doc:"by the city's clock"`
	}
	type dayOut struct {
		Body struct {
			Items []Stretch `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "video-recordings", Method: http.MethodGet, Path: "/api/v1/video/cameras/{id}/recordings",
		Summary: "What a camera's device has recorded on a day", Tag: "video"},
		func(ctx context.Context, in *dayIn) (*dayOut, error) {
			items, err := s.Recordings(ctx, in.ID, in.Day)
			out := &dayOut{}
			if out.Body.Items = items; items == nil {
				out.Body.Items = []Stretch{}
			}
			return out, err
		})
	type replayIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			AlarmID string `json:"alarmId,omitempty" maxLength:"40"`
			Reason  string `json:"reason,omitempty" maxLength:"400" doc:"needed outside an open alarm of the school"`
			From    int64  `json:"from" doc:"UTC milliseconds; it plays to the end of that day"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "video-replay", Method: http.MethodPost, Path: "/api/v1/video/cameras/{id}/replays", Status: http.StatusCreated,
		Summary: "Look at what a camera's device has recorded", Tag: "video"},
		func(ctx context.Context, in *replayIn) (*viewOut, error) {
			v, err := s.Replay(ctx, in.ID, in.Body.AlarmID, in.Body.Reason, time.UnixMilli(in.Body.From))
			return &viewOut{v}, err
		})
	type steerIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Do    string `json:"do" enum:"pause,play,speed,seek"`
			Speed int    `json:"speed,omitempty" enum:"1,2,4"`
			At    int64  `json:"at,omitempty" doc:"seek: UTC milliseconds of the same day"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "video-steer", Method: http.MethodPost, Path: "/api/v1/video/views/{id}/steer",
		Summary: "Steer a recording that I look at", Tag: "video", OwnIdentity: true},
		func(ctx context.Context, in *steerIn) (*viewOut, error) {
			v, err := s.Steer(ctx, in.ID, in.Body.Do, in.Body.Speed, time.UnixMilli(in.Body.At))
			return &viewOut{v}, err
		})
	type turnIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body Motion
	}
	httpapi.Register(api, httpapi.Op{ID: "video-turn", Method: http.MethodPut, Path: "/api/v1/video/views/{id}/motion",
		Summary: "Turn the camera that I look at, or stop it", Tag: "video", OwnIdentity: true},
		func(ctx context.Context, in *turnIn) (*struct{}, error) { return nil, s.Turn(ctx, in.ID, in.Body) })
}

// routeDownloads are the stretches of recordings that are handed over.
func (s *Service) routeDownloads(api *httpapi.API) {
	type beginIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			AlarmID string `json:"alarmId,omitempty" maxLength:"40"`
			Reason  string `json:"reason,omitempty" maxLength:"400" doc:"needed outside an open alarm of the school"`
			From    int64  `json:"from" doc:"UTC milliseconds"`
			To      int64  `json:"to" doc:"UTC milliseconds"`
		}
	}
	type oneOut struct{ Body *Download }
	httpapi.Register(api, httpapi.Op{ID: "video-download", Method: http.MethodPost, Path: "/api/v1/video/cameras/{id}/downloads", Status: http.StatusCreated,
		Summary: "Have a stretch of a recording fetched from its device", Tag: "video"},
		func(ctx context.Context, in *beginIn) (*oneOut, error) {
			k, err := s.Download(ctx, in.ID, in.Body.AlarmID, in.Body.Reason, time.UnixMilli(in.Body.From), time.UnixMilli(in.Body.To))
			return &oneOut{k}, err
		})
	type listIn struct {
		Camera string `query:"camera" maxLength:"40"`
		All    bool   `query:"all" doc:"also what others had fetched"`
		After  string `query:"after" maxLength:"40"`
		Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items []*Download `json:"items" nullable:"false"`
			Next  string      `json:"next"`
			Most  int         `json:"most" doc:"minutes of one download at most"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "video-downloads", Method: http.MethodGet, Path: "/api/v1/video/downloads",
		Summary: "Stretches of recordings that were fetched", Tag: "video"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			items, next, err := s.Downloads(ctx, DownloadFilter{Camera: in.Camera, All: in.All, After: in.After, Limit: in.Limit})
			out := &listOut{}
			out.Body.Items, out.Body.Next = append([]*Download{}, items...), next
			out.Body.Most = s.norms.Now(ctx, keyDownloadMin, "", downloadMinutes)
			return out, err
		})
	httpapi.Register(api, httpapi.Op{ID: "video-give-up", Method: http.MethodDelete, Path: "/api/v1/video/downloads/{id}",
		Summary: "End a download of mine that is under way", Tag: "video"},
		func(ctx context.Context, in *idIn) (*struct{}, error) { return nil, s.GiveUp(ctx, in.ID) })
	api.Handle("GET /api/v1/video/downloads/{id}/file", func(w http.ResponseWriter, r *http.Request) {
		asked := r.Header.Get("Range")
		k, f, body, err := s.Hand(r.Context(), r.PathValue("id"), asked == "" || strings.HasPrefix(asked, "bytes=0-"))
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		defer func() { _ = body.Close() }()
		name := strings.Join([]string{k.SchoolName, k.Camera, time.UnixMilli(k.FromAt).In(gb28181.China).Format("20060102-150405")}, "-") + ".mp4"
		h := w.Header()
		h.Set("Content-Type", f.MediaType)
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
		h.Set("ETag", `"`+f.SHA256+`"`)
		http.ServeContent(w, r, "", time.UnixMilli(k.EndedAt), body)
	})
}
