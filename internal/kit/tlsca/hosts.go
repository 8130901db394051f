package tlsca

import (
	"net"
	"strings"
)

// split tells names from addresses; names come back in lower case.
func split(hosts []string) (names []string, ips []net.IP) {
	for _, h := range hosts {
		h = strings.ToLower(strings.TrimSpace(h))
		if ip := net.ParseIP(h); ip != nil {
			ips = append(ips, short(ip))
		} else if h != "" {
			names = append(names, h)
		}
	}
	return names, ips
}

// machineIPs lists the addresses of this machine, loopback included, but not
// those IPv6 addresses that mean nothing without naming the interface.
func machineIPs() []net.IP {
	ips := []net.IP{short(net.IPv4(127, 0, 0, 1)), net.IPv6loopback}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return ips
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
			ips = append(ips, short(n.IP))
		}
	}
	return ips
}

// short gives IPv4 addresses their four-byte form, which masks are made for.
func short(ip net.IP) net.IP {
	if v4 := ip.To4(); v4 != nil {
		return v4
	}
	return ip
}
