package notice

import (
	"errors"
	"strings"
	"testing"
	"time"

	"huxue/internal/driver/cap"
	"huxue/internal/kit/errs"
)

var noon = time.Date(2026, 9, 9, 12, 0, 0, 0, zone) // a Wednesday

func warning(level string) Input {
	return Input{Kind: Warning, Level: level, Theme: "flood", AuthorityKind: "government", Authority: "县人民政府", Title: "暴雨预警", ForSchool: "停止户外活动",
		ForParent: "不涉水接送", Public: true, StartsAt: noon.UnixMilli(), EndsAt: noon.Add(6 * time.Hour).UnixMilli()}
}

func TestWhoMayWarn(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Input)
		school string
		want   error
	}{
		"the government declares red":            {func(*Input) {}, "", nil},
		"an education bureau mints no red":       {func(in *Input) { in.AuthorityKind = "education" }, "", errMint},
		"nor orange under another's kind":        {func(in *Input) { in.Level, in.Authority = Orange, "某县教育局" }, "", errMint},
		"it may declare yellow":                  {func(in *Input) { in.Level, in.AuthorityKind, in.Authority = Yellow, "education", "某县教育局" }, "", nil},
		"a warning shows who has declared it":    {func(in *Input) { in.Authority = " " }, "", errWho},
		"a warning has a level":                  {func(in *Input) { in.Level = "" }, "", errLevel},
		"a school relays nothing":                {func(*Input) {}, "sch_1", errRelay},
		"a school writes prompts":                {func(in *Input) { in.Kind = Prompt }, "sch_1", nil},
		"it ends after it begins":                {func(in *Input) { in.EndsAt = in.StartsAt }, "", errTimes},
		"what is public has words for families":  {func(in *Input) { in.ForParent = "" }, "", errParents},
		"what is not public needs none for them": {func(in *Input) { in.ForParent, in.Public = "", false }, "", nil},
		"schools are told what to do":            {func(in *Input) { in.ForSchool = "" }, "", errMeasures},
		"a theme that is none":                   {func(in *Input) { in.Theme = "aliens" }, "", errTheme},
		"a kind of school that is none":          {func(in *Input) { in.SchoolKinds = []string{"circus"} }, "", errKinds},
	} {
		in := warning(Red)
		c.change(&in)
		n := &Notice{SchoolID: c.school}
		if got := n.write(in); !errors.Is(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	n := &Notice{}
	in := warning(Red)
	in.Kind = Prompt
	if err := n.write(in); err != nil || n.Level != "" || n.Authority != "" {
		t.Errorf("a prompt keeps level %q and authority %q (%v)", n.Level, n.Authority, err)
	}
}

func TestASecondPersonIssues(t *testing.T) {
	n := &Notice{State: Draft, CreatedBy: "p1", EndsAt: noon.Add(time.Hour)}
	if err := n.Submit(noon); err != nil {
		t.Fatal(err)
	}
	if err := n.Issue("p1", "甲", noon); errs.KindOf(err) != errs.KindForbidden {
		t.Fatalf("its writer issues it: %v", err)
	}
	if err := n.Issue("p2", "乙", noon.Add(time.Hour)); !errors.Is(err, errOver) {
		t.Fatalf("what is over is issued: %v", err)
	}
	if err := n.Issue("p2", "乙", noon); err != nil || n.State != Issued || n.ApprovedName != "乙" {
		t.Fatalf("%v %+v", err, n)
	}
	if err := n.End(Cancelled, " ", noon); !errors.Is(err, errReason) {
		t.Fatalf("cancelled without a reason: %v", err)
	}
	if err := n.End(Cancelled, "雨停了", noon); err != nil || n.End(Expired, "", noon) == nil {
		t.Fatalf("%v; ended twice", err)
	}
	own := &Notice{State: Submitted, SchoolID: "sch_1", CreatedBy: "p1", EndsAt: noon.Add(time.Hour)}
	if err := own.Issue("p1", "校长", noon); err != nil {
		t.Fatalf("a principal's own prompt: %v", err)
	}
}

func TestDeadlines(t *testing.T) {
	as := func(_ string, otherwise int) int { return otherwise }
	off := map[string]bool{"2026-09-25": true, "2026-09-27": false} // a holiday on Friday, Sunday worked by order
	for _, c := range []struct{ level, at, want string }{
		{Red, "2026-09-12 23:50", "2026-09-13 00:05"}, // at once, also on a Saturday night
		{Orange, "2026-09-09 10:00", "2026-09-09 10:15"},
		{Yellow, "2026-09-09 21:00", "2026-09-09 22:00"},
		{Blue, "2026-09-09 10:00", "2026-09-09 12:00"},
		{Blue, "2026-09-09 17:00", "2026-09-10 09:00"}, // an hour today, an hour tomorrow
		{"", "2026-09-09 03:00", "2026-09-09 10:00"},
		{"", "2026-09-11 17:30", "2026-09-14 09:30"}, // over the weekend
		{"", "2026-09-24 19:00", "2026-09-27 10:00"}, // over the holiday, to the Sunday that is worked
	} {
		at, _ := time.ParseInLocation("2006-01-02 15:04", c.at, zone)
		limit, hours := patience(c.level, as)
		got := at.Add(limit)
		if hours {
			got = withinHours(at, limit, fromHour, toHour, resting(off))
		}
		if s := got.In(zone).Format("2006-01-02 15:04"); s != c.want {
			t.Errorf("%q at %s is due %s, want %s", c.level, c.at, s, c.want)
		}
	}
}

func TestWhatCAPSays(t *testing.T) {
	for name, c := range map[string]struct {
		kind, level, theme string
		begins             time.Duration
		msgType            string
		want               []string
	}{
		"red, begun":          {Warning, Red, "flood", -time.Minute, "Alert", []string{"<category>Met<", "<urgency>Immediate<", "<severity>Extreme<", "<certainty>Likely<", "<responseType>Execute<", "红色预警（Ⅰ级）", "<senderName>县人民政府<", "<scope>Public<"}},
		"orange, within hour": {Warning, Orange, "geology", 40 * time.Minute, "Alert", []string{"<category>Geo<", "<urgency>Expected<", "<severity>Severe<"}},
		"yellow, tomorrow":    {Warning, Yellow, "ice", 20 * time.Hour, "Alert", []string{"<urgency>Future<", "<severity>Moderate<", "<responseType>Prepare<"}},
		"blue, begun":         {Warning, Blue, "heat", 0, "Update", []string{"<urgency>Expected<", "<severity>Minor<", "<responseType>Monitor<", "<references>huxue,ntc_0.issued,2026-09-09T11:00:00+08:00<"}},
		"a prompt":            {Prompt, "", "drowning", 0, "Alert", []string{"<category>Safety<", "<urgency>Future<", "<severity>Minor<", "<certainty>Possible<", "安全提示 防溺水", "<senderName>某县教育局<"}},
		"over":                {Warning, Red, "epidemic", 0, "Cancel", []string{"<category>Health<", "<urgency>Past<", "<responseType>AllClear<", "已解除：疫情结束", "<note>疫情结束<"}},
	} {
		in := warning(c.level)
		in.Kind, in.Theme = c.kind, c.theme
		n := &Notice{ID: "ntc_1", ChainID: "ntc_0", Number: "预警〔2026〕1号", Publisher: "某县教育局", IssuedAt: noon, EndReason: "疫情结束", State: Issued,
			Areas: []Area{{Path: "/14/1409/140902/", Name: "忻府区", Code: "140902"}, {Path: "/14/1409/140902/s/", Name: "某小学", Code: "2114000001", IsSchool: true}}}
		in.StartsAt, in.EndsAt = noon.Add(c.begins).UnixMilli(), noon.Add(48*time.Hour).UnixMilli()
		if err := n.write(in); err != nil {
			t.Fatal(name, err)
		}
		var refs []cap.Reference
		if c.msgType != "Alert" {
			refs = []cap.Reference{{Sender: "huxue", Identifier: "ntc_0.issued", Sent: noon.Add(-time.Hour)}}
		}
		doc, err := cap.Write(n.alert("ntc_1.issued", c.msgType, "huxue", "https://aq.example.cn/notice/abc", refs, noon))
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, doc)
		}
		for _, w := range append(c.want, "<sent>2026-09-09T12:00:00+08:00</sent>", "<valueName>GB/T 2260</valueName>", "<value>140902</value>", "<value>2114000001</value>", "<web>https://aq.example.cn/notice/abc</web>") {
			if !strings.Contains(string(doc), w) {
				t.Errorf("%s: no %s in\n%s", name, w, doc)
			}
		}
		n.Public = false
		doc, err = cap.Write(n.alert("ntc_1.issued", c.msgType, "huxue", "", refs, noon))
		if err != nil || !strings.Contains(string(doc), "<scope>Restricted</scope>") || !strings.Contains(string(doc), "不得向社会发布") {
			t.Errorf("%s: not restricted: %v\n%s", name, err, doc)
		}
	}
}
