package alarm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/kit/httpapi"
)

// routeProof adds the record of an alarm as a file, on paper and as a list, and
// the page on which anybody may have one judged.
func (s *Service) routeProof(api *httpapi.API) {
	type recordIn struct {
		ID     string `path:"id" maxLength:"40"`
		Reason string `query:"reason" maxLength:"500" doc:"what it is taken out for; stands in the record and in the audit book"`
	}
	type recordOut struct {
		Type        string `header:"Content-Type"`
		Disposition string `header:"Content-Disposition"`
		Body        []byte
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-record", Method: http.MethodGet, Path: "/api/v1/alarms/{id}/record",
		Summary: "The record of an alarm as a sealed file", Tag: "alarm"},
		func(ctx context.Context, in *recordIn) (*recordOut, error) {
			r, file, err := s.Record(ctx, in.ID, in.Reason, "file")
			if err != nil {
				return nil, err
			}
			return &recordOut{"application/json", attachment("报警处置记录-" + r.Alarm.No + ".huxue.json"), file}, nil
		})
	api.Handle("GET /api/v1/alarms/{id}/paper", func(w http.ResponseWriter, r *http.Request) {
		rec, file, err := s.Record(r.Context(), r.PathValue("id"), r.URL.Query().Get("reason"), "paper")
		var page []byte
		if err == nil {
			page, err = paper(rec, file, httpapi.Base(s.publicURL, r))
		}
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		html(w, http.StatusOK, page)
	})
	api.Handle("GET /api/v1/alarms/export", func(w http.ResponseWriter, r *http.Request) {
		var book bytes.Buffer
		q := r.URL.Query()
		if err := s.Export(r.Context(), filterOf(q), q.Get("reason"), &book); err != nil {
			api.Fail(w, r, err)
			return
		}
		workbook(w, "报警台账.xlsx", book.Bytes())
	})
	api.Handle("GET /verify", func(w http.ResponseWriter, r *http.Request) {
		if !s.visitors.let(visitor(r), time.Now()) { //nolint:forbidigo // a limit on visitors, no fact
			api.Fail(w, r, errBusy)
			return
		}
		v := verdict{No: r.URL.Query().Get("no"), Head: r.URL.Query().Get("head")}
		var err error
		if v.No != "" {
			v.Answer, err = s.Known(r.Context(), v.No, v.Head)
		}
		s.show(api, w, r, v, err)
	})
	api.Handle("POST /verify", func(w http.ResponseWriter, r *http.Request) {
		if !s.visitors.let(visitor(r), time.Now()) { //nolint:forbidigo // a limit on visitors, no fact
			api.Fail(w, r, errBusy)
			return
		}
		file, form, err := handedIn(w, r)
		var v verdict
		if err == nil {
			v.Report, err = s.Verify(r.Context(), file)
		}
		if err == nil && !form {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(v.Report)
			return
		}
		s.show(api, w, r, v, err)
	})
}

var (
	errBusy = errs.Unavailable("alarm.verify_busy")
	errFile = errs.Invalid("alarm.verify_no_file", errs.Field{Name: "file", Code: "required"})
)

// handedIn reads the file that was handed in, from a form or as it is.
func handedIn(w http.ResponseWriter, r *http.Request) (file []byte, form bool, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, MaxRecord+1<<16)
	part, _, err := r.FormFile("file")
	switch {
	case err == nil:
		defer func() { _ = part.Close() }()
		file, err = io.ReadAll(io.LimitReader(part, MaxRecord+1))
		form = true
	case errors.Is(err, http.ErrNotMultipart):
		file, err = io.ReadAll(io.LimitReader(r.Body, MaxRecord+1))
	}
	if err != nil || len(file) == 0 {
		return nil, form, errFile.Because(err)
	}
	return file, form, nil
}

func (s *Service) show(api *httpapi.API, w http.ResponseWriter, r *http.Request, v verdict, err error) {
	var page []byte
	if err == nil {
		page, err = v.page()
	}
	if err != nil {
		api.Fail(w, r, err)
		return
	}
	html(w, http.StatusOK, page)
}

func html(w http.ResponseWriter, status int, page []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(page)
}

func workbook(w http.ResponseWriter, name string, book []byte) {
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", attachment(name))
	_, _ = w.Write(book)
}

func attachment(name string) string { return "attachment; filename*=UTF-8''" + url.PathEscape(name) }

func visitor(r *http.Request) string {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	return host
}

// visitors counts who comes to the public page, by address and minute. It
// protects the processor, no secret: what is asked there gives nothing away.
type visitors struct {
	mu     sync.Mutex
	minute int64
	came   map[string]int
}

const visitsPerMinute = 60

func (v *visitors) let(who string, now time.Time) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if m := now.Unix() / 60; m != v.minute || v.came == nil {
		v.minute, v.came = m, map[string]int{}
	}
	v.came[who]++
	return v.came[who] <= visitsPerMinute
}
