package httpapi

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"huxue/internal/kit/errs"
)

// Bodies of many megabytes are read as they come in and never lie in memory whole:
// an operation that Streams takes its bytes from Bytes.

type bytesKey struct{}

var errTooLarge = errs.Invalid("request.too_large")

// Bytes is the body of an operation that Streams.
func Bytes(ctx context.Context) io.Reader {
	r, _ := ctx.Value(bytesKey{}).(io.Reader)
	if r == nil {
		return http.NoBody
	}
	return r
}

// streamed prepares an operation whose body is read by its handler.
func streamed(o *huma.Operation) {
	o.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
	limit := o.MaxBodyBytes
	o.Middlewares = append(o.Middlewares, func(c huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(c)
		next(huma.WithValue(c, bytesKey{}, io.Reader(bounded{http.MaxBytesReader(w, r.Body, limit)})))
	})
}

// bounded says in our words that there is too much.
type bounded struct{ io.Reader }

func (b bounded) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if over := (*http.MaxBytesError)(nil); errors.As(err, &over) {
		err = errTooLarge.Because(err)
	}
	return n, err
}
