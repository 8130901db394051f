package tlsca

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

const (
	authorityFile = "ca.pem"                  // key and certificate in one file, so that there is never half an authority
	authorityLife = 10 * 365 * 24 * time.Hour // phones are taught once in ten years
	// skew is how far back certificates begin, for phones whose clock is behind.
	skew = 48 * time.Hour
)

// authority signs this server's certificates. It may only vouch for the names
// this server had when it was made and for private networks: whoever steals the
// key cannot pose as a bank towards the phones that trust it.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func openAuthority(dir string, hosts []string, now time.Time) (*authority, error) {
	file := filepath.Join(dir, authorityFile)
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return makeAuthority(file, hosts, now)
	}
	if err != nil {
		return nil, fmt.Errorf("local certificate authority: %w", err)
	}
	key, certs, err := parse(text)
	if err != nil || !certs[0].IsCA {
		return nil, fmt.Errorf("local certificate authority: %s is damaged; restore it from a backup, "+
			"or remove it to make a new one that every phone must trust again", file)
	}
	if now.After(certs[0].NotAfter) {
		return nil, fmt.Errorf("local certificate authority: %s expired on %s; remove it to make a new one "+
			"that every phone must trust again", file, certs[0].NotAfter.Format(time.DateOnly))
	}
	if err := os.Chmod(file, 0o600); err != nil { // a restored backup may have been too open
		return nil, fmt.Errorf("local certificate authority: %w", err)
	}
	return &authority{certs[0], key}, nil
}

func makeAuthority(file string, hosts []string, now time.Time) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("local certificate authority: %w", err)
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("local certificate authority: %w", err)
	}
	sum := sha256.Sum256(public)
	template := &x509.Certificate{
		SerialNumber: serial(),
		// The digits tell two authorities apart in a phone's list.
		Subject:               pkix.Name{Organization: []string{"Huxue"}, CommonName: "Huxue local CA " + hex.EncodeToString(sum[:3])},
		SubjectKeyId:          sum[:20],
		NotBefore:             now.Add(-skew),
		NotAfter:              now.Add(authorityLife),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true,
		PermittedDNSDomainsCritical: true,
	}
	template.PermittedDNSDomains, template.PermittedIPRanges = permitted(hosts)
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("local certificate authority: %w", err)
	}
	if err := store(file, key, der); err != nil {
		return nil, fmt.Errorf("local certificate authority: %w", err)
	}
	cert, err := x509.ParseCertificate(der)
	return &authority{cert, key}, err
}

// permitted is what the authority may vouch for: the names given, names that
// exist only on private networks, private addresses, and this machine's own.
func permitted(hosts []string) (names []string, ranges []*net.IPNet) {
	names = []string{"localhost", "local", "lan", "internal", "home.arpa"}
	for _, text := range []string{
		"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10",
		"::1/128", "fc00::/7", "fe80::/10",
	} {
		_, network, _ := net.ParseCIDR(text)
		ranges = append(ranges, network)
	}
	given, ips := split(hosts)
	for _, name := range given {
		if !within(name, names) {
			names = append(names, name)
		}
	}
	for _, ip := range append(ips, machineIPs()...) {
		if !withinIP(ip, ranges) {
			bits := 8 * len(ip)
			ranges = append(ranges, &net.IPNet{IP: ip, Mask: net.CIDRMask(bits, bits)})
		}
	}
	return names, ranges
}

// CACertificate reads the authority's certificate in dir, as DER, the form
// phones want; pem.EncodeToMemory makes the other form of it.
func CACertificate(dir string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(dir, authorityFile))
	if err != nil {
		return nil, fmt.Errorf("local certificate authority: %w", err)
	}
	_, certs, err := parse(text)
	if err != nil {
		return nil, fmt.Errorf("local certificate authority: %s is damaged", authorityFile)
	}
	return certs[0].Raw, nil
}

func serial() *big.Int {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	b[0] &= 0x7f        // positive
	return new(big.Int).SetBytes(b)
}

func parse(text []byte) (*ecdsa.PrivateKey, []*x509.Certificate, error) {
	var key *ecdsa.PrivateKey
	var certs []*x509.Certificate
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		var err error
		switch block.Type {
		case "EC PRIVATE KEY":
			key, err = x509.ParseECPrivateKey(block.Bytes)
		case "CERTIFICATE":
			var c *x509.Certificate
			if c, err = x509.ParseCertificate(block.Bytes); err == nil {
				certs = append(certs, c)
			}
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if key == nil || len(certs) == 0 || !key.PublicKey.Equal(certs[0].PublicKey) {
		return nil, nil, errors.New("no key with its certificate")
	}
	return key, certs, nil
}

// store writes key and certificate as one file that only its owner may read,
// and only ever whole.
func store(file string, key *ecdsa.PrivateKey, der []byte) error {
	raw, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	text := append(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: raw}),
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	f, err := os.CreateTemp(filepath.Dir(file), ".new-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}
