package mqtt

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
)

var errRaw = errors.New("mqtt: not a stored message")

// Raw is a message as it is stored: a line of what stood in the head of the packet, and
// the payload as it came.
//
//	PUBLISH qos=1 id=17 huxue/hxk3m9q2w7ab
//	{"press":true}
func (m Message) Raw() []byte {
	head := []string{string(m.Kind)}
	if m.Kind == Publish || m.Kind == Will {
		head = append(head, "qos="+strconv.Itoa(int(m.QoS)))
	}
	if m.ID != 0 {
		head = append(head, "id="+strconv.Itoa(int(m.ID)))
	}
	if m.Retained {
		head = append(head, "retain")
	}
	if m.Foreign {
		head = append(head, "foreign")
	}
	out := append([]byte(strings.Join(head, " ")), ' ')
	out = append(out, strings.NewReplacer("\n", "�", "\r", "�").Replace(strings.ToValidUTF8(m.Topic, "�"))...)
	if m.Kind == Publish || m.Kind == Will {
		out = append(append(out, '\n'), m.Payload...)
	}
	return out
}

// ReadRaw reads a stored message; Dup, User and Source are not in it.
func ReadRaw(raw []byte) (Message, error) {
	line, payload, _ := bytes.Cut(raw, []byte("\n"))
	kind, rest, ok := strings.Cut(string(line), " ")
	m := Message{Kind: Kind(kind), Payload: payload}
	if !ok || m.Kind != Connect && m.Kind != Ping && m.Kind != Publish && m.Kind != Will {
		return Message{}, errRaw
	}
	for {
		word, more, found := strings.Cut(rest, " ")
		name, value, _ := strings.Cut(word, "=")
		n, err := strconv.ParseUint(value, 10, 16)
		switch {
		case !found:
			m.Topic = rest
			return m, nil
		case name == "qos" && err == nil && n <= 2:
			m.QoS = byte(n)
		case name == "id" && err == nil:
			m.ID = uint16(n)
		case word == "retain":
			m.Retained = true
		case word == "foreign":
			m.Foreign = true
		default: // a topic may hold spaces
			m.Topic = rest
			return m, nil
		}
		rest = more
	}
}
