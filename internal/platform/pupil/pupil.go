// Package pupil keeps the roster of every class: who sits where, under which
// number, and how a pupil shows who he is without an app: class code, seat and a
// PIN of his own, which he chose with a slip that the school printed. It shows
// names only to the class teacher and the school, and lets nobody act in a
// pupil's place: a pupil is a Learner, never a person with permissions, and no
// person is ever a Learner. (domain.md §6.1, §8.1)
package pupil

import (
	"strings"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// The permissions. PermView shows how many pupils there are, PermList the list of
// a class with names masked, PermNames the names; a class teacher sees those of his
// own class. PermImport keeps the roster, PermSlips prints start codes and is never a
// class teacher's for his own class.
const (
	PermView   access.Perm = "pupil.view"
	PermList   access.Perm = "pupil.list"
	PermNames  access.Perm = "pupil.names"
	PermImport access.Perm = "pupil.import"
	PermSlips  access.Perm = "pupil.slips"
)

// Status says whether a pupil is on the roster now.
type Status string

// The two states.
const (
	Active Status = "active" // 在读
	Left   Status = "left"   // 已转出、毕业、离校
)

// Refusals that several verbs share.
var (
	// ErrNoPupil says that there is no such pupil, or not for this actor.
	ErrNoPupil = errs.NotFound("pupil.not_found")
	// ErrToken says that a learner's token is missing, forged, expired or void.
	ErrToken = errs.Unauthorized("pupil.log_in")
)

// Pupil is one line of the roster. Number is masked where names are.
type Pupil struct {
	ID       string `json:"id"`
	SchoolID string `json:"schoolId"`
	ClassID  string `json:"classId"`
	Seat     int    `json:"seat" doc:"座号"`
	Name     string `json:"name" doc:"masked to the surname for whoever may not see it"`
	Number   string `json:"number" doc:"学号, masked to its end where the name is"`
	Status   Status `json:"status" enum:"active,left"`
	Version  int    `json:"version"`
}

// MaskName leaves the first character of a name: 张*.
func MaskName(name string) string {
	r := []rune(name)
	if len(r) == 0 {
		return ""
	}
	return string(r[0]) + "*"
}

// maskNumber leaves the last four characters of a number.
func maskNumber(number string) string {
	r := []rune(number)
	shown := min(4, len(r)/2)
	return strings.Repeat("*", len(r)-shown) + string(r[len(r)-shown:])
}

func (p *Pupil) mask() { p.Name, p.Number = MaskName(p.Name), maskNumber(p.Number) }
