package httpapi

import (
	"context"
	"io"
	"net/http"
	"strings"

	"huxue/internal/kit/errs"
)

// Call is what a quick operation reads of a request, whichever way it came in.
type Call struct {
	Context context.Context
	// Authorization and Device are the headers of that name, X-Device for the latter.
	Authorization, Device string
	// Forwarded is X-Forwarded-For, for who trusts his proxy; Remote the far end.
	Forwarded, Remote string
	// Body is good until the answer is given.
	Body []byte

	path   string
	names  []string // of the path's places
	values [maxPlaces]string
}

// maxPlaces is how many names in braces the path of a quick operation may have.
const maxPlaces = 3

// Path is what stands in a named place of the path.
func (c *Call) Path(name string) string {
	for i, n := range c.names {
		if n == name {
			return c.values[i]
		}
	}
	return ""
}

// maxQuickBody is the most that a quick operation reads.
const maxQuickBody = 16 << 10

var errMalformed = errs.Invalid("request.malformed")

// callOf reads a call from a request of net/http.
func callOf(r *http.Request, names []string) (*Call, error) {
	c := &Call{Context: r.Context(), Authorization: r.Header.Get("Authorization"), Device: r.Header.Get("X-Device"),
		Forwarded: strings.Join(r.Header.Values("X-Forwarded-For"), ","), Remote: r.RemoteAddr, names: names}
	for i, n := range names {
		c.values[i] = r.PathValue(n)
	}
	var err error
	if c.Body, err = io.ReadAll(io.LimitReader(r.Body, maxQuickBody)); err != nil {
		return nil, errMalformed.Because(err)
	}
	return c, nil
}
