package archtest

import (
	"fmt"
	"slices"
	"strings"
)

// ladder is the platform from the ground up: a rung may import lower rungs only.
var ladder = []string{"access", "audit", "setting", "org", "norm", "auth", "pupil", "files", "todo", "notify", "realtime", "device", "checklist", "paper"}

// maxLines is where a file wants to be split.
const maxLines = 600

// OffLadder finds platform packages that lean on a rung above them.
func (t *Tree) OffLadder() []string {
	var out []string
	for _, p := range t.within(platform) {
		_, rung := owner(p.Dir)
		height := slices.Index(ladder, rung)
		if height < 0 {
			out = append(out, p.Dir+": not a rung of the ladder; give it its place in archtest and in .go-arch-lint.yml")
			continue
		}
		for _, f := range p.Files {
			for _, spec := range f.AST.Imports {
				target, ok := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), modulePath)
				if layer, other := owner(target); !ok || layer != platform || other == rung || slices.Index(ladder, other) < height {
					continue
				}
				out = append(out, fmt.Sprintf("%s: %s may not lean on %s, which is not below it", t.at(f, spec), rung, strings.TrimPrefix(target, platform)))
			}
		}
	}
	return sorted(out)
}

// TooLong finds hand-written files of more than maxLines lines.
func (t *Tree) TooLong() []string {
	var out []string
	for _, p := range t.Packages {
		for _, f := range p.Files {
			if f.Lines > maxLines {
				out = append(out, fmt.Sprintf("%s: %d lines; split it (at most %d)", f.Path, f.Lines, maxLines))
			}
		}
	}
	return sorted(out)
}
