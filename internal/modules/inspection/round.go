package inspection

import (
	"slices"
	"time"
)

// RoundState is how far a round has come.
type RoundState string

// The states of a round.
const (
	Draft     RoundState = "draft"     // 草稿
	Opened    RoundState = "open"      // 进行中
	Closed    RoundState = "closed"    // 已结束
	Cancelled RoundState = "cancelled" // 已取消
)

// Targeting is how the schools of a round are found.
type Targeting string

// The ways: every teaching school of the area, a list, or a draw.
const (
	AllSchools Targeting = "all"
	Chosen     Targeting = "chosen"
	ByDraw     Targeting = "drawn"
)

// DrawPaper is the draw of a round: what was laid down before, what was drawn after.
// The secret stays in a column of its own until the draw.
type DrawPaper struct {
	Rule       DrawRule    `json:"rule"`
	Algorithm  string      `json:"algorithm"`
	Committed  int64       `json:"committed" doc:"when the three hashes were laid down"`
	SecretHash string      `json:"secretHash"`
	SchoolHash string      `json:"schoolHash"`
	PeopleHash string      `json:"peopleHash"`
	Schools    []Candidate `json:"schools" nullable:"false"`
	People     []Inspector `json:"people" nullable:"false"`
	Word       string      `json:"word" doc:"what the witness said at the draw"`
	Witness    string      `json:"witness"`
	DrawnAt    int64       `json:"drawnAt" doc:"0: not drawn yet"`
	DrawnBy    string      `json:"drawnBy"`
	Result     []Drawn     `json:"result" nullable:"false"`
}

// Round is an inspection that is ordered for many schools.
type Round struct {
	ID      string
	Version int64
	RoundPlan
	Path, AreaName     string
	ListTitle          string
	State              RoundState
	Draw               *DrawPaper
	Secret             string
	Due, Submitted     int
	AuthorID, Author   string
	CreatedAt          time.Time
	OpenedAt, ClosedAt time.Time
}

// RoundPlan is what the form of a round says. Area is the code of an area, Agencies
// are those who take part, the lead first.
type RoundPlan struct {
	Kind        Kind      `json:"kind" enum:"joint,special,county,sample,random,surprise,follow,weekly,monthly,term,self"`
	Title       string    `json:"title" maxLength:"80"`
	Note        string    `json:"note,omitempty" maxLength:"1000"`
	Area        string    `json:"areaCode,omitempty" maxLength:"12"`
	ListID      string    `json:"listId" maxLength:"40"`
	ListVersion int       `json:"listVersion,omitempty" doc:"0: the newest published"`
	Starts      string    `json:"starts" maxLength:"10"`
	Ends        string    `json:"ends" maxLength:"10"`
	Agencies    []string  `json:"agencies" nullable:"false" maxItems:"9"`
	Targeting   Targeting `json:"targeting" enum:"all,chosen,drawn"`
	SchoolIDs   []string  `json:"schoolIds,omitempty" maxItems:"3000"`
	Hidden      bool      `json:"hidden" doc:"schools do not know before it begins"`
	Rule        *DrawRule `json:"rule,omitempty" doc:"how many are drawn"`
}

// check says why a plan cannot be, and fills in what follows from its kind.
func (p *RoundPlan) check() error {
	p.Title, p.Note = clip(p.Title, 80), clip(p.Note, 1000)
	switch {
	case !slices.Contains(Kinds, p.Kind):
		return errKind
	case p.Title == "":
		return errTitle
	case p.ListID == "":
		return errList
	case !validDay(p.Starts) || !validDay(p.Ends) || p.Ends < p.Starts:
		return errDays
	case p.Targeting == Chosen && len(p.SchoolIDs) == 0:
		return errTargets
	case p.Targeting == ByDraw && (p.Kind.Own() || p.Rule == nil):
		return errDrawEmpty
	}
	p.Hidden = (p.Hidden || p.Kind.Hidden()) && !p.Kind.Own()
	var agencies []string
	for _, a := range p.Agencies {
		if !slices.Contains(Agencies, a) {
			return errTeam
		}
		if !slices.Contains(agencies, a) {
			agencies = append(agencies, a)
		}
	}
	if p.Kind.Own() {
		agencies = []string{AtSchool}
	} else if len(agencies) == 0 {
		agencies = []string{Education}
	}
	p.Agencies = agencies
	return nil
}
