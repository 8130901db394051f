// Package setting keeps what the operator decides while the system runs: edited
// in the UI, written in the audit book, the same on every server. What must be
// known before the database is open is kit/config instead.
package setting

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// The permissions of this rung, held everywhere or not at all.
const (
	PermView access.Perm = "setting.view"
	PermEdit access.Perm = "setting.edit"
)

// Kind says what a setting's value may be.
type Kind string

// The kinds. A secret is stored encrypted and never shown again.
const (
	Text   Kind = "text"
	Bool   Kind = "bool"
	Int    Kind = "int"
	Choice Kind = "choice"
	Secret Kind = "secret"
)

// Definition is one setting there is. Its words are the UI's, by Key. Min and
// Max bound an Int; Choices are those of a Choice.
type Definition struct {
	Key      string
	Group    string
	Kind     Kind
	Default  string
	Choices  []string
	Min, Max int
}

const maxText = 500

var (
	errUnknown = errs.NotFound("setting.unknown")
	errValue   = errs.Invalid("setting.bad_value", errs.Field{Name: "value", Code: "malformed"})
)

// check refuses a value the setting cannot have.
func (d *Definition) check(value string) error {
	switch d.Kind {
	case Bool:
		if value != "true" && value != "false" {
			return errValue
		}
	case Int:
		n, err := strconv.Atoi(value)
		if err != nil || n < d.Min || n > d.Max {
			return errValue.With("min", d.Min).With("max", d.Max)
		}
	case Choice:
		if !slices.Contains(d.Choices, value) {
			return errValue
		}
	case Text, Secret:
		if !utf8.ValidString(value) || utf8.RuneCountInString(value) > maxText {
			return errValue
		}
	}
	return nil
}
