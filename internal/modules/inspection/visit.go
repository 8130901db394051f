package inspection

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"huxue/internal/platform/access"
	"huxue/internal/platform/checklist"
)

// number is the 编号 of a visit: the day it was planned, and the end of its id.
func number(at time.Time, from string) string {
	return "JC" + at.In(city).Format("20060102") + "-" + strings.ToUpper(from[len(from)-6:])
}

// Begin starts the visit; from then on the school knows of it.
func (v *Visit) Begin(now time.Time) error {
	switch v.State {
	case Planned:
		v.State, v.BegunAt = Running, now
		return nil
	case Running, Signing:
		return nil
	}
	return errNotNow.With("state", string(v.State))
}

// Mine returns whether the actor may answer an item: one whose agency answers for it.
func (v *Visit) Mine(duties map[string][]string, item string, part *Part) error {
	duty, ok := duties[item]
	switch {
	case !ok:
		return errNoItem.With("item", item)
	case part == nil:
		return errOutsider
	case !slices.Contains(duty, part.Agency):
		return errNotYours.With("item", item)
	}
	return nil
}

// sealed reports whether an agency that answers for the item has signed.
func (v *Visit) sealed(duty []string) bool {
	return slices.ContainsFunc(duty, v.Signed)
}

// tally counts what the answers say. skip are the items that do not apply here.
func (v *Visit) tally(answers map[string]*Answered, skip map[string]bool, sheet *checklist.Sheet) {
	v.Total, v.Answered, v.Faults, v.Partly, v.NotApplicable, v.Fixed, v.Disputes = 0, 0, 0, 0, 0, 0, 0
	sheet.Each(func(_ *checklist.Section, i *checklist.Item) {
		a := answers[i.Code]
		if a == nil || a.Result == "" {
			if !skip[i.Code] {
				v.Total++
			}
			return
		}
		v.Total++
		v.Answered++
		switch a.Result {
		case "fault":
			v.Faults++
		case "partly":
			v.Partly++
		case "na":
			v.NotApplicable++
		}
		if a.Fixed {
			v.Fixed++
		}
		if a.Disputed {
			v.Disputes++
		}
	})
}

// missing are the items an agency must still answer, and those in dispute; "" asks
// for all agencies.
func missing(agency string, duties map[string][]string, answers map[string]*Answered, skip map[string]bool) (open, disputed []string) {
	for item, duty := range duties {
		if agency != "" && !slices.Contains(duty, agency) {
			continue
		}
		a := answers[item]
		switch {
		case (a == nil || a.Result == "") && !skip[item]:
			open = append(open, item)
		case a != nil && a.Disputed:
			disputed = append(disputed, item)
		}
	}
	slices.Sort(open)
	slices.Sort(disputed)
	return open, disputed
}

// digest seals the answers an agency signs for, "" or the school for all.
func digest(agency string, duties map[string][]string, answers map[string]*Answered) string {
	var lines []string
	for item, a := range answers {
		if agency == AtSchool || slices.Contains(duties[item], agency) {
			lines = append(lines, fmt.Sprintf("%s %s %s %q %q %t", item, a.OpID, a.Result, a.Text, a.Place, a.Fixed))
		}
	}
	slices.Sort(lines)
	h := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(h[:])
}

// unsigned are the agencies that have yet to sign, the school last.
func (v *Visit) unsigned() []string {
	out := []string{}
	for _, a := range append(v.Agencies(), AtSchool) {
		if !v.Signed(a) && !contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

// MaySee reports whether the actor may see the visit: not the school before an
// unannounced one has begun.
func (v *Visit) MaySee(by access.Actor) bool {
	if v.Part(by.ID) != nil {
		return true
	}
	if !by.Holds(PermView, v.Path) {
		return false
	}
	return !v.Hidden || v.State != Planned || by.Holds(PermTake, v.Path) || by.Holds(PermRun, v.Path)
}
