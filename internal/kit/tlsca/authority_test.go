package tlsca

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"net"
	"testing"
	"time"
)

// A stolen key must not let its thief pose as somebody else towards the phones
// that trust this authority.
func TestAuthorityCannotVouchForStrangers(t *testing.T) {
	now := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)
	ca, err := openAuthority(t.TempDir(), []string{"huxue.example"}, now)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(ca.cert)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	check := func(name string, change func(*x509.Certificate)) error {
		leaf := &x509.Certificate{SerialNumber: serial(), NotBefore: now, NotAfter: now.Add(time.Hour)}
		change(leaf)
		der, err := x509.CreateCertificate(rand.Reader, leaf, ca.cert, &key.PublicKey, ca.key)
		if err != nil {
			t.Fatal(err)
		}
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		_, err = cert.Verify(x509.VerifyOptions{DNSName: name, Roots: roots, CurrentTime: now})
		return err
	}
	names := func(n ...string) func(*x509.Certificate) { return func(c *x509.Certificate) { c.DNSNames = n } }
	address := func(ip string) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.ParseIP(ip)} }
	}
	for name, change := range map[string]func(*x509.Certificate){
		"bank.example": names("bank.example"), "203.0.113.7": address("203.0.113.7"), "2001:db8::1": address("2001:db8::1"),
	} {
		var invalid x509.CertificateInvalidError
		if err := check(name, change); !errors.As(err, &invalid) || invalid.Reason != x509.CANotAuthorizedForThisName {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, change := range map[string]func(*x509.Certificate){
		"huxue.example": names("huxue.example"), "192.168.3.4": address("192.168.3.4"), "desk.local": names("desk.local"), "fd00::5": address("fd00::5"),
	} {
		if err := check(name, change); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
