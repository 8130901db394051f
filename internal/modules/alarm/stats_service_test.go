package alarm_test

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/alarm"
)

func figures(a *apptest.App, as string, from int64) (st alarm.Stats) {
	a.Do(as, http.MethodGet, fmt.Sprintf("/api/v1/alarms/stats?from=%d&to=%d", from, a.Clock.Now().UnixMilli()+1), nil).Into(&st)
	return st
}

// Each agency's first word counts for itself, out of all emergencies; one that
// says nothing shows as not having said anything.
func TestTheFiguresSayWhichAgencyAcknowledged(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		from := a.Clock.Now().UnixMilli()
		for i := range 3 {
			c := press(a, guard, fmt.Sprint("k", i), map[string]any{"place": fmt.Sprint("门 ", i)})
			a.Later(10 * time.Second)
			act(a, police, &c, "accept", nil)
			if i == 2 {
				continue
			}
			a.Later(time.Duration(i+1) * 20 * time.Second)
			a.Do(county, http.MethodPost, "/api/v1/alarms/"+c.ID+"/ack", nil).Into(&c)
			a.Do(bureau, http.MethodPost, "/api/v1/alarms/"+c.ID+"/ack", nil).Into(&c)
			act(a, guard, &c, "guard-arrive", nil)
		}
		got := figures(a, bureau, from).All
		if got.Alarms != 3 || got.Acks.Police.N != 3 || got.Acks.Police.Median != 10_000 {
			t.Fatalf("the police: %+v", got)
		}
		if e := got.Acks.Education; e.N != 2 || e.Median != 30_000 || e.P95 != 50_000 {
			t.Fatalf("education: %+v", e)
		}
		if s := got.Acks.School; s.N != 2 || s.Median != 30_000 {
			t.Fatalf("the school: %+v", s)
		}
	})
}

// A call for help of the staff is taken by the school itself: it is counted, and
// moves none of the times by which the police are measured.
func TestACallForHelpMovesNoFigure(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		from := a.Clock.Now().UnixMilli()
		finished(a, "real")
		before := figures(a, bureau, from).All
		help := press(a, teacher, "help", map[string]any{"level": "help", "place": "三年级办公室"})
		a.Later(10 * time.Minute)
		help = detail(a, principal, help.ID).Alarm // called step by step meanwhile
		act(a, principal, &help, "take", nil)
		act(a, principal, &help, "resolve", nil)
		if help.Level != alarm.Help || help.T2 == 0 || help.T6 == 0 {
			t.Fatalf("the school did not end it: %+v", help)
		}
		after := figures(a, bureau, from).All
		if after.Help != 1 {
			t.Fatalf("it is not counted: %+v", after)
		}
		if after.Help = 0; after != before {
			t.Fatalf("before %+v\nafter  %+v", before, after)
		}
		var list struct{ Items []alarm.Card }
		a.Do(bureau, http.MethodGet, "/api/v1/alarms?mode=real&level=emergency", nil).Into(&list)
		if len(list.Items) != before.Alarms {
			t.Fatalf("behind the figure %d are %d records", before.Alarms, len(list.Items))
		}
	})
}

// The workbook says what the page says; what was never measured is empty.
func TestTheWorkbookOfTheFigures(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		from := a.Clock.Now().UnixMilli()
		finished(a, "one")
		book, err := excelize.OpenReader(bytes.NewReader(a.Do(bureau, http.MethodGet,
			fmt.Sprintf("/api/v1/alarms/stats/export?from=%d&to=%d", from, a.Clock.Now().UnixMilli()+1), nil).Body))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows(book.GetSheetName(0))
		if err != nil || len(rows) != 3 {
			t.Fatalf("%v %v", rows, err)
		}
		said := map[string]string{}
		for i, head := range rows[0] {
			if i < len(rows[2]) {
				said[head] = rows[2][i]
			}
		}
		for head, want := range map[string]string{"县区": "合计", "紧急报警": "1", "接警中位(秒)": "10", "民警到场件数": "1",
			"公安确认率": "100.00%", "教育确认件数": "0", "教育确认率": "0.00%", "教育确认中位(秒)": ""} {
			if said[head] != want {
				t.Errorf("%s: %q, want %q", head, said[head], want)
			}
		}
	})
}
