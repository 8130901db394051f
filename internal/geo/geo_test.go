package geo_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"huxue/internal/geo"
)

// Places anybody can look up on a map, so that no county wears another's outline.
var landmarks = map[string]struct {
	name, place string
	at          geo.Point
}{
	"140902": {"忻府区", "忻州古城", geo.Point{Lon: 112.733, Lat: 38.415}},
	"140921": {"定襄县", "河边镇", geo.Point{Lon: 113.105, Lat: 38.535}},
	"140922": {"五台县", "台怀镇", geo.Point{Lon: 113.594, Lat: 39.008}},
	"140923": {"代县", "雁门关", geo.Point{Lon: 112.866, Lat: 39.182}},
	"140924": {"繁峙县", "砂河镇", geo.Point{Lon: 113.590, Lat: 39.205}},
	"140925": {"宁武县", "凤凰镇", geo.Point{Lon: 112.303, Lat: 39.000}},
	"140926": {"静乐县", "鹅城镇", geo.Point{Lon: 111.943, Lat: 38.362}},
	"140927": {"神池县", "龙泉镇", geo.Point{Lon: 112.205, Lat: 39.091}},
	"140928": {"五寨县", "砚城镇", geo.Point{Lon: 111.845, Lat: 38.912}},
	"140929": {"岢岚县", "岚漪镇", geo.Point{Lon: 111.570, Lat: 38.705}},
	"140930": {"河曲县", "文笔镇", geo.Point{Lon: 111.148, Lat: 39.380}},
	"140931": {"保德县", "东关镇", geo.Point{Lon: 111.088, Lat: 39.018}},
	"140932": {"偏关县", "新关镇", geo.Point{Lon: 111.506, Lat: 39.438}},
	"140981": {"原平市", "崞阳镇", geo.Point{Lon: 112.785, Lat: 38.885}},
}

func TestEveryCountyIsTheOneItSays(t *testing.T) {
	if got := len(geo.Counties()); got != 14 {
		t.Fatalf("%d counties", got)
	}
	for code, want := range landmarks {
		c, ok := geo.Find(code)
		if !ok || c.Name != want.name {
			t.Errorf("%s is %q, want %q", code, c.Name, want.name)
		}
		for other := range landmarks {
			if in := geo.Contains(other, want.at.Lon, want.at.Lat); in != (other == code) {
				t.Errorf("%s in %s: %v", want.place, other, in)
			}
		}
		if !c.Contains(c.Centre) {
			t.Errorf("the seat of %s lies outside it", c.Name)
		}
	}
	if geo.Contains("140100", 112.7, 38.4) {
		t.Error("an unknown county contains something")
	}
}

// Each piece of border belongs to one county, or to two that walk it in opposite
// directions: then no two counties overlap and none gape.
func TestBordersAreShared(t *testing.T) {
	type edge struct{ a, b geo.Point }
	seen := map[edge]string{}
	outer := 0
	for _, c := range geo.Counties() {
		if c.Ring[0] != c.Ring[len(c.Ring)-1] {
			t.Errorf("%s is not closed", c.Name)
		}
		for i := 1; i < len(c.Ring); i++ {
			e := edge{c.Ring[i-1], c.Ring[i]}
			if twin, ok := seen[e]; ok {
				t.Errorf("%s and %s lie on the same side of %v", twin, c.Name, e)
			}
			seen[e] = c.Name
		}
	}
	ways := map[geo.Point]int{}
	for e := range seen {
		if _, shared := seen[edge{e.b, e.a}]; !shared {
			outer++
			ways[e.a]++
			ways[e.b]--
		}
	}
	for p, n := range ways {
		if n != 0 {
			t.Errorf("the city's outline is open at %v", p)
		}
	}
	if inner := (len(seen) - outer) / 2; inner < 500 || outer < 500 {
		t.Errorf("%d inner and %d outer pieces", inner, outer)
	}
}

func TestAreaOfTheCity(t *testing.T) {
	sum := 0.0
	for _, c := range geo.Counties() {
		area := 0.0
		for i := 1; i < len(c.Ring); i++ {
			a, b := c.Ring[i-1], c.Ring[i]
			area += (a.Lon*b.Lat - b.Lon*a.Lat) / 2
		}
		area *= geo.KmPerDegree * geo.KmPerDegree * math.Cos(c.Centre.Lat*math.Pi/180)
		if area < 500 || area > 3500 {
			t.Errorf("%s has %.0f km²", c.Name, area)
		}
		sum += area
	}
	if math.Abs(sum-25_157) > 0.02*25_157 { // 25,157 km²: the city's own published figure
		t.Errorf("the city has %.0f km²", sum)
	}
}

func TestGridPointsLieInOneCountyAtMost(t *testing.T) {
	inside := 0
	for lon := 110.9; lon < 114.1; lon += 0.0213 {
		for lat := 38.0; lat < 39.8; lat += 0.0217 {
			n := 0
			for _, c := range geo.Counties() {
				if c.Contains(geo.Point{Lon: lon, Lat: lat}) {
					n++
				}
			}
			if n > 1 {
				t.Errorf("%.4f %.4f lies in %d counties", lon, lat, n)
			}
			inside += n
		}
	}
	if inside < 4000 {
		t.Errorf("only %d points inside", inside)
	}
}

func TestPointsStayInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(geo.Counties()).Draw(t, "county")
		seed := rapid.Uint64().Draw(t, "seed")
		km := rapid.Float64Range(0, 50).Draw(t, "km")
		draw := func() (geo.Point, geo.Point) {
			r := rand.New(rand.NewPCG(seed, 1))
			return c.PointIn(r), c.Near(r, geo.Point{Lon: 112, Lat: 39}, km)
		}
		p, near := draw()
		if !geo.Contains(c.Code, p.Lon, p.Lat) || !c.Contains(near) {
			t.Fatalf("%s: %v %v", c.Name, p, near)
		}
		if again, nearAgain := draw(); again != p || nearAgain != near {
			t.Fatal("the same seed gave another place")
		}
	})
}

func TestSizeOfTheMap(t *testing.T) {
	if n := len(geo.GeoJSON()); n > 120_000 {
		t.Errorf("%d bytes of borders", n)
	}
}
