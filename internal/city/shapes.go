package city

// Level is the rung of an area in the tree.
type Level string

// The four levels of the tree.
const (
	Province Level = "province"
	Prefect  Level = "city"
	County   Level = "county"
	Town     Level = "town"
)

// Area is one node of the tree province → city → county → town. Codes of the
// first three levels are those of GB/T 2260 (2, 4 and 6 digits); a town's nine
// digits follow the pattern of the national town codes (streets from 001, 镇
// from 100, 乡 from 200) but are numbered here. Path is all codes from the root:
// /14/1409/140902/140902001/. Lon and Lat are its centre in degrees, WGS84.
type Area struct {
	Code, Name string
	Level      Level
	Parent     string // code; empty for the province
	Path       string
	Lon, Lat   float64
}

// Person is an invented human being. Mobile has eleven digits from the range
// 140…, which is not given to people.
type Person struct {
	Name   string
	Sex    string // 男 or 女
	Mobile string
}

// School is a school, kindergarten or teaching point with the attributes that
// decide which norms hold for it (school-safety domain, attributes of 1.2).
type School struct {
	Code       string // 学校标识码, ten digits, unique, made up; a school keeps it in a larger city
	Name       string // unique
	Kind       Kind
	Private    bool // 民办
	Urban      bool // in the county's seat; the others are 镇区 or 乡村
	CountyCode string
	TownCode   string
	Address    string
	Phone      string
	Lon, Lat   float64 // degrees, WGS84, inside the county
	Boarding   bool
	Pupils     int
	Boarders   int // ≤ Pupils, > 0 exactly if Boarding
	Staff      int // teachers and other staff, without guards
	MaxStoreys int // of the tallest building
	Canteen    Canteen
	Bus        Bus
	Gates      []string // 南门, 东门 …; the main gate first
	Places     []Place  // where an alarm button hangs
	Classes    []Class  // their pupils sum up to Pupils
	Principal  Person
	Safety     Person   // 安全管理员
	Guards     []Person // 保安员 on the register
}

// Place is where an alarm can be raised in a school.
type Place struct {
	Name string
	Kind string // gatehouse, monitor, office, teaching, canteen, dormitory
}

// Class is one class. Grade counts from 1 within the school's kind.
type Class struct {
	Name    string
	Grade   int
	Pupils  int
	Teacher Person // 班主任
}

// Agency is an authority with a part in school safety.
type Agency struct {
	Code       string // such as police_station-140902-03, unique
	Name       string
	Kind       AgencyKind
	Parent     string // code of the superior agency; empty at the top
	AreaCode   string // the area it is responsible for: city or county
	TownCode   string // where a police station stands; empty for the others
	Office     string // the office that answers, such as 安全科
	Address    string
	Phone      string
	Lon, Lat   float64 // degrees, WGS84
	Contact    Person
	RoundClock bool // somebody is there day and night
}

// AgencyKind is the line of work of an agency.
type AgencyKind string

// The lines of work.
const (
	Education     AgencyKind = "education"
	Police        AgencyKind = "police"
	PoliceCommand AgencyKind = "police_command"
	PoliceStation AgencyKind = "police_station"
	Market        AgencyKind = "market"
	Fire          AgencyKind = "fire"
	Inspectorate  AgencyKind = "inspectorate"
	Discipline    AgencyKind = "discipline"
)

// Coverage says which police station answers for which school: the nearest one
// of the same county.
type Coverage struct {
	StationCode string
	SchoolCode  string
}

// Account is a person one can log in as to try a role. It has no password:
// whoever creates it sets one. Its grant holds for exactly one of AreaCode (with
// everything below) and SchoolCode.
type Account struct {
	Login      string
	Role       string // role key, such as principal
	Title      string // 校长
	Person     Person
	AgencyCode string // the agency the person works for, if any
	AreaCode   string
	SchoolCode string
}
