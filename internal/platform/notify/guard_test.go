package notify

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestOnlyTheOpenInternetIsPublic(t *testing.T) {
	for text, want := range map[string]bool{
		"8.8.8.8": true, "223.5.5.5": true, "2400:3200::1": true,
		"127.0.0.1": false, "10.0.0.1": false, "172.16.3.4": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "0.0.0.0": false, "224.0.0.1": false, "255.255.255.255": false, "198.18.0.1": false,
		"::1": false, "::": false, "fe80::1": false, "fd00::1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false,
		"64:ff9b::a00:1": false, "2002:a00:1::": false, "2001:db8::1": false, "ff02::1": false,
	} {
		if got := public(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// A name that leads inside is caught where it counts: at the connection.
func TestTheClientKnocksAtNoInnerDoor(t *testing.T) {
	knocked := false
	inner := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { knocked = true }))
	defer inner.Close()
	_, port, _ := splitPort(inner.URL)
	for _, url := range []string{inner.URL, "https://localhost:" + port} {
		_, err := OutsideClient(func() bool { return false }).Get(url)
		if !errors.Is(err, errPrivate) || knocked {
			t.Errorf("%s: %v", url, err)
		}
	}
	moved := httptest.NewServer(http.RedirectHandler(inner.URL, http.StatusFound))
	defer moved.Close()
	res, err := OutsideClient(func() bool { return true }).Get(moved.URL)
	if err != nil || res.StatusCode != http.StatusFound || knocked {
		t.Fatalf("followed elsewhere: %v", err)
	}
	_ = res.Body.Close()
}

func splitPort(url string) (host, port string, err error) {
	at, err := netip.ParseAddrPort(url[len("https://"):])
	return at.Addr().String(), url[len(url)-len(portOf(at)):], err
}

func portOf(at netip.AddrPort) string { return at.String()[len(at.Addr().String())+1:] }
