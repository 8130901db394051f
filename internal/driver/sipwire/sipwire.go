// Package sipwire is what every language over SIP needs here (GB/T 28181, help-points):
// the socket before the library, which counts what cannot be read and keeps its log
// quiet, and digest challenges that are good for one answer.
package sipwire

import "net"

// LocalIP is the address by which a peer reaches us: the one we are bound to or, if
// that is all of them, the one our packets to it leave from. Nothing is sent for it.
func LocalIP(bound, peer string) string {
	if ip := net.ParseIP(bound); ip != nil && !ip.IsUnspecified() {
		return bound
	}
	c, err := net.Dial("udp", peer)
	if err != nil {
		return bound
	}
	defer c.Close()
	return Host(c.LocalAddr().String())
}

// Host is the address without its port.
func Host(addr string) string {
	h, _, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	return h
}
