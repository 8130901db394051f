package tlsca

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // Windows shows certificates by SHA-1; it is only compared beside SHA-256
	"crypto/sha256"
	"crypto/x509"
	"embed"
	"encoding/pem"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"strings"
)

// TrustPath is where the page lives that helps a phone trust this server; what
// belongs to it lies below.
const TrustPath = "/trust"

//go:embed page
var pageFiles embed.FS

var pages = template.Must(template.ParseFS(pageFiles, "page/*.html"))

// Address is how people reach this server by https. URL is the whole of it; if
// it is empty the name comes from the visitor's request and Port is added.
type Address struct {
	URL  string
	Port string
}

func (a Address) of(r *http.Request) string {
	if a.URL != "" {
		return strings.TrimSuffix(a.URL, "/")
	}
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
		if strings.Contains(name, ":") {
			host = "[" + name + "]"
		}
	}
	if a.Port != "" && a.Port != "443" {
		host += ":" + a.Port
	}
	return "https://" + host
}

type page struct {
	Lang, Device, Name, Until, URL string
	SHA256, SHA1                   [][]string // lines of pairs of digits
}

// TrustPage serves TrustPath and what belongs to it, over https as well as over
// plain http: a phone that does not trust yet must be able to read it. Plain
// http proves nothing, so the page asks people to compare the fingerprint with
// one they got another way.
func TrustPage(ca *x509.Certificate, at Address) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+TrustPath, func(w http.ResponseWriter, r *http.Request) {
		p := page{
			Lang: language(r), Device: device(r.UserAgent()), Name: ca.Subject.CommonName,
			Until: ca.NotAfter.Format("2006-01-02"), URL: at.of(r),
		}
		full, short := sha256.Sum256(ca.Raw), sha1.Sum(ca.Raw) //nolint:gosec // see the import
		p.SHA256, p.SHA1 = pairs(full[:], 8), pairs(short[:], 10)
		var out bytes.Buffer
		if err := pages.ExecuteTemplate(&out, "trust."+p.Lang+".html", p); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Language", p.Lang)
		h.Set("Content-Security-Policy", "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'")
		h.Set("Cache-Control", "no-store")
		_, _ = w.Write(out.Bytes())
	})
	mux.HandleFunc("GET "+TrustPath+"/page.css", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, pageFiles, "page/page.css")
	})
	// Both forms open the phone's own dialogue by their type alone.
	mux.HandleFunc("GET "+TrustPath+"/huxue-ca.crt", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-x509-ca-cert")
		_, _ = w.Write(ca.Raw)
	})
	mux.HandleFunc("GET "+TrustPath+"/huxue-ca.pem", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-pem-file")
		_ = pem.Encode(w, &pem.Block{Type: "CERTIFICATE", Bytes: ca.Raw})
	})
	mux.HandleFunc("GET "+TrustPath+"/address.png", func(w http.ResponseWriter, r *http.Request) {
		picture(w, at.of(r)+"/")
	})
	mux.HandleFunc("GET "+TrustPath+"/page.png", func(w http.ResponseWriter, r *http.Request) {
		scheme := "http://"
		if r.TLS != nil {
			scheme = "https://"
		}
		picture(w, scheme+r.Host+TrustPath)
	})
	return mux
}

// Plain is all a plain http port offers beside https: what the public authority
// asks for, the trust page, and the way to https.
func (s *Setup) Plain(at Address) http.Handler {
	mux := http.NewServeMux()
	if s.CA != nil {
		trust := TrustPage(s.CA, at)
		mux.Handle(TrustPath, trust)
		mux.Handle(TrustPath+"/", trust)
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "请使用 https 访问 / please use https", http.StatusBadRequest)
			return
		}
		http.Redirect(w, r, at.of(r)+r.URL.RequestURI(), http.StatusFound)
	})
	return s.Challenge(mux)
}

// Fingerprint is the SHA-256 of the certificate as pairs of digits, to be
// printed where people can compare it with what their phone shows.
func Fingerprint(ca *x509.Certificate) string {
	sum := sha256.Sum256(ca.Raw)
	return strings.Join(pairs(sum[:], len(sum))[0], ":")
}

func pairs(sum []byte, perLine int) (lines [][]string) {
	for i := 0; i < len(sum); i += perLine {
		var line []string
		for _, b := range sum[i:min(i+perLine, len(sum))] {
			line = append(line, fmt.Sprintf("%02X", b))
		}
		lines = append(lines, line)
	}
	return lines
}

func language(r *http.Request) string {
	want := r.URL.Query().Get("lang")
	if want == "" {
		want = r.Header.Get("Accept-Language")
	}
	if strings.HasPrefix(strings.ToLower(want), "en") {
		return "en"
	}
	return "zh"
}

// device guesses which steps to unfold; a wrong guess costs one tap.
func device(agent string) string {
	for _, d := range []struct{ mark, name string }{
		{"OpenHarmony", "harmony"}, {"HarmonyOS", "harmony"}, {"HuaweiBrowser", "harmony"},
		{"iPhone", "iphone"}, {"iPad", "iphone"}, {"Android", "android"}, {"Windows", "windows"},
	} {
		if strings.Contains(agent, d.mark) {
			return d.name
		}
	}
	return "android"
}
