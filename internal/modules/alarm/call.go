package alarm

import (
	"slices"
	"time"
)

// Called is one person whom a step reached, and for which post.
type Called struct {
	Person
	Post Post `json:"post"`
}

// Whom is what a step did: whom it called, how many shared channels, and which
// posts it passed over. Plan says by which plan it was called.
type Whom struct {
	People      []Called `json:"people" nullable:"false"`
	Shared      int      `json:"shared"`
	Skipped     []Skip   `json:"skipped" nullable:"false"`
	PlanPath    string   `json:"planPath"`
	PlanVersion int64    `json:"planVersion"`
}

// Answerable is the person who answers for the alarm until somebody takes it:
// the first called, in the order of posts.
func (w *Whom) Answerable() (Person, bool) {
	if len(w.People) == 0 {
		return Person{}, false
	}
	return w.People[0].Person, true
}

// Empty reports whether the step reaches nobody at all.
func (w *Whom) Empty() bool { return len(w.People) == 0 && w.Shared == 0 }

// who returns the ids of those called, each once.
func (w *Whom) who() []string {
	out := make([]string, 0, len(w.People))
	for _, c := range w.People {
		if !slices.Contains(out, c.ID) {
			out = append(out, c.ID)
		}
	}
	return out
}

// resolve finds whom a step calls now. presser knows already; shared is how many
// shared channels are set up for the place.
func resolve(step Step, from []filling, shared int, presser string, now time.Time) Whom {
	w := Whom{People: []Called{}, Skipped: []Skip{}}
	for _, post := range Posts { // their order, whatever order the plan names them in
		if !slices.Contains(step.Posts, post) {
			continue
		}
		if post == PostShared {
			if w.Shared = shared; shared == 0 {
				w.Skipped = append(w.Skipped, Skip{post, SkipEmpty})
			}
			continue
		}
		found, reason := fill(post, from, now)
		for _, p := range found {
			if p.ID != presser {
				w.People = append(w.People, Called{p, post})
			}
		}
		if reason == "" && len(found) == 1 && found[0].ID == presser {
			reason = SkipPresser
		}
		if reason != "" {
			w.Skipped = append(w.Skipped, Skip{post, reason})
		}
	}
	return w
}
