// Package geo knows the outlines of Xinzhou's 14 county-level units, as a
// sketch good enough to draw a map without the internet and to place a school
// in the right county. It is not evidence of any administrative border; where
// the borders come from stands in data/NOTICE.md. All positions are longitude
// and latitude in degrees (WGS84).
package geo

import (
	_ "embed"
	"encoding/json"
	"sync"
)

//go:embed data/xinzhou.geojson
var source []byte

// Point is a position: longitude and latitude in degrees, WGS84.
type Point struct {
	Lon, Lat float64
}

// County is one county-level unit: its six-digit code (GB/T 2260), its name,
// the seat of its government and its outline as one closed ring.
type County struct {
	Code, Name string
	Centre     Point
	Ring       []Point // counter-clockwise, the last point repeats the first
	box        box
}

type box struct{ west, south, east, north float64 }

var load = sync.OnceValue(func() []County {
	var doc struct {
		Features []struct {
			Properties struct {
				Code, Name string
				Centre     [2]float64
			}
			Geometry struct{ Coordinates [][][2]float64 }
		}
	}
	if err := json.Unmarshal(source, &doc); err != nil {
		panic("geo: embedded borders are broken: " + err.Error()) // the file is part of the program
	}
	counties := make([]County, len(doc.Features))
	for i, f := range doc.Features {
		c := County{Code: f.Properties.Code, Name: f.Properties.Name}
		c.Centre = Point{f.Properties.Centre[0], f.Properties.Centre[1]}
		for _, p := range f.Geometry.Coordinates[0] {
			c.Ring = append(c.Ring, Point{p[0], p[1]})
		}
		c.box = bounds(c.Ring)
		counties[i] = c
	}
	return counties
})

var byCode = sync.OnceValue(func() map[string]int {
	index := map[string]int{}
	for i, c := range load() {
		index[c.Code] = i
	}
	return index
})

// GeoJSON returns the FeatureCollection as it is served to the map (about
// 64 KB; properties code, name, centre). The bytes are shared: do not change them.
func GeoJSON() []byte { return source }

// Counties returns the county-level units in the order of their codes. The
// slice is shared: do not change it.
func Counties() []County { return load() }

// Find returns the county with the six-digit code; ok is false for a code
// that is not one of Xinzhou's.
func Find(code string) (c County, ok bool) {
	i, ok := byCode()[code]
	if !ok {
		return County{}, false
	}
	return load()[i], true
}

// Contains says whether the position lies inside the county; false for an
// unknown code.
func Contains(code string, lon, lat float64) bool {
	c, ok := Find(code)
	return ok && c.Contains(Point{lon, lat})
}
