package city

// post is a try-out account: which role under which login, where its person
// works and what the grant holds for.
type post struct {
	login, role, title string
	agency             string // code; empty for people of the school
	area               string // code; empty where the grant holds for the try-out school
}

// posts are the roles of the domain reference 9.1 that can log in. Logins are
// short pinyin, so that they can be told over the telephone.
var posts = []post{
	{"jiaoyuju", "bureau_city", "市教育局安全科", agencyCode(Education, cityCode), cityCode},
	{"xianju", "bureau_county", "县（区）教育局安全科", agencyCode(Education, seatCode), seatCode},
	{"xiaozhang", "principal", "校长", "", ""},
	{"anquan", "safety_officer", "安全管理员", "", ""},
	{"banzhuren", "teacher", "班主任", "", ""},
	{"menwei", "guard", "保安员", "", ""},
	{"zhihui", "police_command", "公安指挥席", agencyCode(PoliceCommand, cityCode), cityCode},
	{"paichusuo", "police_station", "民警", "", seatCode},
	{"shijian", "market", "市场监管", agencyCode(Market, cityCode), cityCode},
	{"xiaofang", "fire", "消防救援", agencyCode(Fire, cityCode), cityCode},
	{"duxue", "inspector", "责任督学", agencyCode(Inspectorate, seatCode), seatCode},
	{"jijian", "discipline", "纪检监察", agencyCode(Discipline, cityCode), cityCode},
	{"shenji", "auditor", "审计员", agencyCode(Education, cityCode), cityCode},
	{"guanli", "sysadmin", "系统管理员", agencyCode(Education, cityCode), cityCode},
	{"shengting", "bureau_province", "省教育厅安全处", agencyCode(Education, cityCode), "14"},
	// Nobody approves what he wrote himself, so the city's bureau has two.
	{"fenguan", "bureau_city", "市教育局分管领导", agencyCode(Education, cityCode), cityCode},
	{"zhaoguan", "bus_attendant", "校车照管人员", "", ""},
}

// accounts makes one account per role. The people of the school are those of
// the first school of the city; the police station is the one that covers it.
func (g *generator) accounts(c *City) []Account {
	r := g.stream("accounts")
	school := c.Schools[0]
	own := map[string]Person{
		"principal": school.Principal, "safety_officer": school.Safety,
		"teacher": school.Classes[0].Teacher, "guard": school.Guards[0],
		"bus_attendant": g.person(g.stream("attendant"), 0.2),
	}
	list := make([]Account, len(posts))
	for i, p := range posts {
		a := Account{Login: p.login, Role: p.role, Title: p.title, AgencyCode: p.agency, AreaCode: p.area}
		if person, ok := own[p.role]; ok {
			a.Person, a.SchoolCode = person, school.Code
		} else {
			a.Person = g.person(r, 0.3)
		}
		if p.role == "police_station" {
			a.AgencyCode = c.Coverage[0].StationCode
		}
		list[i] = a
	}
	return list
}
