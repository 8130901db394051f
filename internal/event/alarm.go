package event

// AlarmClosed says that an alarm has ended: handled, or a false alarm by the
// word of the police. Mode is real, drill or test.
type AlarmClosed struct {
	AlarmID  string `json:"alarmId"`
	SchoolID string `json:"schoolId"`
	Path     string `json:"path"`
	Outcome  string `json:"outcome"`
	Mode     string `json:"mode"`
	ClosedAt int64  `json:"closedAt"`
}

// Fact names the type.
func (AlarmClosed) Fact() string { return "alarm.closed" }
