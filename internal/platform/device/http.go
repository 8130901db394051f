package device

import (
	"context"
	"io"
	"net/http"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
)

// Card is a device as pages show it. Times are UTC milliseconds, 0 for never.
type Card struct {
	ID           string   `json:"id"`
	Version      int64    `json:"version"`
	SchoolID     string   `json:"schoolId"`
	SchoolName   string   `json:"schoolName"`
	Path         string   `json:"path"`
	PlaceID      string   `json:"placeId"`
	PlaceName    string   `json:"placeName"`
	Name         string   `json:"name"`
	Kind         Kind     `json:"kind" enum:"box,camera,recorder,helppoint"`
	Protocol     string   `json:"protocol" enum:"gb28181,dc09,mqtt,webhook,sip"`
	Code         string   `json:"code"`
	ParentID     string   `json:"parentId"`
	Panic        bool     `json:"panic"`
	HeartbeatS   int      `json:"heartbeatS"`
	State        State    `json:"state" enum:"unseen,online,late,lost,retired"`
	HasSecret    bool     `json:"hasSecret"`
	LastSeenAt   int64    `json:"lastSeenAt"`
	LastAddr     string   `json:"lastAddr"`
	Battery      int      `json:"battery" doc:"per cent, -1 for unknown"`
	ClockDriftMs int64    `json:"clockDriftMs"`
	LastProvenAt int64    `json:"lastProvenAt"`
	CreatedAt    int64    `json:"createdAt"`
	RetiredAt    int64    `json:"retiredAt"`
	RetiredWhy   string   `json:"retiredWhy"`
	Faults       []string `json:"faults" nullable:"false" doc:"kinds of its open faults"`
	RecordedDays int      `json:"recordedDays" doc:"days of pictures that it keeps, -1 for unknown"`
	RecordedAt   int64    `json:"recordedAt"`
}

func cardOf(d *Device) Card {
	c := Card{ID: d.ID, Version: d.Version, SchoolID: d.SchoolID, SchoolName: d.SchoolName, Path: d.Path, PlaceID: d.PlaceID, PlaceName: d.PlaceName,
		Name: d.Name, Kind: d.Kind, Protocol: d.Protocol, Code: d.Code, ParentID: d.ParentID, Panic: d.Panic, HeartbeatS: d.HeartbeatS, State: d.State,
		HasSecret: d.HasSecret, LastSeenAt: db.Millis(d.LastSeenAt), LastAddr: d.LastAddr, Battery: -1, ClockDriftMs: d.ClockDriftMs,
		LastProvenAt: db.Millis(d.LastProvenAt), CreatedAt: db.Millis(d.CreatedAt), RetiredAt: db.Millis(d.RetiredAt), RetiredWhy: d.RetiredWhy,
		Faults: d.Faults, RecordedDays: -1, RecordedAt: db.Millis(d.RecordedAt)}
	if c.Faults == nil {
		c.Faults = []string{}
	}
	if d.RecordedDays != nil {
		c.RecordedDays = *d.RecordedDays
	}
	if d.Battery != nil {
		c.Battery = *d.Battery
	}
	return c
}

type (
	byID struct {
		ID string `path:"id" maxLength:"40"`
	}
	cardOut    struct{ Body Card }
	secretBody struct {
		Device Card   `json:"device"`
		Secret string `json:"secret" doc:"shown this once"`
	}
	secretOut struct{ Body secretBody }
)

// Routes adds the operations of the rung.
func (s *Service) Routes(api *httpapi.API) {
	s.routeLook(api)
	s.routeImports(api)
	s.routeKeep(api)
	s.routeInputs(api)
	s.routeReceive(api)
}

func op(id, method, path, summary string) httpapi.Op {
	return httpapi.Op{ID: "device-" + id, Method: method, Path: "/api/v1/equipment" + path, Summary: summary, Tag: "device"}
}

func (s *Service) routeLook(api *httpapi.API) {
	type listIn struct {
		State    string `query:"state" enum:",unseen,online,late,lost,retired,fault,proof"`
		Kind     string `query:"kind" enum:",box,camera,recorder,helppoint"`
		Protocol string `query:"protocol" enum:",gb28181,dc09,mqtt,webhook,sip"`
		School   string `query:"school" maxLength:"40"`
		Parent   string `query:"parent" maxLength:"40"`
		Path     string `query:"path" maxLength:"120"`
		Query    string `query:"q" maxLength:"60"`
		After    string `query:"after" maxLength:"200"`
		Limit    int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items  []Card         `json:"items" nullable:"false"`
			Next   string         `json:"next"`
			Counts map[string]int `json:"counts"`
		}
	}
	httpapi.Register(api, op("list", http.MethodGet, "", "The register of boxes and cameras in my area"), func(ctx context.Context, in *listIn) (*listOut, error) {
		list, counts, err := s.Devices(ctx, Filter{State: in.State, Kind: in.Kind, Protocol: in.Protocol, School: in.School, Parent: in.Parent, Path: in.Path,
			Query: in.Query, After: in.After, Limit: in.Limit})
		if err != nil {
			return nil, err
		}
		out := &listOut{}
		out.Body.Items, out.Body.Counts = make([]Card, len(list)), counts
		for i, d := range list {
			out.Body.Items[i] = cardOf(d)
		}
		if n := len(list); n == in.Limit {
			out.Body.Next = list[n-1].cursor()
		}
		return out, nil
	})
	api.Handle("GET /api/v1/equipment/export", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		f := Filter{State: q.Get("state"), Kind: q.Get("kind"), Protocol: q.Get("protocol"), School: q.Get("school"), Parent: q.Get("parent"), Path: q.Get("path"), Query: q.Get("q")}
		api.Workbook(w, r, "设备台账.xlsx", func(out io.Writer) error { return s.Export(r.Context(), f, out) })
	})
	httpapi.Register(api, op("get", http.MethodGet, "/{id}", "One device"), func(ctx context.Context, in *byID) (*cardOut, error) {
		return card(s.Open(ctx, in.ID))
	})
	type healthIn struct {
		Path string `query:"path" maxLength:"120"`
		Kind Kind   `query:"kind" enum:",box,camera,recorder,helppoint"`
	}
	type healthOut struct {
		Body struct {
			All   Health    `json:"all"`
			At    int64     `json:"at" doc:"when it was counted"`
			Parts []*Health `json:"parts" nullable:"false"`
		}
	}
	httpapi.Register(api, op("health", http.MethodGet, "/health", "How the devices are doing: all, and by county or school"), func(ctx context.Context, in *healthIn) (*healthOut, error) {
		out := &healthOut{}
		var err error
		out.Body.At = db.Millis(s.db.Clock().Now())
		out.Body.All, out.Body.Parts, err = s.Figures(ctx, in.Path, in.Kind)
		return out, err
	})
}

func card(d *Device, err error) (*cardOut, error) {
	if err != nil {
		return nil, err
	}
	return &cardOut{cardOf(d)}, nil
}

func withSecret(d *Device, secret string, err error) (*secretOut, error) {
	if err != nil {
		return nil, err
	}
	return &secretOut{secretBody{cardOf(d), secret}}, nil
}

func (s *Service) routeKeep(api *httpapi.API) {
	type addIn struct{ Body Registration }
	add := op("register", http.MethodPost, "", "Put a device on the register; its secret is shown once")
	add.Status = http.StatusCreated
	httpapi.Register(api, add, func(ctx context.Context, in *addIn) (*secretOut, error) {
		return withSecret(s.Register(ctx, in.Body))
	})
	type editIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64 `json:"version"`
			Registration
		}
	}
	httpapi.Register(api, op("edit", http.MethodPut, "/{id}", "Change what is written down about a device"), func(ctx context.Context, in *editIn) (*cardOut, error) {
		return card(s.Edit(ctx, in.ID, in.Body.Version, in.Body.Registration))
	})
	type versionIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64  `json:"version"`
			Reason  string `json:"reason,omitempty" maxLength:"200" doc:"retire: why"`
		}
	}
	httpapi.Register(api, op("new-secret", http.MethodPost, "/{id}/secret", "Another secret; the old one no longer works"), func(ctx context.Context, in *versionIn) (*secretOut, error) {
		return withSecret(s.NewSecret(ctx, in.ID, in.Body.Version))
	})
	httpapi.Register(api, op("retire", http.MethodPost, "/{id}/retire", "Take a device out of use"), func(ctx context.Context, in *versionIn) (*cardOut, error) {
		return card(s.Retire(ctx, in.ID, in.Body.Version, in.Body.Reason))
	})
}
