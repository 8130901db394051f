package app

import (
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
	seed := org.SchoolSeed{Facts: f, Area: x.TownCode}
	for _, g := range x.Gates {
		seed.Places = append(seed.Places, org.Place{Name: g, Kind: org.Gate})
	}
	for _, p := range x.Places {
		seed.Places = append(seed.Places, org.Place{Name: p.Name, Kind: placeKinds[p.Kind]})
	}
	return seed
}

// orSame translates a word, or takes it over where both say the same.
func orSame[F ~string, T ~string](words map[F]T, w F) T {
	if t, ok := words[w]; ok {
		return t
	}
	return T(w)
}
