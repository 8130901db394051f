// Package federation carries the figures of a city's safety-education campaigns
// up to the province (城市汇总上报). A city signs a summary, figures only, with
// the key of its installation, and hands it up as a file or over the network; the
// province registers the keys of its cities, takes what verifies and is newer
// than what it has, and ranks the cities. No pupil is named in a summary, and no
// figure can be changed on the way without its showing. (domain.md §6.1)
package federation

import (
	"cmp"
	"slices"
	"strings"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// The permissions of this room.
const (
	PermView    access.Perm = "federation.view"    // see the cities ranked
	PermReport  access.Perm = "federation.report"  // sign a summary and hand it up
	PermReceive access.Perm = "federation.receive" // register keys, take summaries
)

// Figures are what is counted of a campaign for a place. Questioned are among
// the completed; Late completed after the deadline and are in no rate.
type Figures struct {
	Due        int `json:"due"`
	Completed  int `json:"completed"`
	Questioned int `json:"questioned"`
	Late       int `json:"late"`
}

// Rate is completed of due in ten-thousandths, half up: 9525 is 95.25 %.
func (f Figures) Rate() int { return share(f.Completed, f.Due) }

// QuestionedShare is questioned of completed in ten-thousandths, half up.
func (f Figures) QuestionedShare() int { return share(f.Questioned, f.Completed) }

func share(n, d int) int {
	if d <= 0 {
		return 0
	}
	return int((int64(n)*20000 + int64(d)) / (2 * int64(d)))
}

// possible holds for figures that can be true of one place.
func (f Figures) possible() bool {
	return f.Completed >= 0 && f.Questioned >= 0 && f.Late >= 0 && f.Completed <= f.Due && f.Questioned <= f.Completed && f.Late <= f.Due-f.Completed
}

func (f Figures) plus(o Figures) Figures {
	return Figures{f.Due + o.Due, f.Completed + o.Completed, f.Questioned + o.Questioned, f.Late + o.Late}
}

// County is one county's line in a summary.
type County struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Figures
}

// Campaign says what was counted, by which definition.
type Campaign struct {
	ID         string `json:"id"`
	Title      string `json:"title"`
	Starts     int64  `json:"starts"`
	Ends       int64  `json:"ends"`
	Frozen     bool   `json:"frozen"`
	Definition string `json:"definition"`
	// Rules are the versions of the norms and of the definition that were applied.
	Rules []Rule `json:"rules" nullable:"false"`
}

// Rule is one norm by which was judged.
type Rule struct {
	Key     string `json:"key"`
	Version string `json:"version"`
}

// City is whose summary it is.
type City struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Summary is what a city says. At is when the figures held, Reached when the
// completed reached that number; both UTC milliseconds. Seq grows with every
// summary an installation signs.
type Summary struct {
	Subject  string   `json:"subject"`
	Seq      int64    `json:"seq"`
	At       int64    `json:"at"`
	Reached  int64    `json:"reached"`
	City     City     `json:"city"`
	Campaign Campaign `json:"campaign"`
	Total    Figures  `json:"total"`
	Counties []County `json:"counties" nullable:"false"`
}

const (
	maxSubject  = 60
	maxCounties = 500
)

// skew is how far a city's clock may run ahead of ours before a summary is
// called one from the future; servers on NTP are within seconds.
const skew = 10 * 60 * 1000

// The refusals. Each has one sentence in the UI.
var (
	errSubject    = errs.Invalid("federation.bad_subject", errs.Field{Name: "subject", Code: "required"})
	errNotFound   = errs.NotFound("federation.not_found")
	errUnknownKey = errs.Forbidden("federation.unknown_key")
	errRevoked    = errs.Forbidden("federation.key_revoked")
	errOtherCity  = errs.Invalid("federation.other_city")
	errOlder      = errs.Conflict("federation.older")
	errFuture     = errs.Invalid("federation.future")
	errSums       = errs.Invalid("federation.sums_differ")
	errImpossible = errs.Invalid("federation.impossible")
	errNoUpper    = errs.Conflict("federation.no_upper")
)

// subjectOf is the name under which the province compares: every city must write
// the same, so blanks do not count.
func subjectOf(text string) (string, error) {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" || len([]rune(text)) > maxSubject {
		return "", errSubject
	}
	return text, nil
}

// Believable refuses a summary whose figures cannot be true, whoever signed it.
func (s *Summary) Believable(now int64) error {
	if s.At > now+skew || s.Reached > now+skew {
		return errFuture
	}
	if _, err := subjectOf(s.Subject); err != nil {
		return err
	}
	if !s.Total.possible() || len(s.Counties) > maxCounties || s.Seq < 1 || s.City.Code == "" || s.City.Name == "" {
		return errImpossible
	}
	var sum Figures
	for _, c := range s.Counties {
		if !c.possible() {
			return errImpossible.With("county", c.Name)
		}
		sum = sum.plus(c.Figures)
	}
	if len(s.Counties) > 0 && sum != s.Total {
		return errSums
	}
	return nil
}

// newerThan holds when s follows what is known: a higher number, and figures
// that are not from before.
func (s *Summary) newerThan(seq, at int64) bool { return s.Seq > seq && s.At >= at }

// pathOf is where a city lies: "1409" is /14/1409/.
func pathOf(code string) string {
	if len(code) < 4 {
		return access.Everywhere
	}
	return "/" + code[:2] + "/" + code[:4] + "/"
}

// validCode holds for the code of a city: four digits.
func validCode(code string) bool {
	return len(code) == 4 && strings.Trim(code, "0123456789") == ""
}

// Standing is one city's place.
type Standing struct {
	Rank int  `json:"rank"`
	City City `json:"city"`
	Figures
	Rate       int   `json:"rate" doc:"ten-thousandths, half up"`
	Doubt      int   `json:"questionedShare" doc:"of the completed, ten-thousandths"`
	At         int64 `json:"at"`
	Reached    int64 `json:"reached"`
	ReceivedAt int64 `json:"receivedAt"`
	Frozen     bool  `json:"frozen"`
	// Summary is the id under which the signed file can be read.
	Summary string `json:"summary"`
	// Differs holds when the city counted by another definition than the first.
	Differs bool `json:"differs"`
	rules   string
}

// rank orders cities: by rate to four decimals, then the larger number completed,
// then who reached it first. Equal in all three share a place. (domain.md §6.1)
func rank(list []Standing) {
	order := func(a, b Standing) int {
		return cmp.Or(cmp.Compare(b.Rate, a.Rate), cmp.Compare(b.Completed, a.Completed), cmp.Compare(a.Reached, b.Reached))
	}
	slices.SortFunc(list, func(a, b Standing) int { return cmp.Or(order(a, b), strings.Compare(a.City.Code, b.City.Code)) })
	for i := range list {
		list[i].Rank = i + 1
		if i > 0 && order(list[i-1], list[i]) == 0 {
			list[i].Rank = list[i-1].Rank
		}
		list[i].Differs = list[i].rules != list[0].rules
	}
}
