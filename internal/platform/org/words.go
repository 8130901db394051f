package org

import (
	"regexp"
	"strings"

	"huxue/internal/driver/spreadsheet"
)

// The words of the workbook. A bureau's workbook is Chinese whatever language
// its reader's screen speaks, so these are not translation keys.
var (
	kindWords = map[SchoolKind]string{Kindergarten: "幼儿园", Primary: "小学", Junior: "初级中学", NineYear: "九年一贯制学校",
		Complete: "完全中学", Senior: "高级中学", Vocational: "中等职业学校", Special: "特殊教育学校", Reform: "专门学校", Point: "教学点"}
	ownershipWords   = map[Ownership]string{Public: "公办", Private: "民办"}
	canteenWords     = map[Canteen]string{CanteenNone: "无", CanteenOwn: "自营", CanteenContracted: "委托", CanteenDelivered: "配餐"}
	busWords         = map[Bus]string{BusNone: "无", BusOwn: "自有", BusContracted: "委托"}
	settingWords     = map[Setting]string{Urban: "城区", Rural: "乡村"}
	statusWords      = map[Status]string{Active: "在办", Closed: "已停办", Merged: "已合并"}
	surroundingWords = map[string]string{"road": "临路", "water": "临水", "geohazard": "地灾点"}
	flagWords        = map[bool]string{true: "是", false: "否"}

	moreOwnerships = map[string]Ownership{"公立": Public, "国办": Public, "教育部门": Public, "教育部门办": Public, "县级教育部门": Public,
		"地方企业": Public, "集体办": Public, "私立": Private, "私办": Private, "社会力量办学": Private, "民办公助": Private, "普惠性民办": Private}
	moreCanteens = map[string]Canteen{"没有": CanteenNone, "无食堂": CanteenNone, "自办": CanteenOwn, "学校自营": CanteenOwn,
		"承包": CanteenContracted, "委托经营": CanteenContracted, "外包": CanteenContracted, "集中配餐": CanteenDelivered,
		"供餐": CanteenDelivered, "校外供餐": CanteenDelivered}
	moreBuses = map[string]Bus{"没有": BusNone, "无校车": BusNone, "自备": BusOwn, "学校自有": BusOwn, "租用": BusContracted,
		"租赁": BusContracted, "委托运营": BusContracted, "外包": BusContracted}
	moreSettings = map[string]Setting{"城市": Urban, "县城": Urban, "城镇": Urban, "镇区": Rural, "农村": Rural, "乡镇": Rural, "村": Rural}
	moreStatuses = map[string]Status{"正常": Active, "在用": Active, "开办": Active, "停办": Closed, "撤销": Closed, "撤并": Merged, "合并": Merged}
)

// parse finds the value whose word is text, among words and the other words
// people use.
func parse[T comparable](text string, words map[T]string, more map[string]T) (v T, ok bool) {
	text = spreadsheet.Fold(text)
	for value, word := range words {
		if word == text {
			return value, true
		}
	}
	v, ok = more[text]
	return v, ok
}

// kindCodes are the codes of 办学类型 in the ministry's statistics.
var kindCodes = map[string]SchoolKind{
	"111": Kindergarten, "119": Kindergarten, "211": Primary, "218": Point, "219": Primary, "311": Junior, "312": NineYear,
	"319": Junior, "341": Complete, "342": Senior, "345": Complete, "361": Vocational, "362": Vocational, "363": Vocational,
	"365": Vocational, "371": Vocational, "368": Vocational, "511": Special, "512": Special, "513": Special, "514": Special,
	"520": Reform,
}

// kindHints are read from the top: the first word that occurs decides.
var kindHints = []struct {
	word string
	kind SchoolKind
}{
	{"教学点", Point}, {"幼儿园", Kindergarten}, {"幼儿班", Kindergarten}, {"学前", Kindergarten}, {"幼教", Kindergarten},
	{"特殊教育", Special}, {"特教", Special}, {"盲", Special}, {"聋", Special}, {"启智", Special}, {"培智", Special},
	{"专门学校", Reform}, {"工读", Reform}, {"十二年", Complete}, {"九年", NineYear}, {"一贯制", NineYear},
	{"完全中学", Complete}, {"完中", Complete}, {"职业", Vocational}, {"职高", Vocational}, {"中职", Vocational}, {"职中", Vocational},
	{"中专", Vocational}, {"技工", Vocational}, {"技校", Vocational}, {"中等技术", Vocational}, {"中等师范", Vocational},
	{"初级中学", Junior}, {"初中", Junior}, {"高级中学", Senior}, {"高中", Senior}, {"普高", Senior}, {"小学", Primary}, {"完小", Primary},
}

var (
	aroundDigits = regexp.MustCompile(`^[\d\-.]+|[\d\-.]+$`)
	bracketed    = regexp.MustCompile(`\([^()]*\)`)
)

// ParseKind reads a 办学类型 as people write it: 完全小学, 九年一贯制学校, 职高, 211小学.
func ParseKind(text string) (SchoolKind, bool) {
	text = spreadsheet.Fold(text)
	if k, ok := kindCodes[text]; ok {
		return k, true
	}
	text = aroundDigits.ReplaceAllString(bracketed.ReplaceAllString(text, ""), "")
	for _, h := range kindHints {
		if strings.Contains(text, h.word) {
			return h.kind, true
		}
	}
	return "", false
}
