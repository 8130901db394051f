package event

// HazardRegistered says that a hazard has been put into the ledger. Source names
// what it came of in another room, "" for one put down by hand.
type HazardRegistered struct {
	HazardID string `json:"hazardId"`
	Number   string `json:"number"`
	Source   string `json:"source"`
	SchoolID string `json:"schoolId"`
	Path     string `json:"path"`
	Level    string `json:"level"`
	Agency   string `json:"agency"`
	FoundAt  int64  `json:"foundAt"`
}

// Fact names the type.
func (HazardRegistered) Fact() string { return "hazard.registered" }

// HazardClosed says that a hazard has left the ledger of open ones: mended and
// verified (closed), no hazard at all (invalid) or the same as another (merged).
type HazardClosed struct {
	HazardID string `json:"hazardId"`
	Number   string `json:"number"`
	Source   string `json:"source"`
	SchoolID string `json:"schoolId"`
	Path     string `json:"path"`
	Outcome  string `json:"outcome"`
	ClosedAt int64  `json:"closedAt"`
}

// Fact names the type.
func (HazardClosed) Fact() string { return "hazard.closed" }
