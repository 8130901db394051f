package app

import (
	"slices"

	"huxue/internal/city"
	"huxue/internal/platform/org"
)

// The words in which the invented city differs from the register.
var (
	canteens   = map[city.Canteen]org.Canteen{city.CanteenContract: org.CanteenContracted}
	buses      = map[city.Bus]org.Bus{city.BusContract: org.BusContracted}
	placeKinds = map[string]org.PlaceKind{
		"gatehouse": org.Guardroom, "monitor": org.MonitorRoom, "teaching": org.Classroom, "canteen": org.CanteenHall,
		"dormitory": org.Dormitory, "office": org.OtherPlace,
	}
)

func schoolSeed(x *city.School) org.SchoolSeed {
	f := org.NewFacts()
	f.Code, f.Name, f.Kind, f.Boarding = x.Code, x.Name, org.SchoolKind(x.Kind), x.Boarding
	f.Pupils, f.Boarders, f.Staff, f.Guards, f.Storeys = x.Pupils, x.Boarders, x.Staff, len(x.Guards), x.MaxStoreys
	f.Canteen, f.Bus = orSame(canteens, x.Canteen), orSame(buses, x.Bus)
	f.Gates, f.Address, f.Phone, f.Principal = len(x.Gates), x.Address, x.Phone, x.Principal.Name
	f.Lon, f.Lat = &x.Lon, &x.Lat
	if x.Private {
		f.Ownership = org.Private
	}
	if x.Urban {
		f.Setting = org.Urban
	}
	equip(&f)
	seed := org.SchoolSeed{Facts: f, Area: x.TownCode}
	for _, g := range x.Gates {
		seed.Places = append(seed.Places, org.Place{Name: g, Kind: org.Gate})
	}
	for _, p := range x.Places {
		seed.Places = append(seed.Places, org.Place{Name: p.Name, Kind: placeKinds[p.Kind]})
	}
	return seed
}

// equip gives a school what schools of its sort and size have; a digit of its
// code decides where they differ.
func equip(f *org.Facts) {
	digit := int(f.Code[len(f.Code)-1] - '0')
	older := slices.Contains([]org.SchoolKind{org.Junior, org.NineYear, org.Complete, org.Senior, org.Vocational}, f.Kind)
	f.LabChemicals = older && f.Pupils >= 300
	f.Elevator, f.Boiler = f.Storeys >= 6, f.Boarding && digit%3 == 0
	for code, has := range map[string]bool{
		"nap":  f.Kind == org.Kindergarten || (f.Kind == org.Primary && digit%4 == 0),
		"lab":  older,
		"hall": f.Pupils >= 1200, "fire_control_room": f.Storeys >= 5 && f.Pupils >= 800,
		"perimeter_alarm": f.Setting == org.Urban && digit%2 == 0,
		"construction":    digit == 7 && f.Pupils >= 600,
		"gas":             f.Canteen == org.CanteenOwn && f.Setting == org.Urban,
		"stove_heating":   f.Setting == org.Rural && f.Pupils < 100,
	} {
		if has {
			f.Facilities = append(f.Facilities, code)
		}
	}
	if digit == 3 || digit == 6 {
		f.Surroundings = append(f.Surroundings, "road")
	}
	if digit == 9 {
		f.Surroundings = append(f.Surroundings, map[bool]string{true: "water", false: "geohazard"}[f.Setting == org.Rural])
	}
}

// orSame translates a word, or takes it over where both say the same.
func orSame[F ~string, T ~string](words map[F]T, w F) T {
	if t, ok := words[w]; ok {
		return t
	}
	return T(w)
}
