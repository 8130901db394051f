package files

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"

	"huxue/internal/kit/httpapi"
)

// Routes adds the operations. Two move bytes, so they are plain handlers:
// `POST /api/v1/files?purpose=&path=` takes one file as multipart/form-data and
// answers 201 with the file; `GET /api/v1/files/{id}` gives its bytes,
// of a photograph with `?size=thumb` the small picture.
func (s *Service) Routes(api *httpapi.API) {
	api.Handle("POST /api/v1/files", func(w http.ResponseWriter, r *http.Request) {
		f, err := s.receive(w, r)
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		_ = json.NewEncoder(w).Encode(f) // who has hung up has hung up
	})
	api.Handle("GET /api/v1/files/{id}", func(w http.ResponseWriter, r *http.Request) {
		if err := s.send(w, r); err != nil {
			api.Fail(w, r, err)
		}
	})

	type beginIn struct{ Body Upload }
	type beginOut struct{ Body Standing }
	httpapi.Register(api, httpapi.Op{ID: "files-begin", Method: http.MethodPost, Path: "/api/v1/files/uploads", OwnIdentity: true,
		Summary: "Announce an upload in pieces, or ask how far it has come", Tag: "files"},
		func(ctx context.Context, in *beginIn) (*beginOut, error) {
			st, err := s.Begin(ctx, in.Body)
			if err != nil {
				return nil, err
			}
			return &beginOut{*st}, nil
		})
	httpapi.Plain[httpapi.None, Standing](api, httpapi.Op{ID: "files-append", Method: http.MethodPatch, Path: "/api/v1/files/uploads/{key}",
		Summary: "The raw bytes of an upload from ?offset= on", Tag: "files"},
		func(r *http.Request) (any, error) {
			offset, err := strconv.ParseInt(r.URL.Query().Get("offset"), 10, 64)
			if err != nil {
				return nil, errGap.Because(err)
			}
			return s.Append(r.Context(), r.PathValue("key"), offset, r.Body)
		})
}

const partHeaders = 64 << 10

// receive reads the first file of a form as it comes in, never into memory.
func (s *Service) receive(w http.ResponseWriter, r *http.Request) (*File, error) {
	q := r.URL.Query()
	p, err := s.mayAdd(r.Context(), q.Get("purpose"), q.Get("path"))
	if err != nil {
		return nil, err
	}
	r.Body = http.MaxBytesReader(w, r.Body, p.MaxBytes+partHeaders)
	form, err := r.MultipartReader()
	if err != nil {
		return nil, errBroken.Because(err)
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, errEmpty
		}
		if err != nil {
			return nil, errBroken.Because(err)
		}
		if part.FormName() != "file" {
			continue
		}
		return s.Add(r.Context(), q.Get("purpose"), q.Get("path"), part.FileName(), part)
	}
}

// send gives a file's bytes, a range of them where one is asked for. Whatever is
// inside, the browser must not run it in our name.
func (s *Service) send(w http.ResponseWriter, r *http.Request) error {
	open := s.Open
	if r.URL.Query().Get("size") == "thumb" {
		open = s.OpenSmall
	}
	f, b, err := open(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	defer func() { _ = b.Close() }()
	how := "attachment"
	if shown(f.MediaType) {
		how = "inline"
	}
	info, err := b.Stat()
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", f.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": f.Name}))
	if f.MediaType != PDF { // the browser's own PDF reader refuses to work in a sandbox
		h.Set("Content-Security-Policy", "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'")
	}
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", `"`+f.SHA256+`"`)
	http.ServeContent(w, r, "", info.ModTime(), b)
	return nil
}
