package cascade

import (
	"strings"
	"time"
)

// Alarm is an alarm as it is sent up. Times are UTC milliseconds.
type Alarm struct {
	ID, No, Path          string
	Mode, Kind, Severity  string
	Silent, Unparsed      bool
	Note                  string
	SchoolID, SchoolName  string
	PlaceID, Place        string
	DeviceID              string
	Lon, Lat              float64
	PressedAt, ReceivedAt int64
}

var (
	kindNames  = map[string]string{"violence": "暴力侵害", "intrusion": "非法闯入", "fire": "火灾", "injury": "人员伤害", "traffic": "交通事故", "other": "其他", "": ""}
	modeMarks  = map[string]string{"drill": "【演练】", "test": "【测试】"}
	priorities = map[string]int{"critical": 1, "major": 2, "minor": 3, "slight": 4}
)

// Mode reads back from the description of an alarm whether it is practice: how one
// installation of ours tells another, for the standard has no word for it.
func Mode(description string) string {
	for mode, mark := range modeMarks {
		if strings.HasPrefix(strings.TrimSpace(description), mark) {
			return mode
		}
	}
	return "real"
}

// describe puts the alarm into one line for people: what is practice says so first,
// what must stay silent says so too, since police may ring back.
func (a *Alarm) describe() string {
	parts := []string{a.SchoolName}
	add := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			parts = append(parts, s)
		}
	}
	add(a.Place)
	add("一键报警")
	add(kindNames[a.Kind])
	if a.Silent {
		add("静默报警，请勿回拨")
	}
	if a.Unparsed {
		add("未能解析")
	}
	note := []rune(strings.Join(strings.Fields(a.Note), " "))
	if len(note) > 100 {
		note = append(note[:100], '…')
	}
	add(string(note))
	add("编号 " + a.No)
	return modeMarks[a.Mode] + strings.Join(parts, " ")
}

// priority is that of the standard, 1 the highest; practice never outranks anything.
func (a *Alarm) priority() int {
	if p := priorities[a.Severity]; p != 0 && a.Mode == "real" {
		return p
	}
	if a.Mode == "real" {
		return 1
	}
	return 4
}

// patience is how long is waited after so many tries that were not taken.
func patience(tries int) time.Duration {
	return min(5*time.Second<<min(tries, 6), time.Minute)
}
