package notify

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

var errPrivate = errors.New("notify: the address is not public")

// OutsideClient talks to servers that users named. It connects to public
// addresses only, unless private says otherwise, looked at after the name was
// resolved, follows nothing elsewhere and needs no proxy, so that nobody can make this server knock at
// doors inside the city's network.
func OutsideClient(private func() bool) *http.Client {
	dialer := &net.Dialer{Timeout: 3 * time.Second, KeepAlive: 30 * time.Second}
	dialer.Control = func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !public(at.Addr()) && !private() {
			return errPrivate
		}
		return nil
	}
	return &http.Client{
		Timeout: sendLimit,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: widthLine, IdleConnTimeout: time.Minute,
			TLSHandshakeTimeout: 3 * time.Second, MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Ranges that are neither private nor loopback by name, and still not public:
// carrier NAT, benchmarks, documentation, reserved, and the IPv6 forms that
// carry an IPv4 address inside.
var special = func() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
	} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}()

// public reports whether a is an address of the open internet.
func public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// checkURL is checkEndpoint for what an operator typed in.
func checkURL(text string, private bool) error {
	if checkEndpoint(text, private) == nil {
		return nil
	}
	if checkEndpoint(text, true) == nil {
		return errInner
	}
	return errAddress
}

// checkEndpoint refuses what can be seen to be wrong in the text itself; where
// a name leads is looked at when connecting.
func checkEndpoint(text string, private bool) error {
	u, err := url.Parse(text)
	if err != nil || len(text) > 1000 || u.Host == "" || u.User != nil || u.Fragment != "" {
		return errEndpoint
	}
	if private && u.Scheme == "http" {
		return nil
	}
	if u.Scheme != "https" {
		return errEndpoint
	}
	if a, err := netip.ParseAddr(u.Hostname()); err == nil && !private && !public(a) {
		return errEndpoint
	}
	return nil
}
