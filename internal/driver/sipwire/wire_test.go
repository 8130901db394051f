package sipwire

import (
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/emiago/sipgo/sip"
)

var (
	testParser = sip.NewParser()
	testProps  = sip.TransportReadProps{Transport: "UDP", RemoteAddr: &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 5060}}
)

func TestLengthsAreMended(t *testing.T) {
	body := "<Notify>\xd2\xbb\xbc\xfc</Notify>"
	for _, claim := range []string{"10", "9999", "abc"} {
		got := string(mendLength([]byte("MESSAGE sip:a@b SIP/2.0\r\nContent-Length: " + claim + "\r\nX: y\r\n\r\n" + body)))
		if !strings.Contains(got, "Content-Length: "+strconv.Itoa(len(body))+"\r\nX: y\r\n\r\n") || !strings.HasSuffix(got, body) {
			t.Fatal(got)
		}
	}
}

func FuzzDatagram(f *testing.F) {
	f.Add([]byte("MESSAGE sip:a@b SIP/2.0\r\nContent-Length: 3\r\n\r\nabcdef"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		w := wire{parser: testParser, bad: func(string, string, []byte) {}}
		_, _ = w.filter(testProps, raw)
	})
}
