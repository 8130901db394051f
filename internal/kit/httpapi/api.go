// Package httpapi is the door: typed operations whose Go types are the OpenAPI
// document, one error body for everything (RFC 9457), acts that happen once
// however often they are sent, and the plain middlewares around them. Rooms
// describe operations with Register and decide nothing here.
package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// API collects the operations of all rooms.
type API struct {
	mux   *http.ServeMux
	huma  huma.API
	log   *slog.Logger
	own   map[string]bool // "METHOD path" of acts that carry an identity of their own
	quick []*quickOp
	done  func(pattern string, status int, took time.Duration)
	op    string // id of the operation being registered, for naming its bodies
}

// Op describes one operation of a room.
type Op struct {
	// ID is `room-verb`, for example alarm-accept.
	ID      string
	Method  string
	Path    string
	Summary string
	// Tag is the room.
	Tag string
	// Status of success; 0 means 200, or 204 without a body.
	Status int
	// MaxBody in bytes; 0 means 1 MiB.
	MaxBody int64
	// OwnIdentity says that the act recognises its own repeats, so that the
	// Idempotency-Key must not be claimed on the way in.
	OwnIdentity bool
	// Body documents a body that the handler reads raw; see BodyOf.
	Body reflect.Type
	// Streams says that the body is bytes that the handler reads as they come in;
	// see Bytes.
	Streams bool
}

// BodyOf names the type that a raw body is meant to have, for the document.
func BodyOf[T any]() reflect.Type { return reflect.TypeFor[T]() }

// New returns an empty API.
func New(log *slog.Logger, version string) *API {
	a := &API{mux: http.NewServeMux(), log: log, own: map[string]bool{}}
	cfg := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: "Huxue 护学", Version: version},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", a.schemaName),
			},
		},
		Formats:       map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat},
		DefaultFormat: "application/json",
	}
	a.huma = humago.New(a.mux, cfg)
	return a
}

// Register adds one operation. The handler's input is a struct with path,
// query, header and Body fields; its output a struct with Body and headers.
func Register[I, O any](a *API, op Op, handler func(context.Context, *I) (*O, error)) {
	a.op = op.ID
	if op.OwnIdentity {
		a.own[op.Method+" "+op.Path] = true
	}
	raw := rawBody(a, op.Body)
	operation := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: op.Path, Summary: op.Summary, Tags: []string{op.Tag},
		DefaultStatus: op.Status, MaxBodyBytes: op.MaxBody, BodyReadTimeout: 60 * time.Second,
		Responses: defaultResponses(a), RequestBody: raw, SkipValidateBody: raw != nil,
	}
	if op.Streams {
		streamed(&operation)
	}
	huma.Register(a.huma, operation, func(ctx context.Context, in *I) (*O, error) {
		out, err := handler(ctx, in)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return out, nil
	})
	if raw != nil {
		raw.Required = false // the handler takes whatever comes, even nothing
	}
}

// Handle adds a plain handler beside the operations: streams, downloads,
// pages. pattern is that of http.ServeMux.
func (a *API) Handle(pattern string, h http.HandlerFunc) { a.mux.HandleFunc(pattern, h) }

// Mux is the router with everything registered so far.
func (a *API) Mux() *http.ServeMux { return a.mux }

// OpenAPI returns the document of everything registered, as YAML.
func (a *API) OpenAPI() ([]byte, error) { return a.huma.OpenAPI().YAML() }

// Operations lists what is registered as "METHOD path id", for the tests of
// who may do what.
func (a *API) Operations() []string {
	var out []string
	for path, item := range a.huma.OpenAPI().Paths {
		for method, op := range map[string]*huma.Operation{
			"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete,
		} {
			if op != nil {
				out = append(out, method+" "+path+" "+op.OperationID)
			}
		}
	}
	return out
}

// defaultResponses declares the one error body on every operation; without it
// the generated client would type errors as never.
func defaultResponses(a *API) map[string]*huma.Response {
	schema := a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "Problem")
	return map[string]*huma.Response{"default": {
		Description: "Error",
		Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: schema}},
	}}
}

// rawBody documents a body that is read raw, nil for none.
func rawBody(a *API, t reflect.Type) *huma.RequestBody {
	if t == nil {
		return nil
	}
	schema := a.huma.OpenAPI().Components.Schemas.Schema(t, true, "")
	return &huma.RequestBody{Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}}
}

// schemaName puts the room before a type's name, since rooms may well use the
// same word: org.School is OrgSchool, alarm.Alarm is Alarm. A body without a
// name is called after its operation: AlarmListAnswer.
func (a *API) schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Name() == "" && t.Kind() == reflect.Struct {
		return a.bodyName(hint)
	}
	name := huma.DefaultSchemaNamer(t, hint)
	pkg := t.PkgPath()
	room := pkg[strings.LastIndex(pkg, "/")+1:]
	if t.Name() == "" || room == "" || room == "httpapi" || strings.HasPrefix(strings.ToLower(name), room) {
		return name
	}
	return strings.ToUpper(room[:1]) + room[1:] + name
}

// bodyName turns the operation alarm-list and huma's hint, ListOutBodyItem or
// ListInBody, into AlarmListAnswerItem and AlarmListRequest.
func (a *API) bodyName(hint string) string {
	var name strings.Builder
	for word := range strings.SplitSeq(a.op, "-") {
		name.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	before, after, whole := strings.Cut(hint, "Body")
	if !whole { // huma's own word for a request, or a struct within a body
		return name.String() + strings.TrimPrefix(hint, a.op)
	}
	if strings.HasSuffix(strings.ToLower(before), "in") || strings.HasSuffix(hint, "Request") {
		return name.String() + "Request" + after
	}
	return name.String() + "Answer" + after
}
