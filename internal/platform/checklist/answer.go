package checklist

import "slices"

// Result is what was found under an item.
type Result string

// The four results. (domain.md §3.2)
const (
	OK     Result = "ok"     // 符合
	Fault  Result = "fault"  // 不符合
	Partly Result = "partly" // 部分符合
	NA     Result = "na"     // 不适用
)

// Results are all of them, in the order people choose from.
var Results = []Result{OK, Fault, Partly, NA}

// ResultWords are the results as forms print them.
var ResultWords = map[Result]string{OK: "符合", Fault: "不符合", Partly: "部分符合", NA: "不适用"}

// Answer is what was found under an item: the result, what was seen in words,
// where, and the pictures of it (ids of files).
type Answer struct {
	Result Result   `json:"result" enum:"ok,fault,partly,na"`
	Text   string   `json:"text" maxLength:"1000"`
	Place  string   `json:"place" maxLength:"120"`
	Photos []string `json:"photos" nullable:"false" maxItems:"9"`
}

// Valid reports whether the result is one of the four.
func (a *Answer) Valid() bool { return slices.Contains(Results, a.Result) }

// Problem reports whether something is to be put right.
func (a *Answer) Problem() bool { return a.Result == Fault || a.Result == Partly }

// Missing returns the codes of the items that still want an answer, or a picture
// where one is asked for, in the order of the sheet; skip holds what does not
// apply to the school.
func (s *Sheet) Missing(answers map[string]Answer, skip map[string]bool) (open, photo []string) {
	s.Each(func(_ *Section, i *Item) {
		a, answered := answers[i.Code]
		switch {
		case skip[i.Code] && !answered:
		case !answered || !a.Valid():
			open = append(open, i.Code)
		case i.Photo && a.Result != NA && len(a.Photos) == 0:
			photo = append(photo, i.Code)
		}
	})
	return open, photo
}
