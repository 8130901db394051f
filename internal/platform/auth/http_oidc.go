package auth

import (
	"net/http"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
)

// Two plain handlers: the browser walks through them, no page calls them.
func (m *Module) oidcRoutes(api *httpapi.API) {
	api.Handle("GET "+oidcStart, func(w http.ResponseWriter, r *http.Request) {
		from := homeward(r.URL.Query().Get("from"))
		address, j, err := m.beginOIDC(r.Context(), from)
		if err != nil {
			m.log.WarnContext(r.Context(), "the city's log-in service cannot be used", "error", err)
			http.Redirect(w, r, afterOIDC(from, nil, err), http.StatusFound)
			return
		}
		w.Header().Add("Set-Cookie", callerFrom(r.Context()).setCookie(oidcCookie, j.pack(), oidcLife))
		http.Redirect(w, r, address, http.StatusFound)
	})
	api.Handle("GET "+oidcCallback, func(w http.ResponseWriter, r *http.Request) {
		c := callerFrom(r.Context())
		var j journey
		if k, err := r.Cookie(oidcCookie); err == nil {
			j, _ = unpack(k.Value)
		}
		q := r.URL.Query()
		out, err := m.LoginOIDC(db.WithoutKey(r.Context()), j, q.Get("state"), q.Get("code"))
		if err != nil {
			m.log.WarnContext(r.Context(), "log-in by the city's service failed", "error", err, "said", q.Get("error"))
		}
		w.Header().Add("Set-Cookie", c.setCookie(oidcCookie, "", 0))
		for _, line := range c.cookies(out) {
			w.Header().Add("Set-Cookie", line)
		}
		http.Redirect(w, r, afterOIDC(homeward(j.From), out, err), http.StatusFound)
	})
}
