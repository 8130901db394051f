package mediation

import (
	"regexp"
	"strings"
)

// Free text that leaves the police for a school, or lies in a ledger that many read,
// carries no number by which somebody could be found: identity card, telephone, bank
// card, chat account, address of mail. It is looked for as people write it: in full-
// width or Chinese digits, in groups, with dashes. A date is none.

var (
	datesIn = regexp.MustCompile(`(19|20)\d\d\s?[-./年]\s?(1[0-2]|0?[1-9])\s?[-./月]\s?(3[01]|[12]\d|0?[1-9])日?`)
	clockIn = regexp.MustCompile(`\d{1,2}:\d{2}(:\d{2})?`)
	plainIn = regexp.MustCompile(`(^|\D)(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\D|$)`)
	gaps    = regexp.MustCompile(`(\d)[\s\-—–_.·,，、/()（）]+(\d)`)
	longRun = regexp.MustCompile(`\d{7,}[Xx]?`)
	mailIn  = regexp.MustCompile(`[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+\.[A-Za-z]{2,}`)
	chatIn  = regexp.MustCompile(`(?i)(微信|wechat|vx|qq)\s*(号|:)?\s*:?\s*[a-z0-9_\-]{5,}`)
)

var digitOf = strings.NewReplacer(
	"０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9", "Ｘ", "X", "：", ":", "＠", "@",
	"零", "0", "〇", "0", "一", "1", "幺", "1", "二", "2", "三", "3", "四", "4", "五", "5", "六", "6", "七", "7", "八", "8", "九", "9",
)

// findable reports whether text holds a number or an address by which somebody can
// be found.
func findable(text string) bool {
	s := digitOf.Replace(text)
	if mailIn.MatchString(s) || chatIn.MatchString(s) {
		return true
	}
	s = clockIn.ReplaceAllString(datesIn.ReplaceAllString(s, "某日"), "某时")
	s = plainIn.ReplaceAllString(s, "${1}某日${5}")
	for range 2 { // a group of one digit is the end of one gap and the start of the next
		s = gaps.ReplaceAllString(s, "$1$2")
	}
	return longRun.MatchString(s)
}

// tellsOfPerson are words by which a text speaks of who somebody is, what he suffers
// from or what he has done, instead of what a school is to do. (domain.md §3.9 rule 1)
var tellsOfPerson = []string{
	"姓名", "身份证", "住址", "户籍", "名叫", "精神病", "精神分裂", "精神障碍", "抑郁症", "躁狂", "艾滋", "吸毒", "戒毒", "前科", "刑满", "释放人员",
	"服刑", "社区矫正", "假释", "缓刑", "判刑", "犯罪记录", "强奸", "猥亵",
}

// screen refuses free text that finds somebody, and with strict also text that
// speaks of somebody.
func screen(strict bool, texts ...string) error {
	for _, t := range texts {
		if findable(t) {
			return errNumbers
		}
		for _, w := range tellsOfPerson {
			if strict && strings.Contains(t, w) {
				return errPerson.With("word", w)
			}
		}
	}
	return nil
}
