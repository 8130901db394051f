package httpapi

import (
	"io"
	"net/http"
	"net/url"

	"huxue/internal/kit/errs"
)

// Workbook sends an Excel workbook under the given file name, as write produces it. A
// refusal before its first byte becomes a problem; a fault in its middle breaks the
// connection off, for half a workbook must not look whole.
func (a *API) Workbook(w http.ResponseWriter, r *http.Request, name string, write func(io.Writer) error) {
	f := &download{w: w, name: name}
	err := write(f)
	switch {
	case err == nil:
	case !f.begun:
		a.Fail(w, r, err)
	case errs.KindOf(err) == errs.KindInternal:
		panic(http.ErrAbortHandler)
	}
}

// download sets the headers of a file at its first byte.
type download struct {
	w     http.ResponseWriter
	name  string
	begun bool
}

func (d *download) Write(p []byte) (int, error) {
	if !d.begun {
		d.begun = true
		h := d.w.Header()
		h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(d.name))
	}
	return d.w.Write(p)
}
