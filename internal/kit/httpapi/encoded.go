package httpapi

import (
	"io"

	"github.com/danielgtaylor/huma/v2"
)

// Encoded is an answer that keeps its own JSON: for the few long lists that many
// people look at and that are the same for all of them until something changes.
type Encoded interface {
	JSON() ([]byte, error)
}

// jsonFormat is JSON as everywhere, but for answers that have it already.
var jsonFormat = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		e, ok := v.(Encoded)
		if !ok {
			return huma.DefaultJSONFormat.Marshal(w, v)
		}
		text, err := e.JSON()
		if err != nil {
			return err
		}
		_, err = w.Write(text)
		return err
	},
	Unmarshal: huma.DefaultJSONFormat.Unmarshal,
}
