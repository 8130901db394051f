package pupil

import (
	"fmt"
	"strings"
)

// sentences say in the error workbook what is wrong with a row; the UI has the same
// under its own keys. {row} is the row it clashes with.
var sentences = map[string]string{
	"seat.seat_range":   "座号应为 1 到 999 的整数",
	"seat.twice":        "座号与第 {row} 行重复（同一个班）",
	"name.required":     "没有姓名",
	"name.name_odd":     "姓名太长或含有数字",
	"number.required":   "没有学号",
	"number.number_odd": "学号只能是数字、字母和短横线，不超过 30 位",
	"number.twice":      "学号与第 {row} 行重复",
	"number.elsewhere":  "这个学号的学生在外校在读，请先由原学校办理转出",
	"number.other":      "这个学号属于另一名已转出的学生，请核对姓名和学号",
	"school.required":   "没有学校",
	"school.unknown":    "系统里没有这所学校",
	"school.twice":      "有两所同名学校，请填学校标识码",
	"school.forbidden":  "您无权导入这所学校的花名册",
	"class.unknown":     "认不出年级和班级",
	"class.no_grade":    "这所学校没有这个年级",
}

func (r reasons) say() string {
	var out []string
	for _, x := range r {
		out = append(out, strings.ReplaceAll(sentences[x.Code], "{row}", fmt.Sprint(x.Other)))
	}
	return strings.Join(out, "；")
}

// columns marks what is wrong, by column of the error workbook.
func (r reasons) columns() map[int]bool {
	at := map[string]int{"school": 2, "class": 4, "seat": 5, "name": 6, "number": 7}
	out := map[int]bool{8: true}
	for _, x := range r {
		what, _, _ := strings.Cut(x.Code, ".")
		out[at[what]] = true
	}
	return out
}
