// Package access answers one question for every rung and room: may this actor
// do this here? The actor travels in the context; what he holds was looked up
// once, when his request came in. A permission is `room.verb`, and it is held
// for a place: a path such as /14/1409/140902/ and everything below it.
package access

import (
	"context"
	"slices"
	"strings"

	"huxue/internal/kit/errs"
)

// Perm is `room.verb`.
type Perm string

// Everywhere is the path above all others.
const Everywhere = "/"

// Above are path and all paths above it, Everywhere included.
func Above(path string) []string {
	out := []string{Everywhere}
	for i := 1; i < len(path); i++ {
		if path[i] == '/' {
			out = append(out, path[:i+1])
		}
	}
	return out
}

// Kind says what sort of actor acts.
type Kind string

// The kinds of actors. A job acts in the system's own name.
const (
	Nobody Kind = ""
	Person Kind = "person"
	Device Kind = "device"
	System Kind = "system"
)

// Actor is who acts: a person, a device that stands at a gate, or the system.
type Actor struct {
	Kind Kind
	ID   string
	Name string
	// Unit is where the person belongs, in words.
	Unit string
	// Device is the enrolled device the act comes from, "" for none.
	Device string
	// Session is the log-in under which the act comes, "" for none.
	Session string
	// Expired holds when the session has run out and is good only for a press.
	Expired bool
	// Held maps each permission to the paths it is held for.
	Held map[Perm][]string
	// Roles are the keys of the roles held, for display only.
	Roles []string
}

// The two refusals.
var (
	ErrLogin     = errs.Unauthorized("unauthorized")
	ErrForbidden = errs.Forbidden("forbidden")
)

type actorKey struct{}

// With returns a context in which a acts.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, actorKey{}, a) }

// From returns who acts; the zero Actor when nobody has logged in.
func From(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}

// AsSystem returns a context in which the named part of the system acts by
// itself and may do anything anywhere: jobs, seeds, set-up.
func AsSystem(ctx context.Context, name string) context.Context {
	return With(ctx, Actor{Kind: System, ID: "system:" + name, Name: name})
}

// Holds reports whether a holds perm at path.
func (a Actor) Holds(perm Perm, path string) bool {
	if a.Kind == System {
		return true
	}
	return slices.ContainsFunc(a.Held[perm], func(p string) bool { return strings.HasPrefix(path, p) })
}

// Require returns nil when the actor holds perm at path, `unauthorized` when
// nobody has logged in or the session has run out, and `forbidden` otherwise.
func Require(ctx context.Context, perm Perm, path string) error {
	a := From(ctx)
	switch {
	case a.Kind == Nobody || a.Expired:
		return ErrLogin
	case !a.Holds(perm, path):
		return ErrForbidden.With("perm", string(perm))
	}
	return nil
}

// RequireSomewhere returns nil when the actor holds perm for any place at all;
// for lists and forms that filter by place afterwards.
func RequireSomewhere(ctx context.Context, perm Perm) error {
	a := From(ctx)
	switch {
	case a.Kind == System:
		return nil
	case a.Kind == Nobody || a.Expired:
		return ErrLogin
	case len(a.Held[perm]) == 0:
		return ErrForbidden.With("perm", string(perm))
	}
	return nil
}

// RequirePerson returns the actor when a person (or the system) acts, for what
// everybody may do with his own things.
func RequirePerson(ctx context.Context) (Actor, error) {
	a := From(ctx)
	if a.Kind == Nobody || a.Expired {
		return a, ErrLogin
	}
	return a, nil
}

// Areas returns the paths for which the actor holds perm; none means that a
// list is empty for him. It is the filter that db.Args.Within takes.
func Areas(ctx context.Context, perm Perm) []string {
	a := From(ctx)
	if a.Kind == System {
		return []string{Everywhere}
	}
	if a.Expired {
		return nil
	}
	return a.Held[perm]
}

// See turns "may not look" into "no such thing", so that nobody learns what
// exists outside his area.
func See(ctx context.Context, perm Perm, path string, missing *errs.Error) error {
	err := Require(ctx, perm, path)
	if errs.KindOf(err) == errs.KindForbidden {
		return missing
	}
	return err
}
