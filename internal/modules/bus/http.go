package bus

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"

	"huxue/internal/kit/errs"
	"huxue/internal/kit/httpapi"
)

// Routes adds the operations of the room.
func (s *Service) Routes(api *httpapi.API) {
	s.routeLedger(api)
	s.routeTrips(api)
	s.routeActs(api)
}

type cardOut struct{ Body TripCard }

func (s *Service) answer(ctx context.Context, t *Trip, err error) (*cardOut, error) {
	if err != nil {
		return nil, err
	}
	return &cardOut{s.card(ctx, t)}, nil
}

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

func (s *Service) routeTrips(api *httpapi.API) {
	type listIn struct {
		Day   string `query:"day" maxLength:"10" doc:"empty for today"`
		State string `query:"state" enum:",planned,checked,running,arrived,done,cancelled,red"`
		Path  string `query:"path" maxLength:"120"`
		Query string `query:"q" maxLength:"60"`
		Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"300"`
	}
	type listOut struct {
		Body struct {
			Items      []TripCard     `json:"items" nullable:"false"`
			Counts     map[string]int `json:"counts"`
			Day        string         `json:"day"`
			ServerTime int64          `json:"serverTime"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "bus-trips", Method: http.MethodGet, Path: "/api/v1/buses/trips",
		Summary: "The trips of a day in my area, the red ones first", Tag: "bus"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			if in.Day == "" {
				in.Day = today(s.db.Clock().Now())
			}
			list, by, err := s.Trips(ctx, Filter{Day: in.Day, State: in.State, Path: in.Path, Query: in.Query, Limit: in.Limit})
			out := &listOut{}
			out.Body.Items, out.Body.Counts = make([]TripCard, len(list)), by
			for i, t := range list {
				out.Body.Items[i] = s.card(ctx, t)
			}
			out.Body.Day, out.Body.ServerTime = in.Day, s.db.Clock().Now().UnixMilli()
			return out, err
		})
	type oneOut struct {
		Body struct {
			TripCard
			Roll     []RollRow  `json:"roll" nullable:"false"`
			Timeline []TripLine `json:"timeline" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "bus-trip", Method: http.MethodGet, Path: "/api/v1/buses/trips/{id}",
		Summary: "One trip with its roll and its story", Tag: "bus"},
		func(ctx context.Context, in *idIn) (*oneOut, error) {
			t, story, err := s.Trip(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			out := &oneOut{}
			out.Body.TripCard, out.Body.Roll, out.Body.Timeline = s.card(ctx, t), rollRows(t.Riders), story
			return out, nil
		})
	type mineOut struct {
		Body struct {
			Items      []TripCard `json:"items" nullable:"false"`
			ServerTime int64      `json:"serverTime"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "bus-mine", Method: http.MethodGet, Path: "/api/v1/buses/mine",
		Summary: "The trips I attend today, for a phone", Tag: "bus"},
		func(ctx context.Context, _ *struct{}) (*mineOut, error) {
			list, err := s.Mine(ctx)
			out := &mineOut{}
			out.Body.Items = make([]TripCard, len(list))
			for i, t := range list {
				out.Body.Items[i] = s.card(ctx, t)
			}
			out.Body.ServerTime = s.db.Clock().Now().UnixMilli()
			return out, err
		})
	type kitOut struct {
		Body struct {
			TripCard
			Roll       []RollRow `json:"roll" nullable:"false"`
			Stops      []Stop    `json:"stops" nullable:"false"`
			Items      []Item    `json:"items" nullable:"false"`
			ServerTime int64     `json:"serverTime"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "bus-kit", Method: http.MethodGet, Path: "/api/v1/buses/trips/{id}/kit",
		Summary: "A trip as its attendant's phone needs it without network", Tag: "bus"},
		func(ctx context.Context, in *idIn) (*kitOut, error) {
			k, err := s.KitOf(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			out := &kitOut{}
			out.Body.TripCard, out.Body.Roll, out.Body.Stops, out.Body.Items = s.card(ctx, k.Trip), rollRows(k.Trip.Riders), k.Stops, k.Items
			out.Body.ServerTime = s.db.Clock().Now().UnixMilli()
			return out, nil
		})
	api.Handle("GET /api/v1/buses/trips/export", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		f := Filter{From: q.Get("from"), To: q.Get("to"), Day: q.Get("day"), Path: q.Get("path"), Query: q.Get("q"), State: q.Get("state")}
		api.Workbook(w, r, "校车趟次台账.xlsx", func(out io.Writer) error { return s.Export(r.Context(), f, out) })
	})
	api.Handle("GET /api/v1/buses/vehicles/{id}/sticker.svg", func(w http.ResponseWriter, r *http.Request) {
		svg, err := s.Sticker(r.Context(), r.PathValue("id"))
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "image/svg+xml")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(svg) // who has hung up has hung up
	})
}

// tripVerb registers an act on a trip whose body is B.
func tripVerb[B any](s *Service, api *httpapi.API, name, summary string, do func(ctx context.Context, tripID string, b B) (*Trip, error)) {
	type in struct {
		ID   string `path:"id" maxLength:"40"`
		Body B
	}
	httpapi.Register(api, httpapi.Op{ID: "bus-" + name, Method: http.MethodPost, Path: "/api/v1/buses/trips/{id}/" + name, Summary: summary, Tag: "bus"},
		func(ctx context.Context, in *in) (*cardOut, error) {
			t, err := do(ctx, in.ID, in.Body)
			return s.answer(ctx, t, err)
		})
}

func (s *Service) routeActs(api *httpapi.API) {
	type checkBody struct {
		Items []CheckAnswer `json:"items" maxItems:"60"`
		Pressed
	}
	tripVerb(s, api, "check", "The look round before the trip (出车前检查)", func(ctx context.Context, id string, b checkBody) (*Trip, error) {
		return s.Inspect(ctx, id, b.Items, b.Pressed)
	})
	tripVerb(s, api, "start", "Drive off", func(ctx context.Context, id string, b Pressed) (*Trip, error) { return s.Start(ctx, id, b) })
	type boardBody struct {
		Pupils []string `json:"pupils" maxItems:"80"`
		Absent bool     `json:"absent,omitempty" doc:"they do not come today"`
		Pressed
	}
	tripVerb(s, api, "board", "Tick children as boarded, or as absent", func(ctx context.Context, id string, b boardBody) (*Trip, error) {
		return s.Board(ctx, id, b.Pupils, b.Absent, b.Pressed)
	})
	type alightBody struct {
		Pupils []string `json:"pupils" maxItems:"80"`
		Pressed
	}
	tripVerb(s, api, "alight", "Tick children as off the bus", func(ctx context.Context, id string, b alightBody) (*Trip, error) {
		return s.Alight(ctx, id, b.Pupils, b.Pressed)
	})
	tripVerb(s, api, "arrive", "The bus has arrived; the last row is to be looked at within minutes", func(ctx context.Context, id string, b Pressed) (*Trip, error) {
		return s.Arrive(ctx, id, b)
	})
	type clearBody struct {
		Code string `json:"code" maxLength:"12" doc:"of the sticker at the last row"`
		Pressed
	}
	tripVerb(s, api, "clear", "The last row was looked at (末位清车), shown by its code", func(ctx context.Context, id string, b clearBody) (*Trip, error) {
		return s.ClearByCode(ctx, id, b.Code, b.Pressed)
	})
	type reasonBody struct {
		Reason string `json:"reason" maxLength:"300"`
	}
	tripVerb(s, api, "resolve", "Settle a red trip with what it was", func(ctx context.Context, id string, b reasonBody) (*Trip, error) {
		return s.Resolve(ctx, id, b.Reason)
	})
	tripVerb(s, api, "cancel", "Take a trip off the day", func(ctx context.Context, id string, b reasonBody) (*Trip, error) {
		return s.CancelTrip(ctx, id, b.Reason)
	})
	api.Handle("POST /api/v1/buses/trips/{id}/photo", func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > MaxPhoto { // said beforehand: nothing of it is read
			w.Header().Set("Connection", "close")
			api.Fail(w, r, errLarge)
			return
		}
		q := r.URL.Query()
		ms := func(name string) int64 {
			n, _ := strconv.ParseInt(q.Get(name), 10, 64) // what is not a number was not said
			return n
		}
		t, err := s.ClearByPhoto(r.Context(), r.PathValue("id"), http.MaxBytesReader(w, r.Body, MaxPhoto+1), Pressed{DeviceAt: ms("deviceAt"), SentAt: ms("sentAt")})
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(s.card(r.Context(), t)) // who has hung up has hung up
	})
}

var errLarge = errs.Invalid("bus.photo_large")
