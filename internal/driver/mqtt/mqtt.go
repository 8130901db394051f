// Package mqtt hears one-key boxes and Zigbee gateways over MQTT: by a broker of our
// own, which knows nothing but boxes and lets each speak under its own topics only, or
// at a broker of somebody else's. It has no database; whoever is given a message stores
// it, and only then is the box told that it has arrived. (protocols.md §3)
package mqtt

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"
)

// Kind is what a box did.
type Kind string

// The kinds. Connect and Ping say that it lives, Will that it has gone without a word.
const (
	Connect Kind = "CONNECT"
	Ping    Kind = "PINGREQ"
	Publish Kind = "PUBLISH"
	Will    Kind = "WILL"
)

// Message is one thing a box said. User is who it has shown itself to be. Foreign says
// that it published where it may not; such a message means nothing. Dup says that the
// box may have sent it before.
type Message struct {
	Kind     Kind
	User     string
	Source   string
	Topic    string
	QoS      byte
	ID       uint16
	Retained bool
	Dup      bool
	Foreign  bool
	Payload  []byte
}

// Handler is the house behind the broker. It is called by many goroutines at once, for
// one box by one at a time.
type Handler interface {
	// Login says whether a box may come in: nil, ErrWrong, or ErrLocked for one who
	// has guessed too often; anything else means that nobody could look.
	Login(ctx context.Context, user string, password []byte, source string) error
	// Take stores a message; after an error the box is not told that it has arrived.
	Take(ctx context.Context, m Message) error
	// Turned counts what was turned away, by a short reason.
	Turned(source, reason string)
}

// The refusals of a log-in.
var (
	ErrWrong  = errors.New("mqtt: wrong user or password")
	ErrLocked = errors.New("mqtt: too many wrong passwords")
)

// roots are the first steps of topics: ours, and the one that Zigbee2MQTT is born with.
var roots = []string{"huxue", "zigbee2mqtt"}

// Address takes a topic apart: huxue/USER/channel/part. The channel is what stands
// between the user and the part, "" for the box itself; the part is the last step if it
// is one of those that speak of the line and not of what is pressed. ok is false for
// what is nobody's topic.
func Address(topic string) (user, channel, part string, ok bool) {
	root, rest, found := strings.Cut(topic, "/")
	if !found || root != roots[0] && root != roots[1] {
		return "", "", "", false
	}
	user, rest, _ = strings.Cut(rest, "/")
	if user == "" || strings.ContainsAny(topic, "+#\x00") || !utf8.ValidString(topic) {
		return "", "", "", false
	}
	rest = strings.Trim(rest, "/")
	last := rest[strings.LastIndexByte(rest, '/')+1:]
	switch word := strings.ToLower(last); word {
	case "availability", "state", "status", "lwt", "will", "online":
		part = "state"
	case "press", "event", "up", "heartbeat", "alarm", "sos", "telemetry", "tele":
		part = word
	}
	if part != "" {
		rest = strings.TrimRight(strings.TrimSuffix(rest, last), "/")
	}
	return user, rest, part, true
}

// own says whether a box may publish or subscribe to a topic or filter.
func own(user, topic string) bool {
	for _, root := range roots {
		mine := root + "/" + user
		if topic == mine || strings.HasPrefix(topic, mine+"/") {
			return user != "" && !strings.ContainsAny(user, "/+#\x00")
		}
	}
	return false
}

// Bridge says that a channel is Zigbee2MQTT speaking of itself: long lists of devices
// and clusters that nobody needs to keep.
func Bridge(channel string) bool { return channel == "bridge" || strings.HasPrefix(channel, "bridge/") }

// Presence reads what is published about a line: whether the box is there. known is
// false for anything else.
func Presence(payload []byte) (here, known bool) {
	word := strings.ToLower(strings.Trim(string(payload[:min(len(payload), 200)]), " \t\r\n\"{}"))
	if _, value, found := strings.Cut(word, ":"); found && strings.HasPrefix(word, `state"`) {
		word = strings.Trim(value, " \t\"")
	}
	switch word {
	case "online", "connected", "alive":
		return true, true
	case "offline", "disconnected", "dead", "gone":
		return false, true
	}
	return false, false
}
