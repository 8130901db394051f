package geo

import (
	"math"
	"math/rand/v2"
)

// KmPerDegree is the length of one degree of latitude; a degree of longitude is
// that times the cosine of the latitude (sphere of 6371 km).
const KmPerDegree = 111.195

// Contains says whether p lies inside the outline (even-odd rule on the ring).
func (c County) Contains(p Point) bool {
	b := c.box
	if p.Lon < b.west || p.Lon > b.east || p.Lat < b.south || p.Lat > b.north {
		return false
	}
	inside := false
	for i := 1; i < len(c.Ring); i++ {
		a, z := c.Ring[i-1], c.Ring[i]
		if (a.Lat > p.Lat) != (z.Lat > p.Lat) && p.Lon < a.Lon+(p.Lat-a.Lat)/(z.Lat-a.Lat)*(z.Lon-a.Lon) {
			inside = !inside
		}
	}
	return inside
}

// PointIn returns a position inside the county, every place equally likely,
// rounded to five decimals (about 1 m). The same r in the same state gives the
// same position.
func (c County) PointIn(r *rand.Rand) Point {
	b := c.box
	for {
		p := rounded(Point{b.west + r.Float64()*(b.east-b.west), b.south + r.Float64()*(b.north-b.south)})
		if c.Contains(p) {
			return p
		}
	}
}

// Near returns a position inside the county scattered around the given one as a
// bell with the given standard deviation in kilometres. A centre outside the
// county is no error: after some tries the county's own centre is taken.
func (c County) Near(r *rand.Rand, centre Point, km float64) Point {
	for try := 0; ; try++ {
		if try == 16 {
			centre = c.Centre
		}
		dLat := r.NormFloat64() * km / KmPerDegree
		dLon := r.NormFloat64() * km / (KmPerDegree * math.Cos(centre.Lat*math.Pi/180))
		p := rounded(Point{centre.Lon + dLon, centre.Lat + dLat})
		if c.Contains(p) {
			return p
		}
	}
}

// Km is the distance between two positions on a flat map, which at the size of
// a city is right to a thousandth.
func Km(a, b Point) float64 {
	x := (a.Lon - b.Lon) * math.Cos((a.Lat+b.Lat)/2*math.Pi/180)
	return math.Hypot(x, a.Lat-b.Lat) * KmPerDegree
}

func rounded(p Point) Point {
	return Point{math.Round(p.Lon*1e5) / 1e5, math.Round(p.Lat*1e5) / 1e5}
}

func bounds(ring []Point) box {
	b := box{ring[0].Lon, ring[0].Lat, ring[0].Lon, ring[0].Lat}
	for _, p := range ring {
		b.west, b.east = min(b.west, p.Lon), max(b.east, p.Lon)
		b.south, b.north = min(b.south, p.Lat), max(b.north, p.Lat)
	}
	return b
}
