package event

// InspectionSubmitted says that a visit of a school has ended: signed by every
// department and the school. Faults are what does not conform, wholly or in part.
type InspectionSubmitted struct {
	VisitID     string `json:"visitId"`
	RoundID     string `json:"roundId"`
	SchoolID    string `json:"schoolId"`
	Path        string `json:"path"`
	Kind        string `json:"kind"`
	Day         string `json:"day"`
	Faults      int    `json:"faults"`
	SubmittedAt int64  `json:"submittedAt"`
}

// Fact names the type.
func (InspectionSubmitted) Fact() string { return "inspection.submitted" }
