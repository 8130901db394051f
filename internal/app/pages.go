package app

import (
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// pages serves the built UI: the entries, hashed assets that may be kept for
// ever, and the packed neighbour of a file where the browser takes it.
type pages struct{ files fs.FS }

// entries maps what people type to the page behind it. Everything else that is
// no file belongs to the back office, whose router knows its own addresses.
var entries = map[string]string{"/desk": "desk.html", "/wall": "desk.html", "/phone": "phone.html", "/siren": "siren.html", "/learn": "learn.html", "/inspect": "inspect.html"}

var types = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml", ".json": "application/json", ".webmanifest": "application/manifest+json",
	".png": "image/png", ".ico": "image/x-icon", ".woff2": "font/woff2",
}

func (p pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.NotFound(w, r)
		return
	}
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	h := w.Header()
	switch {
	case strings.HasPrefix(name, "assets/"):
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	default:
		h.Set("Cache-Control", "no-cache")
		name = p.page(name)
	}
	p.send(w, r, name)
}

// page returns the file for an address outside assets/.
func (p pages) page(name string) string {
	top, _, _ := strings.Cut(name, "/")
	if entry, ok := entries["/"+top]; ok {
		return entry
	}
	if info, err := fs.Stat(p.files, name); err == nil && !info.IsDir() {
		return name
	}
	return "index.html"
}

func (p pages) send(w http.ResponseWriter, r *http.Request, name string) {
	h := w.Header()
	h.Set("Content-Type", types[path.Ext(name)])
	h.Set("Vary", "Accept-Encoding")
	accepts := r.Header.Get("Accept-Encoding")
	for _, packed := range []struct{ suffix, encoding string }{{".br", "br"}, {".gz", "gzip"}} {
		if !strings.Contains(accepts, packed.encoding) {
			continue
		}
		if body, err := fs.ReadFile(p.files, name+packed.suffix); err == nil {
			h.Set("Content-Encoding", packed.encoding)
			write(w, r, body)
			return
		}
	}
	body, err := fs.ReadFile(p.files, name)
	if err != nil {
		h.Del("Cache-Control")
		h.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		if name == "index.html" {
			_, _ = w.Write([]byte("界面尚未构建,请先运行 make ui。The UI has not been built; run make ui.\n"))
		}
		return
	}
	write(w, r, body)
}

func write(w http.ResponseWriter, r *http.Request, body []byte) {
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodGet {
		_, _ = w.Write(body)
	}
}
