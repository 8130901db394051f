package routine

import (
	"context"
	"encoding/json"
	"net/http"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
)

// Card is a record as it is shown. Times are UTC milliseconds.
type Card struct {
	ID         string `json:"id"`
	ClassID    string `json:"classId"`
	Class      string `json:"class"`
	SchoolID   string `json:"schoolId"`
	School     string `json:"school"`
	Path       string `json:"path"`
	Day        string `json:"day"`
	Kind       Kind   `json:"kind"`
	Theme      string `json:"theme"`
	Block      string `json:"block"`
	Speaker    string `json:"speaker"`
	Present    int    `json:"present"`
	Points     string `json:"points"`
	PhotoID    string `json:"photoId"`
	HeldAt     int64  `json:"heldAt" doc:"by the phone's account"`
	RecordedAt int64  `json:"recordedAt" doc:"when it reached us"`
	Late       bool   `json:"late" doc:"entered on a later day (补录); counts for nothing"`
	ByName     string `json:"byName"`
	VoidAt     int64  `json:"voidAt"`
	VoidBy     string `json:"voidBy"`
	VoidReason string `json:"voidReason"`
}

func cardOf(r *Record) Card {
	return Card{ID: r.ID, ClassID: r.ClassID, Class: r.Class, SchoolID: r.SchoolID, School: r.School, Path: r.Path, Day: r.Day, Kind: r.Kind,
		Theme: r.Theme, Block: r.Block, Speaker: r.Speaker, Present: r.Present, Points: r.Points, PhotoID: r.PhotoID, HeldAt: db.Millis(r.HeldAt),
		RecordedAt: db.Millis(r.RecordedAt), Late: r.Late, ByName: r.ByName, VoidAt: db.Millis(r.VoidAt), VoidBy: r.VoidBy, VoidReason: r.VoidReason}
}

type cardOut struct{ Body Card }

func answer(r *Record, err error) (*cardOut, error) {
	if err != nil {
		return nil, err
	}
	return &cardOut{cardOf(r)}, nil
}

// ByID names something in a path.
type ByID struct {
	ID string `path:"id" maxLength:"40"`
}

// Routes adds the operations of the room.
func (s *Service) Routes(api *httpapi.API) {
	s.routeRecords(api)
	s.routeNumbers(api)
	s.routeHours(api)
	s.routeVisits(api)
	s.routeCalendar(api)
}

func (s *Service) routeRecords(api *httpapi.API) {
	type todayIn struct {
		SchoolID string `query:"schoolId" maxLength:"40" doc:"empty: where I work"`
	}
	type todayOut struct{ Body Today }
	httpapi.Register(api, httpapi.Op{ID: "routine-today", Method: http.MethodGet, Path: "/api/v1/routine/today", Summary: "What is due today, my classes and what to talk about", Tag: "routine"},
		func(ctx context.Context, in *todayIn) (*todayOut, error) {
			t, err := s.TodayAt(ctx, in.SchoolID)
			if err != nil {
				return nil, err
			}
			return &todayOut{*t}, nil
		})
	type enterIn struct{ Body Entry }
	httpapi.Register(api, httpapi.Op{ID: "routine-enter", Method: http.MethodPost, Path: "/api/v1/routine/records", Summary: "A class has had its talk", Tag: "routine", Status: http.StatusCreated},
		func(ctx context.Context, in *enterIn) (*cardOut, error) { return answer(s.Enter(ctx, in.Body)) })
	type voidIn struct {
		ByID
		Body struct {
			Reason string `json:"reason" maxLength:"200"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "routine-void", Method: http.MethodPost, Path: "/api/v1/routine/records/{id}/void", Summary: "Strike a record that was wrong", Tag: "routine"},
		func(ctx context.Context, in *voidIn) (*cardOut, error) {
			return answer(s.Void(ctx, in.ID, in.Body.Reason))
		})
	type listIn struct {
		Path    string `query:"path" maxLength:"120"`
		ClassID string `query:"classId" maxLength:"40"`
		Query   string `query:"q" maxLength:"60"`
		From    string `query:"dayFrom" maxLength:"10"`
		To      string `query:"dayTo" maxLength:"10"`
		Kind    string `query:"kind" enum:",1,5,30"`
		Late    string `query:"late" enum:",true,false"`
		After   string `query:"after" maxLength:"40"`
		Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items []Card `json:"items" nullable:"false"`
			Next  string `json:"next"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "routine-records", Method: http.MethodGet, Path: "/api/v1/routine/records", Summary: "Records in my area, the last entered first", Tag: "routine"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			kind := map[string]Kind{"1": Minute, "5": Five, "30": Thirty}[in.Kind]
			list, err := s.Records(ctx, Filter{Path: in.Path, ClassID: in.ClassID, Query: in.Query, From: in.From, To: in.To, Kind: kind, Late: in.Late == "true", After: in.After, Limit: in.Limit})
			if err != nil {
				return nil, err
			}
			out := &listOut{}
			out.Body.Items = make([]Card, len(list))
			for i, r := range list {
				out.Body.Items[i] = cardOf(r)
			}
			if n := len(list); n == in.Limit {
				out.Body.Next = list[n-1].ID
			}
			return out, nil
		})
	// A photograph is bytes, so this is a plain handler: the body is the file.
	api.Handle("POST /api/v1/routine/records/{id}/photo", func(w http.ResponseWriter, r *http.Request) {
		rec, err := s.Photo(r.Context(), r.PathValue("id"), http.MaxBytesReader(w, r.Body, MaxPhoto+1))
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(cardOf(rec))
	})
}

func (s *Service) routeNumbers(api *httpapi.API) {
	type numbersIn struct {
		Path string `query:"path" maxLength:"120" doc:"an area or a school; empty: mine"`
		From string `query:"from" maxLength:"7" doc:"first month"`
		To   string `query:"to" maxLength:"7" doc:"last month"`
	}
	type numbersOut struct {
		Body struct {
			Sum   Numbers   `json:"sum"`
			Items []Numbers `json:"items" nullable:"false"`
			At    int64     `json:"at"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "routine-numbers", Method: http.MethodGet, Path: "/api/v1/routine/numbers", Summary: "Talks held on time ÷ due, of a place and what lies below it; unranked", Tag: "routine"},
		func(ctx context.Context, in *numbersIn) (*numbersOut, error) {
			now := s.db.Clock().Now()
			if in.From == "" {
				in.From = dayOf(now)[:7]
			}
			if in.To == "" {
				in.To = in.From
			}
			sum, below, err := s.NumbersOf(ctx, in.Path, in.From, in.To)
			if err != nil {
				return nil, err
			}
			out := &numbersOut{}
			out.Body.Sum, out.Body.Items, out.Body.At = *sum, below, db.Millis(now)
			return out, nil
		})
	type missingIn struct {
		Path string `query:"path" maxLength:"120"`
		From string `query:"dayFrom" maxLength:"10"`
		To   string `query:"dayTo" maxLength:"10"`
	}
	type missingOut struct {
		Body struct {
			Items []Gap `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "routine-missing", Method: http.MethodGet, Path: "/api/v1/routine/missing", Summary: "What was due and has no record: by day for a school, by school for an area", Tag: "routine"},
		func(ctx context.Context, in *missingIn) (*missingOut, error) {
			today := dayOf(s.db.Clock().Now())
			if in.From == "" {
				in.From = addDays(today, -30)
			}
			if in.To == "" {
				in.To = today
			}
			list, err := s.Missing(ctx, in.Path, in.From, in.To)
			out := &missingOut{}
			out.Body.Items = list
			return out, err
		})
}

func (s *Service) routeHours(api *httpapi.API) {
	type hoursIn struct {
		ByID
		Year string `query:"year" maxLength:"4" doc:"the year in which the school year begins; empty: this one"`
	}
	type hoursOut struct {
		Body struct {
			Items []GradeHours `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "routine-hours", Method: http.MethodGet, Path: "/api/v1/routine/schools/{id}/hours", Summary: "Safety lessons of a school planned and held, by grade and block", Tag: "routine"},
		func(ctx context.Context, in *hoursIn) (*hoursOut, error) {
			list, err := s.Hours(ctx, in.ID, in.Year)
			out := &hoursOut{}
			out.Body.Items = list
			return out, err
		})
	type planIn struct {
		ByID
		Body struct {
			Year  string         `json:"year,omitempty" maxLength:"4"`
			Grade int            `json:"grade" minimum:"0" maximum:"20"`
			Hours map[string]int `json:"hours"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "routine-plan-hours", Method: http.MethodPut, Path: "/api/v1/routine/schools/{id}/hours", Summary: "Hours a grade plans by block", Tag: "routine"},
		func(ctx context.Context, in *planIn) (*struct{}, error) {
			return nil, s.PlanHours(ctx, in.ID, in.Body.Year, in.Body.Grade, in.Body.Hours)
		})
	type lessonIn struct{ Body LessonIn }
	httpapi.Register(api, httpapi.Op{ID: "routine-lesson", Method: http.MethodPost, Path: "/api/v1/routine/lessons", Summary: "A safety lesson was held", Tag: "routine"},
		func(ctx context.Context, in *lessonIn) (*struct{}, error) { return nil, s.AddLesson(ctx, in.Body) })
}
