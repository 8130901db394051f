package city

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

var (
	// Common surnames of northern Shanxi, the frequent ones repeated.
	surnames = strings.Fields("王 王 王 张 张 张 李 李 李 刘 刘 赵 赵 郭 郭 杨 杨 郝 郝 韩 高 贾 武 樊 薛 白 田 石 康 孟 胡 马 段 曹 贺 吕 冯 苗 邢 任 乔 弓 邸 智 靳 聂 安 温 索 檀")
	maleEnds = strings.Fields("建国 志强 永红 俊峰 海军 晓东 文斌 建军 国庆 瑞平 利军 宏伟 振华 明亮 成林 润生 贵平 福田 云飞 小龙 拴柱 凤山 彦斌 补明 计生 存良 志刚 亚鹏 泽宇 浩然 俊杰 鹏飞 卫东 爱民 改明 先锋 玉林 晋生 培基 守义")
	femEnds  = strings.Fields("秀英 桂兰 丽娟 晓燕 海霞 美玲 建英 俊花 瑞芳 改梅 爱萍 玉珍 慧敏 雅琴 晓丽 艳红 春梅 志红 淑清 丽萍 雪梅 凤仙 彩霞 翠平 文静 佳怡 欣悦 婷婷 晋芳 润莲 红霞 静宜 巧云 月娥 秋菊 素珍 亚楠 思雨 梦洁 小敏")
)

// person invents somebody; women is the chance of her being one.
func (g *generator) person(r *rand.Rand, women float64) Person {
	p := Person{Sex: "男", Mobile: g.mobile()}
	ends := maleEnds
	if chance(r, women) {
		p.Sex, ends = "女", femEnds
	}
	given := pick(r, ends)
	if chance(r, 0.35) { // a third of the people has one character of a given name, or another mix of two
		first, second := []rune(given), []rune(pick(r, ends))
		if given = string(second[1]); chance(r, 0.6) {
			given = string(first[0]) + given
		}
	}
	p.Name = pick(r, surnames) + given
	return p
}

func (g *generator) people(r *rand.Rand, n int, women float64) []Person {
	list := make([]Person, n)
	for i := range list {
		list[i] = g.person(r, women)
	}
	return list
}

// mobile returns the next number. No person can own one: the range 140 is kept
// for things, whose numbers have thirteen digits. So a call made from a
// demonstration reaches nobody.
func (g *generator) mobile() string {
	g.mobiles++
	return fmt.Sprintf("140%08d", g.mobiles*6_180_339%99_999_989)
}

// line returns the next telephone line. No local number begins with 0, so it
// reaches nobody either; 1 would reach the emergency services of the city. Both
// steps walk a prime number of lines, so that none comes twice.
func (g *generator) line() string {
	g.lines++
	return fmt.Sprintf("0350-0%06d", g.lines*618_033%999_983)
}

const digits = "零一二三四五六七八九"

// chinese writes a number from 1 to 9999 as it is read in a name: 第十二中学.
func chinese(n int) string {
	d := []rune(digits)
	switch {
	case n < 10:
		return string(d[n])
	case n < 20:
		return strings.TrimSuffix("十"+string(d[n-10]), "零")
	case n < 100:
		return strings.TrimSuffix(string(d[n/10])+"十"+string(d[n%10]), "零")
	}
	unit, name := 100, "百"
	if n >= 1000 {
		unit, name = 1000, "千"
	}
	rest := n % unit
	s := string(d[n/unit]) + name
	switch {
	case rest == 0:
		return s
	case rest < unit/10:
		return s + "零" + chinese(rest)
	case rest < 20:
		return s + "一" + chinese(rest)
	}
	return s + chinese(rest)
}
