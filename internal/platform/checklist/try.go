package checklist

import (
	"context"
	"errors"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

// Verdict is what an expression is worth: whether it can be read, how it is
// printed in both languages, and for how many of the actor's schools it holds.
// Code and Params are the sentence where it cannot be read.
type Verdict struct {
	OK      bool           `json:"ok"`
	Plain   string         `json:"plain"`
	Chinese string         `json:"chinese"`
	Code    string         `json:"code"`
	Params  map[string]any `json:"params"`
	Holds   int            `json:"holds"`
	Schools int            `json:"schools"`
}

// TryExpression reads an expression as somebody types it.
func (s *Service) TryExpression(ctx context.Context, text string) (*Verdict, error) {
	if err := access.RequireSomewhere(ctx, PermEdit); err != nil {
		return nil, err
	}
	out := &Verdict{Params: map[string]any{}}
	e, err := Parse(text)
	if err != nil {
		var said *errs.Error
		if errors.As(err, &said) {
			out.Code = said.Code
			if said.Params != nil {
				out.Params = said.Params
			}
		}
		return out, nil
	}
	out.OK, out.Plain, out.Chinese = true, e.String(), e.Chinese()
	return out, s.db.Read(ctx, func(tx *db.Tx) error {
		schools, err := org.SchoolsWithin(ctx, tx, access.Areas(ctx, PermEdit))
		for i := range schools {
			if e.Holds(&schools[i]) {
				out.Holds++
			}
		}
		out.Schools = len(schools)
		return err
	})
}

// Option is a fact as the editor offers it.
type Option struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	NameEn string `json:"nameEn"`
}

// Offer is what the editor has to choose from.
type Offer struct {
	Attributes []Attribute `json:"attributes" nullable:"false"`
	Facts      []Option    `json:"facts" nullable:"false"`
}

// Offer returns what conditions may ask of a school, and what items may ask of the
// norm register.
func (s *Service) Offer(ctx context.Context) (*Offer, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	out := &Offer{Attributes: Offered(), Facts: make([]Option, len(facts))}
	for i, f := range facts {
		out.Facts[i] = Option{f.key, f.name, f.nameEn}
	}
	return out, nil
}
