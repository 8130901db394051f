package org

import "slices"

// SchoolKind is the sort of school (办学类型).
type SchoolKind string

// The sorts of school.
const (
	Kindergarten SchoolKind = "kindergarten" // 幼儿园
	Primary      SchoolKind = "primary"      // 小学
	Junior       SchoolKind = "junior"       // 初中
	NineYear     SchoolKind = "nine_year"    // 九年一贯制
	Complete     SchoolKind = "complete"     // 完全中学
	Senior       SchoolKind = "senior"       // 高中
	Vocational   SchoolKind = "vocational"   // 中职
	Special      SchoolKind = "special"      // 特殊教育
	Reform       SchoolKind = "reform"       // 专门学校
	Point        SchoolKind = "point"        // 教学点
)

// SchoolKinds are all of them, in the order people list them.
var SchoolKinds = []SchoolKind{Kindergarten, Primary, Junior, NineYear, Complete, Senior, Vocational, Special, Reform, Point}

// Ownership says who runs a school.
type Ownership string

// The two owners.
const (
	Public  Ownership = "public"  // 公办
	Private Ownership = "private" // 民办
)

// Canteen is how a school feeds its pupils.
type Canteen string

// The ways to feed.
const (
	CanteenNone       Canteen = "none"       // 无
	CanteenOwn        Canteen = "own"        // 自营
	CanteenContracted Canteen = "contracted" // 委托
	CanteenDelivered  Canteen = "delivered"  // 配餐
)

// Bus is whose school buses a school uses.
type Bus string

// The sorts of school bus.
const (
	BusNone       Bus = "none"       // 无
	BusOwn        Bus = "own"        // 自有
	BusContracted Bus = "contracted" // 委托
)

// Setting is town or country.
type Setting string

// The two settings.
const (
	Urban Setting = "urban" // 城区
	Rural Setting = "rural" // 乡村
)

// Status says whether a school still teaches.
type Status string

// The states of a school.
const (
	Active Status = "active" // 在办
	Closed Status = "closed" // 已停办
	Merged Status = "merged" // 已并入他校
)

// PlaceKind is what a place in a school is for.
type PlaceKind string

// The sorts of place.
const (
	Gate        PlaceKind = "gate"
	Guardroom   PlaceKind = "guardroom"
	MonitorRoom PlaceKind = "monitor_room"
	Dormitory   PlaceKind = "dormitory"
	Classroom   PlaceKind = "classroom"
	CanteenHall PlaceKind = "canteen"
	OtherPlace  PlaceKind = "other"
)

// AgencyKind is the line of work of an agency.
type AgencyKind string

// The lines of work.
const (
	Education     AgencyKind = "education"      // 教育局
	PoliceCommand AgencyKind = "police_command" // 公安指挥中心
	PoliceBureau  AgencyKind = "police_bureau"  // 公安局、分局
	PoliceStation AgencyKind = "police_station" // 派出所
	Market        AgencyKind = "market"         // 市场监管
	Fire          AgencyKind = "fire"           // 消防救援
	Inspectorate  AgencyKind = "inspectorate"   // 教育督导
	Discipline    AgencyKind = "discipline"     // 纪检监察
	OtherAgency   AgencyKind = "other"
)

var (
	ownerships   = []Ownership{Public, Private}
	canteens     = []Canteen{CanteenNone, CanteenOwn, CanteenContracted, CanteenDelivered}
	buses        = []Bus{BusNone, BusOwn, BusContracted}
	settings     = []Setting{Urban, Rural}
	statuses     = []Status{Active, Closed, Merged}
	placeKinds   = []PlaceKind{Gate, Guardroom, MonitorRoom, Dormitory, Classroom, CanteenHall, OtherPlace}
	agencyKinds  = []AgencyKind{Education, PoliceCommand, PoliceBureau, PoliceStation, Market, Fire, Inspectorate, Discipline, OtherAgency}
	surroundings = []string{"road", "water", "geohazard"} // 临路 临水 地灾点
)

func offered[T comparable](list []T, v T) bool { return slices.Contains(list, v) }
