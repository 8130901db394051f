package city_test

import (
	"testing"

	"pgregory.net/rapid"

	"huxue/internal/city"
)

// The headline of the full city, to the last pupil.
func TestTheFullCityReachesTheHeadline(t *testing.T) {
	c := city.Generate(city.Options{Schools: city.FullSchools, Seed: 1})
	if done := done(t, c); done != 259_633 {
		t.Fatalf("%d have completed", done)
	}
	behind, whole := 0, 0
	for i, classes := range c.Missing() {
		missing := 0
		for _, n := range classes {
			missing += n
		}
		if 20*missing > c.Schools[i].Pupils {
			behind++
		}
		if missing == 0 {
			whole++
		}
	}
	if behind < 150 || behind > 900 || whole < 20 {
		t.Fatalf("%d schools below 95 %%, %d complete: not a city one would believe", behind, whole)
	}
}

func TestMissingHoldsInAnyCity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := city.Generate(city.Options{Schools: rapid.IntRange(1, 40).Draw(t, "schools"), Seed: rapid.Uint64().Draw(t, "seed")})
		pupils := 0
		for i := range c.Schools {
			pupils += c.Schools[i].Pupils
		}
		if done := done(t, c); done != city.Completed(pupils) {
			t.Fatalf("%d have completed of %d", done, pupils)
		}
	})
}

func done(t failer, c *city.City) int {
	done := 0
	for i, classes := range c.Missing() {
		if len(classes) != len(c.Schools[i].Classes) {
			t.Fatalf("%d classes of %d", len(classes), len(c.Schools[i].Classes))
		}
		for k, n := range classes {
			if n < 0 || n > c.Schools[i].Classes[k].Pupils {
				t.Fatalf("%d missing of %d", n, c.Schools[i].Classes[k].Pupils)
			}
			done += c.Schools[i].Classes[k].Pupils - n
		}
	}
	return done
}
