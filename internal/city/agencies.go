package city

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"huxue/internal/geo"
)

// authority is one line of authority: what its agency of the city and that of a
// county are called. A %s stands for the area.
type authority struct {
	kind         AgencyKind
	city, county string
	office       string
	roundClock   bool
}

var authorities = []authority{
	{Education, "%s教育局", "%s教育局", "安全科", false},
	{Police, "%s公安局", "%s公安局", "治安管理支队", true},
	{PoliceCommand, "%s公安局指挥中心（110）", "", "接警席", true},
	{Market, "%s市场监督管理局", "%s市场监督管理局", "食品安全科", false},
	{Fire, "%s消防救援支队", "%s消防救援大队", "防火监督科", true},
	{Inspectorate, "%s人民政府教育督导室", "%s人民政府教育督导室", "督学责任区办公室", false},
	{Discipline, "驻%s教育局纪检监察组", "", "综合室", false},
}

func (g *generator) agencies(counties []*county) []Agency {
	var list []Agency
	r := g.stream("agencies")
	seat := counties[0]
	for _, a := range authorities {
		x := g.agency(r, a, cityCode, "忻州市", seat)
		if a.kind == PoliceCommand {
			x.Parent = agencyCode(Police, cityCode)
		}
		x.Name = fmt.Sprintf(a.city, "忻州市")
		list = append(list, x)
	}
	for _, a := range authorities {
		if a.county == "" {
			continue
		}
		for _, c := range counties {
			x := g.agency(r, a, c.code, c.name, c)
			x.Parent = agencyCode(a.kind, cityCode)
			x.Name = fmt.Sprintf(a.county, c.name)
			if a.kind == Police {
				x.Office = "治安大队"
				if c.code == seatCode { // a district has a branch of the city's police
					x.Name = "忻州市公安局忻府分局"
				}
			}
			list = append(list, x)
		}
	}
	for _, c := range counties {
		list = append(list, g.stations(c)...)
	}
	return list
}

func agencyCode(k AgencyKind, area string) string { return string(k) + "-" + area }

func (g *generator) agency(r *rand.Rand, a authority, area, name string, c *county) Agency {
	p := c.outline.Near(r, c.outline.Centre, 0.6)
	return Agency{
		Code: agencyCode(a.kind, area), Kind: a.kind, AreaCode: area, Office: a.office, RoundClock: a.roundClock,
		Address: fmt.Sprintf("山西省忻州市%s%s%d号", c.name, pick(r, streets), between(r, 1, 99)),
		Phone:   g.line(), Lon: p.Lon, Lat: p.Lat, Contact: g.person(r, 0.25),
	}
}

// stations puts a police station into every town of the seat, every other 镇,
// and every third 乡; the rest of the 乡 are looked after from next door.
func (g *generator) stations(c *county) []Agency {
	r := g.stream("stations " + c.code)
	bureau := c.name + "公安局"
	if c.code == seatCode {
		bureau = "忻州市公安局忻府分局"
	}
	var list []Agency
	for i, t := range c.towns {
		if t.last && i%3 != 0 {
			continue
		}
		p := c.outline.Near(r, geo.Point{Lon: t.Lon, Lat: t.Lat}, 0.4)
		list = append(list, Agency{
			Code: fmt.Sprintf("%s-%02d", agencyCode(PoliceStation, c.code), len(list)+1), Kind: PoliceStation,
			Name:   bureau + stationName(t.Name) + "派出所",
			Parent: agencyCode(Police, c.code), AreaCode: c.code, TownCode: t.Code, Office: "值班室", RoundClock: true,
			Address: fmt.Sprintf("山西省忻州市%s%s%s%d号", c.name, t.Name, pick(r, streets), between(r, 1, 60)),
			Phone:   g.line(), Lon: p.Lon, Lat: p.Lat, Contact: g.person(r, 0.1),
		})
	}
	return list
}

// stationName leaves the sort of town out, as stations do, unless too little
// would be left of it.
func stationName(town string) string {
	for _, sort := range []string{"街道", "镇", "乡"} {
		if short := strings.TrimSuffix(town, sort); short != town {
			return short
		}
	}
	return town
}

// cover gives every school the nearest police station of its county.
func cover(agencies []Agency, schools []School) []Coverage {
	stations := map[string][]Agency{}
	for _, a := range agencies {
		if a.Kind == PoliceStation {
			stations[a.AreaCode] = append(stations[a.AreaCode], a)
		}
	}
	list := make([]Coverage, len(schools))
	for i, s := range schools {
		best, near := "", math.Inf(1)
		for _, a := range stations[s.CountyCode] {
			if d := geo.Km(geo.Point{Lon: s.Lon, Lat: s.Lat}, geo.Point{Lon: a.Lon, Lat: a.Lat}); d < near {
				best, near = a.Code, d
			}
		}
		list[i] = Coverage{StationCode: best, SchoolCode: s.Code}
	}
	return list
}
