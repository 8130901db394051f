package org

import (
	"strings"

	"huxue/internal/driver/spreadsheet"
)

// column is one column of the schools' workbook: template, import and export
// share the table, so that what is exported can be imported again.
type column struct {
	key     string
	heading string
	also    []string
	width   float64
	// set reads a cell that is not blank; it returns why it cannot, "" if it can.
	// nil for what does not lie in the facts: county and town.
	set func(f *Facts, cell string) string
	// show is what is written for a school.
	show func(s *SchoolRow) any
}

func (c *column) names() []string { return append([]string{c.heading}, c.also...) }

var bookColumns = []column{
	{"code", "学校标识码", []string{"学校（机构）标识码", "机构标识码", "标识码", "学校代码", "单位代码", "学校编码"}, 14,
		text(func(f *Facts) *string { return &f.Code }), func(s *SchoolRow) any { return s.Code }},
	{"name", "学校名称", []string{"学校", "校名", "单位名称", "学校全称", "学校（园）名称", "幼儿园名称", "名称", "学校(幼儿园)名称", "学校（机构）名称"}, 30,
		text(func(f *Facts) *string { return &f.Name }), func(s *SchoolRow) any { return s.Name }},
	{"kind", "办学类型", []string{"学校类型", "类型", "学校类别", "学段", "学校（机构）办学类型", "办学类别"}, 16,
		func(f *Facts, cell string) (why string) {
			k, ok := ParseKind(cell)
			f.Kind = k
			return unless(ok, "unknown_kind")
		}, func(s *SchoolRow) any { return kindWords[s.Kind] }},
	{"ownership", "办学性质", []string{"公办/民办", "公民办", "举办者类型", "举办者", "办学主体", "性质"}, 10,
		word(func(f *Facts) *Ownership { return &f.Ownership }, ownershipWords, moreOwnerships),
		func(s *SchoolRow) any { return ownershipWords[s.Ownership] }},
	{"county", "县区", []string{"县（市、区）", "县市区", "所属县区", "所在县区", "区县", "所属区县", "县", "区", "行政区", "行政区划", "所属地区", "县区名称", "县(区)"}, 12,
		nil, func(s *SchoolRow) any { return s.CountyName }},
	{"town", "乡镇", []string{"乡镇（街道）", "乡（镇）", "所属乡镇", "所在乡镇", "街道", "乡镇街道", "学区"}, 14,
		nil, func(s *SchoolRow) any { return s.TownName }},
	{"setting", "城乡", []string{"城乡类型", "城乡属性", "城乡分类", "所在地类型"}, 8,
		word(func(f *Facts) *Setting { return &f.Setting }, settingWords, moreSettings),
		func(s *SchoolRow) any { return settingWords[s.Setting] }},
	{"address", "地址", []string{"学校地址", "详细地址", "通讯地址", "校址", "所在地"}, 36,
		text(func(f *Facts) *string { return &f.Address }), func(s *SchoolRow) any { return s.Address }},
	{"pupils", "学生数", []string{"在校生数", "在校学生数", "学生人数", "学生总数", "在校生", "幼儿数", "在园幼儿数", "在校（园）学生数", "学生"}, 10,
		number(func(f *Facts) *int { return &f.Pupils }), func(s *SchoolRow) any { return s.Pupils }},
	{"boarding", "是否寄宿", []string{"寄宿制", "是否寄宿制", "是否寄宿制学校", "寄宿"}, 10,
		flag(func(f *Facts) *bool { return &f.Boarding }, "寄宿", "走读"), func(s *SchoolRow) any { return flagWords[s.Boarding] }},
	{"boarders", "寄宿生数", []string{"寄宿生人数", "寄宿生", "住宿生数", "住校生数", "寄宿学生数", "住宿生", "住校生"}, 10,
		number(func(f *Facts) *int { return &f.Boarders }), func(s *SchoolRow) any { return s.Boarders }},
	{"staff", "教职工数", []string{"教职工人数", "教职工", "教工数", "教职工总数", "教师数", "教职员工数"}, 10,
		number(func(f *Facts) *int { return &f.Staff }), func(s *SchoolRow) any { return s.Staff }},
	{"guards", "保安数", []string{"保安人数", "保安员数", "专职保安数", "保安", "专职保安"}, 10,
		number(func(f *Facts) *int { return &f.Guards }), func(s *SchoolRow) any { return s.Guards }},
	{"principal", "校长", []string{"校长姓名", "校长（园长）", "负责人", "学校负责人", "园长", "校（园）长", "校长（负责人）", "校（园）长姓名"}, 12,
		text(func(f *Facts) *string { return &f.Principal }), func(s *SchoolRow) any { return s.Principal }},
	{"phone", "联系电话", []string{"电话", "办公电话", "学校电话", "联系方式", "固定电话", "值班电话", "校长电话", "手机"}, 16,
		text(func(f *Facts) *string { return &f.Phone }), func(s *SchoolRow) any { return s.Phone }},
	{"lon", "经度", []string{"东经", "GPS经度", "lng", "lon", "longitude", "经度坐标"}, 12,
		degrees(func(f *Facts) **float64 { return &f.Lon }), func(s *SchoolRow) any { return number64(s.Lon) }},
	{"lat", "纬度", []string{"北纬", "GPS纬度", "lat", "latitude", "纬度坐标"}, 12,
		degrees(func(f *Facts) **float64 { return &f.Lat }), func(s *SchoolRow) any { return number64(s.Lat) }},
	{"storeys", "最高楼层", []string{"楼层数", "最高楼层数", "楼层", "建筑层数"}, 10,
		number(func(f *Facts) *int { return &f.Storeys }), func(s *SchoolRow) any { return s.Storeys }},
	{"canteen", "食堂", []string{"食堂类型", "食堂经营方式", "供餐方式", "有无食堂"}, 10,
		word(func(f *Facts) *Canteen { return &f.Canteen }, canteenWords, moreCanteens),
		func(s *SchoolRow) any { return canteenWords[s.Canteen] }},
	{"bus", "校车", []string{"校车类型", "校车情况", "有无校车"}, 10,
		word(func(f *Facts) *Bus { return &f.Bus }, busWords, moreBuses), func(s *SchoolRow) any { return busWords[s.Bus] }},
	{"gates", "校门数", []string{"校门", "出入口数", "大门数"}, 10,
		number(func(f *Facts) *int { return &f.Gates }), func(s *SchoolRow) any { return s.Gates }},
	{"labChemicals", "实验室危化品", []string{"危化品", "实验室危险化学品", "有无危化品"}, 12,
		flag(func(f *Facts) *bool { return &f.LabChemicals }), func(s *SchoolRow) any { return flagWords[s.LabChemicals] }},
	{"boiler", "锅炉", []string{"有无锅炉"}, 8,
		flag(func(f *Facts) *bool { return &f.Boiler }), func(s *SchoolRow) any { return flagWords[s.Boiler] }},
	{"elevator", "电梯", []string{"有无电梯"}, 8,
		flag(func(f *Facts) *bool { return &f.Elevator }), func(s *SchoolRow) any { return flagWords[s.Elevator] }},
	{"counterTerror", "反恐重点目标", []string{"是否反恐重点目标", "反恐重点"}, 12,
		flag(func(f *Facts) *bool { return &f.CounterTerror }), func(s *SchoolRow) any { return flagWords[s.CounterTerror] }},
	{"surroundings", "周边环境", []string{"周边情况"}, 16, setSurroundings, func(s *SchoolRow) any { return showSurroundings(s.Surroundings) }},
	{"facilities", "其他设施", []string{"学校设施", "设施", "设施设备"}, 20, setFacilities, func(s *SchoolRow) any { return showFacilities(s.Facilities) }},
	{"status", "状态", []string{"办学状态", "学校状态"}, 10,
		word(func(f *Facts) *Status { return &f.Status }, statusWords, moreStatuses), func(s *SchoolRow) any { return statusWords[s.Status] }},
}

// columnOrder is the place of a key in the workbook, so that complaints come in
// the order people read.
func columnOrder(key string) int {
	for i := range bookColumns {
		if bookColumns[i].key == key {
			return i
		}
	}
	return len(bookColumns)
}

func unless(ok bool, why string) string {
	if ok {
		return ""
	}
	return why
}

func text(at func(*Facts) *string) func(*Facts, string) string {
	return func(f *Facts, cell string) string {
		*at(f) = cell
		return ""
	}
}

func number(at func(*Facts) *int) func(*Facts, string) string {
	return func(f *Facts, cell string) string {
		n, blank, ok := spreadsheet.Number(cell)
		if ok && !blank {
			*at(f) = n
		}
		return unless(ok, "not_a_number")
	}
}

func degrees(at func(*Facts) **float64) func(*Facts, string) string {
	return func(f *Facts, cell string) string {
		v, blank, ok := spreadsheet.Degrees(cell)
		if ok && !blank {
			*at(f) = &v
		}
		return unless(ok, "not_degrees")
	}
}

func flag(at func(*Facts) *bool, words ...string) func(*Facts, string) string {
	return func(f *Facts, cell string) string {
		v, blank, ok := spreadsheet.Flag(cell)
		for i, w := range words { // the word for yes, the word for no
			if spreadsheet.Fold(cell) == w {
				v, ok = i == 0, true
			}
		}
		if ok && !blank {
			*at(f) = v
		}
		return unless(ok, "not_yes_or_no")
	}
}

func word[T comparable](at func(*Facts) *T, words map[T]string, more map[string]T) func(*Facts, string) string {
	return func(f *Facts, cell string) string {
		v, ok := parse(cell, words, more)
		if ok {
			*at(f) = v
		}
		return unless(ok, "unknown_word")
	}
}

func setSurroundings(f *Facts, cell string) string {
	list := []string{}
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune("、,，;；/ ", r) }) {
		v, ok := parse(part, surroundingWords, map[string]string{"临街": "road", "临公路": "road", "临河": "water", "临湖": "water", "地质灾害点": "geohazard"})
		switch {
		case ok:
			list = append(list, v)
		case spreadsheet.Fold(part) != "无":
			return "unknown_word"
		}
	}
	f.Surroundings = list
	return ""
}

func showSurroundings(list []string) string {
	words := make([]string, len(list))
	for i, s := range list {
		words[i] = surroundingWords[s]
	}
	return strings.Join(words, "、")
}

func number64(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}
