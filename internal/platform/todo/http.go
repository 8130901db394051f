package todo

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

// Routes adds the rung's operations.
func (s *Service) Routes(api *httpapi.API) {
	type mineOut struct {
		Body struct {
			Items      []Item `json:"items" nullable:"false"`
			ServerTime int64  `json:"serverTime"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "todo-mine", Method: http.MethodGet, Path: "/api/v1/todos",
		Summary: "What waits for me, the most pressing first", Tag: "todo"},
		func(ctx context.Context, _ *struct{}) (*mineOut, error) {
			items, err := s.Mine(ctx)
			out := &mineOut{}
			out.Body.Items, out.Body.ServerTime = items, s.db.Clock().Now().UnixMilli()
			return out, err
		})

	type doneIn struct {
		ID string `path:"id" maxLength:"40"`
	}
	httpapi.Register(api, httpapi.Op{ID: "todo-done", Method: http.MethodPost, Path: "/api/v1/todos/{id}/done",
		Summary: "Tick off what is done by hand", Tag: "todo", Status: http.StatusNoContent},
		func(ctx context.Context, in *doneIn) (*struct{}, error) { return nil, s.Done(ctx, in.ID) })
}
