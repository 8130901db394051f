package httpapi

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

const minCompressed = 1024

var gzips = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	return z
}}

// Compress packs JSON answers for clients that take it; village networks are
// slow. Streams and small answers go out as they are.
func Compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/api/") || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			next.ServeHTTP(w, r)
			return
		}
		z := &packer{ResponseWriter: w}
		defer z.close()
		next.ServeHTTP(z, r)
	})
}

// packer decides at the first write: only JSON of some size is packed.
type packer struct {
	http.ResponseWriter
	z      *gzip.Writer
	status int
	plain  bool
}

func (p *packer) WriteHeader(status int) { p.status = status }

func (p *packer) Write(b []byte) (int, error) {
	if p.z == nil && !p.plain {
		p.begin(len(b))
	}
	if p.plain {
		return p.ResponseWriter.Write(b)
	}
	return p.z.Write(b)
}

func (p *packer) begin(size int) {
	h := p.Header()
	p.plain = size < minCompressed || !strings.Contains(h.Get("Content-Type"), "json") || h.Get("Content-Encoding") != ""
	if !p.plain {
		h.Set("Content-Encoding", "gzip")
		h.Add("Vary", "Accept-Encoding")
		h.Del("Content-Length")
		p.z, _ = gzips.Get().(*gzip.Writer)
		p.z.Reset(p.ResponseWriter)
	}
	p.sendStatus()
}

func (p *packer) sendStatus() {
	if p.status != 0 {
		p.ResponseWriter.WriteHeader(p.status)
		p.status = 0
	}
}

func (p *packer) close() {
	if p.z != nil {
		_ = p.z.Close()
		gzips.Put(p.z)
		return
	}
	if !p.plain {
		p.sendStatus()
	}
}

// Flush sends what there is, for streams.
func (p *packer) Flush() {
	if p.z == nil && !p.plain {
		p.plain = true
		p.sendStatus()
	}
	if p.z != nil {
		_ = p.z.Flush()
	}
	_ = http.NewResponseController(p.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (p *packer) Unwrap() http.ResponseWriter { return p.ResponseWriter }
