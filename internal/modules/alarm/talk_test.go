package alarm_test

import (
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/kit/id"
	"huxue/internal/modules/alarm"
)

const voice = "OggS\x00\x02" + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" + "\x01\x08OpusHead" + " and so on"

// photo is of the gate at night.
var photo = func() string {
	var b strings.Builder
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		panic(err)
	}
	return b.String()
}()

func say(a *apptest.App, as, alarmID, line, text string) apptest.Answer {
	return a.Do(as, http.MethodPost, "/api/v1/alarms/"+alarmID+"/messages", map[string]any{"id": line, "text": text})
}

// show hands in bytes as a line of the timeline; more is added to the address.
func show(a *apptest.App, as, alarmID, what, line, bytes string, more ...string) apptest.Answer {
	return a.Do(as, http.MethodPost, "/api/v1/alarms/"+alarmID+"/"+what+"?line="+line+strings.Join(more, ""), bytes,
		"Content-Type", "application/octet-stream", "Idempotency-Key", line)
}

// kinds is what people did, in order; whom the plan called meanwhile is the
// story of response_test.go.
func kinds(d alarm.Detail) string {
	var out []string
	for _, e := range d.Timeline {
		if e.Kind != "step_called" && e.Kind != "step_skipped" && e.Kind != "escalated" {
			out = append(out, e.Kind)
		}
	}
	return strings.Join(out, " ")
}

func fileOf(t *testing.T, d alarm.Detail, kind string) string {
	t.Helper()
	for _, e := range d.Timeline {
		if e.Kind == kind {
			return textOf(t, e, "file")
		}
	}
	t.Fatalf("no %s in %s", kind, kinds(d))
	return ""
}

// The guard sends a word, a photograph and a voice note; the desk sees all three
// on the one timeline, opens the photograph and answers; the teacher reads it.
func TestTalkWhileItRuns(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		now := a.Clock.Now().UnixMilli()
		before := c.Version
		a.Do(guard, http.MethodPost, "/api/v1/alarms/"+c.ID+"/messages",
			map[string]any{"id": "l1", "text": " 两人持棍 ", "deviceAt": now - 4000, "sentAt": now}).Into(&c)
		if c.Version <= before {
			t.Fatal("open desks do not learn of the message")
		}
		show(a, guard, c.ID, "photos", "l2", photo).Into(&c)
		show(a, guard, c.ID, "voices", "l3", voice, "&seconds=7").Into(&c)
		say(a, police, c.ID, "l4", "民警两分钟到").Into(&c)
		say(a, teacher, c.ID, "l5", "三楼已锁门").Into(&c)

		d := detail(a, police, c.ID)
		if got := kinds(d); got != "raised message photo voice message message" {
			t.Fatalf("the story: %s", got)
		}
		if got := textOf(t, d.Timeline[2], "text"); got != "两人持棍" {
			t.Fatalf("the message: %q", got)
		}
		if said := numberOf(t, d.Timeline[2], "saidAt"); said != now-4000 {
			t.Fatalf("said at %d, was said at %d", said, now-4000)
		}
		if numberOf(t, d.Timeline[4], "seconds") != 7 || textOf(t, d.Timeline[4], "mediaType") != "audio/ogg" {
			t.Fatalf("the voice note: %s", d.Timeline[4].Data)
		}
		for _, kind := range []string{"photo", "voice"} {
			for who, status := range map[string]int{police: 200, teacher: 200, "xiaozhang": 200, auditor: 404, apptest.Guest: 401} {
				if r := a.Do(who, http.MethodGet, "/api/v1/files/"+fileOf(t, d, kind), nil); r.Status != status {
					t.Errorf("%s opens the %s: %d, want %d", who, kind, r.Status, status)
				}
			}
		}
		if r := a.Do(police, http.MethodGet, "/api/v1/files/"+fileOf(t, d, "photo"), nil); http.DetectContentType(r.Body) != "image/jpeg" {
			t.Fatal("that is no photograph")
		}
		for who, can := range map[string]string{guard: "[say show help own]", teacher: "[say show help]", police: "[say show help]", "duxue": "[]"} {
			if got := fmt.Sprint(detail(a, who, c.ID).Can); got != can {
				t.Errorf("%s can %s, want %s", who, got, can)
			}
		}
	})
}

// Whatever a phone repeats because it got no answer is one line.
func TestALineSentTwiceIsOneLine(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		a.Do(guard, http.MethodGet, "/api/v1/alarms/mine", nil)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if r := say(a, guard, c.ID, "l1", "门已锁"); r.Status != http.StatusOK {
					t.Errorf("%d %s", r.Status, r.Body)
				}
				if r := show(a, guard, c.ID, "photos", "l2", photo); r.Status != http.StatusOK {
					t.Errorf("%d %s", r.Status, r.Body)
				}
			})
		}
		wg.Wait()
		d := detail(a, police, c.ID)
		if len(d.Timeline) != 4 {
			t.Fatalf("the story: %s", kinds(d))
		}
		// The same name in another alarm is another line.
		a.Later(time.Hour)
		other := press(a, guard, "p2", nil)
		say(a, guard, other.ID, "l1", "又来了").Into(&other)
		if got := kinds(detail(a, police, other.ID)); got != "raised message" {
			t.Fatalf("the other story: %s", got)
		}
	})
}

func TestWhatTalkRefuses(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		huge := strings.Repeat("x", alarm.MaxVoice+10)
		for _, k := range []struct {
			what string
			r    apptest.Answer
			code string
		}{
			{"an empty message", say(a, guard, c.ID, "l1", "  "), "alarm.message_empty"},
			{"a message without a name", say(a, guard, c.ID, "", "x"), "alarm.line_without_id"},
			{"a stranger's message", say(a, auditor, c.ID, "l1", "x"), "alarm.not_found"},
			{"a guest's message", say(a, apptest.Guest, c.ID, "l1", "x"), "unauthorized"},
			{"an onlooker's message", say(a, "duxue", c.ID, "l1", "x"), "forbidden"},
			{"a message to nowhere", say(a, guard, "alm_x", "l1", "x"), "alarm.not_found"},
			{"a page that calls itself a voice", show(a, guard, c.ID, "voices", "l2", "<!DOCTYPE html><script>1</script>"), "files.kind_not_taken"},
			{"a voice as a photograph", show(a, guard, c.ID, "photos", "l2", voice), "files.kind_not_taken"},
			{"a photograph as a voice", show(a, guard, c.ID, "voices", "l2", photo), "files.kind_not_taken"},
			{"nothing", show(a, guard, c.ID, "photos", "l2", ""), "files.empty"},
			{"a voice of an hour", show(a, guard, c.ID, "voices", "l2", voice, "&seconds=3600"), "alarm.voice_too_long"},
			{"a voice of a megabyte and more", show(a, guard, c.ID, "voices", "l2", huge), "alarm.file_too_large"},
			{"a photograph without a name", show(a, guard, c.ID, "photos", "", photo), "alarm.line_without_id"},
			{"a stranger's photograph", show(a, auditor, c.ID, "photos", "l2", photo), "alarm.not_found"},
			{"an onlooker's photograph", show(a, "duxue", c.ID, "photos", "l2", photo), "forbidden"},
		} {
			if got := k.r.Code(); got != k.code {
				t.Errorf("%s: %d %q, want %q", k.what, k.r.Status, got, k.code)
			}
		}
		if got := kinds(detail(a, police, c.ID)); got != "raised" {
			t.Fatalf("a refusal left a trace: %s", got)
		}
		act(a, police, &c, "accept", nil)
		act(a, police, &c, "resolve", nil)
		a.Later(time.Minute)
		if r := say(a, guard, c.ID, "l9", "太晚了"); r.Code() != "alarm.talk_over" {
			t.Fatalf("after the close: %d %s", r.Status, r.Body)
		}
		if r := show(a, guard, c.ID, "photos", "l9", photo); r.Code() != "alarm.talk_over" {
			t.Fatalf("a photograph after the close: %d %s", r.Status, r.Body)
		}
		now := a.Clock.Now().UnixMilli()
		late := map[string]any{"id": "l8", "text": "断网前说的", "deviceAt": now - 90_000, "sentAt": now}
		if r := a.Do(guard, http.MethodPost, "/api/v1/alarms/"+c.ID+"/messages", late); r.Status != http.StatusOK {
			t.Fatalf("what was said before the close: %d %s", r.Status, r.Body)
		}
	})
}

// endless is a body that says it is a gigabyte and would never end.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	return len(p), nil
}

func TestAGigabyteIsRefusedBeforeItIsRead(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		cookies := a.Cookies(guard)
		for what, length := range map[string]int64{"announced": 1 << 30, "unannounced": -1} {
			body := &endless{}
			r := httptest.NewRequest(http.MethodPost, "/api/v1/alarms/"+c.ID+"/photos?line=l1", io.NopCloser(body))
			r.ContentLength = length
			for _, k := range cookies {
				r.AddCookie(k)
			}
			w := httptest.NewRecorder()
			a.Handler().ServeHTTP(w, r)
			if w.Code != http.StatusUnprocessableEntity || body.read > alarm.MaxPhoto+(1<<20) || length > 0 && body.read > 0 {
				t.Errorf("%s: %d after %d bytes: %s", what, w.Code, body.read, w.Body)
			}
		}
	})
}

// The presser whose log-in has run out says what is necessary in words; for the
// rest he logs in.
func TestAPresserWithoutALogInHasWordsOnly(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		a.Do(guard, http.MethodGet, "/api/v1/alarms/mine", nil)
		a.Later(20 * 24 * time.Hour)
		c := press(a, guard, "p1", nil)
		if !c.SessionExpired {
			t.Fatal("the log-in still holds")
		}
		if r := say(a, guard, c.ID, "l1", "人在器材室"); r.Status != http.StatusOK {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		if r := show(a, guard, c.ID, "photos", "l2", photo); r.Code() != "unauthorized" {
			t.Fatalf("a photograph: %d %s", r.Status, r.Body)
		}
		a.Forget(police)
		if got := kinds(detail(a, police, c.ID)); got != "raised message" {
			t.Fatalf("the story: %s", got)
		}
	})
}

func TestTheActionCard(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		tick := func(as, code string, body map[string]any) apptest.Answer {
			return a.Do(as, http.MethodPost, "/api/v1/alarms/"+c.ID+"/actions/"+code, body)
		}
		a.Later(20 * time.Second)
		tick(guard, "gate", map[string]any{"done": true}).Into(&c)
		a.Later(20 * time.Second)
		tick(teacher, "shelter", map[string]any{"done": true, "how": "hide"}).Into(&c)
		tick(teacher, "gate", map[string]any{"done": true}).Into(&c)
		card := detail(a, police, c.ID).Actions
		if len(card) != 6 || card[0].DoneAt-c.T0 != 20_000 || card[2].How != "hide" || card[2].DoneAt-c.T0 != 40_000 || card[3].DoneAt != 0 {
			t.Fatalf("%+v", card)
		}
		if r := tick(guard, "gate", map[string]any{"done": false}); r.Code() != "alarm.untick_reason_needed" {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		tick(guard, "gate", map[string]any{"done": false, "reason": "门被撞开"}).Into(&c)
		d := detail(a, police, c.ID)
		if got := kinds(d); d.Actions[0].DoneAt != 0 || got != "raised action_done action_done action_undone" {
			t.Fatalf("%s %+v", got, d.Actions)
		}
		for who, code := range map[string]string{auditor: "alarm.not_found", "duxue": "forbidden", apptest.Guest: "unauthorized"} {
			if got := tick(who, "aid", map[string]any{"done": true}).Code(); got != code {
				t.Errorf("%q ticks: %q", who, got)
			}
		}
		if got := tick(guard, "run", map[string]any{"done": true}).Code(); got != "alarm.no_such_action" {
			t.Errorf("a line that is not on the card: %q", got)
		}
	})
}

func TestWherePeopleAreIsKnownOnlyWhileItRuns(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		share := func(as string, lon float64) apptest.Answer {
			return a.Do(as, http.MethodPut, "/api/v1/alarms/"+c.ID+"/position", map[string]any{"lon": lon, "lat": 38.41, "accuracy": 12})
		}
		marks := func(as string) (n int, at float64) {
			var out struct{ Items []alarm.Position }
			a.Do(as, http.MethodGet, "/api/v1/alarms/positions", nil).Into(&out)
			for _, p := range out.Items {
				at = p.Lon
			}
			return len(out.Items), at
		}
		for i, lon := range []float64{112.7, 112.71, 112.72} {
			a.Later(time.Second)
			if r := share(guard, lon); r.Status != http.StatusNoContent {
				t.Fatalf("%d: %d %s", i, r.Status, r.Body)
			}
		}
		if n, at := marks(police); n != 1 || at != 112.72 {
			t.Fatalf("%d marks, the last at %v", n, at)
		}
		if n, _ := marks("xiaozhang"); n != 1 {
			t.Fatalf("the principal sees %d marks", n)
		}
		if got := kinds(detail(a, police, c.ID)); got != "raised position_shared" {
			t.Fatalf("the story: %s", got)
		}
		if got := share(guard, 200).Code(); got != "alarm.position_impossible" {
			t.Fatalf("a place nowhere: %q", got)
		}
		if got := share("duxue", 112.7).Code(); got != "forbidden" {
			t.Fatalf("an onlooker: %q", got)
		}
		a.Do(guard, http.MethodDelete, "/api/v1/alarms/"+c.ID+"/position", nil)
		if n, _ := marks(police); n != 0 {
			t.Fatalf("%d marks after it was switched off", n)
		}
		share(guard, 112.7)
		share("xiaozhang", 112.75)
		if n, _ := marks(police); n != 2 {
			t.Fatalf("%d marks", n)
		}
		c = detail(a, police, c.ID).Alarm
		act(a, police, &c, "accept", nil)
		act(a, police, &c, "resolve", nil)
		if n, _ := marks(police); n != 0 {
			t.Fatalf("%d marks after the close", n)
		}
		if got := share(guard, 112.7).Code(); got != "alarm.talk_over" {
			t.Fatalf("after the close: %q", got)
		}
	})
}

// A drill: the guard starts it, the teacher reports her own class and the guard
// the others; the list of the missing shrinks until all are accounted for.
func TestARollCallInADrill(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		if r := a.Do(teacher, http.MethodPost, "/api/v1/alarms", map[string]any{"mode": "drill"}); r.Code() != "forbidden" {
			t.Fatalf("a teacher starts a drill: %d %s", r.Status, r.Body)
		}
		c := press(a, guard, "p1", map[string]any{"mode": "drill"})
		a.Later(30 * time.Second)
		a.Do(guard, http.MethodPost, "/api/v1/alarms/"+c.ID+"/roll-call", nil).Into(&c)
		roll := func(as string) (r alarm.RollCall) {
			a.Do(as, http.MethodGet, "/api/v1/alarms/"+c.ID+"/roll-call", nil).Into(&r)
			return r
		}
		report := func(as, class string, present, unaccounted int, seats ...string) apptest.Answer {
			a.Later(time.Second)
			return a.Do(as, http.MethodPost, "/api/v1/alarms/"+c.ID+"/roll-call/"+class,
				map[string]any{"present": present, "unaccounted": unaccounted, "seats": seats})
		}
		list := roll(teacher)
		mine := 0
		for _, k := range list.Items {
			if k.Mine {
				mine++
			}
		}
		if len(list.Items) < 6 || mine != 1 || !list.Items[0].Mine || list.StartedAt-c.T0 != 30_000 || list.Reported != 0 {
			t.Fatalf("%d classes, %d of them hers: %+v", len(list.Items), mine, list.Roll)
		}
		first := list.Items[0]
		report(teacher, first.ID, first.Pupils-2, 2, "12", "31").Into(&c)
		for _, k := range list.Items[1:] {
			report(guard, k.ID, k.Pupils, 0).Into(&c)
		}
		sum := detail(a, police, c.ID).Roll
		if sum.Reported != sum.Classes || sum.Unaccounted != 2 || len(sum.Missing) != 1 || fmt.Sprint(sum.Missing[0].Seats) != "[12 31]" || sum.FullAt != 0 {
			t.Fatalf("%+v", sum)
		}
		report(teacher, first.ID, first.Pupils, 0).Into(&c)
		sum = detail(a, police, c.ID).Roll
		took := int64(30_000 + 1000*(len(list.Items)+1))
		if sum.FullAt-c.T0 != took || sum.Present != sum.Pupils {
			t.Fatalf("%+v, want full after %d ms", sum, took)
		}
		report(guard, list.Items[1].ID, 1, 1).Into(&c)
		if sum = detail(a, police, c.ID).Roll; sum.FullAt != 0 {
			t.Fatalf("still full: %+v", sum)
		}
		d := detail(a, police, c.ID)
		story := kinds(d)
		if !strings.HasPrefix(story, "raised roll_started roll_report") || !strings.HasSuffix(story, "roll_full roll_reopened") {
			t.Fatalf("the story: %s", story)
		}
		for _, k := range []struct {
			r    apptest.Answer
			code string
		}{
			{report(guard, "cls_x", 1, 0), "alarm.no_such_class"},
			{report(guard, first.ID, 1, 1, "王小明"), "alarm.seats_only"},
			{report(guard, first.ID, -1, 0), "alarm.counts_impossible"},
			{report("duxue", first.ID, 1, 0), "forbidden"},
			{report(auditor, first.ID, 1, 0), "alarm.not_found"},
			{a.Do(auditor, http.MethodGet, "/api/v1/alarms/"+c.ID+"/roll-call", nil), "alarm.not_found"},
		} {
			if got := k.r.Code(); got != k.code {
				t.Errorf("%d %q, want %q", k.r.Status, got, k.code)
			}
		}
	})
}

func TestARollCallOfASchoolWithoutClasses(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		var classes struct {
			Items []struct {
				ID      string `json:"id"`
				Version int    `json:"version"`
			} `json:"items"`
		}
		a.Do("xiaozhang", http.MethodGet, "/api/v1/schools/"+c.School.ID+"/classes", nil).Into(&classes)
		for _, k := range classes.Items {
			a.Do("xiaozhang", http.MethodPost, "/api/v1/classes/"+url.PathEscape(k.ID)+"/end", map[string]any{"version": k.Version})
		}
		if r := a.Do(guard, http.MethodPost, "/api/v1/alarms/"+c.ID+"/roll-call", nil); r.Code() != "alarm.no_classes" {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
	})
}

// Bytes on their way never hold up a press: they are taken in outside of any
// transaction.
func TestASlowPhotographDelaysNoPress(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		slow, feed := io.Pipe()
		sent := make(chan int)
		cookies := a.Cookies(guard)
		go func() {
			r := httptest.NewRequest(http.MethodPost, "/api/v1/alarms/"+c.ID+"/photos?line=l1", slow)
			r.ContentLength = -1
			for _, k := range cookies {
				r.AddCookie(k)
			}
			w := httptest.NewRecorder()
			a.Handler().ServeHTTP(w, r)
			sent <- w.Code
		}()
		if _, err := feed.Write([]byte(photo)); err != nil { // it is being read by now
			t.Fatal(err)
		}
		for range 5 {
			press(a, "xiaozhang", id.New("prs"), map[string]any{"place": id.New("x")})
		}
		if err := feed.Close(); err != nil {
			t.Fatal(err)
		}
		if code := <-sent; code != http.StatusOK {
			t.Fatalf("the photograph: %d", code)
		}
	})
}

func field(t *testing.T, e alarm.Event, name string) any {
	t.Helper()
	var data map[string]any
	if err := json.Unmarshal(e.Data, &data); err != nil {
		t.Fatal(err)
	}
	return data[name]
}

func textOf(t *testing.T, e alarm.Event, name string) string {
	t.Helper()
	s, _ := field(t, e, name).(string)
	return s
}

func numberOf(t *testing.T, e alarm.Event, name string) int64 {
	t.Helper()
	n, _ := field(t, e, name).(float64)
	return int64(n)
}
