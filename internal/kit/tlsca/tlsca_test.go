package tlsca_test

import (
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/tlsca"
)

var start = time.Date(2026, 9, 1, 7, 30, 0, 0, time.UTC)

func silent() *slog.Logger { return slog.New(slog.DiscardHandler) }

func local(t *testing.T, dir string, clk clock.Clock, hosts ...string) *tlsca.Setup {
	t.Helper()
	s, err := tlsca.Config(tlsca.Options{Mode: tlsca.ModeLocal, Dir: dir, Hosts: hosts, Clock: clk, Log: silent()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// shake serves one connection on addr and returns what a client sees that
// trusts only ca and whose clock is clk.
func shake(t *testing.T, s *tlsca.Setup, ca *x509.Certificate, clk clock.Clock, addr, name string) (*x509.Certificate, error) {
	t.Helper()
	ln, err := tls.Listen("tcp", addr, s.TLS)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		if c, err := ln.Accept(); err == nil {
			_ = c.(*tls.Conn).Handshake()
			_ = c.Close()
		}
	}()
	defer func() { <-done }()
	pool := x509.NewCertPool()
	pool.AddCert(ca)
	c, err := tls.Dial("tcp", ln.Addr().String(), &tls.Config{RootCAs: pool, ServerName: name, Time: clk.Now, NextProtos: []string{"h2"}})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if p := c.ConnectionState().NegotiatedProtocol; p != "h2" {
		t.Errorf("negotiated %q", p)
	}
	return c.ConnectionState().PeerCertificates[0], nil
}

func TestLocalAuthorityIsTrustedForItsNames(t *testing.T) {
	clk := clock.NewFake(start)
	s := local(t, t.TempDir(), clk, "huxue.xinzhou.example", "192.168.7.9")
	for _, name := range []string{"localhost", "127.0.0.1", "huxue.xinzhou.example", "192.168.7.9"} {
		if _, err := shake(t, s, s.CA, clk, "127.0.0.1:0", name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := shake(t, s, s.CA, clk, "127.0.0.1:0", "bank.example"); err == nil {
		t.Error("a foreign name was accepted")
	}
	other := local(t, t.TempDir(), clk)
	if _, err := shake(t, s, other.CA, clk, "127.0.0.1:0", "localhost"); err == nil {
		t.Error("a stranger's authority was accepted")
	}
}

func TestAddressGotAfterTheStartIsNamed(t *testing.T) {
	clk := clock.NewFake(start)
	s := local(t, t.TempDir(), clk)
	if _, err := shake(t, s, s.CA, clk, "127.0.0.77:0", "127.0.0.77"); err != nil {
		t.Error(err)
	}
}

func TestPhoneWithASlowClockIsServed(t *testing.T) {
	clk := clock.NewFake(start)
	s := local(t, t.TempDir(), clk)
	if _, err := shake(t, s, s.CA, clock.NewFake(start.Add(-3*time.Hour)), "127.0.0.1:0", "localhost"); err != nil {
		t.Error(err)
	}
}

func TestCertificateIsRenewedInTime(t *testing.T) {
	clk := clock.NewFake(start)
	s := local(t, t.TempDir(), clk)
	serial := func() string {
		c, err := shake(t, s, s.CA, clk, "127.0.0.1:0", "localhost")
		if err != nil {
			t.Fatal(err)
		}
		if life := c.NotAfter.Sub(c.NotBefore); life > 397*24*time.Hour {
			t.Errorf("certificate for %v", life)
		}
		return c.SerialNumber.String()
	}
	first := serial()
	clk.Add(365 * 24 * time.Hour)
	if serial() != first {
		t.Error("renewed with 31 days left")
	}
	clk.Add(2 * 24 * time.Hour)
	if serial() == first {
		t.Error("not renewed with 29 days left")
	}
	for range 8 {
		clk.Add(380 * 24 * time.Hour)
		serial()
	}
}

func TestRestartKeepsKeysToItself(t *testing.T) {
	clk := clock.NewFake(start)
	dir := filepath.Join(t.TempDir(), "tls")
	first := local(t, dir, clk)
	before, _ := shake(t, first, first.CA, clk, "127.0.0.1:0", "localhost")
	for name, want := range map[string]os.FileMode{".": 0o700, "ca.pem": 0o600, "server.pem": 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v", name, info.Mode(), err)
		}
	}
	if err := os.Chmod(filepath.Join(dir, "ca.pem"), 0o644); err != nil {
		t.Fatal(err)
	}
	second := local(t, dir, clk)
	after, err := shake(t, second, first.CA, clk, "127.0.0.1:0", "localhost")
	if err != nil || before == nil || !after.Equal(before) {
		t.Errorf("another certificate after a restart: %v", err)
	}
	if info, _ := os.Stat(filepath.Join(dir, "ca.pem")); info.Mode().Perm() != 0o600 {
		t.Errorf("ca.pem stays %v", info.Mode())
	}
	der, err := tlsca.CACertificate(dir)
	if err != nil || string(der) != string(first.CA.Raw) {
		t.Errorf("certificate to offer: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".new-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestDamageIsToldClearly(t *testing.T) {
	clk := clock.NewFake(start)
	for name, damage := range map[string]func(text string) string{
		"garbage":         func(string) string { return "not a key" },
		"empty":           func(string) string { return "" },
		"half":            func(s string) string { return s[:len(s)/2] },
		"without its key": func(s string) string { return s[strings.Index(s, "-----BEGIN CERT"):] },
	} {
		dir := t.TempDir()
		local(t, dir, clk)
		file := filepath.Join(dir, "ca.pem")
		text, _ := os.ReadFile(file)
		if err := os.WriteFile(file, []byte(damage(string(text))), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := tlsca.Config(tlsca.Options{Mode: "local", Dir: dir, Clock: clk, Log: silent()})
		if err == nil || !strings.Contains(err.Error(), "ca.pem is damaged") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := tlsca.CACertificate(dir); name != "without its key" && err == nil {
			t.Errorf("%s: a certificate is offered", name)
		}
	}
}

func TestDamagedServerCertificateIsMadeAnew(t *testing.T) {
	clk := clock.NewFake(start)
	dir := t.TempDir()
	ca := local(t, dir, clk).CA
	if err := os.WriteFile(filepath.Join(dir, "server.pem"), []byte("?"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := shake(t, local(t, dir, clk), ca, clk, "127.0.0.1:0", "localhost"); err != nil {
		t.Error(err)
	}
}

func TestNewHostNames(t *testing.T) {
	clk := clock.NewFake(start)
	dir := t.TempDir()
	ca := local(t, dir, clk, "huxue.example").CA
	for _, name := range []string{"desk.huxue.example", "huxue.local"} {
		if _, err := shake(t, local(t, dir, clk, name), ca, clk, "127.0.0.1:0", name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"other.example", "8.8.8.8"} {
		_, err := tlsca.Config(tlsca.Options{Mode: "local", Dir: dir, Hosts: []string{name}, Clock: clk, Log: silent()})
		if err == nil || !strings.Contains(err.Error(), "made without "+name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOtherModes(t *testing.T) {
	if s, err := tlsca.Config(tlsca.Options{Mode: "off"}); err != nil || s.TLS != nil || s.CA != nil {
		t.Errorf("off: %v %v", s, err)
	}
	for _, o := range []tlsca.Options{
		{Mode: "on"}, {Mode: "acme"}, {Mode: "acme", Hosts: []string{"10.0.0.1"}}, {Mode: "acme", Hosts: []string{"localhost"}},
		{Mode: "files", CertFile: "nowhere.crt", KeyFile: "nowhere.key"}, {Mode: "local", Dir: "/dev/null/tls"},
	} {
		if s, err := tlsca.Config(o); err == nil && s != nil {
			t.Errorf("%+v was accepted", o)
		}
	}
}

func TestACMEServesItsHostsOnly(t *testing.T) {
	s, err := tlsca.Config(tlsca.Options{Mode: "acme", Hosts: []string{"huxue.example"}, Dir: t.TempDir(), ACMEDirectory: "http://127.0.0.1:1/directory"})
	if err != nil {
		t.Fatal(err)
	}
	client, server := net.Pipe()
	go func() {
		_ = tls.Client(client, &tls.Config{ServerName: "bank.example"}).Handshake()
		_ = client.Close()
	}()
	if err := tls.Server(server, s.TLS).Handshake(); err == nil || !strings.Contains(err.Error(), "bank.example") {
		t.Errorf("a foreign host: %v", err)
	}
}
