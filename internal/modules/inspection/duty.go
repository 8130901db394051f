package inspection

import (
	"slices"
	"strings"

	"huxue/internal/platform/checklist"
)

// Duties say which agencies of a visit answer for each item of its checklist: those
// the item names, as far as they take part; the lead where none of them does. An item
// of several is one shared question: whoever is there answers it once. At a school's
// own inspection the school answers everything.
func Duties(sheet *checklist.Sheet, agencies []string, lead string, own bool) map[string][]string {
	out := map[string][]string{}
	sheet.Each(func(_ *checklist.Section, i *checklist.Item) {
		if own {
			out[i.Code] = []string{AtSchool}
			return
		}
		var duty []string
		for _, a := range i.Agencies {
			if slices.Contains(agencies, a) {
				duty = append(duty, a)
			}
		}
		if len(duty) == 0 {
			duty = []string{lead}
		}
		out[i.Code] = duty
	})
	return out
}

// Said is what was found under an item, with everything a phone brings. Photos and
// voices are names of uploads, or ids of files. After are the pictures of what was
// put right on the spot.
type Said struct {
	Result string   `json:"result" doc:"ok, fault, partly, na, or empty: the answer is taken back"`
	Text   string   `json:"text,omitempty"`
	Place  string   `json:"place,omitempty"`
	Level  string   `json:"level,omitempty" doc:"general or major, where the finder proposes otherwise than the list"`
	Fixed  bool     `json:"fixed,omitempty" doc:"put right on the spot"`
	Photos []string `json:"photos,omitempty"`
	After  []string `json:"after,omitempty"`
	Voices []string `json:"voices,omitempty"`
	Lon    *float64 `json:"lon,omitempty"`
	Lat    *float64 `json:"lat,omitempty"`
	Acc    float64  `json:"acc,omitempty"`
}

const (
	maxText  = 1000
	maxPlace = 120
	maxFiles = 9
	maxKey   = 64
)

// check tidies what a phone sent and says why it cannot be taken.
func (s *Said) check() error {
	s.Text, s.Place = tidy(s.Text), tidy(s.Place)
	switch {
	case s.Result != "" && !slices.Contains(checklist.Results, checklist.Result(s.Result)):
		return errResult
	case s.Level != "" && s.Level != string(checklist.General) && s.Level != string(checklist.Major):
		return errResult
	case len([]rune(s.Text)) > maxText || len([]rune(s.Place)) > maxPlace:
		return errLong.With("max", maxText)
	case len(s.Photos) > maxFiles || len(s.After) > maxFiles || len(s.Voices) > maxFiles:
		return errMany.With("max", maxFiles)
	}
	for _, k := range s.keys() {
		if k == "" || len(k) > maxKey || strings.ContainsAny(k, " \x00") {
			return errMany.With("max", maxFiles)
		}
	}
	if s.Result != "fault" && s.Result != "partly" {
		s.Fixed, s.Level, s.After = false, "", nil
	}
	return nil
}

// keys are the names of all uploads.
func (s *Said) keys() []string {
	return slices.Concat(s.Photos, s.After, s.Voices)
}

// same reports whether two answers say the same in all that people judge by.
func (s *Said) same(o *Said) bool {
	return s.Result == o.Result && s.Text == o.Text && s.Place == o.Place && s.Level == o.Level && s.Fixed == o.Fixed
}

// join adds the uploads of another answer that says the same.
func (s *Said) join(o *Said) {
	add := func(to *[]string, from []string) {
		for _, k := range from {
			if !slices.Contains(*to, k) {
				*to = append(*to, k)
			}
		}
	}
	add(&s.Photos, o.Photos)
	add(&s.After, o.After)
	add(&s.Voices, o.Voices)
}

// Op is one answer as a phone sends it. DeviceAt is the phone's clock, which may be
// wrong by a year; Base is the revision of the item that the person saw.
type Op struct {
	ID       string   `json:"id" maxLength:"64"`
	Item     string   `json:"item" maxLength:"40"`
	Kind     string   `json:"kind,omitempty" maxLength:"20"`
	Answer   Said     `json:"answer"`
	Photos   []string `json:"photos,omitempty"`
	DeviceAt int64    `json:"deviceAt"`
	Base     int64    `json:"base"`

	by, name, agency, device string
	skew, at                 int64
	fate                     Fate
}

// Fate is what became of an op.
type Fate string

// The fates. Whatever has one is durable.
const (
	Applied   Fate = "applied"
	Disputed  Fate = "disputed"
	Overruled Fate = "overruled"
	Late      Fate = "late"
)

// Answered is the answer that stands for an item.
type Answered struct {
	Item     string `json:"item"`
	OpID     string `json:"opId"`
	Revision int64  `json:"revision"`
	Said
	ByID     string            `json:"byId"`
	ByName   string            `json:"byName"`
	Agency   string            `json:"agency"`
	Device   string            `json:"device"`
	DeviceAt int64             `json:"deviceAt" doc:"clock of the phone"`
	At       int64             `json:"at" doc:"when the server got it"`
	SkewMS   int64             `json:"skewMs" doc:"how far the phone's clock was behind ours, 0 if it did not say"`
	Disputed bool              `json:"disputed"`
	Recheck  *Recheck          `json:"recheck,omitempty"`
	Files    map[string]string `json:"files,omitempty" doc:"upload key to file id, as far as the bytes have arrived"`
}

// Recheck is what a second look found (复检).
type Recheck struct {
	Result string `json:"result" enum:"ok,fault,partly,na"`
	Text   string `json:"text" maxLength:"1000"`
	ByName string `json:"byName"`
	At     int64  `json:"at"`
}

// Decide says what becomes of an op for an item with the answer cur, nil for none.
// Where two people have answered one item without knowing of each other, both answers
// are kept and the lead decides; where both say the same, it is one answer. sealed
// says that the department has signed for the item already.
func Decide(cur *Answered, op *Op, sealed bool) Fate {
	switch {
	case cur != nil && !cur.Disputed && op.Answer.same(&cur.Said):
		return Applied
	case sealed:
		return Disputed
	case cur == nil:
		return Applied
	case cur.Disputed:
		return Disputed
	case op.Base >= cur.Revision || cur.ByID == op.by:
		return Applied
	}
	return Disputed
}
