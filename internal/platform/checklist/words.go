package checklist

import (
	"slices"
	"strings"

	"huxue/internal/driver/spreadsheet"
)

// The words of workbooks, which are Chinese whatever language a screen speaks.
var (
	kindWords   = map[Kind]string{Term: "学期大检查", Joint: "联合检查", Theme: "专项检查", Daily: "日常检查", Bus: "校车", Drill: "演练评估", Before: "活动及假前"}
	agencyNames = map[string]string{"education": "教育", "police": "公安", "market": "市场监管", "fire": "消防救援", "housing": "住建", "health": "卫健",
		"traffic": "交通", "city": "城管", "culture": "文旅"}
	moreAgencies = map[string]string{"教育局": "education", "公安局": "police", "派出所": "police", "市监": "market", "市监局": "market", "消防": "fire",
		"住建局": "housing", "卫生": "health", "卫生健康": "health", "疾控": "health", "交警": "traffic", "交通运输": "traffic", "综合执法": "city", "文化": "culture", "文化和旅游": "culture"}
	moreKinds = map[string]Kind{"开学检查": Term, "专项": Theme, "日常": Daily, "联合": Joint}
)

// parseAgencies reads 教育、公安 and 教公 alike.
func parseAgencies(cell string) (list []string, strange string) {
	list = []string{}
	add := func(code string) {
		if code != "" && !slices.Contains(list, code) {
			list = append(list, code)
		}
	}
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune("、,，;；/ ", r) }) {
		code := moreAgencies[part]
		for k, name := range agencyNames {
			if name == part || k == part {
				code = k
			}
		}
		if code != "" {
			add(code)
			continue
		}
		for _, sign := range part {
			if code = agencySigns[sign]; code == "" {
				return list, part
			}
			add(code)
		}
	}
	return list, ""
}

func namesOf(agencies []string) string {
	words := make([]string, len(agencies))
	for i, a := range agencies {
		words[i] = agencyNames[a]
	}
	return strings.Join(words, "、")
}

// parseLevel reads 一般, 重大, G, Z and Z※.
func parseLevel(cell string) (l Level, stop, ok bool) {
	text := strings.ToUpper(spreadsheet.Fold(cell))
	stop = strings.ContainsAny(text, "※*")
	switch strings.Trim(text, "※*()") {
	case "", "G", "一般", "一般隐患":
		return General, stop, true
	case "Z", "重大", "重大候选", "重大隐患":
		return Major, stop, true
	}
	return "", false, false
}

func parseKind(cell string) (Kind, bool) {
	for k, w := range kindWords {
		if w == cell || string(k) == cell {
			return k, true
		}
	}
	k, ok := moreKinds[cell]
	return k, ok
}

func parseFact(cell string) (string, bool) {
	for i := range facts {
		if facts[i].key == cell || facts[i].name == cell {
			return facts[i].key, true
		}
	}
	return "", cell == ""
}
