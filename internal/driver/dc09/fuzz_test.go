package dc09

import (
	"testing"
	"time"
)

// Whatever the wire brings, reading it never panics, and what is read is small
// and plain enough to be shown.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`"SIA-DCS"0002R1L0#1234[#1234|Nri1^Gate^ti15:28:11PA1|Aone key]_04:00:00,11-23-2026`, `"ADM-CID"9999L0#AB[#AB|1120 00 015]`,
		`"*NULL"0000L0#1[00112233445566778899AABBCCDDEEFF`, `"NAK"0000R0L0A0[]_04:00:00,11-23-2026`, `"SIA-DCS"0003L0#1[#1|NPA][X1][V2]`,
	} {
		f.Add(bytesOf(s))
	}
	f.Add([]byte("SR0001L0001    006969XX    [ID00000000]\r"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, in := range [][]byte{raw, bytesOf(`"` + string(raw)), bytesOf(`"SIA-DCS"0001L0#1[` + string(raw)), bytesOf(`"ADM-CID"0001L0#1[` + string(raw))} {
			fr, _ := Parse(in)
			if len(fr.Account) > 16 || !fr.Sealed && fr.cipher != "" {
				t.Fatalf("%+v", fr)
			}
			fr.InTime(noon)
			events := fr.Events()
			if len(events) == 0 || len(events) > mostEvents {
				t.Fatalf("%d events", len(events))
			}
			for _, e := range events {
				if len(e.Code) > 24 || len(e.Zone) > 24 {
					t.Fatalf("%+v", e)
				}
			}
			Heaviest(events)
			if fr.Token != "" {
				Ack(fr, nil, noon)
			}
		}
	})
}

// No ciphertext makes the receiver panic, and what we seal opens again.
func FuzzOpen(f *testing.F) {
	f.Add([]byte("00112233445566778899AABBCCDDEEFF"), "#1234|NPA1", byte(0))
	f.Add([]byte(""), "", byte(1))
	f.Add([]byte("zz"), "]|[", byte(2))
	f.Fuzz(func(t *testing.T, cipher []byte, data string, size byte) {
		key := []byte("0123456789ABCDEF0123456789ABCDEF")[:16+8*int(size%3)]
		fr := Frame{Token: SIA, Sealed: true, cipher: string(cipher)}
		if fr.Open(key) != nil && (fr.Data != "" || !fr.Time.IsZero()) {
			t.Fatalf("half open: %+v", fr)
		}
		text, err := seal("|"+data+"]"+formatTime(noon), key)
		if err != nil {
			t.Fatal(err)
		}
		again := Frame{Token: SIA, Sealed: true, cipher: text}
		for _, c := range data {
			if c == ']' || c == '[' {
				_ = again.Open(key)
				return
			}
		}
		if err := again.Open(key); err != nil || again.Data != data || !again.Time.Equal(noon.Truncate(time.Second)) {
			t.Fatalf("%q: %+v %v", data, again, err)
		}
	})
}
