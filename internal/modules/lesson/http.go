package lesson

import (
	"context"
	"net/http"
	"strings"

	"huxue/internal/kit/httpapi"
)

// What the operations take and give. They are exported because huma passes over
// what is embedded and is not.
type (
	// ByID names a lesson.
	ByID struct {
		ID string `path:"id" maxLength:"40"`
	}
	// ByVersion names a version of a lesson.
	ByVersion struct {
		ID      string `path:"id" maxLength:"40"`
		Version int    `path:"version" minimum:"1"`
	}
	// Decided carries the version a decision was made on.
	Decided struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int `json:"version"`
		}
	}
	out[T any] struct{ Body T }
	// kept is an answer that never changes.
	kept[T any] struct {
		Cache string `header:"Cache-Control"`
		Body  T
	}
)

// forGood lets a browser keep a version without asking again.
const forGood = "private, max-age=31536000, immutable"

func reply[T any](v *T, err error) (*out[T], error) {
	if err != nil {
		return nil, err
	}
	return &out[T]{*v}, nil
}

func replyKept[T any](v *T, err error) (*kept[T], error) {
	if err != nil {
		return nil, err
	}
	return &kept[T]{forGood, *v}, nil
}

const base = "/api/v1/lessons"

// Routes adds the room's operations.
func (s *Service) Routes(api *httpapi.API) {
	s.routeLook(api)
	s.routeEdit(api)
	s.routeMedia(api)
	s.routeBox(api)
}

func op(id, method, path, summary string) httpapi.Op {
	return httpapi.Op{ID: "lesson-" + id, Method: method, Path: base + path, Summary: summary, Tag: "lesson"}
}

func (s *Service) routeLook(api *httpapi.API) {
	httpapi.Register(api, op("list", http.MethodGet, "", "Lessons that hold where I work or were written there"),
		func(ctx context.Context, in *Query) (*out[List], error) { return reply(s.List(ctx, *in)) })
	httpapi.Register(api, op("get", http.MethodGet, "/{id}", "A lesson for its teachers and authors, with answers"),
		func(ctx context.Context, in *ByID) (*out[Detail], error) { return reply(s.Get(ctx, in.ID)) })
	type drawingsOut struct {
		Body struct {
			Items []Drawing `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, op("pictures", http.MethodGet, "/pictures", "Pictures that come with the program"),
		func(ctx context.Context, _ *struct{}) (*drawingsOut, error) {
			list, err := s.Drawings(ctx)
			out := &drawingsOut{}
			out.Body.Items = list
			return out, err
		})
	type readIn struct {
		ID      string `path:"id" maxLength:"40"`
		Version int    `path:"version" minimum:"1"`
		Token   string `header:"Authorization" doc:"Bearer token of a pupil"`
	}
	httpapi.Register(api, op("read", http.MethodGet, "/{id}/versions/{version}", "A published version without its questions, for pupils and persons"),
		func(ctx context.Context, in *readIn) (*kept[Public], error) {
			token, _ := strings.CutPrefix(in.Token, "Bearer ")
			return replyKept(s.Read(ctx, in.ID, in.Version, token))
		})
	httpapi.Register(api, op("teach", http.MethodGet, "/{id}/versions/{version}/teacher", "A published version with answers, aims and practice"),
		func(ctx context.Context, in *ByVersion) (*kept[Taught], error) {
			return replyKept(s.Teach(ctx, in.ID, in.Version))
		})
}

func (s *Service) routeEdit(api *httpapi.API) {
	create := op("create", http.MethodPost, "", "Begin a lesson as a draft")
	create.Status = http.StatusCreated
	httpapi.Register(api, create, func(ctx context.Context, in *struct{ Body Start }) (*out[Detail], error) {
		return reply(s.Create(ctx, in.Body))
	})
	type copyIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Path string `json:"path,omitempty" maxLength:"200"`
		}
	}
	again := op("copy", http.MethodPost, "/{id}/copy", "Begin a draft of one's own from a published lesson")
	again.Status = http.StatusCreated
	httpapi.Register(api, again, func(ctx context.Context, in *copyIn) (*out[Detail], error) {
		return reply(s.Copy(ctx, in.ID, in.Body.Path))
	})
	type saveIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Version int     `json:"version"`
			Content Content `json:"content"`
		}
	}
	httpapi.Register(api, op("save", http.MethodPut, "/{id}/draft", "Write the draft of a lesson"),
		func(ctx context.Context, in *saveIn) (*out[Detail], error) {
			return reply(s.Save(ctx, in.ID, in.Body.Version, &in.Body.Content))
		})
	httpapi.Register(api, op("publish", http.MethodPost, "/{id}/publish", "Make the draft the newest version, for good"),
		func(ctx context.Context, in *Decided) (*out[Detail], error) {
			return reply(s.Publish(ctx, in.ID, in.Body.Version))
		})
	httpapi.Register(api, op("retire", http.MethodPost, "/{id}/retire", "Take a lesson out of use for new campaigns"),
		func(ctx context.Context, in *Decided) (*out[Detail], error) {
			return reply(s.Retire(ctx, in.ID, in.Body.Version))
		})
	type importIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			FileID string `json:"fileId" maxLength:"40"`
		}
	}
	httpapi.Register(api, op("import", http.MethodPost, "/{id}/import", "Look through a SCORM package or QTI questions handed in for a lesson"),
		func(ctx context.Context, in *importIn) (*out[Imported], error) {
			return reply(s.Import(ctx, in.ID, in.Body.FileID))
		})
}
