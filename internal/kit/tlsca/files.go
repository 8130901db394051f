package tlsca

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"huxue/internal/kit/clock"
)

// A changed certificate is noticed at the first handshake after this long.
const lookAgain = 5 * time.Second

// pair is a certificate and a key on disk, kept by somebody else.
type pair struct {
	certFile, keyFile string
	clock             clock.Clock
	log               *slog.Logger

	mu     sync.Mutex
	cert   *tls.Certificate
	stamp  string // of the files the certificate was read from
	failed string // stamp of files that could not be read, complained about once
	next   time.Time
}

func (s *Setup) files(o Options) error {
	p := &pair{certFile: o.CertFile, keyFile: o.KeyFile, clock: o.Clock, log: o.Log}
	if err := p.load(); err != nil {
		return err
	}
	s.TLS = serving(p.get)
	return nil
}

func (p *pair) load() error {
	stamp, err := p.look()
	if err != nil {
		return err
	}
	cert, err := tls.LoadX509KeyPair(p.certFile, p.keyFile)
	if err != nil {
		return fmt.Errorf("certificate %s with key %s: %w", p.certFile, p.keyFile, err)
	}
	now := p.clock.Now()
	if now.After(cert.Leaf.NotAfter) {
		p.log.Warn("tls certificate has expired", "file", p.certFile, "since", cert.Leaf.NotAfter)
	}
	p.cert, p.stamp, p.next = &cert, stamp, now.Add(lookAgain)
	return nil
}

// look tells the state of both files without reading them.
func (p *pair) look() (string, error) {
	stamp := ""
	for _, name := range []string{p.certFile, p.keyFile} {
		info, err := os.Stat(name)
		if err != nil {
			return "", fmt.Errorf("tls file: %w", err)
		}
		stamp += fmt.Sprintf("%d %d;", info.ModTime().UnixNano(), info.Size())
	}
	return stamp, nil
}

// get serves the certificate in hand while its successor cannot be read: the two
// files change one after the other, and a wrong one must not stop the service.
func (p *pair) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	if now.Before(p.next) {
		return p.cert, nil
	}
	p.next = now.Add(lookAgain)
	stamp, err := p.look()
	if err == nil && stamp != p.stamp {
		if err = p.load(); err == nil {
			p.log.Info("tls certificate read again", "file", p.certFile, "until", p.cert.Leaf.NotAfter)
		}
	}
	if err != nil && stamp != p.failed {
		p.log.Warn("tls certificate kept, the new one cannot be read", "error", err.Error())
		p.failed = stamp
	}
	return p.cert, nil
}
