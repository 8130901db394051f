package pupil

import "testing"

func TestNamesOfClasses(t *testing.T) {
	for _, c := range []struct {
		grade, name string
		want        classKey
	}{
		{"三年级", "2班", classKey{3, 2}}, {"3", "2", classKey{3, 2}}, {"", "三年级2班", classKey{3, 2}}, {"三年级", "三年级2班", classKey{3, 2}},
		{"", "三（2）班", classKey{3, 2}}, {"", "3年级12班", classKey{3, 12}}, {"九年级", "（１０）班", classKey{9, 10}}, {"初一", "3班", classKey{7, 3}},
		{"", "初二3班", classKey{8, 3}}, {"", "高一1班", classKey{10, 1}}, {"高三", "十二班", classKey{12, 12}}, {"", "职二4班", classKey{11, 4}},
		{"小班", "一班", classKey{-3, 1}}, {"", "中二班", classKey{-2, 2}}, {"大班", "大三班", classKey{-1, 3}}, {"七年级", "第二班", classKey{7, 2}},
		{"", "七年级1班", classKey{7, 1}}, {"三年级", "302班", classKey{3, 2}},
	} {
		if got, ok := parseClass(c.grade, c.name); !ok || got != c.want {
			t.Errorf("%q %q: %v %v", c.grade, c.name, got, ok)
		}
	}
	for _, c := range [][2]string{{"", "2班"}, {"", ""}, {"三年级", ""}, {"三年级", "向日葵"}, {"三年级", "四年级2班"}, {"十三年级", "1班"}, {"", "蒲公英班"}} {
		if got, ok := parseClass(c[0], c[1]); ok {
			t.Errorf("%q %q passes as %v", c[0], c[1], got)
		}
	}
}
