package outbound

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Gateway is a text message gateway over HTTP, as the operator has described it.
// {phone} and {text} in URL and Body are filled in, each escaped as its place
// demands. It has taken a message when it answers 2xx and, if OKField is set, the
// field of that name in its JSON answer (a.b for one inside another) is OKValue.
type Gateway struct {
	URL, Method, ContentType string
	Header                   string // one line, "Name: value"; "" for none
	Body                     string
	OKField, OKValue         string
}

// SMS sends one text message.
func SMS(ctx context.Context, c *http.Client, g Gateway, phone, text string) Answer {
	address := fill(g.URL, url.QueryEscape, phone, text)
	method := g.Method
	if method == "" {
		method = http.MethodPost
	}
	h := http.Header{}
	var body []byte
	if method != http.MethodGet {
		kind := g.ContentType
		if kind == "" {
			kind = "application/json"
		}
		h.Set("Content-Type", kind)
		body = []byte(fill(g.Body, escapeFor(kind), phone, text))
	}
	if name, value, ok := strings.Cut(g.Header, ":"); ok {
		h.Set(strings.TrimSpace(name), strings.TrimSpace(value))
	}
	answer, a := request(ctx, c, method, address, h, body)
	if a.Code != "" || g.OKField == "" {
		return a
	}
	switch got, ok := field(answer, g.OKField); {
	case !ok:
		return Answer{Code: BadAnswer}
	case got != g.OKValue:
		return Answer{Code: SMSRefused}
	}
	return Answer{}
}

func fill(template string, escape func(string) string, phone, text string) string {
	return strings.NewReplacer("{phone}", escape(phone), "{text}", escape(text)).Replace(template)
}

func escapeFor(contentType string) func(string) string {
	switch {
	case strings.Contains(contentType, "json"):
		return func(s string) string {
			quoted := string(marshal(s))
			return quoted[1 : len(quoted)-1]
		}
	case strings.Contains(contentType, "form-urlencoded"):
		return url.QueryEscape
	}
	return func(s string) string { return s }
}

// field returns the text, number or truth value at a dotted path of a JSON answer.
func field(body []byte, dotted string) (string, bool) {
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return "", false
	}
	for name := range strings.SplitSeq(dotted, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return "", false
		}
		if v, ok = m[name]; !ok {
			return "", false
		}
	}
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number, bool:
		return fmt.Sprint(v), true
	}
	return "", false
}
