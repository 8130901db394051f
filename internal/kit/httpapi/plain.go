package httpapi

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

// None is the body of a request that has none.
type None struct{}

// Plain adds an operation that is documented like any other, with the bodies I and
// O, but read and answered without huma: for the few that a whole city calls within
// minutes, where looking at every field by reflection costs more than the act. It
// runs behind the same middlewares, and its errors are the same. The handler reads
// the request itself and returns an O.
func Plain[I, O any](a *API, op Op, handler func(*http.Request) (any, error)) {
	a.op = op.ID
	schemas := a.huma.OpenAPI().Components.Schemas
	doc := &huma.Operation{OperationID: op.ID, Method: op.Method, Path: op.Path, Summary: op.Summary, Tags: []string{op.Tag},
		Responses: defaultResponses(a)}
	doc.Responses["200"] = &huma.Response{Description: "OK", Content: map[string]*huma.MediaType{
		"application/json": {Schema: schemas.Schema(reflect.TypeFor[O](), true, "")}}}
	if t := reflect.TypeFor[I](); t != reflect.TypeFor[None]() {
		doc.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"application/json": {Schema: schemas.Schema(t, true, "")}}}
	}
	for _, name := range pathNames(op.Path) {
		doc.Parameters = append(doc.Parameters, &huma.Param{Name: name, In: "path", Required: true, Schema: &huma.Schema{Type: "string"}})
	}
	a.huma.OpenAPI().AddOperation(doc)
	a.mux.HandleFunc(op.Method+" "+op.Path, func(w http.ResponseWriter, r *http.Request) {
		out, err := handler(r)
		if err != nil {
			a.Fail(w, r, err)
			return
		}
		answer(w, out)
	})
}

// Quick is Plain for an operation that may be answered in the lane too (see Lane),
// where nobody has asked who is logged in: it must be one that looks at the caller's
// token itself.
func Quick[I, O any](a *API, op Op, handler func(*Call) (any, error)) {
	names := pathNames(op.Path)
	a.quick = append(a.quick, newQuickOp(op, names, handler))
	Plain[I, O](a, op, func(r *http.Request) (any, error) {
		call, err := callOf(r, names)
		if err != nil {
			return nil, err
		}
		return handler(call)
	})
}

var buffers = sync.Pool{New: func() any { return &bytes.Buffer{} }}

func answer(w http.ResponseWriter, out any) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := json.NewEncoder(b).Encode(out); err != nil {
		panic(err) // our own types always are JSON
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b.Bytes())
}

// pathNames are the names in braces of a path.
func pathNames(path string) []string {
	var out []string
	for i := 0; i < len(path); i++ {
		if path[i] != '{' {
			continue
		}
		for j := i; j < len(path); j++ {
			if path[j] == '}' {
				out = append(out, path[i+1:j])
				i = j
				break
			}
		}
	}
	return out
}
