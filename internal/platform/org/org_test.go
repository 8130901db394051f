package org_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"huxue/internal/platform/org"
)

func TestPaths(t *testing.T) {
	if got := org.ChildPath("", "14"); got != "/14/" {
		t.Errorf("root: %q", got)
	}
	if got := org.ChildPath("/14/1409/", "140902"); got != "/14/1409/140902/" {
		t.Errorf("county: %q", got)
	}
	for path, want := range map[string]string{
		"/14/": "", "/14/1409/": "", "/14/1409/140902/": "140902", "/14/1409/140902/140902100/sch_1/": "140902", "": "",
	} {
		if got := org.CountyOf(path); got != want {
			t.Errorf("county of %q: %q", path, got)
		}
	}
	if got := org.CountyPath("/14/1409/140902/140902100/sch_1/"); got != "/14/1409/140902/" {
		t.Errorf("county path: %q", got)
	}
}

func TestKindsAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]org.SchoolKind{
		"幼儿园": org.Kindergarten, "完全小学": org.Primary, "小学": org.Primary, "初级中学": org.Junior, "初中": org.Junior,
		"九年一贯制学校": org.NineYear, "完全中学": org.Complete, "高级中学": org.Senior, "高中": org.Senior, "普通高中": org.Senior,
		"职业高中": org.Vocational, "中职": org.Vocational, "中等职业学校": org.Vocational, "特殊教育": org.Special, "特殊教育学校": org.Special,
		"教学点": org.Point, "小学教学点": org.Point, "专门学校": org.Reform, "211": org.Primary, "211小学": org.Primary,
		" 九年一贯制（寄宿） ": org.NineYear, "１１１": org.Kindergarten, "十二年一贯制学校": org.Complete,
	} {
		if got, ok := org.ParseKind(text); !ok || got != want {
			t.Errorf("%s: got %q", text, got)
		}
	}
	for _, text := range []string{"", "中学", "公司", "999"} {
		if got, ok := org.ParseKind(text); ok {
			t.Errorf("%q was taken for %q", text, got)
		}
	}
}

func TestEveryReasonHasItsSentence(t *testing.T) {
	for _, code := range org.ReasonCodes() {
		if org.ReasonWord(code) == "" {
			t.Errorf("no sentence for %s", code)
		}
	}
}

func TestWhatCannotBeIsRefusedAtItsField(t *testing.T) {
	at := func(v float64) *float64 { return &v }
	cases := []struct {
		name string
		set  func(*org.Facts)
		want string
	}{
		{"as it should be", func(*org.Facts) {}, ""},
		{"no name", func(f *org.Facts) { f.Name = " " }, "name required"},
		{"code of nine digits", func(f *org.Facts) { f.Code = "211400123" }, "code not_ten_digits"},
		{"more boarders than pupils", func(f *org.Facts) { f.Boarding, f.Pupils, f.Boarders = true, 10, 11 }, "boarders more_than_pupils"},
		{"boarders in a day school", func(f *org.Facts) { f.Pupils, f.Boarders = 10, 5 }, "boarding has_boarders"},
		{"half a position", func(f *org.Facts) { f.Lon = at(112.7) }, "lat required"},
		{"position abroad", func(f *org.Facts) { f.Lon, f.Lat = at(2.3), at(48.8) }, "lon outside_china"},
		{"position swapped", func(f *org.Facts) { f.Lon, f.Lat = at(38.4), at(112.7) }, "lon swapped"},
		{"name of a novel", func(f *org.Facts) { f.Name = strings.Repeat("校", 81) }, "name too_long"},
		{"letters in the telephone", func(f *org.Facts) { f.Phone = "见通讯录" }, "phone malformed"},
		{"two things at once", func(f *org.Facts) { f.Code, f.Pupils = "x", -1 }, "code not_ten_digits, pupils negative, boarders more_than_pupils"},
	}
	for _, c := range cases {
		f := org.NewFacts()
		f.Name, f.Kind = "忻府区第一中学", org.Junior
		c.set(&f)
		var got []string
		for _, x := range org.CheckFacts(&f) {
			got = append(got, x.Name+" "+x.Code)
		}
		if d := cmp.Diff(c.want, strings.Join(got, ", ")); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}
