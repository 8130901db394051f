package app

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
)

// greet prints where to go: the address, the set-up link while there is nobody
// yet, and the accounts of a demo city.
func (a *App) greet(ctx context.Context, out io.Writer, addr string, secure bool) error {
	base := a.cfg.PublicURL
	if base == "" {
		base = map[bool]string{true: "https://", false: "http://"}[secure] + reachable(addr, secure)
	}
	fmt.Fprintf(out, "\n护学 Huxue          %s\n警务台 police desk  %s/desk\n手机端 phone        %s/phone\n", base, base, base)
	link, err := a.auth.SetupLink(ctx)
	if err != nil {
		return err
	}
	if link != "" {
		fmt.Fprintf(out, "\n首次使用，请在 24 小时内打开 first start, open within 24 hours:\n  %s%s\n", base, link)
	}
	return printAccounts(out, a.cfg.Data)
}

// reachable turns the address we listen on into one that people can type: every
// address means this machine's name, and the usual port is left out.
func reachable(addr string, secure bool) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		if name, err := os.Hostname(); err == nil {
			host = name
		}
	}
	if port == map[bool]string{true: "443", false: "80"}[secure] {
		return host
	}
	return net.JoinHostPort(host, port)
}

// accountsFile holds the accounts of a demo city, so that a later start can
// print them again. A real city has no such file.
const accountsFile = "demo-accounts.txt"

func printAccounts(out io.Writer, dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, accountsFile))
	if os.IsNotExist(err) {
		return nil
	}
	if err == nil {
		_, err = out.Write(append([]byte("\n"), text...))
	}
	return err
}
