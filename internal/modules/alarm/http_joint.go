package alarm

import (
	"context"
	"net/http"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
)

// Signed is one side's signature as it is shown.
type Signed struct {
	Name string `json:"name"`
	At   int64  `json:"at"`
}

// TestCard is a joint test as it is shown. Times are UTC milliseconds, 0 for
// "not yet"; From and To are minutes of the day. Next lists what the caller may
// do now.
type TestCard struct {
	ID           string    `json:"id"`
	Version      int64     `json:"version"`
	ButtonID     string    `json:"buttonId"`
	Button       string    `json:"button"`
	PlaceID      string    `json:"placeId"`
	SchoolID     string    `json:"schoolId"`
	SchoolName   string    `json:"schoolName"`
	CountyName   string    `json:"countyName"`
	Station      string    `json:"station"`
	Month        string    `json:"month"`
	Day          string    `json:"day"`
	From         int       `json:"from"`
	To           int       `json:"to"`
	State        TestState `json:"state" enum:"planned,announced,running,passed,failed,missed,cancelled"`
	Unannounced  bool      `json:"unannounced"`
	AnnouncedAt  int64     `json:"announcedAt"`
	CancelReason string    `json:"cancelReason"`
	AlarmID      string    `json:"alarmId"`
	AlarmNo      string    `json:"alarmNo"`
	AlarmState   State     `json:"alarmState"`
	T0           int64     `json:"t0"`
	T1           int64     `json:"t1"`
	T2           int64     `json:"t2"`
	T5           int64     `json:"t5"`
	Located      Check     `json:"located"`
	Video        Check     `json:"video"`
	Talk         Check     `json:"talk"`
	Problem      string    `json:"problem"`
	Fix          string    `json:"fix"`
	SchoolSign   *Signed   `json:"schoolSign"`
	PoliceSign   *Signed   `json:"policeSign"`
	Faults       []string  `json:"faults" nullable:"false"`
	Norms        []Rule    `json:"norms" nullable:"false"`
	JudgedAt     int64     `json:"judgedAt"`
	Next         []string  `json:"next" nullable:"false"`
}

func (s *Service) testCard(ctx context.Context, t *JointTest) TestCard {
	c := TestCard{
		ID: t.ID, Version: t.Version, ButtonID: t.ButtonID, Button: t.Button, PlaceID: t.PlaceID, SchoolID: t.SchoolID,
		SchoolName: t.SchoolName, CountyName: s.countyOf(ctx, t.Path), Station: t.Station, Month: t.Month, Day: t.Day,
		From: t.From, To: t.To, State: t.State, Unannounced: t.Unannounced, AnnouncedAt: db.Millis(t.AnnouncedAt),
		CancelReason: t.CancelReason, AlarmID: t.AlarmID, AlarmNo: t.AlarmNo, AlarmState: t.AlarmState,
		T0: db.Millis(t.T0), T1: db.Millis(t.T1), T2: db.Millis(t.T2), T5: db.Millis(t.T5),
		Located: t.Located, Video: t.Video, Talk: t.Talk, Problem: t.Problem, Fix: t.Fix,
		SchoolSign: t.School.shown(), PoliceSign: t.Police.shown(),
		Faults: t.Reasons, Norms: t.Norms, JudgedAt: db.Millis(t.JudgedAt), Next: nextOnTest(ctx, t),
	}
	if c.Faults == nil {
		c.Faults = []string{}
	}
	if c.Norms == nil {
		c.Norms = []Rule{}
	}
	return c
}

func (g Signature) shown() *Signed {
	if g.At.IsZero() {
		return nil
	}
	return &Signed{Name: g.Who, At: db.Millis(g.At)}
}

func (s *Service) testCards(ctx context.Context, tests []*JointTest) []TestCard {
	out := make([]TestCard, len(tests))
	for i, t := range tests {
		out[i] = s.testCard(ctx, t)
	}
	return out
}

type testOut struct{ Body TestCard }

func (s *Service) testAnswer(ctx context.Context, t *JointTest, err error) (*testOut, error) {
	if err != nil {
		return nil, err
	}
	return &testOut{Body: s.testCard(ctx, t)}, nil
}

func (s *Service) routeJoint(api *httpapi.API) {
	s.routeButtons(api)
	s.routeTestLook(api)
	s.routeTestPlan(api)
	s.routeTestRun(api)
}

func (s *Service) routeTestLook(api *httpapi.API) {
	type listIn struct {
		Month  string    `query:"month" maxLength:"7"`
		Day    string    `query:"day" maxLength:"10"`
		State  TestState `query:"state" enum:",planned,announced,running,passed,failed,missed,cancelled"`
		Query  string    `query:"q" maxLength:"60"`
		Path   string    `query:"path" maxLength:"120" doc:"an area's or a school's path"`
		Button string    `query:"button" maxLength:"40"`
		After  string    `query:"after" maxLength:"60"`
		Limit  int       `query:"limit" minimum:"1" maximum:"500" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items  []TestCard     `json:"items" nullable:"false"`
			Next   string         `json:"next"`
			Counts map[string]int `json:"counts"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-tests", Method: http.MethodGet, Path: "/api/v1/joint-tests",
		Summary: "Joint tests in my area, by day", Tag: "alarm"},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			tests, counts, err := s.JointTests(ctx, TestFilter{Month: in.Month, Day: in.Day, State: in.State, Query: in.Query,
				Path: in.Path, Button: in.Button, After: in.After, Limit: in.Limit})
			if err != nil {
				return nil, err
			}
			out := &listOut{}
			out.Body.Items, out.Body.Counts = s.testCards(ctx, tests), counts
			if n := len(tests); n == in.Limit {
				out.Body.Next = tests[n-1].Day + "|" + tests[n-1].ID
			}
			return out, nil
		})

	type todayOut struct {
		Body struct {
			Items      []TestCard `json:"items" nullable:"false"`
			ServerTime int64      `json:"serverTime"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-tests-today", Method: http.MethodGet, Path: "/api/v1/joint-tests/today",
		Summary: "Today's joint tests of my school", Tag: "alarm"},
		func(ctx context.Context, _ *struct{}) (*todayOut, error) {
			tests, err := s.TestsToday(ctx)
			out := &todayOut{}
			out.Body.Items, out.Body.ServerTime = s.testCards(ctx, tests), s.db.Clock().Now().UnixMilli()
			return out, err
		})

	type ratesIn struct {
		Month string `query:"month" maxLength:"7"`
		Path  string `query:"path" maxLength:"120"`
		By    string `query:"by" enum:"county,school" default:"county"`
	}
	type ratesOut struct {
		Body struct {
			Sum   Rate   `json:"sum"`
			Items []Rate `json:"items" nullable:"false"`
			At    int64  `json:"at"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-test-rates", Method: http.MethodGet, Path: "/api/v1/joint-tests/rates",
		Summary: "Points tested in a month ÷ points due", Tag: "alarm"},
		func(ctx context.Context, in *ratesIn) (*ratesOut, error) {
			sum, rates, err := s.TestRates(ctx, in.Month, in.Path, in.By)
			out := &ratesOut{}
			out.Body.Sum, out.Body.Items, out.Body.At = sum, rates, s.db.Clock().Now().UnixMilli()
			return out, err
		})

	type detailOut struct {
		Body struct {
			Test         TestCard `json:"test"`
			AcceptS      int      `json:"acceptS" doc:"seconds from the press within which it must be accepted"`
			ArriveS      int      `json:"arriveS" doc:"seconds from the press within which the police must be there"`
			ArriveNeeded bool     `json:"arriveNeeded"`
			Faults       []string `json:"faults" nullable:"false" doc:"why it would fail if it were judged now"`
			Rules        []Rule   `json:"rules" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-test-get", Method: http.MethodGet, Path: "/api/v1/joint-tests/{id}",
		Summary: "One joint test and what it is judged by", Tag: "alarm"},
		func(ctx context.Context, in *idIn) (*detailOut, error) {
			d, err := s.JointTest(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			out := &detailOut{}
			out.Body.Test, out.Body.AcceptS, out.Body.ArriveS = s.testCard(ctx, d.Test), int(d.Limits.Accept.Seconds()), int(d.Limits.Arrive.Seconds())
			out.Body.ArriveNeeded, out.Body.Faults, out.Body.Rules = d.Limits.ArriveNeeded, d.Faults, d.Limits.Rules
			if d.Faults == nil {
				out.Body.Faults = []string{}
			}
			return out, nil
		})
}

func (s *Service) routeTestPlan(api *httpapi.API) {
	type generateIn struct{ Body PlanOrder }
	type generateOut struct{ Body Planned }
	httpapi.Register(api, httpapi.Op{ID: "alarm-tests-generate", Method: http.MethodPost, Path: "/api/v1/joint-tests/generate",
		Summary: "Plan all buttons that are due in a month", Tag: "alarm"},
		func(ctx context.Context, in *generateIn) (*generateOut, error) {
			p, err := s.GenerateTests(ctx, in.Body)
			if err != nil {
				return nil, err
			}
			return &generateOut{*p}, nil
		})

	type announceIn struct {
		Body struct {
			Month string `json:"month" maxLength:"7"`
			Path  string `json:"path,omitempty" maxLength:"120"`
		}
	}
	type announceOut struct{ Body Announced }
	httpapi.Register(api, httpapi.Op{ID: "alarm-tests-announce", Method: http.MethodPost, Path: "/api/v1/joint-tests/announce",
		Summary: "Tell the stations and the command of what is planned", Tag: "alarm"},
		func(ctx context.Context, in *announceIn) (*announceOut, error) {
			a, err := s.AnnounceTests(ctx, in.Body.Month, in.Body.Path)
			if err != nil {
				return nil, err
			}
			return &announceOut{*a}, nil
		})

	type planIn struct {
		Body struct {
			ButtonID string `json:"buttonId" maxLength:"40"`
			Day      string `json:"day" maxLength:"10"`
			From     int    `json:"from" minimum:"0" maximum:"1440"`
			To       int    `json:"to" minimum:"0" maximum:"1440"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-test-plan", Method: http.MethodPost, Path: "/api/v1/joint-tests",
		Summary: "Plan one button", Tag: "alarm", Status: http.StatusCreated},
		func(ctx context.Context, in *planIn) (*testOut, error) {
			t, err := s.PlanTest(ctx, in.Body.ButtonID, in.Body.Day, in.Body.From, in.Body.To)
			return s.testAnswer(ctx, t, err)
		})

	type moveIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64  `json:"version"`
			Day     string `json:"day" maxLength:"10"`
			From    int    `json:"from" minimum:"0" maximum:"1440"`
			To      int    `json:"to" minimum:"0" maximum:"1440"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-test-move", Method: http.MethodPost, Path: "/api/v1/joint-tests/{id}/move",
		Summary: "Another day of the month or another window", Tag: "alarm"},
		func(ctx context.Context, in *moveIn) (*testOut, error) {
			t, err := s.MoveTest(ctx, in.ID, in.Body.Version, in.Body.Day, in.Body.From, in.Body.To)
			return s.testAnswer(ctx, t, err)
		})

	type cancelIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64  `json:"version"`
			Reason  string `json:"reason" maxLength:"500"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-test-cancel", Method: http.MethodPost, Path: "/api/v1/joint-tests/{id}/cancel",
		Summary: "Take it off the plan, with a reason", Tag: "alarm"},
		func(ctx context.Context, in *cancelIn) (*testOut, error) {
			t, err := s.CancelTest(ctx, in.ID, in.Body.Version, in.Body.Reason)
			return s.testAnswer(ctx, t, err)
		})
}

func (s *Service) routeTestRun(api *httpapi.API) {
	type startIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body *struct {
			DeviceAt int64 `json:"deviceAt,omitempty" doc:"when it was pressed, by the phone's clock"`
			SentAt   int64 `json:"sentAt,omitempty" doc:"now, by the phone's clock"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-test-start", Method: http.MethodPost, Path: "/api/v1/joint-tests/{id}/start",
		Summary: "Press the button for its joint test; answers the alarm", Tag: "alarm", Status: http.StatusCreated},
		func(ctx context.Context, in *startIn) (*cardOut, error) {
			if in.Body == nil {
				return card(s.StartTest(ctx, in.ID, 0, 0))
			}
			return card(s.StartTest(ctx, in.ID, in.Body.DeviceAt, in.Body.SentAt))
		})

	type recordIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64 `json:"version"`
			Report
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-test-record", Method: http.MethodPost, Path: "/api/v1/joint-tests/{id}/record",
		Summary: "What people saw: location, video, intercom, problem, what is to be mended", Tag: "alarm"},
		func(ctx context.Context, in *recordIn) (*testOut, error) {
			t, err := s.RecordTest(ctx, in.ID, in.Body.Version, in.Body.Report)
			return s.testAnswer(ctx, t, err)
		})

	type signIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int64  `json:"version"`
			Side    string `json:"side" enum:"school,police"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "alarm-test-sign", Method: http.MethodPost, Path: "/api/v1/joint-tests/{id}/sign",
		Summary: "One side's signature; the second one judges the test", Tag: "alarm"},
		func(ctx context.Context, in *signIn) (*testOut, error) {
			t, err := s.SignTest(ctx, in.ID, in.Body.Version, in.Body.Side)
			return s.testAnswer(ctx, t, err)
		})
}
