// Package tlsca gives the server its TLS from the first start, because phones
// offer neither camera nor location nor a secure page without it. There are
// three ways: certificate files of one's own, a public certificate fetched by
// ACME, or a small certificate authority made in the data folder, which phones
// are taught to trust once (page /trust). Certificates renew and reload while
// the server runs.
package tlsca

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net/http"

	"huxue/internal/kit/clock"
)

// The ways to get a certificate.
const (
	ModeOff   = "off"   // plain http
	ModeFiles = "files" // CertFile and KeyFile, read again when they change
	ModeACME  = "acme"  // a public certificate for Hosts
	ModeLocal = "local" // an authority of our own in Dir
)

// Options say how the server gets its certificate. Which of them count depends
// on Mode; Dir holds what must outlive a restart (mode 0700).
type Options struct {
	Mode     string
	CertFile string   // PEM, leaf first
	KeyFile  string   // PEM
	Hosts    []string // names and addresses people type to reach this server
	Dir      string

	ACMEEmail     string       // contact for the public authority; may be empty
	ACMEDirectory string       // url of its directory; empty: Let's Encrypt
	ACMEClient    *http.Client // how to reach it; nil: as usual

	Clock clock.Clock  // nil: the system's
	Log   *slog.Logger // nil: the default
}

// Setup is the answer: how to serve.
type Setup struct {
	// TLS is for the listener; nil in mode off.
	TLS *tls.Config
	// CA is the authority that phones must trust; nil unless the mode is local.
	CA *x509.Certificate
	// Challenge puts what the public authority asks for on plain http in front
	// of another handler; in other modes it returns that handler unchanged.
	Challenge func(http.Handler) http.Handler
}

// Config prepares TLS. It makes or reads keys and certificates at once, so that
// what is wrong with them is said at the start and not at the first visitor.
func Config(o Options) (*Setup, error) {
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	s := &Setup{Challenge: func(h http.Handler) http.Handler { return h }}
	switch o.Mode {
	case ModeOff:
		return s, nil
	case ModeFiles:
		return s, s.files(o)
	case ModeACME:
		return s, s.acme(o)
	case ModeLocal:
		return s, s.local(o)
	}
	return nil, fmt.Errorf("tls mode %q is none of off, files, acme, local", o.Mode)
}

// serving is the part of the TLS settings that all modes share.
func serving(get func(*tls.ClientHelloInfo) (*tls.Certificate, error)) *tls.Config {
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"h2", "http/1.1"},
		GetCertificate: get,
	}
}
