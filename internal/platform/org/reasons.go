package org

// reasonWords are the sentences of the error workbook; those of the screen stand
// with the screen.
var reasonWords = map[string]string{
	"required":         "不能为空",
	"not_ten_digits":   "应为 10 位数字",
	"malformed":        "格式不正确",
	"too_long":         "超过 {limit} 个字",
	"not_offered":      "不是可用的选项",
	"negative":         "不能小于 0",
	"too_large":        "不能大于 {limit}",
	"more_than_pupils": "不能多于学生数",
	"has_boarders":     "填了寄宿生数，却写明不寄宿",
	"outside_china":    "坐标不在中国境内",
	"swapped":          "经度和纬度写反了",
	"not_a_number":     "应为整数，不能写“约”“余”等字",
	"not_degrees":      "应为十进制度数，如 112.7301",
	"not_yes_or_no":    "应为“是”或“否”",
	"unknown_kind":     "不认识的办学类型",
	"unknown_word":     "不认识的写法",
	"unknown_county":   "没有这个县区",
	"unknown_town":     "该县区没有这个乡镇",
	"outside":          "不在您可导入的范围内",
	"other_county":     "该校属于{county}，导入不能把学校移到别的县区",
	"other_code":       "同名学校的标识码是 {code}",
	"ambiguous":        "该县区有 {count} 所同名学校，请填学校标识码",
	"repeats_row":      "与第 {row} 行是同一所学校",
	"taken":            "该县区已有同名学校",
	"formula_error":    "公式出错，没有结果",
}
