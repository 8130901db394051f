package httpapi

import "net/http"

// Base is where this server is reached from outside, without a slash at its end: public
// if the operator has said it, else what the request shows.
func Base(public string, r *http.Request) string {
	switch {
	case public != "":
		return public
	case r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https":
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
