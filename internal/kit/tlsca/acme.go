package tlsca

import (
	"errors"
	"net"
	"path/filepath"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// acme fetches certificates at the first visit of each host and renews them in
// time. The public authority must reach this server on port 443 (its TLS-ALPN
// challenge) or on port 80 (Challenge).
func (s *Setup) acme(o Options) error {
	if len(o.Hosts) == 0 {
		return errors.New("acme needs the names of this server (-tls-hosts)")
	}
	for _, h := range o.Hosts {
		if net.ParseIP(h) != nil || h == "localhost" {
			return errors.New("acme needs public names, not " + h)
		}
	}
	m := &autocert.Manager{
		Prompt:     autocert.AcceptTOS,
		Cache:      autocert.DirCache(filepath.Join(o.Dir, "acme")),
		HostPolicy: autocert.HostWhitelist(o.Hosts...),
		Email:      o.ACMEEmail,
	}
	if o.ACMEDirectory != "" || o.ACMEClient != nil {
		m.Client = &acme.Client{DirectoryURL: o.ACMEDirectory, HTTPClient: o.ACMEClient}
		if o.ACMEDirectory == "" {
			m.Client.DirectoryURL = autocert.DefaultACMEDirectory
		}
	}
	s.TLS = serving(m.GetCertificate)
	s.TLS.NextProtos = append(s.TLS.NextProtos, acme.ALPNProto)
	s.Challenge = m.HTTPHandler
	return nil
}
