package mediation

import (
	"regexp"
	"strings"
)

// A risk link order names nobody (domain.md §3.9). No list of words can know every
// name, so what looks like one is not refused for good: the writer is shown it and
// says that he has looked, and that he has said so is in the book. Looked for is a
// common surname followed by one or two characters, or three with a double surname,
// where a name stands: alone between two marks, after a word such as 男子, or before
// one such as 先生; and 张某 wherever it stands.

const surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"

const doubleSurnames = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯"

var (
	nameForm    = `(?:(?:` + doubleSurnames + `)\p{Han}{1,2}|[` + surnames + `]\p{Han}{1,2})`
	nameAlone   = regexp.MustCompile(`^` + nameForm + `$`)
	nameAfter   = regexp.MustCompile(`(?:注意|留意|提防|防范|关注|男子|女子|男人|女人|嫌疑人|当事人|对象|村民|居民|家长|员工|叫|人员|学生)[:：]?(` + nameForm + `)(?:$|[^\p{Han}]|[的在有将已曾持与和于正因把被要经])`)
	nameBefore  = regexp.MustCompile(`([` + surnames + `]\p{Han}{0,2})(?:先生|女士|小姐|同志|师傅)`)
	nameVeiled  = regexp.MustCompile(`[` + surnames + `]某[某甲乙丙]?`)
	betweenMark = regexp.MustCompile(`[^\p{Han}]+`)
)

// plainWords begin like a name and are none: what a school is told to do.
var plainWords = []string{
	"高峰", "高年级", "高中", "高度", "高考", "周边", "周围", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "周末", "方向", "方便", "方案", "常态", "常规",
	"马上", "马路", "任何", "任务", "任课", "何时", "程序", "金额", "白天", "白班", "江边", "石墙", "石料", "田间", "田径", "文明", "文具", "文化", "武警", "段落",
	"万一", "余下", "许可", "孔洞", "叶片", "易燃", "易爆", "康复", "雷雨", "雷电", "汤桶", "龙头", "毛巾", "钟点", "夏季", "夏令", "秦皇", "于今", "范围", "路口",
	"林带", "林地", "黄色", "黄线", "黄昏", "胡同", "罗列", "梁柱", "宋体", "史料", "顾问", "顾及", "乔木", "贺信", "丁字", "沈阳", "苏州", "杜绝", "曾经", "江南",
	"陆续", "陈旧", "陈列", "张贴", "张口", "王牌", "李子", "杨树", "朱红", "许多", "傅粉", "袁河", "谢绝", "谢谢", "冯家", "唐代", "韩国", "郑重", "孙子", "吴堡",
	"余人", "余名", "戴好", "戴帽", "戴口罩", "戴盔", "于当", "于门", "于校", "于上", "于下", "于放", "马道", "马拉松",
}

// nameIn returns what looks like a person's name in a text, "" for nothing.
func nameIn(text string) string {
	plain := func(s string) bool {
		for _, w := range plainWords {
			if strings.HasPrefix(s, w) {
				return true
			}
		}
		return false
	}
	if m := nameVeiled.FindString(text); m != "" {
		return m
	}
	for _, m := range nameBefore.FindAllStringSubmatch(text, -1) {
		if !plain(m[1]) {
			return m[1]
		}
	}
	for _, m := range nameAfter.FindAllStringSubmatch(text, -1) {
		if !plain(m[1]) {
			return m[1]
		}
	}
	for _, part := range betweenMark.Split(text, -1) {
		if nameAlone.MatchString(part) && !plain(part) {
			return part
		}
	}
	return ""
}

// screenLink is what every text of a link order passes: no numbers and no words that
// speak of somebody, whoever says he has looked; what looks like a name only when he
// has.
func screenLink(note string, sure bool) error {
	if err := screen(true, note); err != nil {
		return err
	}
	if name := nameIn(note); name != "" && !sure {
		return errNameIn.With("word", name)
	}
	return nil
}
