package gb28181

import (
	"strings"
	"testing"
	"unicode/utf8"
)

const press = `<?xml version="1.0" encoding="GB2312"?><Notify><CmdType>Alarm</CmdType><SN>11</SN><DeviceID>14090200001340000001</DeviceID>
<AlarmPriority>1</AlarmPriority><AlarmMethod>2</AlarmMethod><AlarmTime>2026-11-23T15:45:00</AlarmTime>
<AlarmDescription>忻州市实验小学门卫室一键报警</AlarmDescription><Longitude>112.734</Longitude><Latitude>38.416</Latitude></Notify>`

func TestMessagesAsDevicesSendThem(t *testing.T) {
	cases := map[string]struct {
		body []byte
		cut  bool
		desc string
	}{
		"GBK under GB2312":         {encode(press), false, "忻州市实验小学门卫室一键报警"},
		"UTF-8 under GB2312":       {[]byte(press), false, "忻州市实验小学门卫室一键报警"},
		"GBK under UTF-8":          {encode(strings.Replace(press, "GB2312", "UTF-8", 1)), false, "忻州市实验小学门卫室一键报警"},
		"no declaration":           {encode(press[strings.Index(press, "<Notify"):]), false, "忻州市实验小学门卫室一键报警"},
		"lower case":               {[]byte(strings.NewReplacer("CmdType", "cmdType", "AlarmMethod", "alarmMethod").Replace(press)), false, "忻州市实验小学门卫室一键报警"},
		"rare characters, GB18030": {encode(strings.Replace(press, "门卫室", "㐀𠀀", 1)), false, "忻州市实验小学㐀𠀀一键报警"},
		"CDATA":                    {[]byte(strings.Replace(press, "忻州市实验小学门卫室一键报警", "<![CDATA[a<b]]>", 1)), false, "a<b"},
		"entities":                 {[]byte(strings.Replace(press, "忻州市实验小学门卫室一键报警", "a&lt;b&amp;c", 1)), false, "a<b&c"},
		"wrong end tag":            {[]byte(strings.Replace(press, "</AlarmDescription>", "</AlarmDescriptio>", 1)), true, "忻州市实验小学门卫室一键报警"},
		"no end":                   {[]byte(strings.TrimSuffix(press, "</Notify>")), true, "忻州市实验小学门卫室一键报警"},
	}
	for name, c := range cases {
		m, err := Parse(c.body)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		a := AlarmOf(m)
		if m.Kind != Notify || m.Cmd != CmdAlarm || m.SN != "11" || a.DeviceID != "14090200001340000001" || a.Meaning() != MeansPress || a.Priority != 1 {
			t.Errorf("%s: %+v", name, m)
		}
		if m.Cut != c.cut || a.Description != c.desc && !(c.cut && strings.HasPrefix(c.desc, a.Description)) {
			t.Errorf("%s: cut %v, %q", name, m.Cut, a.Description)
		}
	}
}

// However short an alarm is cut, it stays an alarm as long as the word is in it.
func TestAlarmSurvivesEveryCut(t *testing.T) {
	for _, whole := range [][]byte{encode(press), []byte(press)} {
		from := strings.Index(press, "</CmdType>")
		for n := from; n < len(whole); n++ {
			m, err := Parse(whole[:n])
			if err != nil || m.Cmd != CmdAlarm {
				t.Fatalf("cut at %d: %+v %v", n, m, err)
			}
			if !m.Cut {
				t.Fatalf("cut at %d and not noticed", n)
			}
			if d := AlarmOf(m).Description; !utf8.ValidString(d) {
				t.Fatalf("cut at %d: %q", n, d)
			}
		}
	}
}

func TestCatalogueAndWhatWeWrite(t *testing.T) {
	body := Write(Response, CmdCatalog, "7", "14090200001180000001", []Field{F("SumNum", "2")}, "DeviceList",
		[]Field{F("DeviceID", "14090200001320000001"), F("Name", "大门<1>&"), F("Status", "ON")},
		[]Field{F("DeviceID", "14090200001320000002"), F("Name", "操场"), F("Status", "OFF")})
	if utf8.Valid(body) {
		t.Fatal("not GB18030")
	}
	m, err := Parse(body)
	if err != nil || m.Cut || m.Sum != 2 || len(m.Items) != 2 || m.DeviceID != "14090200001180000001" {
		t.Fatalf("%+v %v", m, err)
	}
	if m.Items[0].Get("Name") != "大门<1>&" || m.Items[1].Get("DeviceID") != "14090200001320000002" || m.Items[1].Get("Status") != "OFF" {
		t.Fatalf("%+v", m.Items)
	}
	for _, junk := range []string{"", "hello", "\x00\xff", "<", "<<<>>>", "</a>"} {
		if m, err := Parse([]byte(junk)); err == nil {
			t.Errorf("%q: %+v", junk, m)
		}
	}
}

func TestMeanings(t *testing.T) {
	cases := []struct {
		method, kind int
		want         string
	}{
		{2, 0, MeansPress}, {2, 1, MeansVideoLost}, {2, 2, MeansTamper}, {2, 3, MeansFault}, {2, 5, MeansFault}, {2, 6, MeansUnknown},
		{5, 1, MeansPress}, {5, 2, MeansAnalysis}, {5, 6, MeansAnalysis}, {5, 11, MeansVideoLost}, {5, 12, MeansAnalysis}, {5, 13, MeansUnknown},
		{6, 1, MeansFault}, {6, 0, MeansFault}, {1, 0, MeansUnknown}, {7, 0, MeansUnknown}, {0, 0, MeansUnknown}, {-1, 0, MeansUnknown}, {2, -1, MeansUnknown},
	}
	for _, c := range cases {
		if got := (Alarm{Method: c.method, Type: c.kind}).Meaning(); got != c.want {
			t.Errorf("method %d type %d: %s, want %s", c.method, c.kind, got, c.want)
		}
	}
	m, err := Parse([]byte(`<notify><cmdtype>alarm</cmdtype><Info><AlarmType>2</AlarmType></Info><AlarmMethod>2</AlarmMethod><Longitude></Longitude></notify>`))
	if err != nil || AlarmOf(m).Meaning() != MeansTamper || m.Kind != Notify {
		t.Fatalf("%+v %v", m, err)
	}
	m, _ = Parse([]byte(`<Notify><CmdType>Alarm</CmdType><AlarmMethod>two</AlarmMethod></Notify>`))
	if a := AlarmOf(m); !a.Broken || a.Meaning() != MeansUnknown {
		t.Fatalf("%+v", a)
	}
	if !Time("2026-11-23T15:45:00").Equal(Time("2026-11-23T07:45:00Z")) || !Time("nonsense").IsZero() {
		t.Fatal("times")
	}
}

func TestCodesAndTurns(t *testing.T) {
	c := MakeCode("14090200", TypeAlarmIn, 1)
	if c != "14090200001340000001" || c.Type() != TypeAlarmIn || c.Area() != "140902" || c.Domain() != "1409020000" {
		t.Fatal(c, c.Type(), c.Area(), c.Domain())
	}
	for _, bad := range []string{"", "1409020000134000000", "1409020000134000000a", "１409020000134000000"} {
		if _, err := ParseCode(bad); err == nil {
			t.Error(bad)
		}
	}
	if s := SSRC("34020000002000000001", false, 1); s != "0200000001" {
		t.Fatal(s)
	}
	if got := (Move{Pan: 1, PanSpeed: 0x1F}).PTZ(); got != "A50F01011F0000D5" {
		t.Fatal(got)
	}
	if got := (Move{Pan: -1, PanSpeed: 0x1F}).PTZ(); got != "A50F01021F0000D6" { // the reference's example
		t.Fatal(got)
	}
}

func TestDescriptions(t *testing.T) {
	offer := Offer{Session: "Play", Owner: "14090200001320000001", IP: "127.0.0.1", Port: 30000, TCP: true, Setup: "passive", SSRC: "0200000001"}
	s, err := ParseSDP(offer.SDP())
	if err != nil || s.Port != 30000 || !s.TCP || s.Setup != "passive" || s.Payloads[96] != "PS" || s.Session != "Play" {
		t.Fatalf("%+v %v", s, err)
	}
	if n, ok := s.Number(); !ok || n != 200000001 {
		t.Fatal(n, ok)
	}
	camera := "v=0\r\no=- 0 0 IN IP4 192.168.1.64\r\ns=Play\r\nc=IN IP4 192.168.1.64\r\nt=0 0\r\nm=video 15060 RTP/AVP 96\r\na=username:admin\r\na=password:Secret123\r\na=rtpmap:96 PS/90000\r\ny=200000001\r\n"
	s, err = ParseSDP([]byte(camera))
	if n, _ := s.Number(); err != nil || n != 200000001 || s.Port != 15060 {
		t.Fatalf("%+v %v", s, err)
	}
	for _, bad := range []string{"", "v=0", "m=video x RTP/AVP 96", "m=video 0 RTP/AVP 96", "m=video 70000 RTP/AVP 96"} {
		if _, err := ParseSDP([]byte(bad)); err == nil {
			t.Error(bad)
		}
	}
}

func FuzzMessage(f *testing.F) {
	f.Add([]byte(press))
	f.Add(encode(press))
	f.Add([]byte(`<Response><CmdType>Catalog</CmdType><SumNum>9</SumNum><DeviceList Num="1"><Item><DeviceID>1</DeviceID></Item>`))
	f.Add([]byte("<a><b/></a><![CDATA[x"))
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := Parse(body)
		if err != nil {
			return
		}
		if len(m.Items) > maxItems || len(m.Fields) > maxFields {
			t.Fatal("unbounded")
		}
		for _, v := range m.Fields {
			if !utf8.ValidString(v) || len(v) > maxText {
				t.Fatalf("%q", v)
			}
		}
		AlarmOf(m).Meaning()
	})
}

func FuzzSDP(f *testing.F) {
	f.Add([]byte("v=0\r\nm=video 30000 TCP/RTP/AVP 96\r\na=setup:active\r\na=password:x\r\ny=0200000001\r\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := ParseSDP(body)
		if err == nil && (s.Port < 1 || s.Port > 65535) {
			t.Fatal(s)
		}
		_, _ = s.Number()
		_, _ = s.Addr()
	})
}
