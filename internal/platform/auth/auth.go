// Package auth knows who people are and what they may do where. A person logs in
// with a password (and a second factor, where his role asks for one), with the
// city's own log-in service, or with a short PIN on a device that stands at his
// school's gate. A role is a bundle of permissions; a grant gives a person a role
// for an area with all below it, or for one school. What the roles are is told
// by the hall (internal/app): this package knows no room.
// (domain.md §8.2 clauses 8.1.4.1 and 8.1.4.2, §9.1)
package auth

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// The permissions of this rung.
const (
	PermPeopleView     access.Perm = "auth.people.view"
	PermPeopleManage   access.Perm = "auth.people.manage"
	PermDevicesManage  access.Perm = "auth.devices.manage"
	PermSessionsRevoke access.Perm = "auth.sessions.revoke"
)

// What may go wrong, each with a sentence of its own in the UI.
var (
	ErrBadLogin    = errs.Unauthorized("auth.bad_login")
	ErrBadCode     = errs.Invalid("auth.bad_code", errs.Field{Name: "code", Code: "auth.wrong"})
	ErrBadPassword = errs.Invalid("auth.bad_password", errs.Field{Name: "password", Code: "auth.wrong"})
	ErrBadPIN      = errs.Invalid("auth.bad_pin", errs.Field{Name: "pin", Code: "auth.wrong"})
	ErrLocked      = errs.Forbidden("auth.locked")
	ErrNoPending   = errs.Unauthorized("auth.no_pending")
	ErrNoPerson    = errs.NotFound("auth.person_not_found")
	ErrNoGrant     = errs.NotFound("auth.grant_not_found")
	ErrNoDevice    = errs.NotFound("auth.device_not_found")
	ErrNoSession   = errs.NotFound("auth.session_not_found")
	ErrLoginTaken  = errs.Conflict("auth.login_taken")
	ErrGranted     = errs.Conflict("auth.granted_already")
	ErrSeparation  = errs.Conflict("auth.separation")
	ErrBeyond      = errs.Forbidden("auth.beyond_reach")
	ErrNotYourself = errs.Forbidden("auth.not_yourself")
	ErrLinkUsed    = errs.Conflict("auth.link_used")
	ErrPairing     = errs.Invalid("auth.pairing", errs.Field{Name: "code", Code: "auth.wrong"})
	ErrNotADevice  = errs.Unauthorized("auth.not_a_device")
	ErrNoFactor    = errs.Conflict("auth.no_factor")
	ErrDemanded    = errs.Conflict("auth.factor_demanded")
	ErrUnknownOIDC = errs.Forbidden("auth.oidc_unknown")
	ErrOIDC        = errs.Unavailable("auth.oidc_failed")
	ErrNoOIDC      = errs.NotFound("auth.oidc_off")
	ErrDisabled    = errs.Conflict("auth.disabled")
)

// Role is a bundle of permissions under a key. SecondFactor asks for a second
// factor at the log-in. Manages names the roles its holder may grant, within the
// place he holds it for. Watch marks a post that looks on all day (the police
// desk): its session does not end for want of a click, only after 12 hours.
type Role struct {
	Key          string
	Perms        []access.Perm
	SecondFactor bool
	Watch        bool
	Manages      []string
}

// Person is someone who may log in. SchoolID or AgencyID says where he belongs;
// Path is the path of that place, "/" for neither.
type Person struct {
	ID        string  `json:"id"`
	Login     string  `json:"login"`
	Name      string  `json:"name"`
	Unit      string  `json:"unit"`
	Phone     string  `json:"phone"`
	SchoolID  string  `json:"schoolId"`
	AgencyID  string  `json:"agencyId"`
	PlaceName string  `json:"placeName" doc:"name of the school or agency"`
	Path      string  `json:"path"`
	Status    string  `json:"status" enum:"active,disabled"`
	Lang      string  `json:"lang" enum:"zh,en"`
	Version   int     `json:"version"`
	CreatedAt int64   `json:"createdAt"`
	Grants    []Grant `json:"grants" nullable:"false"`
}

// The states of a person.
const (
	Active   = "active"
	Disabled = "disabled"
)

// Grant is a role held for an area or a school; neither means everywhere.
type Grant struct {
	ID         string `json:"id"`
	PersonID   string `json:"-"`
	Role       string `json:"role"`
	AreaID     string `json:"areaId"`
	SchoolID   string `json:"schoolId"`
	TargetName string `json:"targetName"`
	Path       string `json:"path"`
}

// Session is one log-in. Until is when it ends at the latest.
type Session struct {
	ID         string `json:"id"`
	PersonID   string `json:"personId"`
	Method     string `json:"method" enum:"password,pin,oidc"`
	Second     bool   `json:"second" doc:"a second factor was given"`
	DeviceName string `json:"deviceName"`
	CreatedAt  int64  `json:"createdAt"`
	SeenAt     int64  `json:"seenAt"`
	Until      int64  `json:"until"`
	IP         string `json:"ip"`
	Agent      string `json:"agent"`
	Current    bool   `json:"current"`
}

// The kinds of devices. A siren rings in a duty room and nobody logs in on it.
const (
	KindGate  = "gate"
	KindPhone = "phone"
	KindSiren = "siren"
)

// Device is a terminal at a gate, a guard's phone or the siren of a duty room,
// enrolled for one school; a siren may stand at an agency instead.
type Device struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Kind       string `json:"kind" enum:"gate,phone,siren"`
	SchoolID   string `json:"schoolId" doc:"empty where it stands at an agency"`
	SchoolName string `json:"schoolName"`
	AgencyID   string `json:"agencyId" doc:"empty where it stands at a school"`
	AgencyName string `json:"agencyName"`
	PlaceID    string `json:"placeId"`
	PlaceName  string `json:"placeName"`
	Path       string `json:"path"`
	Status     string `json:"status" enum:"new,paired,revoked"`
	PairedAt   int64  `json:"pairedAt"`
	SeenAt     int64  `json:"seenAt"`
	Version    int    `json:"version"`
	CreatedAt  int64  `json:"createdAt"`

	// covers are the paths of the schools that the police station it stands at
	// answers for; none: it is there for all of Path.
	covers []string
}

// stands names the school or agency where it is.
func (d *Device) stands() string { return cmp.Or(d.SchoolName, d.AgencyName) }

// reach are the paths it is there for.
func (d *Device) reach() []string {
	if len(d.covers) > 0 {
		return d.covers
	}
	return []string{d.Path}
}

// How long things last. The idle times and the lockout are norms; see Limits.
const (
	sessionLife  = 12 * time.Hour
	pressLife    = 30 * 24 * time.Hour // a session that has run out may still press the alarm
	pendingLife  = 10 * time.Minute
	setupLife    = 24 * time.Hour
	inviteLife   = 7 * 24 * time.Hour
	pairingLife  = 15 * time.Minute
	deviceLife   = 365 * 24 * time.Hour
	failureLife  = 24 * time.Hour
	seenEvery    = time.Minute
	actorStale   = 2 * time.Second
	maxAgentText = 200
)

// cleanLogin is a login as it is stored: no spaces around, lower case.
func cleanLogin(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// maskPhone hides the middle of a telephone number.
func maskPhone(s string) string {
	r := []rune(s)
	if len(r) < 7 {
		return strings.Repeat("*", len(r))
	}
	for i := 3; i < len(r)-4; i++ {
		r[i] = '*'
	}
	return string(r)
}

// addPath adds a path to those a permission is held for, unless a wider one is
// there; narrower ones give way.
func addPath(paths []string, path string) []string {
	if slices.ContainsFunc(paths, func(p string) bool { return strings.HasPrefix(path, p) }) {
		return paths
	}
	paths = slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return strings.HasPrefix(p, path) })
	return append(paths, path)
}
