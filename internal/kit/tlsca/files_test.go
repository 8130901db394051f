package tlsca_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/tlsca"
)

// write puts a fresh self-signed pair into dir.
func write(t *testing.T, dir string, number int64) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(number), DNSNames: []string{"huxue.example"},
		NotBefore: start.Add(-time.Hour), NotAfter: start.Add(90 * 24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile = filepath.Join(dir, "server.crt"), filepath.Join(dir, "server.key")
	for file, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		when := start.Add(time.Duration(number) * time.Minute)
		if err := os.Chtimes(file, when, when); err != nil {
			t.Fatal(err)
		}
	}
	return certFile, keyFile
}

func TestChangedFilesAreReadAgain(t *testing.T) {
	clk := clock.NewFake(start)
	dir := t.TempDir()
	certFile, keyFile := write(t, dir, 1)
	s, err := tlsca.Config(tlsca.Options{Mode: "files", CertFile: certFile, KeyFile: keyFile, Clock: clk, Log: silent()})
	if err != nil {
		t.Fatal(err)
	}
	serves := func(want int64) {
		t.Helper()
		c, err := s.TLS.GetCertificate(&tls.ClientHelloInfo{})
		if err != nil || c.Leaf.SerialNumber.Int64() != want {
			t.Errorf("serves %v, %v, want %d", c.Leaf.SerialNumber, err, want)
		}
	}
	serves(1)
	write(t, dir, 2)
	clk.Add(6 * time.Second)
	serves(2)
	clk.Add(6 * time.Second)
	if err := os.WriteFile(keyFile, []byte("half written"), 0o600); err != nil {
		t.Fatal(err)
	}
	serves(2)
	if err := os.Remove(certFile); err != nil {
		t.Fatal(err)
	}
	clk.Add(6 * time.Second)
	serves(2)
	write(t, dir, 3)
	clk.Add(6 * time.Second)
	serves(3)
}

func TestWrongFilesAreToldAtTheStart(t *testing.T) {
	certFile, _ := write(t, t.TempDir(), 1)
	_, foreign := write(t, t.TempDir(), 2)
	for _, key := range []string{foreign, certFile, filepath.Join(t.TempDir(), "none.key")} {
		_, err := tlsca.Config(tlsca.Options{Mode: "files", CertFile: certFile, KeyFile: key, Log: silent()})
		if err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%s: %v", key, err)
		}
	}
}
