package alarm

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/httpapi"
)

// Clocked is when something was done, by the phone's clock.
type Clocked struct {
	DeviceAt int64 `json:"deviceAt,omitempty" doc:"when, by the phone's clock"`
	SentAt   int64 `json:"sentAt,omitempty" doc:"now, by the phone's clock"`
}

func (s *Service) routeTalk(api *httpapi.API) {
	s.routeLines(api)
	s.routePositions(api)
	s.routeCard(api)
	s.routeRoll(api)
}

func (s *Service) routeLines(api *httpapi.API) {
	type messageIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			ID   string `json:"id" maxLength:"80" doc:"the sender's name for this line; the same name is always the same line"`
			Text string `json:"text" maxLength:"500"`
			Clocked
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-message", Method: http.MethodPost, Path: "/api/v1/alarms/{id}/messages",
		Summary: "Say something on the timeline", Tag: "alarm"},
		func(ctx context.Context, in *messageIn) (*cardOut, error) {
			b := in.Body
			return card(s.Say(ctx, in.ID, Saying{ID: b.ID, Text: b.Text, DeviceAt: db.Time(b.DeviceAt), SentAt: db.Time(b.SentAt)}))
		})
	// Photographs and voice notes are bytes, so these are plain handlers: the body
	// is the file, the query its line, deviceAt, sentAt and seconds. They answer
	// with the card.
	s.takes(api, "photos", MaxPhoto, s.Photo)
	s.takes(api, "voices", MaxVoice, s.Voice)
}

// MaxPhoto and MaxVoice are the largest files in bytes: what a phone shrinks its
// photographs to, and a minute of speech, with room.
const (
	MaxPhoto = 4 << 20
	MaxVoice = 1 << 20
)

var errBytes = errs.Invalid("alarm.file_too_large")

func (s *Service) takes(api *httpapi.API, what string, limit int64,
	take func(context.Context, string, Saying, io.Reader) (*Alarm, error),
) {
	api.Handle("POST /api/v1/alarms/{id}/"+what, func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > limit { // said beforehand: nothing of it is read
			w.Header().Set("Connection", "close")
			api.Fail(w, r, errBytes.With("megabytes", limit>>20))
			return
		}
		q := r.URL.Query()
		ms := func(name string) int64 {
			n, _ := strconv.ParseInt(q.Get(name), 10, 64) // what is not a number was not said
			return n
		}
		l := Saying{ID: q.Get("line"), Seconds: int(ms("seconds")), DeviceAt: db.Time(ms("deviceAt")), SentAt: db.Time(ms("sentAt"))}
		a, err := take(r.Context(), r.PathValue("id"), l, http.MaxBytesReader(w, r.Body, limit+1))
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(a.Card()) // who has hung up has hung up
	})
}

func (s *Service) routePositions(api *httpapi.API) {
	type shareIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Lon      float64 `json:"lon"`
			Lat      float64 `json:"lat"`
			Accuracy float64 `json:"accuracy,omitempty"`
			Clocked
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-position", Method: http.MethodPut, Path: "/api/v1/alarms/{id}/position",
		Summary: "Say where I am now", Tag: "alarm"},
		func(ctx context.Context, in *shareIn) (*struct{}, error) {
			b := in.Body
			return nil, s.ShareAt(ctx, in.ID, Position{Lon: b.Lon, Lat: b.Lat, Accuracy: b.Accuracy}, db.Time(b.DeviceAt), db.Time(b.SentAt))
		})
	httpapi.Register(api, httpapi.Op{ID: "alarm-position-end", Method: http.MethodDelete, Path: "/api/v1/alarms/{id}/position",
		Summary: "Take my mark off the map", Tag: "alarm"},
		func(ctx context.Context, in *idIn) (*struct{}, error) { return nil, s.ShareNoMore(ctx, in.ID) })

	type listOut struct {
		Body struct {
			Items []Position `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-positions", Method: http.MethodGet, Path: "/api/v1/alarms/positions",
		Summary: "Who shares a position in the running alarms of my area", Tag: "alarm"},
		func(ctx context.Context, _ *struct{}) (*listOut, error) {
			items, err := s.Positions(ctx)
			out := &listOut{}
			out.Body.Items = items
			return out, err
		})
}

func (s *Service) routeCard(api *httpapi.API) {
	type tickIn struct {
		ID   string `path:"id" maxLength:"40"`
		Code string `path:"code" maxLength:"20"`
		Body struct {
			Done   bool   `json:"done"`
			How    string `json:"how,omitempty" enum:",evacuate,hide"`
			Reason string `json:"reason,omitempty" maxLength:"500" doc:"why it is open again"`
			Clocked
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-tick", Method: http.MethodPost, Path: "/api/v1/alarms/{id}/actions/{code}",
		Summary: "Tick a line of the school's action card", Tag: "alarm"},
		func(ctx context.Context, in *tickIn) (*cardOut, error) {
			b := in.Body
			return card(s.Tick(ctx, in.ID, Tick{Code: in.Code, Done: b.Done, How: b.How, Reason: b.Reason}, db.Time(b.DeviceAt), db.Time(b.SentAt)))
		})
}

func (s *Service) routeRoll(api *httpapi.API) {
	type rollOut struct{ Body RollCall }
	httpapi.Register(api, httpapi.Op{ID: "alarm-roll", Method: http.MethodGet, Path: "/api/v1/alarms/{id}/roll-call",
		Summary: "The roll call with all classes", Tag: "alarm"},
		func(ctx context.Context, in *idIn) (*rollOut, error) {
			r, err := s.RollCall(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return &rollOut{Body: *r}, nil
		})

	type startIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body *Clocked
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-roll-start", Method: http.MethodPost, Path: "/api/v1/alarms/{id}/roll-call",
		Summary: "Start the roll call", Tag: "alarm"},
		func(ctx context.Context, in *startIn) (*cardOut, error) {
			at := Clocked{}
			if in.Body != nil {
				at = *in.Body
			}
			return card(s.CallRoll(ctx, in.ID, db.Time(at.DeviceAt), db.Time(at.SentAt)))
		})

	type reportIn struct {
		ID    string `path:"id" maxLength:"40"`
		Class string `path:"class" maxLength:"40"`
		Body  struct {
			Present     int      `json:"present"`
			Unaccounted int      `json:"unaccounted"`
			Seats       []string `json:"seats,omitempty" doc:"seat numbers of the missing, never names"`
			Note        string   `json:"note,omitempty" maxLength:"80"`
			Clocked
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-roll-report", Method: http.MethodPost, Path: "/api/v1/alarms/{id}/roll-call/{class}",
		Summary: "Report who of a class is there", Tag: "alarm"},
		func(ctx context.Context, in *reportIn) (*cardOut, error) {
			b := in.Body
			rep := HeadCount{Present: b.Present, Unaccounted: b.Unaccounted, Seats: b.Seats, Note: b.Note}
			return card(s.ReportClass(ctx, in.ID, in.Class, rep, db.Time(b.DeviceAt), db.Time(b.SentAt)))
		})
}
