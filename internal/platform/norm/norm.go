// Package norm is the register of every number that a law, a standard, a local
// rule or plain custom sets for school safety: how many guards, how many days a
// picture is kept, how often one drills. No such number stands in the code. Each
// is a row with its scope, basis, evidence and validity; nearer rules go before
// farther ones, but a stricter floor or ceiling from above is never undercut;
// and whoever judges by a number keeps the version he used, so that an old
// record is never judged by a new rule. (domain.md §0.2, §9.5)
package norm

import (
	"encoding/json"
	"strings"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

// The permissions of this rung. The nation's values are edited by who holds
// PermEdit everywhere.
const (
	PermView access.Perm = "norm.view"
	PermEdit access.Perm = "norm.edit"
)

// What may go wrong.
var (
	ErrUnknown   = errs.NotFound("norm.unknown")
	ErrNoVersion = errs.NotFound("norm.version_not_found")
	ErrNone      = errs.NotFound("norm.none_holds")
	ErrOverlaps  = errs.Conflict("norm.overlaps")
	ErrEnded     = errs.Conflict("norm.ended_already")
)

// Kind is the form of a parameter's values.
type Kind string

// The forms. A value is kept as JSON.
const (
	Number   Kind = "number"   // 30
	Duration Kind = "duration" // "P1M", ISO 8601 in years, months, weeks and days
	MonthDay Kind = "monthday" // "01-01", a day of every year
	List     Kind = "list"     // [1, 5, 30] or ["red", "orange"]
	Rule     Kind = "steps"    // Steps, a number that grows with the school
)

// Level says who has ruled.
type Level string

// The levels, from the top.
const (
	Nation   Level = "nation"
	Province Level = "province"
	City     Level = "city"
	County   Level = "county"
	School   Level = "school"
)

// Mark says how sure we are of a row's basis (domain.md §0.1).
type Mark string

// The marks.
const (
	Law      Mark = "L" // the text of the law was read
	Source   Mark = "S" // found in a public page, form or local rule
	Memory   Mark = "M" // not verified, to be checked
	Proposal Mark = "D" // proposed by us, no norm behind it
)

// Strictness says what a value does to the values below it.
type Strictness string

// The three kinds of rule.
const (
	Floor   Strictness = "floor"   // nobody below may have less
	Ceiling Strictness = "ceiling" // nobody below may have more
	Advice  Strictness = "advice"  // whoever is nearer decides
)

// Param is what can be ruled on.
type Param struct {
	Key    string `json:"key"`
	Kind   Kind   `json:"kind" enum:"number,duration,monthday,list,steps"`
	Unit   string `json:"unit" doc:"code of the unit, empty for none"`
	Name   string `json:"name"`
	NameEn string `json:"nameEn"`
	Sort   int    `json:"-"`
}

// Version is one ruling. Path and the two attributes after it are its scope;
// EffectiveFrom and EffectiveTo are business days, both inclusive, "" for open.
type Version struct {
	ID            string          `json:"id"`
	Key           string          `json:"key"`
	Level         Level           `json:"level" enum:"nation,province,city,county,school"`
	Path          string          `json:"path"`
	PlaceName     string          `json:"placeName" doc:"name of the area or school, empty for the nation"`
	SchoolKind    org.SchoolKind  `json:"schoolKind" doc:"empty for every sort of school"`
	Boarding      string          `json:"boarding" enum:",yes,no" doc:"empty for boarding and day schools alike"`
	Value         json.RawMessage `json:"value"`
	Strictness    Strictness      `json:"strictness" enum:"floor,ceiling,advice"`
	Basis         string          `json:"basis"`
	Clause        string          `json:"clause"`
	Mark          Mark            `json:"mark" enum:"L,S,M,D"`
	Sources       string          `json:"sources"`
	EffectiveFrom string          `json:"effectiveFrom"`
	EffectiveTo   string          `json:"effectiveTo"`
	Note          string          `json:"note"`
	State         string          `json:"state" enum:"valid,withdrawn"`
	Version       int             `json:"version"`
	CreatedAt     int64           `json:"createdAt"`
	CreatedBy     string          `json:"createdBy"`
	EndedAt       int64           `json:"endedAt"`
	EndedBy       string          `json:"endedBy"`
	kind          Kind
	seed          string
}

// The states of a version. A withdrawn one was replaced on its first day or
// entered in error; it decides nothing any more and stays in the history.
const (
	Valid     = "valid"
	Withdrawn = "withdrawn"
)

// InForce reports whether the version holds on a business day.
func (v *Version) InForce(day string) bool {
	return v.State == Valid && v.EffectiveFrom <= day && (v.EffectiveTo == "" || day <= v.EffectiveTo)
}

// scope tells versions apart that rule on different things.
func (v *Version) scope() string {
	return strings.Join([]string{v.Key, v.Path, string(v.SchoolKind), v.Boarding}, "|")
}

// All of China keeps one time.
var zone = time.FixedZone("CST", 8*3600)

const dayForm = "2006-01-02"

// Day is the business day of an instant.
func Day(t time.Time) string { return t.In(zone).Format(dayForm) }

func validDay(s string) bool {
	_, err := time.Parse(dayForm, s)
	return err == nil
}

func dayBefore(day string) string {
	t, err := time.Parse(dayForm, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, -1).Format(dayForm)
}

// levelOf returns who rules at a path; ok is false for a town, which rules on
// nothing.
func levelOf(path string) (l Level, ok bool) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	switch {
	case path == access.Everywhere:
		return Nation, true
	case strings.HasPrefix(parts[len(parts)-1], "sch_"):
		return School, true
	case len(parts) > 3:
		return "", false
	}
	return []Level{Province, City, County}[len(parts)-1], true
}
