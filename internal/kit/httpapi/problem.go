package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"huxue/internal/kit/errs"
)

// Problem is the one error body. The UI finds the sentence by Code and puts
// Params into it; Fields point at inputs; RequestID is what a person reads to
// us over the telephone.
type Problem struct {
	Status    int            `json:"status"`
	Code      string         `json:"code"`
	Fields    []errs.Field   `json:"fields,omitempty" nullable:"false"`
	Params    map[string]any `json:"params,omitempty"`
	RequestID string         `json:"requestId"`
}

// Error implements error, for logs.
func (p *Problem) Error() string { return p.Code }

// GetStatus tells huma the status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType tells huma the media type.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// problem turns a room's error into the body; what is our own fault is logged
// here, once, and told as `internal`.
func (a *API) problem(ctx context.Context, err error) *Problem {
	p := &Problem{Code: "internal", Status: 500, RequestID: RequestID(ctx)}
	var e *errs.Error
	if errors.As(err, &e) {
		p.Status, p.Code, p.Fields, p.Params = e.Kind.Status(), e.Code, e.Fields, e.Params
	}
	if p.Status >= 500 {
		a.log.ErrorContext(ctx, "request failed", "code", p.Code, "error", err, "request", p.RequestID)
	}
	return p
}

// Fail writes err as the error body, for plain handlers.
func (a *API) Fail(w http.ResponseWriter, r *http.Request, err error) {
	writeProblem(w, a.problem(r.Context(), err))
}

func writeProblem(w http.ResponseWriter, p *Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	if p.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}

// huma checks inputs against their types before a handler runs. We give its
// messages the form of our codes, `code parameter`, and reshape the rest.
func init() {
	validation.MsgExpectedRequiredProperty = "required %s"
	validation.MsgExpectedMinLength = "too_short %d"
	validation.MsgExpectedMaxLength = "too_long %d"
	validation.MsgExpectedMinItems = "too_few %d"
	validation.MsgExpectedMaxItems = "too_many %d"
	validation.MsgExpectedMinimumNumber = "too_small %v"
	validation.MsgExpectedMaximumNumber = "too_large %v"
	validation.MsgExpectedOneOf = "not_offered %s"
	validation.MsgUnexpectedProperty = "unknown"
	validation.MsgExpectedMatchPattern = "malformed %s"
	validation.MsgExpectedBePattern = "malformed %s"
	huma.NewError = func(status int, msg string, errors ...error) huma.StatusError {
		return reshape("", status, msg, errors)
	}
	huma.NewErrorWithContext = func(c huma.Context, status int, msg string, errors ...error) huma.StatusError {
		if c == nil {
			return reshape("", status, msg, errors)
		}
		return reshape(RequestID(c.Context()), status, msg, errors)
	}
}

func reshape(request string, status int, msg string, causes []error) *Problem {
	p := &Problem{Status: 422, Code: "request.invalid", RequestID: request}
	switch {
	case status >= 500:
		p.Status, p.Code = status, "internal"
	case status == http.StatusNotFound:
		p.Status, p.Code = status, "not_found"
	case status == http.StatusRequestEntityTooLarge:
		p.Code = "request.too_large"
	case status == http.StatusRequestTimeout:
		p.Status, p.Code = http.StatusServiceUnavailable, "request.slow"
	case status == http.StatusBadRequest, strings.Contains(msg, "unmarshal"):
		p.Code = "request.malformed"
	}
	for _, c := range causes {
		var d *huma.ErrorDetail
		if errors.As(c, &d) {
			p.Fields = append(p.Fields, field(d))
		}
	}
	return p
}

// field turns "body.name: too_long 40" into name, too_long, {limit: "40"}.
func field(d *huma.ErrorDetail) errs.Field {
	code, param, _ := strings.Cut(d.Message, " ")
	name := d.Location
	for _, prefix := range []string{"body.", "query.", "path.", "header.", "body"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			name = rest
			break
		}
	}
	f := errs.Field{Name: name, Code: code}
	switch {
	case code == "required":
		f.Name = strings.TrimPrefix(name+"."+param, ".")
	case code == "expected" || code == "invalid":
		f.Code = "malformed"
	case param != "":
		f.Params = map[string]any{"limit": param}
	}
	return f
}
