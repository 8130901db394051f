package audit

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/httpapi"
)

// The city's day. All China keeps one time.
var zone = time.FixedZone("CST", 8*3600)

// day is the instant a business day begins, in UTC milliseconds; plus adds days.
func day(name, text string, plus int) (int64, error) {
	if text == "" {
		return 0, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, text, zone)
	if err != nil {
		return 0, errs.Invalid("request.invalid", errs.Field{Name: name, Code: "malformed"})
	}
	return db.Millis(t.AddDate(0, 0, plus)), nil
}

type listIn struct {
	Actor   string `query:"actor" maxLength:"80" doc:"id, or part of the name"`
	Action  string `query:"action" maxLength:"80" doc:"begin of an action, such as auth."`
	Subject string `query:"subject" maxLength:"80"`
	DayFrom string `query:"dayFrom" doc:"first business day, 2026-09-07"`
	DayTo   string `query:"dayTo" doc:"last business day"`
	After   string `query:"after" maxLength:"40"`
	Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type listOut struct {
	Body struct {
		Items []Entry `json:"items" nullable:"false"`
		Next  string  `json:"next"`
	}
}

// Routes registers the reading of the book.
func (s *Service) Routes(api *httpapi.API) {
	httpapi.Register(api, httpapi.Op{ID: "audit-list", Method: "GET", Path: "/api/v1/audit", Tag: "audit", Summary: "Read the audit book"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			from, err := day("dayFrom", in.DayFrom, 0)
			if err != nil {
				return nil, err
			}
			to, err := day("dayTo", in.DayTo, 1)
			if err != nil {
				return nil, err
			}
			out := &listOut{}
			out.Body.Items, out.Body.Next, err = s.List(ctx, Filter{Actor: in.Actor, Action: in.Action, Subject: in.Subject,
				From: from, To: to, After: in.After, Limit: in.Limit})
			return out, err
		})
}
