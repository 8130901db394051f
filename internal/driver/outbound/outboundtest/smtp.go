package outboundtest

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// MailServer is a mail server on this machine, without encryption. With a
// password it takes letters only after AUTH PLAIN; Reject makes it answer the
// recipient with that reply.
type MailServer struct {
	Port             int
	Password, Reject string

	mu      sync.Mutex
	letters []string
}

// Letters returns the letters that have come in, as they travelled.
func (m *MailServer) Letters() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string{}, m.letters...)
}

// Mail starts a mail server for the rest of the test.
func Mail(t testing.TB, password, reject string) *MailServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	m := &MailServer{Port: l.Addr().(*net.TCPAddr).Port, Password: password, Reject: reject}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go m.talk(c)
		}
	}()
	return m
}

func (m *MailServer) talk(c net.Conn) {
	defer func() { _ = c.Close() }()
	say := func(s string) { _, _ = fmt.Fprintf(c, "%s\r\n", s) }
	in, known := bufio.NewReader(c), m.Password == ""
	say("220 mail.test")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		verb := strings.ToUpper(strings.Fields(line + " .")[0])
		switch {
		case verb == "EHLO":
			say("250-mail.test")
			say("250 AUTH PLAIN")
		case verb == "AUTH":
			plain, _ := base64.StdEncoding.DecodeString(strings.Fields(line)[2])
			if known = strings.HasSuffix(string(plain), "\x00"+m.Password); known {
				say("235 ok")
			} else {
				say("535 5.7.8 authentication failed")
			}
		case verb == "MAIL" && !known:
			say("530 5.7.0 authentication required")
		case verb == "RCPT" && m.Reject != "":
			say(m.Reject)
		case verb == "DATA":
			say("354 go on")
			var text strings.Builder
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				text.WriteString(line)
			}
			m.mu.Lock()
			m.letters = append(m.letters, text.String())
			m.mu.Unlock()
			say("250 taken as " + strconv.Itoa(text.Len()))
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}
