package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"huxue/internal/kit/config"
	"huxue/internal/kit/tlsca"
)

// rehearseAfter leaves the first moments of a server to what fell due while it was
// away.
const rehearseAfter = 3 * time.Second

// Serve serves people, phones and desks until it is told to stop.
func Serve(ctx context.Context, c Command) error {
	cfg, l, err := c.load(nil)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	a, err := Open(ctx, Options{Config: cfg, Log: l, OnFatal: func(err error) { stop(fmt.Errorf("the disk failed: %w", err)) }})
	if err != nil {
		return err
	}
	defer a.Close()
	tls, err := tlsca.Config(tlsca.Options{
		Mode: tlsMode(cfg), CertFile: cfg.TLSCert, KeyFile: cfg.TLSKey, Hosts: hosts(cfg.TLSHosts),
		Dir: filepath.Join(cfg.Data, "tls"), ACMEEmail: cfg.ACMEMail, Clock: a.clock, Log: l,
	})
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return err
	}
	_, port, _ := net.SplitHostPort(cfg.Listen)
	at := tlsca.Address{URL: cfg.PublicURL, Port: port}
	if tls.CA != nil {
		page := tlsca.TrustPage(tls.CA, at)
		a.api.Handle("GET "+tlsca.TrustPath, page.ServeHTTP)
		a.api.Handle("GET "+tlsca.TrustPath+"/", page.ServeHTTP)
		fmt.Fprintf(c.Out, "证书指纹 certificate fingerprint: %s\n", tlsca.Fingerprint(tls.CA))
	}
	if err := a.Start(ctx); err != nil {
		return err
	}
	if err := a.listenMQTTS(ctx, tls); err != nil {
		return err
	}
	if err := a.greet(ctx, c.Out, ln.Addr().String(), tls.TLS != nil); err != nil {
		return err
	}
	servers := []*http.Server{newServer(a.Handler(), l)}
	failed := make(chan error, 2)
	go func() {
		if tls.TLS != nil {
			servers[0].TLSConfig = tls.TLS
			failed <- servers[0].ServeTLS(ln, "", "")
			return
		}
		failed <- servers[0].Serve(a.api.Express(ln))
	}()
	if cfg.HTTPPort != "" {
		plain := newServer(tls.Plain(at), l)
		plain.Addr = cfg.HTTPPort
		servers = append(servers, plain)
		go func() { failed <- plain.ListenAndServe() }()
	}
	a.working.Go(func() {
		select {
		case <-time.After(rehearseAfter):
		case <-ctx.Done():
			return
		}
		if err := a.Rehearse(ctx); err != nil && ctx.Err() == nil {
			l.Warn("the first presses will be slower", "error", err)
		}
	})
	debug.FreeOSMemory() // start-up is the most we ever hold at once
	select {
	case err = <-failed:
	case <-ctx.Done():
		if err = context.Cause(ctx); errors.Is(err, context.Canceled) {
			err = nil
		}
	}
	shut(servers)
	return err
}

// newServer has limits that a slow village network keeps and an idle attacker
// does not. What it says of broken connections goes into our log like the rest.
func newServer(h http.Handler, l *slog.Logger) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(l.Handler(), slog.LevelDebug),
	}
}

// shut lets short requests finish; open streams do not end by themselves.
func shut(servers []*http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	for _, s := range servers {
		if s.Shutdown(ctx) != nil {
			_ = s.Close()
		}
	}
}

// listenMQTTS lets boxes log in over TLS with the certificate that browsers get, or,
// where browsers need none, with one of our own authority.
func (a *App) listenMQTTS(ctx context.Context, web *tlsca.Setup) error {
	if a.cfg.MQTTSListen == "" {
		return nil
	}
	if web.TLS == nil {
		own, err := tlsca.Config(tlsca.Options{Mode: tlsca.ModeLocal, Hosts: hosts(a.cfg.TLSHosts), Dir: filepath.Join(a.cfg.Data, "tls"), Clock: a.clock, Log: a.log})
		if err != nil {
			return err
		}
		web = own
	}
	c := web.TLS.Clone()
	c.NextProtos = nil // those of browsers; a box that offers mqtt would be turned away
	_, err := a.HearMQTTS(ctx, a.cfg.MQTTSListen, c)
	return err
}

// tlsMode resolves auto: plain http on a loopback address, where browsers treat
// it as secure, and our own authority everywhere else.
func tlsMode(cfg *config.Config) string {
	if cfg.TLS != "auto" {
		return cfg.TLS
	}
	host, _, _ := net.SplitHostPort(cfg.Listen)
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return tlsca.ModeOff
	}
	return tlsca.ModeLocal
}

func hosts(list string) []string {
	var out []string
	for _, h := range strings.Split(list, ",") {
		if h = strings.TrimSpace(h); h != "" {
			out = append(out, h)
		}
	}
	return out
}
