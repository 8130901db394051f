package org

import (
	"slices"
	"strings"
)

// Facility is something a school has or has not that decides which rules are for
// it, beside what the form asks one by one. Word is its name in workbooks and on
// lists.
type Facility struct{ Code, Word, English string }

// Facilities are all of them, in the order people list them. (domain.md §3.4)
var Facilities = []Facility{
	{"nap", "午休室", "nap rooms"},
	{"fire_control_room", "消防控制室", "fire control room"},
	{"perimeter_alarm", "周界报警", "perimeter alarm"},
	{"construction", "在建工程", "building work"},
	{"gas", "燃气", "gas"},
	{"stove_heating", "炉火取暖", "heating by stoves"},
	{"lab", "实验室", "laboratories"},
	{"hall", "礼堂或体育馆", "hall or gymnasium"},
}

func facility(word string) (code string, ok bool) {
	for _, f := range Facilities {
		if f.Word == word || f.Code == word || slices.Contains(moreFacilities[f.Code], word) {
			return f.Code, true
		}
	}
	return "", false
}

var moreFacilities = map[string][]string{
	"nap": {"午休", "午休场所", "午睡室"}, "fire_control_room": {"消控室", "消防监控室"}, "perimeter_alarm": {"周界", "电子围栏", "周界入侵报警"},
	"construction": {"在建", "在建工地", "施工"}, "gas": {"天然气", "液化气", "用气"}, "stove_heating": {"煤炉取暖", "燃煤取暖", "煤炉"},
	"lab": {"实验教室"}, "hall": {"礼堂", "体育馆", "报告厅"},
}

func setFacilities(f *Facts, cell string) string {
	list := []string{}
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune("、,，;；/ ", r) }) {
		switch code, ok := facility(part); {
		case ok:
			list = append(list, code)
		case part != "无":
			return "unknown_word"
		}
	}
	f.Facilities = list
	return ""
}

func showFacilities(list []string) string {
	words := []string{}
	for _, f := range Facilities {
		if slices.Contains(list, f.Code) {
			words = append(words, f.Word)
		}
	}
	return strings.Join(words, "、")
}

// Word is the sort of school in Chinese, as lists and workbooks print it.
func (k SchoolKind) Word() string { return kindWords[k] }
