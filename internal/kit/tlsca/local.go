package tlsca

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"huxue/internal/kit/clock"
)

const (
	leafFile  = "server.pem"
	leafLife  = 397 * 24 * time.Hour // browsers refuse longer ones (CA/Browser Forum's limit of 398 days)
	renewLeft = 30 * 24 * time.Hour  // a successor is made when this much is left
)

// issuer hands out this server's certificate and replaces it in time.
type issuer struct {
	*authority
	file  string
	hosts []string
	clock clock.Clock
	log   *slog.Logger

	mu   sync.Mutex
	leaf *tls.Certificate
	ips  []net.IP // addresses the certificate should name
}

func (s *Setup) local(o Options) error {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return fmt.Errorf("folder for certificates: %w", err)
	}
	ca, err := openAuthority(o.Dir, o.Hosts, o.Clock.Now())
	if err != nil {
		return err
	}
	if left := ca.cert.NotAfter.Sub(o.Clock.Now()); left < leafLife {
		o.Log.Warn("local certificate authority ends soon; phones must trust a new one", "until", ca.cert.NotAfter)
	}
	names, ips := split(o.Hosts)
	for _, h := range names {
		if !within(h, ca.cert.PermittedDNSDomains) {
			return stranger(h, o.Dir)
		}
	}
	for _, ip := range ips {
		if !withinIP(ip, ca.cert.PermittedIPRanges) {
			return stranger(ip.String(), o.Dir)
		}
	}
	i := &issuer{authority: ca, file: filepath.Join(o.Dir, leafFile), hosts: names, clock: o.Clock, log: o.Log}
	for _, ip := range append(ips, machineIPs()...) {
		i.want(ip)
	}
	i.read()
	if _, err := i.current(); err != nil {
		return err
	}
	s.TLS, s.CA = serving(i.get), ca.cert
	return nil
}

func stranger(host, dir string) error {
	return fmt.Errorf("local certificate authority: it was made without %s and cannot vouch for it; "+
		"remove %s to make a new one that every phone must trust again", host, filepath.Join(dir, authorityFile))
}

// get names the address the visitor reached us by, even one the machine got
// after the start.
func (i *issuer) get(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if hello.Conn != nil {
		if addr, ok := hello.Conn.LocalAddr().(*net.TCPAddr); ok {
			i.want(addr.IP)
		}
	}
	return i.current()
}

// want adds an address to the certificate, if the authority may vouch for it.
func (i *issuer) want(ip net.IP) {
	if ip = short(ip); withinIP(ip, i.cert.PermittedIPRanges) && !slices.ContainsFunc(i.ips, ip.Equal) {
		i.ips = append(i.ips, ip)
	}
}

// read takes the certificate of the last run. A missing or damaged one is no
// harm: it is made anew.
func (i *issuer) read() {
	text, err := os.ReadFile(i.file)
	if err != nil {
		return
	}
	key, certs, err := parse(text)
	if err != nil || certs[0].CheckSignatureFrom(i.cert) != nil {
		return
	}
	i.leaf = i.chain(key, certs[0])
}

func (i *issuer) chain(key *ecdsa.PrivateKey, leaf *x509.Certificate) *tls.Certificate {
	return &tls.Certificate{Certificate: [][]byte{leaf.Raw, i.cert.Raw}, PrivateKey: key, Leaf: leaf}
}

// current returns a certificate that names all there is to name and lasts a
// while; it makes one if need be.
func (i *issuer) current() (*tls.Certificate, error) {
	now := i.clock.Now()
	if i.leaf != nil && i.fits(i.leaf.Leaf, now) {
		return i.leaf, nil
	}
	leaf, err := i.issue(now)
	if err != nil {
		if i.leaf != nil && now.Before(i.leaf.Leaf.NotAfter) {
			i.log.Error("tls certificate could not be renewed", "error", err.Error())
			return i.leaf, nil
		}
		return nil, fmt.Errorf("certificate of this server: %w", err)
	}
	i.leaf = leaf
	i.log.Info("tls certificate made", "until", leaf.Leaf.NotAfter, "names", leaf.Leaf.DNSNames, "addresses", leaf.Leaf.IPAddresses)
	return leaf, nil
}

func (i *issuer) fits(leaf *x509.Certificate, now time.Time) bool {
	// Near the authority's own end nothing longer can be had.
	if leaf.NotAfter.Before(now.Add(renewLeft)) && leaf.NotAfter.Before(i.cert.NotAfter) || now.Before(leaf.NotBefore) {
		return false
	}
	for _, name := range i.names() {
		if !slices.Contains(leaf.DNSNames, name) {
			return false
		}
	}
	for _, ip := range i.ips {
		if !slices.ContainsFunc(leaf.IPAddresses, ip.Equal) {
			return false
		}
	}
	return true
}

func (i *issuer) names() []string {
	if slices.Contains(i.hosts, "localhost") {
		return i.hosts
	}
	return append(slices.Clone(i.hosts), "localhost")
}

func (i *issuer) issue(now time.Time) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	start := now.Add(-skew / 2) // the authority began earlier still
	end := start.Add(leafLife)
	if i.cert.NotAfter.Before(end) {
		end = i.cert.NotAfter
	}
	template := &x509.Certificate{
		SerialNumber: serial(),
		Subject:      pkix.Name{Organization: []string{"Huxue"}, CommonName: "Huxue server"},
		NotBefore:    start,
		NotAfter:     end,
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:     i.names(),
		IPAddresses:  i.ips,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, i.cert, &key.PublicKey, i.key)
	if err != nil {
		return nil, err
	}
	if err := store(i.file, key, der); err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return i.chain(key, leaf), nil
}

// within says whether name is one of the domains or below one.
func within(name string, domains []string) bool {
	return slices.ContainsFunc(domains, func(d string) bool {
		return name == d || strings.HasSuffix(name, "."+d)
	})
}

func withinIP(ip net.IP, ranges []*net.IPNet) bool {
	return slices.ContainsFunc(ranges, func(n *net.IPNet) bool { return n.Contains(ip) })
}
