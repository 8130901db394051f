package httpapi_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
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
