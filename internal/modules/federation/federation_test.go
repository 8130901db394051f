package federation

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestFiguresAreRoundedHalfUp(t *testing.T) {
	for _, c := range []struct{ n, d, want int }{
		{259633, 272580, 9525}, {1, 3, 3333}, {2, 3, 6667}, {1, 20000, 1}, {1, 20001, 0}, {0, 0, 0}, {5, 5, 10000},
	} {
		if got := (Figures{Due: c.d, Completed: c.n}).Rate(); got != c.want {
			t.Errorf("%d of %d: %d, want %d", c.n, c.d, got, c.want)
		}
	}
}

func TestCitiesAreRankedByTheRule(t *testing.T) {
	city := func(code string, due, completed int, reached int64) Standing {
		f := Figures{Due: due, Completed: completed}
		return Standing{City: City{Code: code}, Figures: f, Rate: f.Rate(), Reached: reached}
	}
	list := []Standing{
		city("1401", 1000, 900, 5),           // 90.00 %
		city("1402", 272580, 259633, 9),      // 95.25 %
		city("1403", 10000, 9525, 1),         // 95.25 %, fewer
		city("1404", 10000, 9525, 2),         // the same, later
		city("1405", 10000, 9525, 2),         // the same in all
		city("1406", 1_000_000, 952_549, 99), // 95.2549 % rounds to 95.25 %: more people
	}
	rank(list)
	got := ""
	for _, x := range list {
		got += x.City.Code[2:] + ":" + string(rune('0'+x.Rank)) + " "
	}
	if want := "06:1 02:2 03:3 04:4 05:4 01:6 "; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
}

func sample() *Summary {
	return &Summary{Subject: "2026 秋季安全第一课", Seq: 3, At: 1000, Reached: 900, City: City{"1409", "忻州市"},
		Campaign: Campaign{ID: "cam_1", Title: "秋季安全第一课", Definition: "全部步骤", Rules: []Rule{{"campaign.dwell_s", "nor_1"}}},
		Total:    Figures{100, 95, 2, 1},
		Counties: []County{{"140902", "忻府区", Figures{60, 58, 2, 0}}, {"140921", "定襄县", Figures{40, 37, 0, 1}}}}
}

func TestWhatWasSignedIsReadAndWhatWasChangedIsNot(t *testing.T) {
	key := ed25519.NewKeyFromSeed([]byte("0123456789abcdef0123456789abcdef"))
	file, digest, err := seal(sample(), key, 1000)
	if err != nil {
		t.Fatal(err)
	}
	s, sealed, err := Read(file)
	if err != nil || sealed.Digest != digest || s.Total.Completed != 95 || len(s.Counties) != 2 {
		t.Fatalf("%v %+v", err, s)
	}
	var loose any
	if err := json.Unmarshal(file, &loose); err != nil {
		t.Fatal(err)
	}
	tight, _ := json.Marshal(loose)
	if _, _, err := Read(append([]byte("\xef\xbb\xbf"), tight...)); err != nil {
		t.Fatalf("laid out otherwise, it is the same: %v", err)
	}
	text := string(file)
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"a figure":        {strings.Replace(text, `"completed": 95`, `"completed": 96`, 1), errAltered},
		"a name":          {strings.Replace(text, "忻府区", "五台县", 1), errAltered},
		"a member more":   {strings.Replace(text, `"seq": 3`, `"seq": 3, "bonus": 1`, 1), errNoFile},
		"the other case":  {strings.Replace(text, `"seq": 3`, `"Seq": 3`, 1), errAltered},
		"the time signed": {strings.Replace(text, `"signedAt": 1000`, `"signedAt": 1001`, 1), errForged},
		"another digest":  {strings.Replace(text, digest, strings.Repeat("0", 64), 1), errAltered},
		"cut short":       {text[:len(text)/2], errNoFile},
		"another format":  {strings.Replace(text, Format, "huxue.alarm-record", 1), errNoFile},
		"a later version": {strings.Replace(text, `"version": 1`, `"version": 2`, 1), errNewer},
		"a name twice":    {strings.Replace(text, `"seq": 3`, `"seq": 3, "seq": 4`, 1), errNoFile},
		"far too big":     {text + strings.Repeat(" ", MaxFile), errTooBig},
		"nothing":         {"", errNoFile},
	} {
		if c.text == text {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, _, err := Read([]byte(c.text)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if zh, en := Say(c.want); zh == en {
			t.Errorf("%s has no words", c.want)
		}
	}
}

func TestFiguresThatCannotBeTrueAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Summary)
		want   error
	}{
		"good":                       {func(*Summary) {}, nil},
		"from tomorrow":              {func(s *Summary) { s.At += 86_400_000 }, errFuture},
		"a clock that is a bit fast": {func(s *Summary) { s.At += 60_000 }, nil},
		"the counties do not add up": {func(s *Summary) { s.Counties[0].Due++ }, errSums},
		"a county left out":          {func(s *Summary) { s.Counties = s.Counties[:1] }, errSums},
		"more than all":              {func(s *Summary) { s.Total.Completed = 101 }, errImpossible},
		"fewer than none":            {func(s *Summary) { s.Total.Late = -1 }, errImpossible},
		"questioned and not done":    {func(s *Summary) { s.Counties[1].Questioned = 38 }, errImpossible},
		"no subject":                 {func(s *Summary) { s.Subject = "  " }, errSubject},
		"no number":                  {func(s *Summary) { s.Seq = 0 }, errImpossible},
	} {
		s := sample()
		c.change(s)
		if err := s.Believable(1000); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
