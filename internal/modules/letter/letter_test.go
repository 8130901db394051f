package letter

import (
	"strings"
	"testing"
	"time"

	"huxue/internal/kit/errs"
)

func TestWhatIsWrittenIsChecked(t *testing.T) {
	for name, c := range map[string]struct {
		in   Input
		code string
	}{
		"complete":           {Input{Kind: "traffic", Title: "一封信", Text: "尊敬的家长：\n请留心。"}, ""},
		"without a title":    {Input{Kind: "traffic", Title: " ", Text: "x"}, "letter.incomplete"},
		"without a text":     {Input{Kind: "traffic", Title: "x", Text: "\n "}, "letter.incomplete"},
		"of an unknown kind": {Input{Kind: "zzz", Title: "x", Text: "x"}, "letter.incomplete"},
		"with a card number": {Input{Kind: "other", Title: "x", Text: "学生身份证号14090219990101001X。"}, "letter.private_number"},
		"with a long number": {Input{Kind: "other", Title: "x", Text: "编号1409021999010100123456"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var l Letter
			if err := l.write(c.in); errs.Code(err) != c.code {
				t.Fatalf("got %v, want %q", err, c.code)
			}
		})
	}
}

func TestALetterGoesItsWay(t *testing.T) {
	now := time.Date(2026, 9, 7, 0, 0, 0, 0, time.UTC)
	l := Letter{State: Draft, Title: "x", Text: "【请填写：日期】放假"}
	if err := l.Submit(); errs.Code(err) != "letter.blank_left" {
		t.Fatalf("a blank was submitted: %v", err)
	}
	l.Text = "九月放假"
	if err := l.Approve("校长", now); errs.Code(err) != "letter.not_now" {
		t.Fatalf("a draft was published: %v", err)
	}
	if err := l.Submit(); err != nil {
		t.Fatal(err)
	}
	if err := l.Return(" "); errs.Code(err) != "letter.reason_needed" {
		t.Fatalf("returned without a reason: %v", err)
	}
	if err := l.Return("补上电话"); err != nil || l.State != Draft || l.ReturnReason != "补上电话" {
		t.Fatalf("%v %+v", err, l)
	}
	if err := l.Submit(); err != nil || l.ReturnReason != "" {
		t.Fatalf("%v %+v", err, l)
	}
	if err := l.Approve("校长", now); err != nil || l.State != Published || !l.PublishedAt.Equal(now) {
		t.Fatalf("%v %+v", err, l)
	}
	if err := l.Withdraw("", now); errs.Code(err) != "letter.reason_needed" {
		t.Fatalf("withdrawn without a reason: %v", err)
	}
	if err := l.Withdraw("写错了", now); err != nil || l.State != Withdrawn {
		t.Fatalf("%v %+v", err, l)
	}
	if err := l.Withdraw("又", now); errs.Code(err) != "letter.not_now" {
		t.Fatalf("withdrawn twice: %v", err)
	}
}

func TestLinesNameThePublisherAndKnowHeadings(t *testing.T) {
	l := Letter{Publisher: "忻府小学", Text: "尊敬的家长：\n\n一、走路\n{学校}提醒您。\n二、这一句写得很长，已经不是标题而是一段话，有好多字。"}
	got := l.Lines()
	if len(got) != 4 || !got[1].Head || got[0].Head || got[3].Head || got[2].Text != "忻府小学提醒您。" {
		t.Fatalf("%+v", got)
	}
}

func TestEveryTemplateCanBePublishedOnceFilledIn(t *testing.T) {
	seen := map[string]bool{}
	for _, x := range templates {
		var l Letter
		if err := l.write(Input{Kind: x.Kind, Title: x.Title, Text: x.Text}); err != nil {
			t.Errorf("%s: %v", x.Kind, err)
		}
		if l.Text != x.Text || l.Title != x.Title {
			t.Errorf("%s is too long", x.Kind)
		}
		if !strings.Contains(x.Text, "{学校}") {
			t.Errorf("%s does not say who writes", x.Kind)
		}
		seen[x.Kind] = true
	}
	for _, kind := range []string{"drowning", "traffic", "holiday", "fire", "fraud", "drill"} {
		if !seen[kind] {
			t.Errorf("no template for %s", kind)
		}
	}
}
