package dc09

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

var (
	noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	keys = map[string][]byte{
		"AES-128": []byte("0123456789ABCDEF"), "AES-192": []byte("0123456789ABCDEF01234567"),
		"AES-256": []byte("0123456789ABCDEF0123456789ABCDEF"),
	}
)

func read(t *testing.T, raw []byte) Frame {
	t.Helper()
	f, err := Parse(raw)
	if err != nil {
		t.Fatalf("%q: %v", raw, err)
	}
	return f
}

// The published check value of CRC-16/ARC.
func TestChecksum(t *testing.T) {
	if got := checksum([]byte("123456789")); got != 0xBB3D {
		t.Fatalf("%04X", got)
	}
}

func TestFramesOfTheWire(t *testing.T) {
	for body, want := range map[string]Frame{
		`"SIA-DCS"0002R1L0#1234[#1234|Nri1/PA1]_04:00:00,11-23-2026`: {Token: SIA, Seq: "0002", Receiver: "1", Line: "0", Account: "1234", Data: "#1234|Nri1/PA1", Time: noon},
		`"ADM-CID"9999L0#AB12CD[#AB12CD|1120 00 015]`:                {Token: CID, Seq: "9999", Line: "0", Account: "AB12CD", Data: "#AB12CD|1120 00 015"},
		`"NULL"0000R0L0#1234[]_04:00:00,11-23-2026`:                  {Token: Null, Seq: "0000", Receiver: "0", Line: "0", Account: "1234", Time: noon},
		`"SIA-DCS"0003L0#1[#1|NPA][X112.7][Vhttp]`:                   {Token: SIA, Seq: "0003", Line: "0", Account: "1", Data: "#1|NPA", Extra: []string{"X112.7", "Vhttp"}},
		`"NAK"0000R0L0A0[]_04:00:00,11-23-2026`:                      {Token: NAK, Seq: "0000", Receiver: "0", Line: "0", Time: noon},
	} {
		got := read(t, bytesOf(body))
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
			t.Errorf("%s\n got %+v\nwant %+v", body, got, want)
		}
	}
}

// The example of a working box, byte for byte, with its own checksum.
func TestAFrameOfAnotherMaker(t *testing.T) {
	f := read(t, []byte("\n9EC40027\"ADM-CID\"0001L0#1002[#1002|1602 00 001]\r"))
	if f.Account != "1002" || f.WrongLength || Heaviest(f.Events()).What != Test {
		t.Fatalf("%+v", f)
	}
}

func TestAWrongLengthIsAWarning(t *testing.T) {
	body := `"ADM-CID"0001L0#1002[#1002|1120 00 001]`
	for _, length := range []string{"0078", "0039", "ZZZZ"} {
		f := read(t, fmt.Appendf(nil, "\n%04X%s%s\r", checksum([]byte(body)), length, body))
		if !f.WrongLength || Heaviest(f.Events()).What != Panic {
			t.Errorf("%s: %+v", length, f)
		}
	}
}

func TestWhatIsNotAFrame(t *testing.T) {
	good := bytesOf(`"SIA-DCS"0002R1L0#1234[#1234|NPA1]`)
	bad := bytes.Replace(good, []byte("NPA1"), []byte("NPA2"), 1)
	if _, err := Parse(bad); !errors.Is(err, ErrCRC) {
		t.Errorf("a changed byte: %v", err)
	}
	for _, raw := range [][]byte{nil, {'\n', '\r'}, []byte("GET / HTTP/1.1\r"), []byte("\nZZZZ0027\"ADM-CID\"0001L0#1[]\r"),
		bytesOf(`"SIA-DCS`), bytesOf(`"SIA-DCS"12L0#1[]`), bytesOf(`"SIA-DCS"0001L0#1`), bytesOf(`"SIA-DCS"0001L0#a/../b[]`),
		bytesOf(`"SIA-DCS"0001L0#` + strings.Repeat("1", 17) + `[]`), bytesOf(`"SIA-DCS"0001L0#1[][`), bytesOf(`"SIA-DCS"0001L0#1[]_yesterday`),
		bytes.Repeat([]byte("0"), mostFrame+1)} {
		if f, err := Parse(raw); !errors.Is(err, ErrShape) {
			t.Errorf("%q: %+v %v", raw, f, err)
		}
	}
	// Even then it is said whose panic cannot be read.
	if f, _ := Parse(bytesOf(`"SIA-DCS"0001L0#1234[#1234|NP`)); f.Account != "1234" {
		t.Errorf("%+v", f)
	}
}

func TestTheLineOfOlderBoxes(t *testing.T) {
	f := read(t, []byte("SR0001L0001    006969XX    [ID00000000]\r"))
	if f.Token != OH || f.Receiver != "0001" || f.Line != "0001" || f.Account != "006969" || f.Data != "00000000" || f.Events()[0].What != Alive {
		t.Fatalf("%+v", f)
	}
	for _, s := range []string{"SR", "SRL0001 1XX[ID]", "SR1L1 006969XX", "SR1L1 00/69XX [ID1]", "SR1L1XX [ID1]", "SR1L1 1XX [ID1]more"} {
		if f, err := Parse([]byte(s)); err == nil {
			t.Errorf("%s: %+v", s, f)
		}
	}
}

func sealed(t *testing.T, token, data string, key []byte, at time.Time) []byte {
	t.Helper()
	f := Frame{Token: token, Seq: "0007", Receiver: "1", Line: "0", Account: "1234", Data: data, Sealed: true}
	body, err := f.body(key, at)
	if err != nil {
		t.Fatal(err)
	}
	return bytesOf(body)
}

func TestSealedFrames(t *testing.T) {
	for name, key := range keys {
		for _, data := range []string{"#1234|Nri1/PA1", "#1234|1120 00 001", "", strings.Repeat("A", 500)} {
			raw := sealed(t, SIA, data, key, noon)
			if data != "" && bytes.Contains(raw, []byte(data)) {
				t.Fatalf("%s: the data is open: %q", name, raw)
			}
			f := read(t, raw)
			if !f.Sealed || f.Account != "1234" || f.Data != "" {
				t.Fatalf("%+v", f)
			}
			for other, wrong := range keys {
				g := f
				if err := g.Open(wrong); other != name && (!errors.Is(err, ErrKey) || g.Data != "") {
					t.Errorf("%s opened with %s: %+v %v", name, other, g, err)
				}
			}
			if err := f.Open(key); err != nil || f.Data != data || !f.Time.Equal(noon) {
				t.Errorf("%s: %+v %v", name, f, err)
			}
		}
	}
	// A maker whose library adds a whole block of padding at the end (seen at a public receiver).
	body, err := seal("|]"+formatTime(noon)+strings.Repeat("\x10", 16), keys["AES-128"])
	if err != nil {
		t.Fatal(err)
	}
	if f := read(t, bytesOf(`"*ACK"0001L0#1234[`+body)); f.Open(keys["AES-128"]) != nil || !f.Time.Equal(noon) {
		t.Errorf("%+v", f)
	}
	f := read(t, sealed(t, SIA, "#1234|NPA1", keys["AES-128"], time.Time{}))
	if err := f.Open(keys["AES-128"]); !errors.Is(err, ErrKey) {
		t.Errorf("without a time: %v", err)
	}
	if err := f.Open([]byte("short")); !errors.Is(err, ErrKey) {
		t.Error(err)
	}
	if bytes.Equal(sealed(t, Null, "", keys["AES-128"], noon), sealed(t, Null, "", keys["AES-128"], noon)) {
		t.Error("two equal messages look equal")
	}
}

func TestTheWindowOfTime(t *testing.T) {
	for off, want := range map[time.Duration]bool{
		0: true, -40 * time.Second: true, -41 * time.Second: false, 20 * time.Second: true, 21 * time.Second: false, -time.Hour: false,
	} {
		f := read(t, bytesOf(`"NULL"0000L0#1[]`+formatTime(noon.Add(off))))
		if f.InTime(noon) != want {
			t.Errorf("%v: %v", off, !want)
		}
	}
	// The second before 11 o'clock is the trap of Go's parser.
	eleven := time.Date(2026, 11, 11, 11, 11, 11, 0, time.UTC)
	if f := read(t, bytesOf(`"NULL"0000L0#1[]`+formatTime(eleven))); !f.Time.Equal(eleven) {
		t.Errorf("%v", f.Time)
	}
	if f := read(t, bytesOf(`"NULL"0000L0#1[]`)); !f.InTime(noon) {
		t.Error("without a time")
	}
}

func TestWhatEventsMean(t *testing.T) {
	for _, c := range []struct {
		token, data string
		want        What
		zone        string
	}{
		{CID, "#1234|1120 00 015", Panic, "015"}, {CID, "1121 01 001", Duress, "001"}, {CID, "#1|1122 00 001", HoldUp, "001"},
		{CID, "#1|1123 00 001", Panic, "001"}, {CID, "#1|3120 00 001", Restore, "001"}, {CID, "#1|6120 00 001", Panic, "001"},
		{CID, "#1|1110 00 001", Fire, "001"}, {CID, "#1|1100 00 001", Medical, "001"}, {CID, "#1|1130 00 001", Burglary, "001"},
		{CID, "#1|1137 00 001", Tamper, "001"}, {CID, "#1|3137 00 001", TamperOK, "001"}, {CID, "#1|1602 00 000", Test, "000"},
		{CID, "#1|1302 00 000", BatteryLow, "000"}, {CID, "#1|3302 00 000", BatteryOK, "000"}, {CID, "#1|1301 00 000", PowerLost, "000"},
		{CID, "#1|1999 00 000", Unknown, "000"}, {CID, "#1|2120 00 000", Unknown, "000"}, {CID, "", Unknown, ""}, {CID, "#1|1120", Panic, ""},
		{SIA, "#1234|Nri1/PA15", Panic, "15"}, {SIA, "#1234|NPA", Panic, ""}, {SIA, "#1234|NHA1", HoldUp, "1"}, {SIA, "Nti15:28:11/id12/HA02", HoldUp, "02"},
		{SIA, "#1|Nri1^Gate^ti15:28:11PA1|Aone key alarm", Panic, "1"}, {SIA, "#1|Nri1^PA FA^RP", Test, ""}, {SIA, "#1|Nri1PR1", Restore, "1"},
		{SIA, "#1|NHR1", Restore, "1"}, {SIA, "#1|NTA1", Tamper, "1"}, {SIA, "#1|NFA2", Fire, "2"}, {SIA, "#1|NBA2", Burglary, "2"}, {SIA, "#1|NRP0000", Test, "0000"},
		{SIA, "#1|NYT", BatteryLow, ""}, {SIA, "#1|NRP/PA3", Panic, "3"}, {SIA, "#1|NTA1BA2", Burglary, "2"}, {SIA, "#1|NPA1FA2", Panic, "1"}, {SIA, "#1|ZZ9", Unknown, "9"},
		{SIA, "#1|NULL", Alive, ""}, {SIA, "", Unknown, ""}, {SIA, "#1|N^never closed", Unknown, ""}, {Null, "", Alive, ""}, {"XSIA", "PA", Unknown, ""},
	} {
		f := Frame{Token: c.token, Data: c.data}
		if e := Heaviest(f.Events()); e.What != c.want || e.Zone != c.zone {
			t.Errorf("%s %s: %+v, want %s %q", c.token, c.data, e, c.want, c.zone)
		}
	}
	for _, data := range []string{"6120 00 001"} {
		if f := (&Frame{Token: CID, Data: data}); !f.Events()[0].Still {
			t.Error("no news taken for news")
		}
	}
	if f := (&Frame{Token: SIA, Data: "#1|OPA1"}); !f.Events()[0].Still || f.Events()[0].What != Panic {
		t.Errorf("%+v", f.Events())
	}
}

func TestAnswers(t *testing.T) {
	f := read(t, bytesOf(`"ADM-CID"0042R2L7#AB[#AB|1120 00 001]`))
	if got := Ack(f, nil, noon); !bytes.Contains(got, []byte(`"ACK"0042R2L7#AB[]`+"\r")) {
		t.Errorf("%q", got)
	}
	if got := Duh(f, nil, noon); !bytes.Contains(got, []byte(`"DUH"0042R2L7#AB[]`+"\r")) {
		t.Errorf("%q", got)
	}
	if got := Nak(noon); !bytes.Contains(got, []byte(`"NAK"0000R0L0A0[]_04:00:00,11-23-2026`+"\r")) {
		t.Errorf("%q", got)
	}
	key := keys["AES-256"]
	g := read(t, Ack(read(t, sealed(t, CID, "#1234|1120 00 001", key, noon)), key, noon))
	if err := g.Open(key); err != nil || g.Token != ACK || g.Seq != "0007" || !g.Time.Equal(noon) {
		t.Errorf("%+v %v", g, err)
	}
	old := read(t, []byte("SR0001L0001    006969XX    [ID00000000]\r"))
	if got := Ack(old, nil, noon); string(got) != "\x06\r" {
		t.Errorf("%q", got)
	}
}
