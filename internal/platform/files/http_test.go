package files_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/files"
)

func form(t *testing.T, field, name, content string) (body io.Reader, kind string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	w, err := m.CreateFormFile(field, name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return &b, m.FormDataContentType()
}

func TestUploadAndDownload(t *testing.T) {
	play(t, func(s *stage) {
		api := httpapi.New(slog.New(slog.DiscardHandler), "test")
		s.Routes(api)
		guard := as("per_guard", school)
		do := func(ctx context.Context, method, target, kind string, body io.Reader) *httptest.ResponseRecorder {
			r := httptest.NewRequestWithContext(ctx, method, target, body)
			r.Header.Set("Content-Type", kind)
			w := httptest.NewRecorder()
			httpapi.Headers(api.Mux()).ServeHTTP(w, r)
			return w
		}
		target := "/api/v1/files?purpose=" + purpose + "&path=" + url.QueryEscape(school)

		body, kind := form(s.t, "file", `..\校门".jpg`, photo)
		w := do(guard, http.MethodPost, target, kind, body)
		var f files.File
		if err := json.Unmarshal(w.Body.Bytes(), &f); w.Code != http.StatusCreated || err != nil || f.Name != "校门.jpg" {
			s.t.Fatalf("%d %s %v", w.Code, w.Body, err)
		}
		w = do(guard, http.MethodGet, "/api/v1/files/"+f.ID, "", nil)
		h := w.Header()
		if w.Code != 200 || w.Body.String() != photo || h.Get("Content-Type") != files.JPEG || h.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox") || h.Get("Cache-Control") != "no-store" {
			s.t.Fatalf("%d %v", w.Code, h)
		}
		if got := h.Get("Content-Disposition"); got != "inline; filename*=utf-8''%E6%A0%A1%E9%97%A8.jpg" {
			s.t.Fatalf("disposition %q", got)
		}
		for _, c := range []struct {
			what, field, name, content string
			ctx                        context.Context
			status                     int
			code                       string
		}{
			{"nothing in the form", "other", "x.jpg", photo, guard, 422, "files.empty"},
			{"a page", "file", "x.jpg", "<html>", guard, 422, "files.kind_not_taken"},
			{"far too large", "file", "x.jpg", strings.Repeat("x", maxSize+200<<10), guard, 422, "files.too_large"},
			{"elsewhere", "file", "x.jpg", photo, as("per_far", other), 403, "forbidden"},
		} {
			body, kind := form(s.t, c.field, c.name, c.content)
			w := do(c.ctx, http.MethodPost, target, kind, body)
			if w.Code != c.status || !strings.Contains(w.Body.String(), `"code":"`+c.code+`"`) {
				s.t.Errorf("%s: %d %s", c.what, w.Code, w.Body)
			}
		}
		if w := do(guard, http.MethodPost, target, "text/plain", strings.NewReader("x")); !strings.Contains(w.Body.String(), "files.upload_broken") {
			s.t.Errorf("no form: %s", w.Body)
		}
	})
}
