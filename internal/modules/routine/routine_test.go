package routine

import (
	"testing"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/org"
)

var usual = Cadence{Daily: true, Weekly: true, Thirty: 1, Break: 3}

// autumn is a term with the National Day, of which Oct 10 is worked for.
func autumn() *Calendar {
	c := &Calendar{terms: []Term{{ID: "t", Path: "/", FromDay: "2026-09-01", ToDay: "2027-01-22"}}}
	for d := 1; d <= 7; d++ {
		c.holidays = append(c.holidays, Holiday{Path: "/", Day: addDays("2026-09-30", d), Rest: true, Name: "国庆节"})
	}
	for _, day := range []string{"2026-09-20", "2026-10-10"} {
		c.holidays = append(c.holidays, Holiday{Path: "/", Day: day, Name: "调休上班"})
	}
	return c
}

func TestWhatIsDueOnADay(t *testing.T) {
	place := autumn().At("/14/1409/140902/sch_x/")
	fridays := usual
	fridays.Thirty = 2
	for _, c := range []struct {
		day  string
		rule Cadence
		want Kind
	}{
		{"2026-08-31", usual, None}, // before the term
		{"2026-09-01", usual, Minute},
		{"2026-09-04", usual, Five},   // a Friday
		{"2026-09-05", usual, None},   // a Saturday
		{"2026-09-18", usual, Minute}, // a Friday before a Sunday that is worked
		{"2026-09-20", usual, Five},
		{"2026-09-30", usual, Thirty}, // before the National Day
		{"2026-10-01", usual, None},
		{"2026-10-09", usual, Minute}, // Saturday is worked
		{"2026-10-10", usual, Five},
		{"2027-01-22", usual, Thirty}, // the last day of term
		{"2026-09-25", fridays, Thirty},
		{"2026-09-30", fridays, Five},
		{"2026-10-30", fridays, Thirty},
		{"2026-10-23", fridays, Five},
		{"2026-09-30", Cadence{Daily: true, Thirty: 3, Break: 3}, Thirty},
		{"2026-09-02", Cadence{Weekly: true, Thirty: 1, Break: 3}, None},
	} {
		if got := place.Due(c.day, c.rule); got != c.want {
			t.Errorf("%s %+v: %d, want %d", c.day, c.rule, got, c.want)
		}
	}
}

func TestTheNearerCalendarHolds(t *testing.T) {
	c := autumn()
	c.holidays = append(c.holidays, Holiday{Path: "/14/1409/140902/", Day: "2026-10-10", Rest: true, Name: "庙会"},
		Holiday{Path: "/14/1409/140902/sch_x/", Day: "2026-11-12", Rest: true, Name: "大雪停课"})
	c.terms = append(c.terms, Term{ID: "own", Path: "/14/1409/140921/", FromDay: "2026-08-25", ToDay: "2027-01-15"})
	if yes, why := c.At("/14/1409/140902/sch_y/").School("2026-10-10"); yes || why != "庙会" {
		t.Errorf("the county's ruling does not hold: %v %s", yes, why)
	}
	if yes, _ := c.At("/14/1409/140921/sch_z/").School("2026-10-10"); !yes {
		t.Error("the county's ruling holds next door")
	}
	if yes, _ := c.At("/14/1409/140902/sch_x/").School("2026-11-12"); yes {
		t.Error("the school's own ruling does not hold")
	}
	if got := c.At("/14/1409/140902/sch_x/").Due("2026-11-11", usual); got != Thirty {
		t.Errorf("before a named rest: %d", got)
	}
	next := c.At("/14/1409/140921/sch_z/")
	if yes, _ := next.School("2026-08-26"); !yes {
		t.Error("the county's term does not hold")
	}
	if yes, why := next.School("2027-01-20"); yes || why != "term" {
		t.Errorf("the nation's term holds beside the county's: %v %s", yes, why)
	}
}

func TestAnEntryIsChecked(t *testing.T) {
	good := Entry{Day: "2026-09-07", Kind: Minute, Theme: "走斑马线", Block: "accident", Speaker: "head_teacher", Present: 40}
	for name, c := range map[string]struct {
		change func(*Entry)
		due    Kind
		late   bool
		code   string
	}{
		"good":              {func(*Entry) {}, Minute, false, ""},
		"longer than due":   {func(e *Entry) { e.Kind = Five }, Minute, false, ""},
		"shorter than due":  {func(*Entry) {}, Five, false, "routine.more_is_due"},
		"yesterday's":       {func(e *Entry) { e.Day = "2026-09-04" }, Minute, true, ""},
		"too long ago":      {func(e *Entry) { e.Day = "2026-08-30" }, Minute, false, "routine.too_late"},
		"tomorrow's":        {func(e *Entry) { e.Day = "2026-09-08" }, Minute, false, "routine.day_ahead"},
		"no day":            {func(e *Entry) { e.Day = "2026-13-01" }, Minute, false, "routine.day_wrong"},
		"no school":         {func(*Entry) {}, None, false, "routine.no_school_day"},
		"no theme":          {func(e *Entry) { e.Theme = " " }, Minute, false, "routine.incomplete"},
		"unknown block":     {func(e *Entry) { e.Block = "x" }, Minute, false, "routine.incomplete"},
		"nobody there":      {func(e *Entry) { e.Present = 0 }, Minute, false, "routine.present_wrong"},
		"more than a class": {func(e *Entry) { e.Present = 46 }, Minute, false, "routine.present_wrong"},
	} {
		t.Run(name, func(t *testing.T) {
			e := good
			c.change(&e)
			late, err := e.Check("2026-09-07", c.due, 45, 7)
			if errs.Code(err) != c.code || late != c.late {
				t.Fatalf("late %v, %v; want %v %q", late, err, c.late, c.code)
			}
		})
	}
}

func TestThePhonesTimeIsBelievedOnlyInReason(t *testing.T) {
	now := time.Date(2026, 9, 7, 9, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		device, sent int64
		want         time.Duration
	}{
		"an hour in the outbox, clock wrong by years": {1000, 1000 + 3600_000, time.Hour},
		"says nothing":            {0, 0, 0},
		"sent before it was made": {5000, 4000, 0},
		"a month in the outbox":   {1000, 1000 + 30*24*3600_000, 0},
	} {
		e := Entry{DeviceAt: c.device, SentAt: c.sent}
		if got := now.Sub(e.Pressed(now)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestNoOfficerIsNamedByNumber(t *testing.T) {
	for text, bad := range map[string]bool{
		"长征街派出所": false, "长征街派出所 警号012345": true, "民警 012345": true, "电话13903501234": true, "110宣传": false, "2026年第1次": false, "警 号另附": true, "编号1234567": false,
	} {
		if named("", text) != bad {
			t.Errorf("%q: %v", text, !bad)
		}
	}
	v := Visit{}
	in := VisitIn{Day: "2026-09-10", Post: "officer", Unit: "派出所 032518", Topic: "法治", Block: "social", Audience: "全校"}
	if err := v.plan(in); errs.Code(err) != "routine.police_number" {
		t.Errorf("%v", err)
	}
	if in.Unit = "长征街派出所"; v.plan(in) != nil {
		t.Error("a plain visit was refused")
	}
}

func TestThemesSuitTheDay(t *testing.T) {
	seen := map[string]bool{}
	for _, x := range themes {
		if seen[x.Key] || len(x.Kinds) == 0 || clip(x.Title, maxTheme) != x.Title || clip(x.Points, maxPoints) != x.Points {
			t.Errorf("theme %s", x.Key)
		}
		seen[x.Key] = true
	}
	for _, stage := range org.Stages {
		for _, kind := range allKinds {
			first := Suggest("2026-06-01", kind, stage)
			if len(first) < 3 {
				t.Errorf("%s %d: only %d themes", stage, kind, len(first))
			}
			keys := map[string]bool{}
			for _, x := range first {
				keys[x.Key] = true
			}
			if len(keys) != len(first) {
				t.Errorf("%s %d: a theme twice", stage, kind)
			}
		}
	}
	if a, b := Suggest("2026-06-01", Minute, org.StageLower), Suggest("2026-06-02", Minute, org.StageLower); a[4].Key == b[4].Key {
		t.Error("every day the same")
	}
	for _, x := range Suggest("2026-12-01", Minute, org.StageLower) {
		if x.Key == "drown6" {
			t.Error("swimming in December")
		}
	}
}

func TestTheSchoolYearBeginsInAugust(t *testing.T) {
	for day, want := range map[string]string{"2026-09-01": "2026", "2027-07-10": "2026", "2026-08-01": "2026", "2026-02-01": "2025"} {
		if got := YearOf(day); got != want {
			t.Errorf("%s: %s", day, got)
		}
	}
}
