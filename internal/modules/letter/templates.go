package letter

import (
	"context"
	_ "embed"
	"encoding/json"

	"huxue/internal/platform/access"
)

//go:embed templates.json
var templateFile []byte

// Template is a letter to begin with. What it leaves open stands in 【请填写…】.
type Template struct {
	Kind  string `json:"kind"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

var templates = func() (list []Template) {
	if err := json.Unmarshal(templateFile, &list); err != nil {
		panic("letter: templates.json: " + err.Error())
	}
	return list
}()

// Templates returns what letters may begin with.
func (s *Service) Templates(ctx context.Context) ([]Template, error) {
	return templates, access.RequireSomewhere(ctx, PermView)
}
