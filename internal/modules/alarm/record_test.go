package alarm

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"huxue/internal/platform/setting"
)

var signer = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))

func ours() string { return setting.Fingerprint(signer.Public().(ed25519.PublicKey)) }

// told is the file of an alarm of five lines.
func told(t testing.TB) []byte {
	t.Helper()
	lines := story(5)
	for i, kind := range []string{"raised", "accepted", "dispatched", "police_arrived", "resolved"} {
		lines[i].Kind = kind
		lines[i].Prev = ""
		if i > 0 {
			lines[i].Prev = lines[i-1].Hash
		}
		reseal(&lines[i])
	}
	at := func(i int) time.Time { return time.UnixMilli(lines[i].At) }
	a := &Alarm{ID: chained, No: "BJ20260907-080000-ABCD", Mode: Real, State: Resolved, Outcome: Handled, SchoolName: "忻州一中",
		SchoolPhone: "0350-3012110", ResponderUnit: "长征路派出所", ResponderPhone: "13803501234",
		T0: at(0), T1: at(0), T2: at(1), T3: at(2), T5: at(3), T6: at(4), lines: 5, head: lines[4].Hash}
	r := &Record{Alarm: masked(a.Card()), Times: moments(a, lines), Timeline: recordLines(lines),
		Chain: CheckChain(a.ID, lines, a.lines, a.head), Issued: Issued{At: 1, By: "王警官", Reason: "案件办理"}}
	file, err := sealRecord(r, signer, 2)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func codes(r Finding) (out []string) {
	for _, f := range r.Flaws {
		code := f.Code
		if f.Line > 0 {
			code += " " + string(rune('0'+f.Line))
		}
		if f.Part != "" && !strings.HasPrefix(code, "chain") {
			code += " " + f.Part
		}
		out = append(out, code)
	}
	return out
}

func TestAGenuineRecordHoldsHoweverItIsLaidOut(t *testing.T) {
	file := told(t)
	var flat, wide bytes.Buffer
	if err := json.Compact(&flat, file); err != nil {
		t.Fatal(err)
	}
	if err := json.Indent(&wide, file, "", "\t\t"); err != nil {
		t.Fatal(err)
	}
	var loose map[string]any
	if err := json.Unmarshal(file, &loose); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(loose) // another program wrote it anew
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"as written": file, "flat": flat.Bytes(), "wide": wide.Bytes(),
		"rewritten": again, "with a byte order mark": append([]byte("\xef\xbb\xbf"), file...)} {
		if r := VerifyRecord(text, ours()); !r.Genuine || r.Lines != 5 || r.No != "BJ20260907-080000-ABCD" || r.School != "忻州一中" {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func TestARecordThatWasChangedSaysWhere(t *testing.T) {
	file := string(told(t))
	swap := func(old, with string) string {
		if !strings.Contains(file, old) {
			t.Fatalf("the file has no %s", old)
		}
		return strings.Replace(file, old, with, 1)
	}
	var lines struct {
		Record struct{ Timeline []RecordLine }
	}
	if err := json.Unmarshal([]byte(file), &lines); err != nil {
		t.Fatal(err)
	}
	second := lines.Record.Timeline[1]
	for _, c := range []struct{ name, file, want string }{
		{"a word of the third line", swap(`"text": "3"`, `"text": "9"`), "chain.line_changed 3"},
		{"the school", swap(`忻州一中`, `忻州二中`), "part.changed alarm"},
		{"the purpose", swap(`案件办理`, `内部使用`), "part.changed issued"},
		{"the time of acceptance", swap(`"t2": `+itoa(second.At), `"t2": `+itoa(second.At-30_000)), "times.differ 2 t2"},
		{"a section more", swap(`"record": {`, `"record": {"extra": 1,`), "part.added extra"},
		{"a hash of a section", swap(`"sections": {`, `"sections": {"more": "00",`), "part.missing more"},
		{"the moment of signing", swap(`"signedAt": 2`, `"signedAt": 3`), "seal.forged"},
		{"the fingerprint", swap(ours(), strings.Repeat("0000-", 7)+"0000"), "seal.forged"},
	} {
		r := VerifyRecord([]byte(c.file), ours())
		if got := codes(r); len(got) == 0 || got[0] != c.want || r.Genuine || !r.Readable {
			t.Errorf("%s: %v, want %s", c.name, got, c.want)
		}
	}
	if r := VerifyRecord([]byte(file), "another"); codes(r)[0] != "key.other" || r.Genuine {
		t.Errorf("another installation's: %v", codes(r))
	}
	// Whoever signs a changed record with a key of his own is found out by the key.
	if r := VerifyRecord([]byte(file), ""); !r.Genuine || r.Fingerprint != ours() {
		t.Errorf("%+v", r)
	}
}

func itoa(n int64) string { b, _ := json.Marshal(n); return string(b) }

func TestWhatIsNoRecordIsToldInOneSentence(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"nothing", "", "file.no_json"},
		{"a picture", "\x89PNG\r\n", "file.no_json"},
		{"cut short", string(told(t)[:900]), "file.no_json"},
		{"a member twice", `{"format":"huxue.alarm-record","format":"x"}`, "file.no_json"},
		{"another JSON", `{"hello":1}`, "file.no_record"},
		{"a list", `[1]`, "file.no_record"},
		{"a later version", `{"format":"huxue.alarm-record","version":2}`, "file.newer"},
		{"no record in it", `{"format":"huxue.alarm-record","version":1,"seal":{}}`, "file.no_record"},
		{"names in other letters", `{"format":"huxue.alarm-record","Format":"x","version":1,"record":{"a":1}}`, "file.no_record"},
		{"no seal", `{"format":"huxue.alarm-record","version":1,"record":{"a":1}}`, "file.no_seal"},
		{"a huge one", strings.Repeat(" ", MaxRecord+1), "file.too_big"},
	} {
		r := VerifyRecord([]byte(c.file), "")
		if r.Genuine || r.Readable || len(r.Flaws) != 1 || r.Flaws[0].Code != c.want {
			t.Errorf("%s: %+v", c.name, r)
			continue
		}
		if zh, en := r.Flaws[0].Say(); zh == "" || en == "" || zh == c.want || strings.Contains(zh+en, "%!") {
			t.Errorf("%s: said %q %q", c.name, zh, en)
		}
	}
}

// The page is open to everybody: no file keeps the processor busy. A loop over a
// loop takes minutes here, not half a second.
func TestAHostileFileIsJudgedInNoTime(t *testing.T) {
	const size = MaxRecord / 4
	const seal = `"seal":{"algorithm":"Ed25519","publicKey":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","sections":{%s}}}`
	fill := func(one func(i int) string) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(one(i))
		}
		return b.String()
	}
	whole := func(record, sections string) string {
		return `{"format":"huxue.alarm-record","version":1,"record":{` + record + `},` + strings.Replace(seal, "%s", sections, 1)
	}
	told := func(lines string) string { return whole(`"alarm":{},"chain":{},"timeline":[`+lines+`]`, "") }
	for name, file := range map[string]string{
		"lines in the wrong order":  told(fill(func(i int) string { return `{"seq":` + itoa(int64(1<<40-i)) + `}` })),
		"lines with gaps":           told(fill(func(i int) string { return `{"seq":` + itoa(int64(i)*3) + `}` })),
		"lines as far as ints go":   told(fill(func(i int) string { return `{"seq":` + itoa(math.MaxInt64-int64(i%40)) + `}` })),
		"lines without a hash":      told(fill(func(i int) string { return `{"seq":` + itoa(int64(i+1)) + `}` })),
		"a million sections":        whole(fill(func(i int) string { return `"` + itoa(int64(i)) + `":1` }), ""),
		"a million sealed sections": whole(`"alarm":{}`, fill(func(i int) string { return `"` + itoa(int64(i)) + `":""` })),
		"objects in objects":        strings.Repeat(`{"a":`, 60) + `"` + strings.Repeat("x", size) + `"` + strings.Repeat("}", 60),
		"names that begin alike":    "{" + fill(func(i int) string { return `"` + strings.Repeat("\u4e00", 50) + itoa(int64(i)) + `":1` }) + "}",
		"a number of many digits":   `{"a":` + strings.Repeat("9", size) + `}`,
	} {
		start := time.Now()
		r := VerifyRecord([]byte(file), "")
		if took := time.Since(start); took > 8*time.Second || r.Genuine || len(r.Flaws) == 0 {
			t.Errorf("%s: %v, %d flaws", name, took, len(r.Flaws))
		} else if testing.Verbose() {
			t.Logf("%s: %v, %s", name, took.Round(time.Millisecond), r.Flaws[0].Code)
		}
	}
}

func TestEveryFlawHasItsSentence(t *testing.T) {
	for code := range flawWords {
		for _, f := range []Flaw{{Code: code}, {Code: code, Line: 3, Part: "alarm"}} {
			if zh, en := f.Say(); strings.Contains(zh+en, "%!") {
				t.Errorf("%s: %s / %s", code, zh, en)
			}
		}
	}
}

func TestTelephonesAreMasked(t *testing.T) {
	for phone, want := range map[string]string{"13803501234": "138******34", "0350-3012110": "035*******10", "110": "***", "": ""} {
		if got := mask(phone); got != want {
			t.Errorf("%s: %s", phone, got)
		}
	}
	if file := string(told(t)); strings.Contains(file, "13803501234") || strings.Contains(file, "3012110") {
		t.Error("a record holds a telephone number")
	}
}

// Any single byte that is changed makes the file fail, or changes nothing of
// what it says.
func TestNoByteCanBeChanged(t *testing.T) {
	file := told(t)
	want, err := json.Marshal(VerifyRecord(file, ours()))
	if err != nil {
		t.Fatal(err)
	}
	canonical := compact(t, file)
	for i := 0; i < len(file); i += 7 {
		for _, bit := range []byte{1, 0x20} {
			bad := bytes.Clone(file)
			bad[i] ^= bit
			r := VerifyRecord(bad, ours())
			if !r.Genuine {
				continue
			}
			if got, _ := json.Marshal(r); !bytes.Equal(got, want) || !bytes.Equal(compact(t, bad), canonical) {
				t.Fatalf("byte %d (%q) was changed to %q unseen", i, file[i], bad[i])
			}
		}
	}
}

func compact(t *testing.T, text []byte) []byte {
	var out bytes.Buffer
	if err := json.Compact(&out, text); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func FuzzVerifyRecord(f *testing.F) {
	f.Add(told(f))
	f.Add([]byte(`{"format":"huxue.alarm-record","version":1,"record":{"timeline":[{"seq":-9223372036854775808}],"chain":{"lines":9223372036854775807}},"seal":{"algorithm":"Ed25519","publicKey":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r := VerifyRecord(text, "")
		if r.Genuine != (len(r.Flaws) == 0) || len(r.Flaws) > 3*maxFlaws+3 {
			t.Fatalf("%+v", r)
		}
		for _, flaw := range r.Flaws {
			if zh, _ := flaw.Say(); zh == "" {
				t.Fatalf("%+v has no sentence", flaw)
			}
		}
	})
}

func TestSpreadByNearestRank(t *testing.T) {
	bars := []tally{{"", 100, 1}, {"", 200, 2}, {"", 300, 1}, {"", 900, 1}}
	if s := spread(bars, 30); s.N != 5 || s.Median != 20_000 || s.P95 != 90_000 || s.Within != 4 {
		t.Fatalf("%+v", s)
	}
	if s := spread(nil, 30); s != (Latency{}) {
		t.Fatalf("%+v", s)
	}
	var many []tally
	for i := range 100 {
		many = append(many, tally{"", int64(i+1) * 10, 1})
	}
	if s := spread(many, 0); s.Median != 50_000 || s.P95 != 95_000 || s.Within != 0 {
		t.Fatalf("%+v", s)
	}
}
