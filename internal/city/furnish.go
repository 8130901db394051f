package city

import (
	"math"
	"slices"
)

// furnish gives a school all that follows from its kind and its pupils.
func (g *generator) furnish(d *draft) {
	r := d.r
	d.Classes = g.classes(d)
	if d.Boarding {
		d.Boarders = max(int(float64(d.Pupils)*(0.35+0.55*r.Float64())), 1)
	}
	d.Staff = max(int(float64(d.Pupils)/d.perStaff*(0.9+0.3*r.Float64())), len(d.Classes)+len(d.Classes)/4+1)
	d.MaxStoreys = between(r, d.storeys[0], d.storeys[1])
	if d.Pupils < 100 {
		d.MaxStoreys = min(d.MaxStoreys, 2)
	}
	d.Canteen = g.canteen(d)
	d.Bus = BusNone
	if chance(r, map[bool]float64{true: 0.04, false: 0.16}[d.Urban]) && d.kind != Point {
		d.Bus = pick(r, []Bus{BusOwn, BusContract})
	}
	d.Gates = g.gates(d)
	d.Places = places(d)
	women := 0.3
	if d.kind == Kindergarten {
		women = 0.9
	}
	d.Principal = g.person(r, women)
	d.Safety = g.person(r, 0.25)
	d.Guards = g.people(r, g.guards(d), 0.08)
}

func (g *generator) canteen(d *draft) Canteen {
	switch x := d.r.Float64(); {
	case d.kind == Point:
		return map[bool]Canteen{true: CanteenDelivered, false: CanteenNone}[x < 0.3]
	case d.Boarding || d.kind == Kindergarten:
		return map[bool]Canteen{true: CanteenContract, false: CanteenOwn}[x < 0.15]
	case x < 0.30:
		return CanteenOwn
	case x < 0.38:
		return CanteenContract
	case x < 0.58:
		return CanteenDelivered
	}
	return CanteenNone
}

func (g *generator) gates(d *draft) []string {
	if d.Pupils < 120 {
		return []string{"正门"}
	}
	sides := []string{"南门", "东门", "西门", "北门"}
	d.r.Shuffle(len(sides), func(i, j int) { sides[i], sides[j] = sides[j], sides[i] })
	count := 1
	for _, limit := range []int{450, 1100, 2200} {
		if d.Pupils >= limit {
			count++
		}
	}
	return slices.Clone(sides[:count])
}

// guards is how many guards are on the register. The measure is that of GB/T
// 29315-2022 with the regional supplement for boarders (domain reference 5.1); some
// schools miss it and a few exceed it, so that the city shows gaps worth finding.
func (g *generator) guards(d *draft) int {
	need := 2
	switch {
	case d.Pupils < 100:
		need = 1
	case d.Pupils >= 1000:
		need = 3 + (d.Pupils-1000)/500
	}
	if d.Boarding {
		need = max(need, 2) + d.Boarders/300
	}
	switch x := d.r.Float64(); {
	case x < 0.12:
		need--
	case x > 0.93:
		need++
	}
	return max(need, 1)
}

// places lists where alarm buttons hang: every gatehouse first, then the rooms
// the rules name (gatehouse, monitoring room, dormitory duty room) and the
// buildings where a teacher may need one.
func places(d *draft) []Place {
	list := []Place{{"门卫室", "gatehouse"}}
	if len(d.Gates) > 1 {
		list = nil
		for _, gate := range d.Gates {
			list = append(list, Place{gate + "门卫室", "gatehouse"})
		}
	}
	if d.Pupils >= 60 {
		list = append(list, Place{"监控室", "monitor"})
	}
	list = append(list, Place{d.office, "office"})
	switch buildings := int(math.Ceil(float64(d.Pupils) / 600)); {
	case d.kind == Point:
		list = append(list, Place{"教室", "teaching"})
	case buildings == 1:
		list = append(list, Place{"教学楼", "teaching"})
	default:
		for i := range buildings {
			list = append(list, Place{chinese(i+1) + "号教学楼", "teaching"})
		}
	}
	if d.Canteen == CanteenOwn || d.Canteen == CanteenContract {
		list = append(list, Place{"食堂", "canteen"})
	}
	if d.Boarding {
		list = append(list, Place{"男生宿舍值班室", "dormitory"}, Place{"女生宿舍值班室", "dormitory"})
	}
	return list
}
