package routine

import (
	_ "embed"
	"encoding/json"
	"slices"

	"huxue/internal/platform/org"
)

//go:embed themes.json
var themeFile []byte

// Theme is something to talk about. Without months it suits all of them, without
// stages all ages.
type Theme struct {
	Key    string      `json:"key"`
	Title  string      `json:"title"`
	Block  string      `json:"block"`
	Points string      `json:"points"`
	Kinds  []Kind      `json:"kinds" nullable:"false"`
	Months []int       `json:"-"`
	Stages []org.Stage `json:"-"`
}

var themes = func() []Theme {
	var list []struct {
		Theme
		Months []int       `json:"months"`
		Stages []org.Stage `json:"stages"`
	}
	if err := json.Unmarshal(themeFile, &list); err != nil {
		panic("routine: themes.json: " + err.Error())
	}
	out := make([]Theme, len(list))
	for i, x := range list {
		out[i] = x.Theme
		out[i].Months, out[i].Stages = x.Months, x.Stages
	}
	return out
}()

// suggested is how many themes a day offers.
const suggested = 5

// Suggest returns the themes for a day: those of the season first, then the
// others, turned on from day to day so that all have their turn.
func Suggest(day string, kind Kind, stage org.Stage) []Theme {
	date := dateOf(day)
	var season, others []Theme
	for _, x := range themes {
		switch {
		case !slices.Contains(x.Kinds, kind), len(x.Stages) > 0 && !slices.Contains(x.Stages, stage):
		case len(x.Months) == 0:
			others = append(others, x)
		case slices.Contains(x.Months, int(date.Month())):
			season = append(season, x)
		}
	}
	n := date.YearDay()
	out := turned(season, n, 2)
	return append(out, turned(others, n*3, suggested-len(out))...)
}

// turned returns up to count of a list, beginning at the n-th and going round.
func turned(list []Theme, n, count int) []Theme {
	var out []Theme
	for i := range min(count, len(list)) {
		out = append(out, list[(n+i)%len(list)])
	}
	return out
}
