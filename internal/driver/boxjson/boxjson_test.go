package boxjson_test

import (
	"testing"
	"unicode/utf8"

	"huxue/internal/driver/boxjson"
)

func TestWhatBoxesSay(t *testing.T) {
	for body, want := range map[string]struct {
		known, press, tamper bool
		battery              int
		at                   int64
	}{
		`{"action":"emergency","battery":97,"linkquality":120}`: {true, true, false, 97, 0},
		`{"sos":true,"battery_low":false,"tamper":false}`:       {true, true, false, -1, 0},
		`{"sos":false,"battery_low":true,"tamper":true}`:        {true, false, true, 5, 0},
		`{"action":"release"}`:                                  {true, false, false, -1, 0},
		`{"action":"wobble"}`:                                   {false, false, false, -1, 0},
		`{"press":1,"at":1800000000}`:                           {true, true, false, -1, 1800000000000},
		`{"press":"yes","time":"2026-11-29T08:00:00+08:00"}`:    {true, true, false, -1, 1795910400000},
		`{"type":"heartbeat","battery":400}`:                    {true, false, false, -1, 0},
		`{"type":"ALARM"}`:                                      {true, true, false, -1, 0},
		`{"Press":true,"battery":"full"}`:                       {true, true, false, -1, 0},
		`{"temperature":21}`:                                    {false, false, false, -1, 0},
		`{}`:                                                    {false, false, false, -1, 0},
		`[]`:                                                    {false, false, false, -1, 0},
		`{"press":null}`:                                        {false, false, false, -1, 0},
		`SOS`:                                                   {false, false, false, -1, 0},
	} {
		r, known := boxjson.Read([]byte(body))
		battery := -1
		if r.Battery != nil {
			battery = *r.Battery
		}
		if known != want.known || known && (r.Press != want.press || r.Tamper != want.tamper || battery != want.battery || r.At != want.at) {
			t.Errorf("%s: %+v %v battery %d", body, r, known, battery)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{`{"action":"emergency","battery":97}`, `{"sos":true,"note":"门"}`, `{"press":1e400}`, `{"at":-1}`, "\x00", `{"battery":1e308}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r, known := boxjson.Read(body)
		if r.Battery != nil && (*r.Battery < 0 || *r.Battery > 100) || !utf8.ValidString(r.Note) || !utf8.ValidString(r.Kind) || known != r.Beat && known {
			t.Fatalf("%+v", r)
		}
	})
}
