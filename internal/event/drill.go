package event

// DrillProblemFound says that the evaluation of a drill found a problem: a
// hazard. Due is a business day, "" for none.
type DrillProblemFound struct {
	DrillID   string `json:"drillId"`
	ProblemID string `json:"problemId"`
	SchoolID  string `json:"schoolId"`
	Path      string `json:"path"`
	Text      string `json:"text"`
	Measure   string `json:"measure"`
	Owner     string `json:"owner"`
	Due       string `json:"due"`
	FoundAt   int64  `json:"foundAt"`
}

// Fact names the type.
func (DrillProblemFound) Fact() string { return "drill.problem_found" }
