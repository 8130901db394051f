package tlsca_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"html"
	"image"
	_ "image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/boombuler/barcode/qr"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/tlsca"
)

func plain(t *testing.T, at tlsca.Address) (*tlsca.Setup, func(path string, header ...string) *http.Response) {
	t.Helper()
	s := local(t, t.TempDir(), clock.NewFake(start), "huxue.example")
	server := httptest.NewServer(s.Plain(at))
	t.Cleanup(server.Close)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return s, func(path string, header ...string) *http.Response {
		t.Helper()
		r, err := http.NewRequest(http.MethodGet, server.URL+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		if h := r.Header.Get("Host"); h != "" {
			r.Host = h
		}
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = resp.Body.Close() })
		return resp
	}
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var tags = regexp.MustCompile(`<[^>]*>`)

func TestPageShowsTheFingerprintAndTheSteps(t *testing.T) {
	s, get := plain(t, tlsca.Address{URL: "https://huxue.example:8443/"})
	for lang, words := range map[string][]string{
		"zh": {"让手机信任本服务器", "证书信任设置", "从存储设备安装", "受信任的根证书颁发机构", "CA 证书"},
		"en": {"Let your phone trust this server", "Certificate Trust Settings", "Install from storage", "Trusted Root Certification Authorities"},
	} {
		r := get("/trust?lang=" + lang)
		text := body(t, r)
		for _, w := range append(words, "https://huxue.example:8443/", s.CA.Subject.CommonName, "2036-") {
			if !strings.Contains(text, w) {
				t.Errorf("%s: no %q", lang, w)
			}
		}
		shown := html.UnescapeString(tags.ReplaceAllString(text, ""))
		if !strings.Contains(shown, strings.ReplaceAll(tlsca.Fingerprint(s.CA), ":", "")) {
			t.Errorf("%s: the fingerprint is not shown", lang)
		}
		if r.StatusCode != 200 || !strings.Contains(r.Header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: %d %v", lang, r.StatusCode, r.Header)
		}
	}
	if text := body(t, get("/trust", "Accept-Language", "en-GB,en;q=0.9")); !strings.Contains(text, `lang="en"`) {
		t.Error("an English browser gets Chinese")
	}
	for agent, open := range map[string]string{
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)": "iPhone、iPad",
		"Mozilla/5.0 (Linux; Android 14; HarmonyOS; NOH-AN00)":   "鸿蒙手机",
		"Mozilla/5.0 (Linux; Android 14; 23013RK75C)":            "安卓手机",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64)":              "Windows 电脑",
	} {
		text := body(t, get("/trust", "User-Agent", agent))
		if strings.Count(text, "<details open>") != 1 || !strings.Contains(text, "<details open><summary>"+open) {
			t.Errorf("%s: other steps are open", agent)
		}
	}
	if r := get("/trust/page.css"); r.StatusCode != 200 || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/css") {
		t.Errorf("style: %d", r.StatusCode)
	}
}

func TestCertificateToInstall(t *testing.T) {
	s, get := plain(t, tlsca.Address{})
	r := get("/trust/huxue-ca.crt")
	der := body(t, r)
	if c, err := x509.ParseCertificate([]byte(der)); err != nil || !c.Equal(s.CA) || r.Header.Get("Content-Type") != "application/x-x509-ca-cert" {
		t.Errorf("crt: %v %s", err, r.Header.Get("Content-Type"))
	}
	block, _ := pem.Decode([]byte(body(t, get("/trust/huxue-ca.pem"))))
	if block == nil || string(block.Bytes) != der {
		t.Error("pem differs")
	}
	for _, secret := range []string{"/trust/ca.pem", "/trust/server.pem", "/trust/page/trust.zh.html"} {
		if r := get(secret); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", secret, r.StatusCode)
		}
	}
}

func TestQRCodesHoldTheAddresses(t *testing.T) {
	_, get := plain(t, tlsca.Address{Port: "8443"})
	for path, want := range map[string]string{
		"/trust/address.png": "https://10.1.2.3:8443/", "/trust/page.png": "http://10.1.2.3:8080/trust",
	} {
		img, _, err := image.Decode(bytes.NewBufferString(body(t, get(path, "Host", "10.1.2.3:8080"))))
		if err != nil {
			t.Fatal(err)
		}
		code, err := qr.Encode(want, qr.M, qr.Auto)
		if err != nil {
			t.Fatal(err)
		}
		n := code.Bounds().Dx()
		if img.Bounds().Dx() != (n+8)*8 {
			t.Fatalf("%s: %d pixels wide", path, img.Bounds().Dx())
		}
		for y := range n + 8 {
			for x := range n + 8 {
				dark := false
				if in := image.Pt(x-4, y-4); in.In(code.Bounds()) {
					r, _, _, _ := code.At(in.X, in.Y).RGBA()
					dark = r == 0
				}
				if r, _, _, _ := img.At(x*8+3, y*8+5).RGBA(); (r == 0) != dark {
					t.Fatalf("%s: wrong at %d,%d", path, x, y)
				}
			}
		}
	}
}

func TestPlainPortLeadsToHTTPS(t *testing.T) {
	_, get := plain(t, tlsca.Address{Port: "8443"})
	for host, want := range map[string]string{
		"10.1.2.3:8080": "https://10.1.2.3:8443/phone?a=1", "huxue.example": "https://huxue.example:8443/phone?a=1",
		"[fd00::5]:8080": "https://[fd00::5]:8443/phone?a=1",
	} {
		r := get("/phone?a=1", "Host", host)
		if r.StatusCode != http.StatusFound || r.Header.Get("Location") != want {
			t.Errorf("%s: %d %s", host, r.StatusCode, r.Header.Get("Location"))
		}
	}
	s, err := tlsca.Config(tlsca.Options{Mode: "off"})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	s.Plain(tlsca.Address{}).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/api/v1/alarms", http.NoBody))
	if w.Code != http.StatusBadRequest {
		t.Errorf("a post over plain http: %d", w.Code)
	}
}
