// Package errs is the one vocabulary of failure. An *Error is something a
// person can act on: it has a kind, which decides the HTTP status, and a stable
// code, for which the UI holds one clear sentence. Any other error is our own
// fault; it is logged with the request id and shown as "internal".
package errs

import (
	"errors"
	"fmt"
	"maps"
)

// Kind groups failures by what the caller can do about them.
type Kind int

// The seven kinds and, in brackets, the HTTP status each becomes.
const (
	KindInternal     Kind = iota // our fault [500]
	KindInvalid                  // the input must change [422]
	KindUnauthorized             // log in first [401]
	KindForbidden                // not yours to do [403]
	KindNotFound                 // no such thing, or not for your eyes [404]
	KindConflict                 // someone was faster, or it is too late [409]
	KindUnavailable              // try again in a moment [503]
)

var statuses = map[Kind]int{
	KindInternal: 500, KindInvalid: 422, KindUnauthorized: 401, KindForbidden: 403,
	KindNotFound: 404, KindConflict: 409, KindUnavailable: 503,
}

// Status returns the HTTP status of the kind.
func (k Kind) Status() int { return statuses[k] }

// Field names one wrong input and why, by code.
type Field struct {
	Name   string         `json:"name"`
	Code   string         `json:"code"`
	Params map[string]any `json:"params,omitempty"`
}

// Error is a failure a person can act on. Code is `room.what_is_wrong`; the
// sentence is found by it. Params fill the sentence, Fields point at inputs.
type Error struct {
	Kind   Kind
	Code   string
	Fields []Field
	Params map[string]any
	cause  error
}

// Error renders the failure for logs, never for people.
func (e *Error) Error() string {
	s := e.Code
	for _, f := range e.Fields {
		s += fmt.Sprintf(" [%s: %s]", f.Name, f.Code)
	}
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

// Unwrap returns what caused the failure, for logs.
func (e *Error) Unwrap() error { return e.cause }

// Is holds for any *Error of the same code, so that errors.Is works on values
// that carry parameters.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// With returns a copy that carries one more parameter for the sentence.
func (e *Error) With(key string, value any) *Error {
	c := *e
	c.Params = maps.Clone(e.Params)
	if c.Params == nil {
		c.Params = map[string]any{}
	}
	c.Params[key] = value
	return &c
}

// Because returns a copy that remembers its cause; people never see it.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// Invalid says that the input must change; fields point at what is wrong.
func Invalid(code string, fields ...Field) *Error {
	return &Error{Kind: KindInvalid, Code: code, Fields: fields}
}

// Unauthorized says that the caller must log in first.
func Unauthorized(code string) *Error { return &Error{Kind: KindUnauthorized, Code: code} }

// Forbidden says that the caller is known and may not.
func Forbidden(code string) *Error { return &Error{Kind: KindForbidden, Code: code} }

// NotFound says that there is no such thing, or none the caller may see.
func NotFound(code string) *Error { return &Error{Kind: KindNotFound, Code: code} }

// Conflict says that the world has moved on since the caller looked.
func Conflict(code string) *Error { return &Error{Kind: KindConflict, Code: code} }

// Unavailable says that the same call may succeed in a moment.
func Unavailable(code string) *Error { return &Error{Kind: KindUnavailable, Code: code} }

// KindOf returns the kind of the first *Error in the chain, KindInternal for
// any other error.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindInternal
}

// Code returns the code of the first *Error in the chain, "internal" for any
// other error and "" for nil.
func Code(err error) string {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return "internal"
}
