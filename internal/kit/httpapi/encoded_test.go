package httpapi_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"huxue/internal/kit/httpapi"
)

type kept struct {
	Items []int `json:"items"`
}

func (kept) JSON() ([]byte, error) { return []byte(`{"items":[1,2,3]}`), nil }

// An answer that keeps its own JSON is sent as it is, and documented by its type.
func TestAnAnswerWithItsOwnJSON(t *testing.T) {
	api := httpapi.New(slog.New(slog.DiscardHandler), "test")
	type out struct{ Body kept }
	httpapi.Register(api, httpapi.Op{ID: "room-list", Method: http.MethodGet, Path: "/api/v1/list"},
		func(context.Context, *struct{}) (*out, error) { return &out{}, nil })
	w := httptest.NewRecorder()
	api.Mux().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/v1/list", nil))
	if got := w.Body.String(); w.Code != http.StatusOK || got != `{"items":[1,2,3]}` || w.Header().Get("Content-Type") != "application/json" {
		t.Fatalf("%d %q %v", w.Code, got, w.Header())
	}
}

// A body that streams is read by its handler, to its limit and no further.
func TestABodyThatStreams(t *testing.T) {
	api := httpapi.New(slog.New(slog.DiscardHandler), "test")
	type in struct {
		Name string `query:"name"`
	}
	type out struct {
		Body struct {
			Bytes int `json:"bytes"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "room-upload", Method: http.MethodPost, Path: "/api/v1/upload", MaxBody: 1000, Streams: true},
		func(ctx context.Context, _ *in) (*out, error) {
			text, err := io.ReadAll(httpapi.Bytes(ctx))
			o := &out{}
			o.Body.Bytes = len(text)
			return o, err
		})
	for n, want := range map[int]string{0: `{"bytes":0}`, 1000: `{"bytes":1000}`, 1001: `"code":"request.too_large"`} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodPost, "/api/v1/upload?name=x", strings.NewReader(strings.Repeat("x", n)))
		r.Header.Set("Content-Type", "application/octet-stream")
		api.Mux().ServeHTTP(w, r)
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%d bytes: %d %s", n, w.Code, w.Body)
		}
	}
}
