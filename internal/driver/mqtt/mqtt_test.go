package mqtt

import (
	"bytes"
	"testing"
)

func TestWhoseATopicIs(t *testing.T) {
	for topic, want := range map[string][3]string{
		"huxue/hx1":                    {"hx1", "", ""},
		"huxue/hx1/":                   {"hx1", "", ""},
		"huxue/hx1/press":              {"hx1", "", "press"},
		"huxue/hx1/State":              {"hx1", "", "state"},
		"zigbee2mqtt/hx1/0x00158d0001": {"hx1", "0x00158d0001", ""},
		"huxue/hx1/校门/按钮":              {"hx1", "校门/按钮", ""},
		"huxue/hx1/door/availability":  {"hx1", "door", "state"},
		"huxue/hx1/bridge/state":       {"hx1", "bridge", "state"},
		"huxue/hx1/bridge/devices":     {"hx1", "bridge/devices", ""},
		"huxue//x":                     {},
		"huxue":                        {},
		"other/hx1":                    {},
		"huxue/hx1/+":                  {},
		"$SYS/broker/uptime":           {},
		"huxue/hx1/\xff":               {},
	} {
		user, channel, part, ok := Address(topic)
		if ok != (want[0] != "") || user != want[0] || channel != want[1] || part != want[2] {
			t.Errorf("%q: %q %q %q %v", topic, user, channel, part, ok)
		}
	}
	for topic, mine := range map[string]bool{
		"huxue/hx1": true, "huxue/hx1/#": true, "huxue/hx1/+/x": true, "zigbee2mqtt/hx1/a": true,
		"huxue/hx12": false, "huxue/#": false, "#": false, "huxue/+/x": false, "$share/g/huxue/hx1/#": false, "": false, "$SYS/#": false, "huxue/": false,
	} {
		if own("hx1", topic) != mine {
			t.Errorf("%q: %v", topic, !mine)
		}
	}
	if own("", "huxue/") || own("+", "huxue/+") || own("a/b", "huxue/a/b") {
		t.Error("a name that is a pattern owns something")
	}
}

func TestWhetherABoxIsThere(t *testing.T) {
	for payload, want := range map[string][2]bool{
		"online": {true, true}, `{"state":"offline"}`: {false, true}, `{"state": "online"}`: {true, true}, "OFFLINE\n": {false, true}, `"offline"`: {false, true},
		`{"press":true}`: {}, "": {}, `{"state":"on"}`: {}, `{"note":"offline"}`: {},
	} {
		here, known := Presence([]byte(payload))
		if here != want[0] || known != want[1] {
			t.Errorf("%q: %v %v", payload, here, known)
		}
	}
}

func TestAStoredMessageIsReadAgain(t *testing.T) {
	for _, m := range []Message{
		{Kind: Publish, Topic: "huxue/hx1/校门 2", QoS: 1, ID: 17, Payload: []byte("{\"press\":true}\nand more")},
		{Kind: Publish, Topic: "huxue/hx1", Retained: true, Foreign: true, Payload: []byte{0, 255}},
		{Kind: Publish, Topic: "huxue/id=3", Payload: []byte{}},
		{Kind: Will, Topic: "huxue/hx1/state", QoS: 2, Payload: []byte("offline")},
		{Kind: Connect, Topic: "id=5 of a client"},
		{Kind: Ping},
	} {
		got, err := ReadRaw(m.Raw())
		m.Payload = append([]byte{}, m.Payload...)
		got.Payload = append([]byte{}, got.Payload...)
		if m.Kind == Connect { // a client's own words may look like ours; nobody acts on them
			got.Topic, got.ID, m.Topic = "", 0, ""
		}
		if err != nil || got.Kind != m.Kind || got.Topic != m.Topic || got.QoS != m.QoS || got.ID != m.ID || got.Retained != m.Retained || got.Foreign != m.Foreign ||
			!bytes.Equal(got.Payload, m.Payload) {
			t.Errorf("%q: %+v %v", m.Raw(), got, err)
		}
	}
	for _, raw := range []string{"", "PUBLISH", "NOTHING x\n", "\n"} {
		if _, err := ReadRaw([]byte(raw)); err == nil {
			t.Errorf("%q was read", raw)
		}
	}
}

// Whatever a box calls its topic and whatever it says, reading it never panics, a
// message means the same after it was stored, and nobody owns what another owns.
func FuzzMessage(f *testing.F) {
	f.Add("huxue/hx1/press", []byte(`{"press":true}`), byte(1), uint16(7))
	f.Add("zigbee2mqtt/hx1/0x00158d0001/availability", []byte(`{"state":"offline"}`), byte(0), uint16(0))
	f.Add("huxue/hx1/\n qos=2 id=9 retain", []byte("\n"), byte(2), uint16(65535))
	f.Fuzz(func(t *testing.T, topic string, payload []byte, qos byte, id uint16) {
		m := Message{Kind: Publish, Topic: topic, Payload: payload, QoS: qos % 3, ID: id, Retained: id%2 == 1}
		got, err := ReadRaw(m.Raw())
		if err != nil || !bytes.Equal(got.Payload, payload) || got.ID != id && id != 0 || got.QoS != m.QoS {
			t.Fatalf("%q: %+v %v", m.Raw(), got, err)
		}
		_, _ = ReadRaw(payload)
		Presence(payload)
		user, channel, part, ok := Address(topic)
		if !ok && (user != "" || channel != "" || part != "") {
			t.Fatalf("%q %q %q", user, channel, part)
		}
		if ok && !own(user, topic) || own("another", topic) && user != "another" && ok {
			t.Fatalf("%q is %q's", topic, user)
		}
	})
}
