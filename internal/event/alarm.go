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

// JointTestFailed says that a joint test showed a button not to work as it must:
// a hazard. Faults are not_accepted, accept_late, not_arrived, arrive_late,
// location, video or talk.
type JointTestFailed struct {
	TestID   string   `json:"testId"`
	ButtonID string   `json:"buttonId"`
	AlarmID  string   `json:"alarmId"`
	SchoolID string   `json:"schoolId"`
	Path     string   `json:"path"`
	Button   string   `json:"button"`
	Faults   []string `json:"faults"`
	JudgedAt int64    `json:"judgedAt"`
}

// Fact names the type.
func (JointTestFailed) Fact() string { return "alarm.joint_test_failed" }
