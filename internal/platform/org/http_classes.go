package org

import (
	"context"

	"huxue/internal/kit/httpapi"
)

// ClassList is the body of the list of classes.
type ClassList struct {
	Items []Class `json:"items" nullable:"false"`
}

// ClassEdit is a class as a form sends it back.
type ClassEdit struct {
	ClassInput
	Version int `json:"version"`
}

func (s *Service) classRoutes(api *httpapi.API) {
	httpapi.Register(api, httpapi.Op{ID: "org-classes", Method: "GET", Path: "/api/v1/schools/{id}/classes",
		Summary: "The classes of a school with their head count", Tag: tag},
		func(ctx context.Context, in *ByID) (*out[ClassList], error) {
			list, err := s.Classes(ctx, in.ID)
			return reply(ClassList{list}, err)
		})
	httpapi.Register(api, httpapi.Op{ID: "org-class-add", Method: "POST", Path: "/api/v1/schools/{id}/classes",
		Summary: "Add a class to a school", Tag: tag, Status: 201},
		func(ctx context.Context, in *struct {
			ByID
			Body ClassInput
		}) (*out[Class], error) {
			return reply(s.AddClass(ctx, in.ID, in.Body))
		})
	httpapi.Register(api, httpapi.Op{ID: "org-class-edit", Method: "PATCH", Path: "/api/v1/classes/{id}",
		Summary: "Rename a class, change its head count or teacher", Tag: tag},
		func(ctx context.Context, in *struct {
			ByID
			Body ClassEdit
		}) (*out[Class], error) {
			return reply(s.EditClass(ctx, in.ID, in.Body.Version, in.Body.ClassInput))
		})
	httpapi.Register(api, httpapi.Op{ID: "org-class-end", Method: "POST", Path: "/api/v1/classes/{id}/end",
		Summary: "Take a class off the list", Tag: tag},
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Version int `json:"version"`
			}
		}) (*none, error) {
			return nil, s.EndClass(ctx, in.ID, in.Body.Version)
		})
}
