// Package org knows where everything is: the tree of areas (province, city,
// county, town), the schools and kindergartens in it with the facts that decide
// which norms hold for them, and the agencies around them, above all which
// police station answers for which school. Every other rung and room asks here
// what a school is called and where it lies. A bureau brings its schools with
// the workbook it already has; see import.go.
package org

import (
	"strings"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// The permissions of this rung.
const (
	PermView   access.Perm = "org.view"
	PermEdit   access.Perm = "org.edit"
	PermImport access.Perm = "org.import"
)

// What may be missing.
var (
	ErrNoArea   = errs.NotFound("org.area_not_found")
	ErrNoSchool = errs.NotFound("org.school_not_found")
	ErrNoPlace  = errs.NotFound("org.place_not_found")
	ErrNoAgency = errs.NotFound("org.agency_not_found")
)

// Level is the rung of an area in the tree.
type Level string

// The four levels.
const (
	Province Level = "province"
	City     Level = "city"
	County   Level = "county"
	Town     Level = "town"
)

// Area is one node of the tree. Code is the number of GB/T 2260 (2, 4, 6 digits)
// and for a town its nine digits; Path is all codes from the root, such as
// /14/1409/140902/140902100/.
type Area struct {
	ID       string `json:"id"`
	Code     string `json:"code"`
	Name     string `json:"name"`
	Level    Level  `json:"level" enum:"province,city,county,town"`
	ParentID string `json:"parentId"`
	Path     string `json:"path"`
	Sort     int    `json:"sort"`
}

// Place is a spot in a school where an alarm can be raised.
type Place struct {
	ID       string    `json:"id"`
	SchoolID string    `json:"schoolId"`
	Name     string    `json:"name"`
	Kind     PlaceKind `json:"kind" enum:"gate,guardroom,monitor_room,dormitory,classroom,canteen,other"`
	Sort     int       `json:"sort"`
}

// Agency is an authority with a part in school safety. It answers for its whole
// area; a police station moreover for the schools it covers. DutyPhone is
// answered day and night.
type Agency struct {
	ID        string     `json:"id"`
	Code      string     `json:"code"`
	Kind      AgencyKind `json:"kind" enum:"education,police_command,police_bureau,police_station,market,fire,inspectorate,discipline,other"`
	Name      string     `json:"name"`
	AreaID    string     `json:"areaId"`
	Path      string     `json:"path"`
	Address   string     `json:"address"`
	Phone     string     `json:"phone"`
	DutyPhone string     `json:"dutyPhone"`
	Lon       *float64   `json:"lon"`
	Lat       *float64   `json:"lat"`
	Version   int        `json:"version"`
}

// ChildPath is the path of the node key under parent; "" is the root's parent.
func ChildPath(parent, key string) string {
	if parent == "" {
		parent = access.Everywhere
	}
	return parent + key + "/"
}

// CountyOf returns the code of the county a path lies in, "" when the path is
// that of a city or above.
func CountyOf(path string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) < 3 {
		return ""
	}
	return parts[2]
}

// CountyPath returns the path of the county a path lies in, "" as CountyOf.
func CountyPath(path string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) < 3 {
		return ""
	}
	return "/" + strings.Join(parts[:3], "/") + "/"
}

// prefixes returns path and every path above it, the root excepted.
func prefixes(path string) []string {
	var out []string
	for i := 1; i < len(path); i++ {
		if path[i] == '/' {
			out = append(out, path[:i+1])
		}
	}
	return out
}
