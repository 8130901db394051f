package org

import (
	"context"

	"huxue/internal/kit/httpapi"
)

const tag = "org"

type none struct{}

type out[T any] struct{ Body T }

func reply[T any](v T, err error) (*out[T], error) {
	if err != nil {
		return nil, err
	}
	return &out[T]{v}, nil
}

// ByID is the thing in the path.
type ByID struct {
	ID string `path:"id"`
}

// AreaList is the body of the list of areas.
type AreaList struct {
	Items []Area `json:"items" nullable:"false"`
}

// PointList is the body of the list of points.
type PointList struct {
	Items []PointRow `json:"items" nullable:"false"`
}

// SchoolEdit is a school as a form sends it back, with the version it was read at.
type SchoolEdit struct {
	SchoolInput
	Version int `json:"version"`
}

// AgencyEdit is an agency as a form sends it back.
type AgencyEdit struct {
	AgencyInput
	Version int `json:"version"`
}

// Routes adds the operations.
func (s *Service) Routes(api *httpapi.API) {
	s.areaRoutes(api)
	s.schoolRoutes(api)
	s.placeRoutes(api)
	s.classRoutes(api)
	s.agencyRoutes(api)
	s.importRoutes(api)
	s.files(api)
}

func (s *Service) areaRoutes(api *httpapi.API) {
	httpapi.Register(api, httpapi.Op{ID: "org-areas", Method: "GET", Path: "/api/v1/areas", Summary: "The areas one may see, parents first", Tag: tag},
		func(ctx context.Context, _ *none) (*out[AreaList], error) {
			list, err := s.Areas(ctx)
			return reply(AreaList{list}, err)
		})
	httpapi.Register(api, httpapi.Op{ID: "org-area-add", Method: "POST", Path: "/api/v1/areas", Summary: "Add an area", Tag: tag, Status: 201},
		func(ctx context.Context, in *struct{ Body AreaInput }) (*out[Area], error) {
			return reply(s.AddArea(ctx, in.Body))
		})
	httpapi.Register(api, httpapi.Op{ID: "org-area-rename", Method: "PATCH", Path: "/api/v1/areas/{id}", Summary: "Correct an area's name", Tag: tag},
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Name string `json:"name" maxLength:"40"`
			}
		}) (*out[Area], error) {
			return reply(s.RenameArea(ctx, in.ID, in.Body.Name))
		})
}

func (s *Service) schoolRoutes(api *httpapi.API) {
	httpapi.Register(api, httpapi.Op{ID: "org-schools", Method: "GET", Path: "/api/v1/schools", Summary: "A page of schools", Tag: tag},
		func(ctx context.Context, in *struct{ SchoolQuery }) (*out[*SchoolPage], error) {
			return reply(s.Schools(ctx, in.SchoolQuery))
		})
	httpapi.Register(api, httpapi.Op{ID: "org-school-points", Method: "GET", Path: "/api/v1/schools/points",
		Summary: "Schools on the map: [id, name, lon, lat, county code]", Tag: tag},
		func(ctx context.Context, _ *none) (*out[PointList], error) {
			list, err := s.Points(ctx)
			return reply(PointList{list}, err)
		})
	httpapi.Register(api, httpapi.Op{ID: "org-school", Method: "GET", Path: "/api/v1/schools/{id}", Summary: "One school with its places and agencies", Tag: tag},
		func(ctx context.Context, in *ByID) (*out[*SchoolCard], error) {
			return reply(s.School(ctx, in.ID))
		})
	httpapi.Register(api, httpapi.Op{ID: "org-school-add", Method: "POST", Path: "/api/v1/schools", Summary: "Add a school", Tag: tag, Status: 201},
		func(ctx context.Context, in *struct{ Body SchoolInput }) (*out[*SchoolCard], error) {
			return reply(s.AddSchool(ctx, in.Body))
		})
	httpapi.Register(api, httpapi.Op{ID: "org-school-edit", Method: "PATCH", Path: "/api/v1/schools/{id}", Summary: "Write a school's facts", Tag: tag},
		func(ctx context.Context, in *struct {
			ByID
			Body SchoolEdit
		}) (*out[*SchoolCard], error) {
			return reply(s.EditSchool(ctx, in.ID, in.Body.Version, in.Body.SchoolInput))
		})
	httpapi.Register(api, httpapi.Op{ID: "org-station-set", Method: "PUT", Path: "/api/v1/schools/{id}/station",
		Summary: "Name the police station that answers for a school", Tag: tag},
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				AgencyID string `json:"agencyId"`
			}
		}) (*none, error) {
			return nil, s.SetStation(ctx, in.ID, in.Body.AgencyID)
		})
}

func (s *Service) placeRoutes(api *httpapi.API) {
	httpapi.Register(api, httpapi.Op{ID: "org-place-add", Method: "POST", Path: "/api/v1/schools/{id}/places", Summary: "Add a place to a school", Tag: tag, Status: 201},
		func(ctx context.Context, in *struct {
			ByID
			Body PlaceInput
		}) (*out[Place], error) {
			return reply(s.AddPlace(ctx, in.ID, in.Body))
		})
	httpapi.Register(api, httpapi.Op{ID: "org-place-edit", Method: "PATCH", Path: "/api/v1/places/{id}", Summary: "Rename or move a place", Tag: tag},
		func(ctx context.Context, in *struct {
			ByID
			Body PlaceInput
		}) (*out[Place], error) {
			return reply(s.EditPlace(ctx, in.ID, in.Body))
		})
	httpapi.Register(api, httpapi.Op{ID: "org-place-remove", Method: "DELETE", Path: "/api/v1/places/{id}", Summary: "Take a place off the list", Tag: tag},
		func(ctx context.Context, in *ByID) (*none, error) {
			return nil, s.RemovePlace(ctx, in.ID)
		})
}

func (s *Service) agencyRoutes(api *httpapi.API) {
	httpapi.Register(api, httpapi.Op{ID: "org-agencies", Method: "GET", Path: "/api/v1/agencies", Summary: "A page of agencies", Tag: tag},
		func(ctx context.Context, in *struct{ AgencyQuery }) (*out[*AgencyPage], error) {
			return reply(s.Agencies(ctx, in.AgencyQuery))
		})
	httpapi.Register(api, httpapi.Op{ID: "org-agency-add", Method: "POST", Path: "/api/v1/agencies", Summary: "Add an agency", Tag: tag, Status: 201},
		func(ctx context.Context, in *struct{ Body AgencyInput }) (*out[Agency], error) {
			return reply(s.SaveAgency(ctx, "", 0, in.Body))
		})
	httpapi.Register(api, httpapi.Op{ID: "org-agency-edit", Method: "PATCH", Path: "/api/v1/agencies/{id}", Summary: "Write an agency", Tag: tag},
		func(ctx context.Context, in *struct {
			ByID
			Body AgencyEdit
		}) (*out[Agency], error) {
			return reply(s.SaveAgency(ctx, in.ID, in.Body.Version, in.Body.AgencyInput))
		})
}
