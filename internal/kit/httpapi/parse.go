package httpapi

import (
	"bytes"
	"strings"
)

// quickOp is an operation that the lane may answer. parts are its path cut at the
// slashes; a named place is "".
type quickOp struct {
	method, pattern string
	parts           []string
	names           []string
	handler         func(*Call) (any, error)
}

// parse reads a request that is exactly one of a quick operation's, whole, with plain
// headers; ok is false for anything else, however small the doubt. It is strict so that
// nobody can make it read a request differently from a proxy in front: no chunks, one
// length, no folded lines, no spaces where none belong.
func (a *API) parse(b []byte) (op *quickOp, c *Call, ok bool) {
	end := bytes.Index(b, []byte("\r\n\r\n"))
	if end < 0 {
		return nil, nil, false
	}
	// One text for all that the call keeps: the buffer is read into again.
	head := string(b[:end])
	line, rest, _ := strings.Cut(head, "\r\n")
	method, target, _ := strings.Cut(line, " ")
	path, version, _ := strings.Cut(target, " ")
	if version != "HTTP/1.1" {
		return nil, nil, false
	}
	c = &Call{path: path}
	if op = a.quickAt(method, path, c); op == nil {
		return nil, nil, false
	}
	length, site, foreign, host := -1, "", false, false
	for rest != "" {
		line, rest, _ = strings.Cut(rest, "\r\n")
		name, value, found := strings.Cut(line, ":")
		if !found || name == "" || strings.ContainsAny(name, " \t") || strings.ContainsAny(line, "\r\n\x00") {
			return nil, nil, false
		}
		value = strings.Trim(value, " \t")
		once := func(to *string) bool { was := *to; *to = value; return was == "" && value != "" }
		good := true
		switch {
		case is(name, "content-length"):
			good = length < 0
			if length = digits(value); length < 0 {
				good = false
			}
		case is(name, "host"):
			good, host = !host, true
		case is(name, "authorization"):
			good = once(&c.Authorization)
		case is(name, "x-device"):
			good = once(&c.Device)
		case is(name, "x-forwarded-for"):
			good = once(&c.Forwarded)
		case is(name, "sec-fetch-site"):
			good = once(&site)
		case is(name, "origin"):
			foreign = true
		case is(name, "connection"):
			good = strings.EqualFold(value, "keep-alive")
		case is(name, "transfer-encoding"), is(name, "content-encoding"), is(name, "expect"), is(name, "upgrade"),
			is(name, "trailer"), is(name, "te"), is(name, "idempotency-key"):
			good = false
		}
		if !good {
			return nil, nil, false
		}
	}
	// What a page of another origin may have sent is judged where all such is.
	if site != "" && site != "same-origin" && site != "none" || foreign && site != "same-origin" || !host {
		return nil, nil, false
	}
	if length = max(length, 0); len(b) != end+4+length || length > maxQuickBody {
		return nil, nil, false
	}
	c.Body = b[end+4:]
	return op, c, true
}

// is compares the name of a header.
func is(name, lower string) bool { return len(name) == len(lower) && strings.EqualFold(name, lower) }

// digits is a number of at most six digits, -1 for anything else.
func digits(s string) int {
	if s == "" || len(s) > 6 {
		return -1
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
		n = 10*n + int(s[i]-'0')
	}
	return n
}

// quickAt is the quick operation at a path, and puts what stands in its places into c;
// nil for none, and for a path with anything that would have to be decoded.
func (a *API) quickAt(method, path string, c *Call) *quickOp {
	if strings.ContainsAny(path, "%?#\\") || strings.Contains(path, "//") {
		return nil
	}
next:
	for _, op := range a.quick {
		if op.method != method {
			continue
		}
		rest, place := path, 0
		for i, want := range op.parts {
			part, after, more := strings.Cut(rest, "/")
			if more != (i < len(op.parts)-1) {
				continue next
			}
			switch {
			case want != "" || i == 0:
				if part != want {
					continue next
				}
			case part == "" || part == "." || part == "..":
				continue next
			default:
				c.values[place] = part
				place++
			}
			rest = after
		}
		c.names = op.names
		return op
	}
	return nil
}

// newQuickOp takes a path apart.
func newQuickOp(op Op, names []string, handler func(*Call) (any, error)) *quickOp {
	p := &quickOp{method: op.Method, pattern: op.Method + " " + op.Path, names: names, handler: handler, parts: strings.Split(op.Path, "/")}
	for i, part := range p.parts {
		if strings.HasPrefix(part, "{") {
			p.parts[i] = ""
		}
	}
	return p
}
