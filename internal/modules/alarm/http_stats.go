package alarm

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strconv"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
)

// routeStats adds the figures of a period and their workbook.
func (s *Service) routeStats(api *httpapi.API) {
	type statsIn struct {
		From int64  `query:"from" required:"true" doc:"UTC milliseconds"`
		To   int64  `query:"to" required:"true" doc:"UTC milliseconds, not included"`
		Path string `query:"path" maxLength:"120" doc:"an area's or a school's path"`
	}
	type statsOut struct{ Body Stats }
	httpapi.Register(api, httpapi.Op{ID: "alarm-stats", Method: http.MethodGet, Path: "/api/v1/alarms/stats",
		Summary: "Figures of the real emergencies of a period", Tag: "alarm"},
		func(ctx context.Context, in *statsIn) (*statsOut, error) {
			st, err := s.Stats(ctx, db.Time(in.From), db.Time(in.To), in.Path)
			if err != nil {
				return nil, err
			}
			return &statsOut{Body: *st}, nil
		})
	api.Handle("GET /api/v1/alarms/stats/export", func(w http.ResponseWriter, r *http.Request) {
		var book bytes.Buffer
		f := filterOf(r.URL.Query())
		if err := s.ExportStats(r.Context(), db.Time(f.From), db.Time(f.To), f.Path, &book); err != nil {
			api.Fail(w, r, err)
			return
		}
		workbook(w, "报警统计.xlsx", book.Bytes())
	})
}

// filterOf reads a filter of the list off an address.
func filterOf(q url.Values) Filter {
	number := func(name string) int64 {
		n, _ := strconv.ParseInt(q.Get(name), 10, 64)
		return n
	}
	return Filter{
		Open: q.Get("open") == "true", State: State(q.Get("state")), Query: clip(q.Get("q"), maxPlace), Path: q.Get("path"),
		From: number("from"), To: number("to"), Mode: Mode(q.Get("mode")), Level: Level(q.Get("level")), Outcome: q.Get("outcome"), Reason: q.Get("falseReason"),
	}
}
