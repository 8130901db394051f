package mediation_test

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/kit/db"
	"huxue/internal/modules/mediation"
)

const (
	principal = "xiaozhang"
	safety    = "anquan"
	teacher   = "banzhuren"
	guard     = "menwei"
	county    = "xianju"
	bureau    = "jiaoyuju"
	station   = "paichusuo"
	fire      = "xiaofang"
)

func get[T any](a *apptest.App, as, path string) (out T) {
	a.Do(as, http.MethodGet, path, nil).Into(&out)
	return out
}

func post[T any](a *apptest.App, as, path string, body any) (out T) {
	a.Do(as, http.MethodPost, path, body).Into(&out)
	return out
}

const disputes = "/api/v1/mediation/disputes"

func act(a *apptest.App, as string, d mediation.Seen, verb string, body map[string]any) mediation.Seen {
	if body == nil {
		body = map[string]any{}
	}
	body["version"] = d.Version
	return post[mediation.Seen](a, as, disputes+"/"+d.ID+"/"+verb, body)
}

func refused(t *testing.T, a *apptest.App, as string, d mediation.Seen, verb string, body map[string]any, code string) {
	t.Helper()
	body["version"] = d.Version
	if r := a.Do(as, http.MethodPost, disputes+"/"+d.ID+"/"+verb, body); r.Code() != code {
		t.Fatalf("%s by %s: %q, want %q", verb, as, r.Code(), code)
	}
}

func home(a *apptest.App) (id, path string) {
	x := get[struct {
		Items []struct{ ID, Path string } `json:"items"`
	}](a, principal, "/api/v1/schools").Items[0]
	return x.ID, x.Path
}

func todos(a *apptest.App, as, title string) (n int) {
	for _, x := range get[struct {
		Items []struct{ Title string } `json:"items"`
	}](a, as, "/api/v1/todos").Items {
		if x.Title == title {
			n++
		}
	}
	return n
}

func notices(a *apptest.App, as, title string) (n int) {
	for _, x := range get[struct {
		Items []struct{ Title string } `json:"items"`
	}](a, as, "/api/v1/notices").Items {
		if x.Title == title {
			n++
		}
	}
	return n
}

func day(a *apptest.App, add int) string {
	return a.Clock.Now().In(time.FixedZone("CST", 8*3600)).AddDate(0, 0, add).Format(time.DateOnly)
}

func staff(a *apptest.App, d mediation.Seen) map[string]string {
	out := map[string]string{}
	for _, p := range get[struct{ Items []mediation.Staff }](a, principal, disputes+"/"+d.ID+"/people").Items {
		out[p.Unit] = p.ID
	}
	return out
}

// A dispute from the register to being struck off: four things fixed, a leader, two who
// establish the facts, an agreement, somebody asks again, another strikes it off.
func TestADisputeFromRegisterToStrikingOff(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		school, _ := home(a)
		entry := map[string]any{"schoolId": school, "day": day(a, 0), "kind": "bullying", "source": "report",
			"sheet":   map[string]any{"people": 3, "minors": true, "facts": "家长电话13835001234反映孩子被孤立"},
			"parties": []map[string]any{{"code": "甲", "relation": "七年级学生家长", "minor": true}, {"code": "乙", "relation": "同班学生", "minor": true}}}
		if r := a.Do(safety, http.MethodPost, disputes, entry); r.Code() != "mediation.text_numbers" {
			t.Fatalf("a telephone number in the ledger: %s", r.Body)
		}
		entry["sheet"].(map[string]any)["facts"] = "家长反映孩子被同学孤立"
		d := post[mediation.Seen](a, safety, disputes, entry)
		before := todos(a, principal, "mediation.task_grade")
		if before == 0 || d.Parties != 2 || d.Days != 10 {
			t.Fatalf("%d tasks, %+v", before, d)
		}
		refused(t, a, safety, d, "grade", map[string]any{"risk": "orange"}, "forbidden")
		d = act(a, principal, d, "grade", map[string]any{"risk": "orange", "consequences": []string{"opinion"}})
		people := staff(a, d)
		order := map[string]any{"department": "德育处", "ownerId": people["安全管理员"], "measures": "成立调查组，分别谈话", "due": day(a, 9)}
		refused(t, a, principal, d, "assign", order, "mediation.leader_needed")
		order["leaderId"], order["due"] = people["校长"], day(a, 11)
		refused(t, a, principal, d, "assign", order, "mediation.due_wrong") // bullying: ten days
		order["due"] = day(a, 9)
		d = act(a, principal, d, "assign", order)
		if todos(a, safety, "mediation.task_settle") != 1 || todos(a, principal, "mediation.task_lead") != 1 {
			t.Fatal("owner and leader do not find it on their lists")
		}
		refused(t, a, safety, d, "begin", map[string]any{"finders": []map[string]any{{"id": people["安全管理员"], "name": "", "apart": true}}}, "mediation.finders_few")
		d = act(a, safety, d, "begin", map[string]any{"finders": []map[string]any{{"id": people["安全管理员"], "name": "", "apart": true}, {"id": people["班主任"], "name": "", "apart": true}}})

		// The parties: read by those who handle it, with a purpose; the manager sees who has.
		path := disputes + "/" + d.ID + "/parties"
		if r := a.Do(county, http.MethodPost, path, map[string]any{"purpose": "了解情况"}); r.Code() != "mediation.not_handler" {
			t.Fatalf("the county read the parties: %s", r.Body)
		}
		if r := a.Do(teacher, http.MethodPost, path, map[string]any{"purpose": ""}); r.Code() != "mediation.purpose_needed" {
			t.Fatalf("read for nothing: %s", r.Body)
		}
		parties := post[struct{ Items []mediation.Party }](a, teacher, path, map[string]any{"purpose": "调查谈话"}).Items
		if len(parties) != 2 || parties[0].Relation != "七年级学生家长" {
			t.Fatalf("%+v", parties)
		}
		reads := get[struct{ Items []mediation.Read }](a, principal, disputes+"/"+d.ID+"/reads").Items
		if len(reads) != 1 || reads[0].Purpose != "调查谈话" {
			t.Fatalf("read log %+v", reads)
		}
		if r := a.Do(safety, http.MethodGet, disputes+"/"+d.ID+"/reads", nil); r.Code() != "forbidden" {
			t.Fatalf("the read log is for the manager: %s", r.Body)
		}
		// A teacher sees what he is named for, and nothing else of the ledger.
		if seen := get[struct{ Items []mediation.Card }](a, teacher, disputes).Items; !slices.ContainsFunc(seen, func(c mediation.Card) bool { return c.ID == d.ID }) || len(seen) > 2 {
			t.Fatalf("the teacher sees %d", len(seen))
		}
		book := a.Do(principal, http.MethodGet, disputes+"/export", nil)
		if book.Status != http.StatusOK || len(book.Body) < 2000 || bytes.Contains(book.Body, []byte("七年级学生家长")) {
			t.Fatalf("workbook %d", book.Status)
		}

		d = act(a, safety, d, "agree", map[string]any{"text": "双方互相道歉，调整座位"})
		d = act(a, safety, d, "fulfil", nil)
		d = act(a, safety, d, "revisit", map[string]any{"day": day(a, 0), "result": "satisfied"})
		d = act(a, principal, d, "close", map[string]any{"result": "resolved"})
		if d.State != mediation.Closed || todos(a, safety, "mediation.task_settle") != 0 {
			t.Fatalf("%+v", d.Card)
		}
		d = act(a, safety, d, "relapse", map[string]any{"reason": "又发生争吵"})
		if d.State != mediation.Graded || d.Relapses != 1 {
			t.Fatalf("%+v", d.Card)
		}
		if r := a.Do(fire, http.MethodGet, disputes+"/"+d.ID, nil); r.Status == http.StatusOK {
			t.Fatal("the fire brigade read a dispute")
		}
	})
}

// Harm to a minor: it must be reported, the time stands in the record, and nothing is
// struck off before.
func TestHarmMustBeReported(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		school, _ := home(a)
		d := post[mediation.Seen](a, safety, disputes, map[string]any{"schoolId": school, "day": day(a, 0), "kind": "other", "source": "report",
			"sheet": map[string]any{"people": 1, "minors": false, "harm": true, "facts": "学生身上有伤，疑似在家被打"}})
		if !d.Minors || todos(a, principal, "mediation.task_report") != 1 {
			t.Fatalf("%+v", d.Card)
		}
		at := a.Clock.Now().Add(-10 * time.Minute).UnixMilli()
		d = act(a, principal, d, "report", map[string]any{"to": "police", "at": at, "number": "接报2026-18"})
		if d.Report == nil || d.Report.At != at || todos(a, principal, "mediation.task_report") != 0 {
			t.Fatalf("%+v", d.Report)
		}
	})
}

// Past its day a dispute comes under supervision, and the county learns of it once.
func TestOverdueIsSupervised(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		for range 2 {
			if err := a.Chore(t.Context(), "mediation.remind"); err != nil {
				t.Fatal(err)
			}
		}
		late := get[struct{ Items []mediation.Card }](a, county, disputes+"?state=late").Items
		if len(late) == 0 || late[0].Supervised == 0 || todos(a, county, "mediation.task_overdue") != len(late) || notices(a, county, "mediation.notice.overdue") != len(late) {
			t.Fatalf("%d late, %d tasks", len(late), todos(a, county, "mediation.task_overdue"))
		}
	})
}

// The monthly return: nothing found must be said, too; whoever says nothing is missing.
func TestZeroReport(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		school, _ := home(a)
		month := day(a, 0)[:7]
		path := "/api/v1/mediation/returns"
		before := get[mediation.Returns](a, county, path+"?period="+month)
		if before.Sum.Missing == 0 || before.Due != month+"-20" {
			t.Fatalf("%+v", before.Sum)
		}
		if r := a.Do(safety, http.MethodPost, path, map[string]any{"schoolId": school, "period": month, "zero": true}); r.Code() != "mediation.not_zero" {
			t.Fatalf("zero with a dispute in the ledger: %s", r.Body)
		}
		got := post[mediation.Return](a, safety, path, map[string]any{"schoolId": school, "period": month, "zero": false})
		if got.Found == 0 || got.State != "submitted" {
			t.Fatalf("%+v", got)
		}
		after := get[mediation.Returns](a, county, path+"?period="+month)
		if after.Sum.Missing != before.Sum.Missing-1 {
			t.Fatalf("missing %d, before %d", after.Sum.Missing, before.Sum.Missing)
		}
		if r := a.Do(safety, http.MethodPost, path, map[string]any{"schoolId": school, "period": "2031-05", "zero": true}); r.Code() != "mediation.period_ahead" {
			t.Fatalf("a month ahead: %s", r.Body)
		}
		week := "2026-W01"
		if r := a.Do(safety, http.MethodPost, path, map[string]any{"schoolId": school, "period": week, "zero": false}); r.Code() != "mediation.zero_needed" {
			t.Fatalf("nothing and not zero: %s", r.Body)
		}
		if got := post[mediation.Return](a, safety, path, map[string]any{"schoolId": school, "period": week, "zero": true}); got.State != "zero" || !got.Late {
			t.Fatalf("%+v", got)
		}
	})
}

// The police tell a school of a risk; what speaks of somebody is refused; the school
// answers; the order ends by itself.
func TestARiskLinkOrder(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		school, _ := home(a)
		path := "/api/v1/mediation/links"
		order := map[string]any{"schoolIds": []string{school}, "risk": "red", "concerns": []string{"threat"}, "measures": []string{"guard_post", "close"},
			"from": day(a, 0), "to": day(a, 14)}
		for note, code := range map[string]string{"该人系精神病患者": "mediation.text_person", "身份证140902198601012317": "mediation.text_numbers"} {
			order["note"] = note
			if r := a.Do(station, http.MethodPost, path, order); r.Code() != code {
				t.Fatalf("%s: %s", note, r.Body)
			}
		}
		order["note"], order["to"] = "早晚高峰封闭东门", day(a, 400)
		if r := a.Do(station, http.MethodPost, path, order); r.Code() != "mediation.validity_wrong" {
			t.Fatalf("for ever: %s", r.Body)
		}
		order["to"] = day(a, 14)
		if r := a.Do(principal, http.MethodPost, path, order); r.Code() != "forbidden" {
			t.Fatalf("a principal wrote one: %s", r.Body)
		}
		told := notices(a, principal, "mediation.notice.link")
		l := post[mediation.LinkCard](a, station, path, order)
		if notices(a, principal, "mediation.notice.link") != told+1 {
			t.Fatal("the school was not told")
		}
		open := todos(a, safety, "mediation.link_answer")
		got := post[mediation.LinkCard](a, safety, path+"/"+l.ID+"/answer", map[string]any{"schoolId": school, "done": []string{"guard_post"}, "note": "加派两名保安"})
		if got.Answered != 1 || todos(a, safety, "mediation.link_answer") != open-1 || notices(a, station, "mediation.notice.link_answered") != 1 {
			t.Fatalf("%+v", got)
		}
		if r := a.Do(guard, http.MethodGet, path+"/"+l.ID, nil); r.Code() != "forbidden" {
			t.Fatalf("a guard read it: %s", r.Body)
		}
		a.Later(15 * 24 * time.Hour)
		a.Forget(safety)
		a.Forget(station)
		if r := a.Do(safety, http.MethodPost, path+"/"+l.ID+"/answer", map[string]any{"schoolId": school, "done": []string{"guard_post"}}); r.Code() != "mediation.link_ended" {
			t.Fatalf("answered after its end: %s", r.Body)
		}
		if err := a.Chore(t.Context(), "mediation.expire"); err != nil {
			t.Fatal(err)
		}
		if one := get[mediation.LinkCard](a, station, path+"/"+l.ID); one.State != "ended" || one.EndedAt == 0 {
			t.Fatalf("%+v", one)
		}
	})
}

func picture(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for i := range img.Pix {
		img.Pix[i] = 128
	}
	img.Set(0, 0, color.White)
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A notice at a gate: seen by who stands there and nobody else, each look noted and
// drawn into the picture, nothing left in the database once it has run out.
func TestANoticeAtAGate(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		school, _ := home(a)
		var gate string
		for _, p := range get[struct {
			Places []struct{ ID, Kind string } `json:"places"`
		}](a, principal, "/api/v1/schools/"+school).Places {
			if p.Kind == "gate" {
				gate = p.ID
			}
		}
		path := "/api/v1/mediation/notices"
		draft := map[string]any{"placeIds": []string{gate}, "text": "见到穿红衣者立即报告", "days": 31, "picture": base64.StdEncoding.EncodeToString(picture(t))}
		if r := a.Do(station, http.MethodPost, path, draft); r.Code() != "mediation.notice_days" {
			t.Fatalf("31 days: %s", r.Body)
		}
		draft["days"] = 2
		draft["picture"] = base64.StdEncoding.EncodeToString([]byte("<svg onload=alert(1)>"))
		if r := a.Do(station, http.MethodPost, path, draft); r.Code() != "mediation.picture_unreadable" {
			t.Fatalf("no picture: %s", r.Body)
		}
		draft["picture"] = base64.StdEncoding.EncodeToString(picture(t))
		n := post[mediation.NoticeCard](a, station, path, draft)
		for _, who := range []string{principal, county, bureau, teacher, "zhihui"} {
			if r := a.Do(who, http.MethodPost, path+"/"+n.ID+"/view", nil); r.Status == http.StatusOK {
				t.Fatalf("%s looked at it", who)
			}
		}
		if notices(a, guard, "mediation.notice.gate") < 1 {
			t.Fatal("the gate was not told")
		}
		r := a.Do(guard, http.MethodPost, path+"/"+n.ID+"/view", nil)
		var shown mediation.Shown
		r.Into(&shown)
		if r.Header.Get("Cache-Control") != "no-store" || shown.N != 1 || shown.Text != "见到穿红衣者立即报告" || shown.Viewer == "" {
			t.Fatalf("%q %+v", r.Header.Get("Cache-Control"), shown)
		}
		img, err := jpeg.Decode(bytes.NewReader(shown.Picture))
		if err != nil {
			t.Fatal(err)
		}
		marks := 0
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				if l, _, _, _ := img.At(x, y).RGBA(); l>>8 > 150 || l>>8 < 106 {
					marks++
				}
			}
		}
		if marks < 500 {
			t.Fatalf("no watermark: %d points differ", marks)
		}
		seen := get[struct{ Items []mediation.NoticeView }](a, station, path+"/"+n.ID+"/views").Items
		if len(seen) != 1 || !strings.Contains(seen[0].Place, "门") {
			t.Fatalf("looks %+v", seen)
		}
		if r := a.Do(guard, http.MethodGet, path+"/"+n.ID+"/views", nil); r.Status != http.StatusNotFound {
			t.Fatalf("the guard read the log: %d", r.Status)
		}
		a.Later(49 * time.Hour)
		a.Forget(guard)
		if r := a.Do(guard, http.MethodPost, path+"/"+n.ID+"/view", nil); r.Code() != "mediation.notice_over" {
			t.Fatalf("after its end: %s", r.Body)
		}
		if err := a.Chore(t.Context(), "mediation.expire"); err != nil {
			t.Fatal(err)
		}
		var left int
		if err := a.Database().Read(t.Context(), func(tx *db.Tx) error {
			return tx.QueryRow(t.Context(), `SELECT COUNT(*) FROM mediation_notices WHERE id = $1 AND (content <> '' OR picture <> '')`, n.ID).Scan(&left)
		}); err != nil || left != 0 {
			t.Fatalf("%d left, %v", left, err)
		}
	})
}

// Children under care: named readers, approval by another, reading with a purpose and a
// log; above the school nothing but counts, and no small ones.
func TestCare(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		path := "/api/v1/mediation/care"
		list := get[struct{ Items []mediation.CareCard }](a, principal, path).Items
		i := slices.IndexFunc(list, func(c mediation.CareCard) bool { return c.State == mediation.CareProposed })
		if i < 0 || !strings.HasSuffix(list[i].Pupil, "*") {
			t.Fatalf("%+v", list)
		}
		c := list[i]
		if r := a.Do(teacher, http.MethodPost, path+"/"+c.ID+"/read", map[string]any{"purpose": "谈心"}); r.Code() != "mediation.care_over" {
			t.Fatalf("read before it was approved: %s", r.Body)
		}
		if r := a.Do(teacher, http.MethodPost, path+"/"+c.ID+"/decide", map[string]any{"version": c.Version, "approve": true}); r.Code() != "forbidden" {
			t.Fatalf("the teacher approved his own: %s", r.Body)
		}
		post[mediation.CareCard](a, principal, path+"/"+c.ID+"/decide", map[string]any{"version": c.Version, "approve": true})
		got := post[mediation.CareRead](a, teacher, path+"/"+c.ID+"/read", map[string]any{"purpose": "谈心"})
		if got.Pupil == "" || strings.Contains(got.Pupil, "*") || len(got.Kinds) == 0 {
			t.Fatalf("%+v", got)
		}
		log := get[struct{ Items []mediation.Read }](a, principal, path+"/"+c.ID+"/reads").Items
		if len(log) != 1 || log[0].Purpose != "谈心" {
			t.Fatalf("read log %+v", log)
		}
		for _, who := range []string{safety, county, bureau, station} {
			if r := a.Do(who, http.MethodPost, path+"/"+c.ID+"/read", map[string]any{"purpose": "看看"}); r.Status == http.StatusOK {
				t.Fatalf("%s read it", who)
			}
		}
		for _, who := range []string{county, bureau} {
			counts := get[mediation.CareCounts](a, who, path+"/counts")
			if len(counts.Rows) == 0 {
				t.Fatalf("%s sees no counts", who)
			}
			for _, row := range counts.Rows {
				for _, cell := range row.Cells {
					if cell.N > 0 && cell.N < counts.Least {
						t.Fatalf("%s sees %d in %s", who, cell.N, row.Name)
					}
				}
			}
		}
	})
}
