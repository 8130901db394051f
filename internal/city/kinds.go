package city

// Kind is the sort of school (办学类型).
type Kind string

// The sorts of school.
const (
	Kindergarten Kind = "kindergarten" // 幼儿园
	Primary      Kind = "primary"      // 小学
	Junior       Kind = "junior"       // 初中
	NineYear     Kind = "nine_year"    // 九年一贯制
	Complete     Kind = "complete"     // 完全中学
	Senior       Kind = "senior"       // 高中
	Vocational   Kind = "vocational"   // 中职
	Special      Kind = "special"      // 特教
	Point        Kind = "point"        // 教学点
)

// Canteen is how a school feeds its pupils.
type Canteen string

// The ways to feed.
const (
	CanteenOwn       Canteen = "own"       // 自营
	CanteenContract  Canteen = "contract"  // 委托
	CanteenDelivered Canteen = "delivered" // 配餐
	CanteenNone      Canteen = "none"      // 无
)

// Bus is whose school buses a school uses.
type Bus string

// The sorts of school bus.
const (
	BusNone     Bus = "none"     // 无
	BusOwn      Bus = "own"      // 自有
	BusContract Bus = "contract" // 委托
)

// kindFacts are the habits of a kind of school. The shares are invented so that
// 1,500 schools look like a county-rich city of the north: many kindergartens,
// small village schools and teaching points, few large schools in the seats.
type kindFacts struct {
	kind     Kind
	label    string
	digit    byte       // first digit of the school code
	share    int        // per thousand schools
	size     float64    // typical number of pupils
	least    int        // fewest pupils
	seat     float64    // chance to stand in the county's seat
	private  float64    // chance to be private
	boarding [2]float64 // chance to board pupils: in the seat, elsewhere
	perStaff float64    // pupils per member of staff
	storeys  [2]int     // tallest building, from … to
	classMax int        // most pupils in a class
	grades   []string   // names of the grades; "%d" takes the number of the class
	office   string     // the head's room
	row      string     // row of numbered names: 第N中学
}

var kindTable = []kindFacts{
	{Kindergarten, "幼儿园", '1', 380, 92, 15, 0.45, 0.45, [2]float64{0, 0}, 8.5, [2]int{1, 3}, 30, []string{"小%s班", "中%s班", "大%s班"}, "园长室", "幼儿园"},
	{Primary, "小学", '2', 245, 235, 30, 0.30, 0.04, [2]float64{0.05, 0.30}, 15, [2]int{2, 4}, 45, gradeNames("一二三四五六"), "校长室", "小学"},
	{Point, "教学点", '2', 135, 14, 3, 0, 0, [2]float64{0, 0}, 6, [2]int{1, 1}, 25, gradeNames("一二三四"), "教师办公室", ""},
	{Junior, "初中", '3', 90, 390, 60, 0.40, 0.08, [2]float64{0.25, 0.80}, 11, [2]int{3, 5}, 50, gradeNames("七八九"), "校长室", "中学"},
	{NineYear, "九年一贯制", '3', 72, 330, 60, 0.20, 0.12, [2]float64{0.40, 0.75}, 12, [2]int{2, 4}, 45, gradeNames("一二三四五六七八九"), "校长室", "学校"},
	{Senior, "高中", '3', 30, 1150, 60, 1, 0.15, [2]float64{0.90, 0.90}, 11, [2]int{4, 6}, 50, []string{"高一%d班", "高二%d班", "高三%d班"}, "校长室", "中学"},
	{Vocational, "中职", '3', 25, 480, 60, 1, 0.25, [2]float64{0.85, 0.85}, 12, [2]int{3, 5}, 45, []string{"职一%d班", "职二%d班", "职三%d班"}, "校长室", "职业技术学校"},
	{Complete, "完全中学", '3', 16, 1100, 60, 0.85, 0.10, [2]float64{0.85, 0.90}, 11, [2]int{4, 5}, 50, append(gradeNames("七八九"), "高一%d班", "高二%d班", "高三%d班"), "校长室", "中学"},
	{Special, "特教", '5', 7, 70, 15, 1, 0, [2]float64{0.70, 0.70}, 4, [2]int{2, 3}, 12, gradeNames("一二三四五六七八九"), "校长室", "特殊教育学校"},
}

func gradeNames(digits string) []string {
	var names []string
	for _, d := range digits {
		names = append(names, string(d)+"年级%d班")
	}
	return names
}

func factsOf(k Kind) kindFacts {
	for _, f := range kindTable {
		if f.kind == k {
			return f
		}
	}
	return kindFacts{}
}

// Label is the Chinese name of the kind as bureaus write it (办学类型).
func (k Kind) Label() string { return factsOf(k).label }

// Label is the Chinese name of the way to feed.
func (c Canteen) Label() string {
	return map[Canteen]string{CanteenOwn: "自营", CanteenContract: "委托", CanteenDelivered: "配餐", CanteenNone: "无"}[c]
}

// Label is the Chinese name of the sort of school bus.
func (b Bus) Label() string {
	return map[Bus]string{BusNone: "无", BusOwn: "自有", BusContract: "委托"}[b]
}
