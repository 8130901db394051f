package video

import "testing"

func TestNearestComesFirst(t *testing.T) {
	list := []*Camera{
		{ID: "loose", State: "online"}, {ID: "yard", PlaceID: "p1", PlaceKind: "other", State: "online"}, {ID: "lost gate", PlaceID: "p2", PlaceKind: "gate", State: "lost"},
		{ID: "gate", PlaceID: "p2", PlaceKind: "gate", State: "online"}, {ID: "room", PlaceID: "p3", PlaceKind: "guardroom", State: "online"}, {ID: "here", PlaceID: "p4", PlaceKind: "classroom", State: "online"},
	}
	nearest(list, "p4")
	for i, want := range []string{"here", "gate", "room", "yard", "loose", "lost gate"} {
		if list[i].ID != want {
			t.Errorf("%d: %s, want %s", i, list[i].ID, want)
		}
	}
}

func TestWhoLooksWithoutAnAlarmSaysWhy(t *testing.T) {
	open, closed := &Alarm{SchoolID: "a"}, &Alarm{SchoolID: "a", Closed: 1}
	for _, c := range []struct {
		alarm  *Alarm
		school string
		reason string
		err    error
	}{
		{open, "a", "", nil}, {open, "b", "核实情况", errOtherSchool}, {closed, "a", "", errReason}, {closed, "a", "复盘", nil}, {nil, "a", "", errReason},
		{nil, "a", "  ", errReason}, {nil, "a", "例行检查", nil}, {nil, "a", string(make([]byte, 300)), errReason}, {nil, "a", string(make([]rune, 0)), errReason},
	} {
		if _, err := because(c.alarm, c.school, c.reason); err != c.err { //nolint:errorlint // the very value
			t.Errorf("%+v: %v", c, err)
		}
	}
}
