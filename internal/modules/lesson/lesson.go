// Package lesson keeps the lessons of safety education (安全教育课程): what is read,
// seen and heard on its pages, and the pool of questions that shows whether it was
// understood. A lesson is written as a draft; publishing makes a version of it that
// never changes again, so that a campaign teaches and judges the same thing from its
// first day to its last. Lessons of ours come with the program; a school, a county
// or a city writes its own, which hold where they were written and below.
// (domain.md §6.1, §6.2)
package lesson

import (
	"slices"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

// What one may do with lessons.
const (
	PermView    access.Perm = "lesson.view"
	PermEdit    access.Perm = "lesson.edit"
	PermPublish access.Perm = "lesson.publish" // publish and retire
)

// State is where a lesson stands. A published one may have a draft beside it.
type State string

// The states: draft (草稿) → published (已发布) → retired (已停用).
const (
	Draft     State = "draft"
	Published State = "published"
	Retired   State = "retired"
)

// Topics are what lessons are about; other is for what a school adds of its own.
var Topics = []string{"fire", "explosion", "earthquake", "flood", "drowning", "traffic", "assault", "bullying", "fraud", "evacuation", "other"}

// Blocks are the six blocks (六类) of 中小学公共安全教育指导纲要. (domain.md §6.2)
var Blocks = []string{"social", "health", "accident", "network", "nature", "other"}

// stageNames are the stages, the youngest first.
var stageNames = func() (names []string) {
	for _, s := range org.Stages {
		names = append(names, string(s))
	}
	return names
}()

// Head is a lesson without its content.
type Head struct {
	ID         string    `json:"id"`
	Key        string    `json:"key" doc:"of a lesson that comes with the program, else empty"`
	Path       string    `json:"path" doc:"where it was written: it holds there and below"`
	Place      string    `json:"place" doc:"what that place is called, empty for everywhere"`
	Title      string    `json:"title"`
	Topic      string    `json:"topic"`
	Block      string    `json:"block"`
	Stage      org.Stage `json:"stage"`
	State      State     `json:"state"`
	Newest     int       `json:"newest" doc:"the newest published version, 0 for none"`
	Drafted    bool      `json:"drafted" doc:"something is written that is not published"`
	Minutes    int       `json:"minutes"`
	Questions  int       `json:"questions"`
	ChangedAt  int64     `json:"changedAt"`
	ChangedBy  string    `json:"changedBy"`
	Version    int       `json:"version" doc:"counts the changes; every act names the one it was decided on"`
	newestHash string
}

// builtIn reports whether the lesson comes with the program. Nobody edits such a
// one; it is copied.
func (h *Head) builtIn() bool { return h.Key != "" }

// visible reports whether somebody who looks after these areas finds the lesson:
// it holds for them, or was written in one of them.
func (h *Head) visible(areas []string) bool {
	return slices.ContainsFunc(areas, func(a string) bool { return within(a, h.Path) || within(h.Path, a) })
}

func within(path, area string) bool { return len(path) >= len(area) && path[:len(area)] == area }

// mayEdit says why a lesson may not be changed, nil if it may.
func (h *Head) mayEdit(version int) error {
	switch {
	case h.builtIn():
		return errBuiltIn
	case h.Version != version:
		return errs.Conflict("stale_version")
	}
	return nil
}

// mayRetire says why a lesson may not be taken out of use, nil if it may.
func (h *Head) mayRetire(version int) error {
	if err := h.mayEdit(version); err != nil {
		return err
	}
	if h.State != Published {
		return errNotPublished
	}
	return nil
}

// What may go wrong.
var (
	// ErrNotFound says that there is no such lesson or version, or not for this actor.
	ErrNotFound     = errs.NotFound("lesson.not_found")
	errBuiltIn      = errs.Conflict("lesson.built_in")
	errNotPublished = errs.Conflict("lesson.not_published")
	errNoDraft      = errs.Conflict("lesson.no_draft")
	errPlace        = errs.Invalid("lesson.no_place", errs.Field{Name: "path", Code: "malformed"})
	errAnswers      = errs.Invalid("lesson.answers_malformed")
	errTooLong      = errs.Invalid("lesson.too_long")
)
