package city

import (
	"fmt"
	"strings"
)

// Names private schools give themselves.
var wishes = strings.Fields("育才 启明星 金色童年 小太阳 博文 新世纪 星光 阳光 春蕾 育英 蓝天 明德 希望 七彩 未来 新苗 晨曦 聪慧 爱心 东方 文华 贝贝 乐童 求实 向阳 英才 童乐 春晖 百灵 世纪 新星 启航 慧德 苗苗 小天鹅 向日葵 蒲公英 摇篮 童心 彩虹")

func className(grade string, n int) string {
	if strings.Contains(grade, "%s") {
		return fmt.Sprintf(grade, chinese(n))
	}
	return fmt.Sprintf(grade, n)
}

// nameOf gives the school a name of its own and, if it stands in a village, the
// village. Names follow the habits of the region: 忻州市第五中学, 原平市崞阳镇中心小学,
// 代县峪口乡张家沟教学点, 河曲县阳光幼儿园.
func (g *generator) nameOf(d *draft) (name, village string) {
	c, t := d.county, d.town
	for {
		village = ""
		switch {
		case d.kind == Special:
			name = c.name + "特殊教育学校"
		case d.Private:
			name = g.privateName(d)
		case d.Urban:
			name = g.seatName(d)
		case d.kind == Point || chance(d.r, 0.55) && c.counts[t.Code+d.label] > 0 && d.kind != Junior && d.kind != NineYear:
			village = g.village(c, t)
			name = c.name + t.Name + village + d.label
		default:
			name = townName(d)
		}
		if !g.names[name] {
			g.names[name] = true
			return name, village
		}
	}
}

// privateName is a wish and the kind, with the town before it outside the seat,
// with a street once the wishes of the seat are taken, and counted at last.
func (g *generator) privateName(d *draft) string {
	ending := map[Kind]string{Junior: "中学", NineYear: "学校", Senior: "高级中学", Vocational: "职业高级中学", Complete: "中学"}[d.kind]
	if ending == "" {
		ending = d.label
	}
	at := d.county.name
	if !d.Urban {
		at += d.town.Name
	}
	wish := pick(d.r, wishes)
	if name := at + wish + ending; !g.names[name] {
		return name
	}
	if name := at + pick(d.r, streets) + wish + ending; !g.names[name] {
		return name
	}
	return fmt.Sprintf("%s%s第%s%s", at, wish, chinese(d.county.number("民办"+ending)+1), ending)
}

// seatName counts the schools of a row; middle schools of every kind share one.
// Those of 忻府区 belong to the city and are named after it. From nine on, small
// schools take the name of a street that is still free.
func (g *generator) seatName(d *draft) string {
	owner := d.county.name
	if d.county.code == seatCode && d.row == "中学" {
		owner = "忻州市"
	}
	small := d.kind == Primary || d.kind == Kindergarten
	if small && d.county.counts[d.row] >= 9 {
		if name := owner + pick(d.r, streets) + d.row; !g.names[name] {
			return name
		}
	}
	n := d.county.number(d.row)
	switch {
	case d.kind == NineYear:
		return fmt.Sprintf("%s第%s九年一贯制学校", owner, chinese(n))
	case d.kind == Vocational && n == 1:
		return owner + "职业技术学校"
	case n == 2 && small:
		return owner + map[Kind]string{Primary: "实验小学", Kindergarten: "机关幼儿园"}[d.kind]
	}
	return fmt.Sprintf("%s第%s%s", owner, chinese(n), d.row)
}

// townName is the town's central school; further ones are counted.
func townName(d *draft) string {
	ending := map[Kind]string{Primary: "中心小学", Kindergarten: "中心幼儿园", Junior: "初级中学", NineYear: "九年一贯制学校", Complete: "中学"}[d.kind]
	name := d.county.name + d.town.Name
	if n := d.county.number(d.town.Code + d.label); n > 1 {
		return fmt.Sprintf("%s第%s%s", name, chinese(n), strings.TrimPrefix(ending, "中心"))
	}
	return name + ending
}
