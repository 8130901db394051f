package pupil

import (
	"cmp"
	"context"

	"huxue/internal/kit/httpapi"
)

const tag = "pupil"

type out[T any] struct{ Body T }

func reply[T any](v T, err error) (*out[T], error) {
	if err != nil {
		return nil, err
	}
	return &out[T]{v}, nil
}

// ByID is the thing in the path.
type ByID struct {
	ID string `path:"id" maxLength:"40"`
}

// ClassCounts is the body of the list of a school's classes.
type ClassCounts struct {
	Items []ClassCount `json:"items" nullable:"false"`
}

// AreaCounts is the body of the numbers of an area.
type AreaCounts struct {
	Items []AreaCount `json:"items" nullable:"false"`
}

// Edited is a pupil as a form sends him back.
type Edited struct {
	Input
	Version int `json:"version"`
}

// Routes adds the rung's operations.
func (s *Service) Routes(api *httpapi.API) {
	s.readRoutes(api)
	s.changeRoutes(api)
	s.doorRoutes(api)
	s.importRoutes(api)
}

func (s *Service) readRoutes(api *httpapi.API) {
	httpapi.Register(api, httpapi.Op{ID: "pupil-counts", Method: "GET", Path: "/api/v1/pupils/counts", Tag: tag,
		Summary: "How many pupils the parts of an area have on their rosters; no names"},
		func(ctx context.Context, in *struct {
			Path string `query:"path" maxLength:"200" doc:"of the area"`
		}) (*out[AreaCounts], error) {
			list, err := s.Counts(ctx, cmp.Or(in.Path, "/"))
			return reply(AreaCounts{list}, err)
		})
	httpapi.Register(api, httpapi.Op{ID: "pupil-classes", Method: "GET", Path: "/api/v1/schools/{id}/pupils", Tag: tag,
		Summary: "The classes of a school with class code and numbers; no names"},
		func(ctx context.Context, in *ByID) (*out[ClassCounts], error) {
			list, err := s.Classes(ctx, in.ID)
			return reply(ClassCounts{list}, err)
		})
	httpapi.Register(api, httpapi.Op{ID: "pupil-list", Method: "GET", Path: "/api/v1/classes/{id}/pupils", Tag: tag,
		Summary: "The roster of a class; names only for its teacher and the school, and the reading is recorded"},
		func(ctx context.Context, in *ByID) (*out[Roster], error) { return reply(s.Roster(ctx, in.ID)) })
}

func (s *Service) changeRoutes(api *httpapi.API) {
	httpapi.Register(api, httpapi.Op{ID: "pupil-add", Method: "POST", Path: "/api/v1/classes/{id}/pupils", Tag: tag, Status: 201,
		Summary: "Put a pupil on the roster, a new one or one who has left another class"},
		func(ctx context.Context, in *struct {
			ByID
			Body Input
		}) (*out[Pupil], error) {
			return reply(s.Add(ctx, in.ID, in.Body))
		})
	httpapi.Register(api, httpapi.Op{ID: "pupil-edit", Method: "PATCH", Path: "/api/v1/pupils/{id}", Tag: tag,
		Summary: "Correct a pupil's seat, name or number"},
		func(ctx context.Context, in *struct {
			ByID
			Body Edited
		}) (*out[Pupil], error) {
			return reply(s.Edit(ctx, in.ID, in.Body.Version, in.Body.Input))
		})
	httpapi.Register(api, httpapi.Op{ID: "pupil-move", Method: "POST", Path: "/api/v1/pupils/{id}/move", Tag: tag,
		Summary: "Put a pupil into another class"},
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				ClassID string `json:"classId" maxLength:"40"`
				Seat    int    `json:"seat"`
				Version int    `json:"version"`
			}
		}) (*out[Pupil], error) {
			return reply(s.Move(ctx, in.ID, in.Body.Version, in.Body.ClassID, in.Body.Seat))
		})
	httpapi.Register(api, httpapi.Op{ID: "pupil-leave", Method: "POST", Path: "/api/v1/pupils/{id}/leave", Tag: tag,
		Summary: "Take a pupil off the roster"},
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Version int `json:"version"`
			}
		}) (*out[Pupil], error) {
			return reply(s.Leave(ctx, in.ID, in.Body.Version))
		})
	httpapi.Register(api, httpapi.Op{ID: "pupil-slips", Method: "POST", Path: "/api/v1/classes/{id}/slips", Tag: tag,
		Summary: "Give pupils of a class new start codes, to print"},
		func(ctx context.Context, in *struct {
			ByID
			Origin string `header:"Origin" maxLength:"200"`
			Body   struct {
				Pupils []string `json:"pupils" nullable:"false" maxItems:"500" doc:"none: all who have no PIN yet"`
			}
		}) (*out[Slips], error) {
			return reply(s.IssueSlips(ctx, in.ID, in.Body.Pupils, cmp.Or(s.publicURL, in.Origin)))
		})
	httpapi.Register(api, httpapi.Op{ID: "pupil-code", Method: "POST", Path: "/api/v1/classes/{id}/code", Tag: tag,
		Summary: "Give a class another class code"},
		func(ctx context.Context, in *ByID) (*out[Room], error) { return reply(s.NewCode(ctx, in.ID)) })
}

// Nothing at the door is kept for repeats: the answers carry tokens.
func (s *Service) doorRoutes(api *httpapi.API) {
	httpapi.Register(api, httpapi.Op{ID: "pupil-class", Method: "GET", Path: "/api/v1/pupils/class", Tag: tag,
		Summary: "Which class a class code is of"},
		func(ctx context.Context, in *struct {
			Code string `query:"code" maxLength:"20"`
		}) (*out[Room], error) {
			return reply(s.Find(ctx, in.Code))
		})
	httpapi.Register(api, httpapi.Op{ID: "pupil-login", Method: "POST", Path: "/api/v1/pupils/login", Tag: tag, OwnIdentity: true,
		Summary: "A pupil logs in with class code, seat and PIN"},
		func(ctx context.Context, in *struct {
			Body struct {
				Code string `json:"code" maxLength:"20"`
				Seat int    `json:"seat"`
				PIN  string `json:"pin" maxLength:"20"`
			}
		}) (*out[Entry], error) {
			return reply(s.LogIn(ctx, in.Body.Code, in.Body.Seat, in.Body.PIN))
		})
	httpapi.Register(api, httpapi.Op{ID: "pupil-begin", Method: "POST", Path: "/api/v1/pupils/begin", Tag: tag, OwnIdentity: true,
		Summary: "A pupil chooses his PIN with the start code of his slip; without a PIN the code is only checked"},
		func(ctx context.Context, in *struct {
			Body struct {
				Code  string `json:"code" maxLength:"20"`
				Seat  int    `json:"seat"`
				Start string `json:"start" maxLength:"20"`
				PIN   string `json:"pin,omitempty" maxLength:"20"`
			}
		}) (*out[Entry], error) {
			if in.Body.PIN == "" {
				return reply(s.Check(ctx, in.Body.Code, in.Body.Seat, in.Body.Start))
			}
			return reply(s.Begin(ctx, in.Body.Code, in.Body.Seat, in.Body.Start, in.Body.PIN))
		})
}
