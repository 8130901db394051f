package alarm_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/kit/db"
	"huxue/internal/modules/alarm"
)

// finished is an alarm from the press to the reset button.
func finished(a *apptest.App, key string) alarm.Card {
	c := press(a, guard, key, map[string]any{"kind": "intrusion", "place": "南门 " + key})
	for _, v := range []struct {
		as, verb string
		body     map[string]any
	}{
		{police, "accept", nil}, {police, "dispatch", map[string]any{"unit": "长征路派出所", "phone": "13803501234"}},
		{guard, "guard-arrive", nil}, {police, "arrive", nil}, {police, "resolve", map[string]any{"note": "已带离"}}, {police, "reset", nil},
	} {
		a.Later(10 * time.Second)
		act(a, v.as, &c, v.verb, v.body)
	}
	return c
}

func record(a *apptest.App, as, id, reason string) apptest.Answer {
	return a.Do(as, http.MethodGet, "/api/v1/alarms/"+id+"/record?reason="+url.QueryEscape(reason), nil)
}

func verify(a *apptest.App, file []byte) (r alarm.Finding) {
	a.Do(apptest.Guest, http.MethodPost, "/verify", string(file)).Into(&r)
	return r
}

// The desk takes the record of a closed alarm; anybody who is given it can have
// it judged, and a changed byte shows at its place.
func TestTheRecordOfAnAlarmProvesItself(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := finished(a, "r1")
		file := record(a, police, c.ID, "案件办理").Body
		var doc struct{ Record alarm.Record }
		if err := json.Unmarshal(file, &doc); err != nil {
			t.Fatal(err)
		}
		r := doc.Record
		if len(r.Times) != 8 || len(r.Timeline) < 7 || len(r.Chain.Flaws) != 0 || r.Chain.Lines != len(r.Timeline) || len(r.Receipts) == 0 {
			t.Fatalf("%+v", r)
		}
		if len(r.Targets) != 3 || !r.Targets[0].Met || r.Targets[0].Took != 10_000 || r.Targets[0].Ruling.Version == "" {
			t.Fatalf("targets %+v", r.Targets)
		}
		if r.Issued.Reason != "案件办理" || bytes.Contains(file, []byte("13803501234")) {
			t.Fatalf("issued %+v", r.Issued)
		}
		if got := verify(a, file); !got.Genuine || got.No != c.No {
			t.Fatalf("%+v", got)
		}
		bad := bytes.Replace(file, []byte("已带离"), []byte("已放走"), 1)
		if got := verify(a, bad); got.Genuine || got.Flaws[0].Code != "chain.line_changed" {
			t.Fatalf("%+v", got)
		}
		var log struct {
			Items []struct{ Action, Detail string } `json:"items"`
		}
		a.Do(auditor, http.MethodGet, "/api/v1/audit?action=alarm.record_exported", nil).Into(&log)
		if len(log.Items) != 1 || !strings.Contains(log.Items[0].Detail, "案件办理") {
			t.Fatalf("the book says %+v", log.Items)
		}
	})
}

// A hand in the database itself cannot change the story: the record says where
// it was broken, although the house signs it.
func TestAHandInTheDatabaseIsFoundOut(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		for _, k := range []struct{ name, statement, want string }{
			{"a time", `UPDATE alarm_timeline SET at = at - 60000 WHERE alarm_id = $1 AND seq = 2`, "chain.line_changed 2"},
			{"a line less", `DELETE FROM alarm_timeline WHERE alarm_id = $1 AND seq = 3`, "chain.line_missing 3"},
			{"the end cut off", `DELETE FROM alarm_timeline WHERE alarm_id = $1 AND seq = (SELECT lines FROM alarms WHERE id = $1)`, "chain.end_missing"},
		} {
			c := finished(a, k.name)
			if err := a.Database().Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), k.statement, c.ID)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			got := verify(a, record(a, police, c.ID, "核查").Body)
			if len(got.Flaws) == 0 || !strings.HasPrefix(fmt.Sprint(got.Flaws[0].Code, " ", got.Flaws[0].Line), k.want) {
				t.Errorf("%s: %+v", k.name, got.Flaws)
			}
		}
	})
}

// Twenty people write at once, and the chain has no fork.
func TestManyHandsOneChain(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		a.Do(police, http.MethodGet, "/api/v1/auth/me", nil)
		var wg sync.WaitGroup
		for i := range 20 {
			as := []string{guard, police}[i%2]
			wg.Go(func() {
				a.Do(as, http.MethodPost, "/api/v1/alarms/"+c.ID+"/note", map[string]any{"text": fmt.Sprint(i)})
			})
		}
		wg.Wait()
		if got := verify(a, record(a, police, c.ID, "核查").Body); !got.Genuine || got.Lines < 21 {
			t.Fatalf("%+v", got)
		}
	})
}

// A paper is compared by number and hash; nothing else is given away.
func TestAPaperIsCompared(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := finished(a, "r1")
		var doc struct{ Record alarm.Record }
		record(a, police, c.ID, "核查").Into(&doc)
		tl := doc.Record.Timeline
		for _, k := range []struct{ name, no, head, want string }{
			{"as it stands", c.No, doc.Record.Chain.Head, "与本平台一致"},
			{"an earlier paper", c.No, tl[len(tl)-2].Hash, "此后有新增记录"},
			{"another hash", c.No, strings.Repeat("0", 64), "没有与之相符"},
			{"no hash", c.No, "", "没有与之相符"},
			{"another number", "BJ20200101-000000-XXXX", doc.Record.Chain.Head, "没有与之相符"},
		} {
			page := string(a.Do(apptest.Guest, http.MethodGet, "/verify?no="+k.no+"&head="+k.head, nil).Body)
			if !strings.Contains(page, k.want) || strings.Contains(page, c.School.Name) {
				t.Errorf("%s: %s", k.name, page)
			}
		}
		for range 60 {
			a.Do(apptest.Guest, http.MethodGet, "/verify", nil)
		}
		if r := a.Do(apptest.Guest, http.MethodGet, "/verify", nil); r.Code() != "alarm.verify_busy" {
			t.Errorf("the public page has no limit: %d", r.Status)
		}
	})
}

// Whatever happened stands on paper in words: no code of the program, no name of
// one of its parts.
func TestThePaperSpeaksInWords(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		post := func(as, path string, body map[string]any) {
			t.Helper()
			if r := a.Do(as, http.MethodPost, "/api/v1/alarms/"+c.ID+path, body); r.Status >= 300 {
				t.Fatalf("%s: %s", path, r.Body)
			}
		}
		a.Later(31 * time.Second) // nobody took it: the next step is called
		post(guard, "/actions/shelter", map[string]any{"done": true, "how": "hide"})
		post(guard, "/messages", map[string]any{"id": "l1", "text": "两人持棍"})
		post(guard, "/mistake", nil)
		post(guard, "/roll-call", map[string]any{})
		var roll struct{ Items []struct{ ID string } }
		a.Do(guard, http.MethodGet, "/api/v1/alarms/"+c.ID+"/roll-call", nil).Into(&roll)
		post(guard, "/roll-call/"+roll.Items[0].ID, map[string]any{"present": 40, "unaccounted": 2})
		c = detail(a, police, c.ID).Alarm
		act(a, police, &c, "accept", nil)
		page := string(a.Do(police, http.MethodGet, "/api/v1/alarms/"+c.ID+"/paper?reason="+url.QueryEscape("核查"), nil).Body)
		for _, want := range []string{"升级呼叫", "按预案呼叫", "隐蔽", "两人持棍", "报警人称按错", "开始清点", "未找到：2", "系统"} {
			if !strings.Contains(page, want) {
				t.Errorf("the paper does not say %s", want)
			}
		}
		if code := regexp.MustCompile(`>([a-z]+[_.][a-z_.]+)<`).FindAllString(page, -1); code != nil {
			t.Errorf("the paper speaks in codes: %v", code)
		}
	})
}

func TestWhoMayTakeARecordOut(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := finished(a, "r1")
		now := a.Clock.Now().UnixMilli()
		period := fmt.Sprintf("from=%d&to=%d", now-86_400_000, now+1)
		for _, k := range []struct{ as, path, code string }{
			{apptest.Guest, "/api/v1/alarms/" + c.ID + "/record?reason=核查", "unauthorized"},
			{guard, "/api/v1/alarms/" + c.ID + "/record?reason=核查", "forbidden"},
			{auditor, "/api/v1/alarms/" + c.ID + "/record?reason=核查", "alarm.not_found"},
			{police, "/api/v1/alarms/" + c.ID + "/record", "alarm.record_reason"},
			{police, "/api/v1/alarms/" + c.ID + "/record?reason=x", "alarm.record_reason"},
			{police, "/api/v1/alarms/alm_x/record?reason=核查", "alarm.not_found"},
			{police, "/api/v1/alarms/" + c.ID + "/record?reason=核查", ""},
			{bureau, "/api/v1/alarms/" + c.ID + "/record?reason=核查", ""},
			{"xiaozhang", "/api/v1/alarms/" + c.ID + "/record?reason=核查", ""},
			{police, "/api/v1/alarms/" + c.ID + "/paper?reason=核查", ""},
			{guard, "/api/v1/alarms/" + c.ID + "/paper?reason=核查", "forbidden"},
			{police, "/api/v1/alarms/export", "alarm.record_reason"},
			{police, "/api/v1/alarms/export?reason=核查", ""},
			{guard, "/api/v1/alarms/export?reason=核查", "forbidden"},
			{bureau, "/api/v1/alarms/stats?" + period, ""},
			{bureau, "/api/v1/alarms/stats/export?" + period, ""},
			{bureau, "/api/v1/alarms/stats?from=5&to=5", "alarm.stats_period"},
			{guard, "/api/v1/alarms/stats?" + period, "forbidden"},
			{apptest.Guest, "/api/v1/alarms/stats?" + period, "unauthorized"},
		} {
			if got := a.Do(k.as, http.MethodGet, k.path, nil).Code(); got != k.code {
				t.Errorf("%s %s: %q, want %q", k.as, k.path, got, k.code)
			}
		}
	})
}

// The figures count real alarms only, and say out of how many.
func TestTheFiguresOfAPeriod(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		from := a.Clock.Now().UnixMilli()
		for i := range 4 {
			finished(a, fmt.Sprint("s", i))
		}
		open := press(a, guard, "open", map[string]any{"place": "x"})
		mistaken := press(a, guard, "false", map[string]any{"place": "y"})
		act(a, police, &mistaken, "false-alarm", map[string]any{"reason": "mistouch"})
		press(a, guard, "drill", map[string]any{"mode": "drill", "place": "z"})
		a.Later(time.Minute)
		var st alarm.Stats
		path := fmt.Sprintf("/api/v1/alarms/stats?from=%d&to=%d", from, a.Clock.Now().UnixMilli())
		a.Do(bureau, http.MethodGet, path, nil).Into(&st)
		if st.All.Alarms != 6 || st.All.Open != 1 || st.All.False != 1 || len(st.Counties) != 1 || st.Counties[0].Name != "忻府区" {
			t.Fatalf("%+v (open %s)", st, open.ID)
		}
		if st.All.Accept.N != 5 || st.All.Accept.Median != 10_000 || st.All.Police.N != 4 || st.All.Police.P95 != 40_000 || st.All.Local.Median != 30_000 {
			t.Fatalf("%+v", st.All)
		}
		if len(st.Reasons) != 1 || st.Reasons[0] != (alarm.ReasonCount{Reason: "mistouch", Count: 1}) || st.All.Called == 0 {
			t.Fatalf("%+v", st)
		}
		if st.All.Acks.Police.N != 5 {
			t.Fatalf("the police called one false and did not know of it: %+v", st.All.Acks)
		}
		if st.Targets[0].Seconds != 30 || st.All.Accept.Within != 5 {
			t.Fatalf("%+v", st.Targets)
		}
		var list struct{ Items []alarm.Card }
		a.Do(bureau, http.MethodGet, "/api/v1/alarms?outcome=false_alarm&mode=real&path="+url.QueryEscape(st.Counties[0].Path), nil).Into(&list)
		if len(list.Items) != 1 {
			t.Fatalf("behind the figure are %d records", len(list.Items))
		}
	})
}
