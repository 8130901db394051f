package auth

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
)

type peopleIn struct {
	Query    string `query:"q" maxLength:"80"`
	After    string `query:"after" maxLength:"40"`
	Limit    int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Status   string `query:"status" enum:"active,disabled"`
	Role     string `query:"role"`
	SchoolID string `query:"schoolId"`
}

type peopleOut struct {
	Body struct {
		Items []Person `json:"items" nullable:"false"`
		Next  string   `json:"next"`
	}
}

type idIn struct {
	ID string `path:"id"`
}

type versionIn struct {
	ID   string `path:"id"`
	Body struct {
		Version int `json:"version"`
	}
}

type linkOut struct {
	Body struct {
		ID   string `json:"id"`
		Link string `json:"link" doc:"path of the page that sets the password, shown this once"`
	}
}

func (m *Module) peopleRoutes(api *httpapi.API) {
	httpapi.Register(api, httpapi.Op{ID: "people-list", Method: "GET", Path: "/api/v1/people", Tag: "auth", Summary: "People of my area"},
		func(ctx context.Context, in *peopleIn) (*peopleOut, error) {
			out := &peopleOut{}
			var err error
			out.Body.Items, out.Body.Next, err = m.People(ctx, PeopleFilter{Query: in.Query, Status: in.Status, Role: in.Role,
				SchoolID: in.SchoolID, After: in.After, Limit: in.Limit})
			return out, err
		})
	httpapi.Register(api, httpapi.Op{ID: "people-get", Method: "GET", Path: "/api/v1/people/{id}", Tag: "auth", Summary: "One person"},
		func(ctx context.Context, in *idIn) (*struct{ Body PersonDetail }, error) {
			d, err := m.GetPerson(ctx, in.ID)
			return &struct{ Body PersonDetail }{d}, err
		})
	httpapi.Register(api, httpapi.Op{ID: "people-add", Method: "POST", Path: "/api/v1/people", Tag: "auth", Summary: "Add a person", Status: 201},
		func(ctx context.Context, in *struct{ Body PersonInput }) (*linkOut, error) {
			out := &linkOut{}
			p, link, err := m.AddPerson(db.WithoutKey(ctx), in.Body)
			out.Body.ID, out.Body.Link = p.ID, link
			return out, err
		})
	httpapi.Register(api, httpapi.Op{ID: "people-edit", Method: "PUT", Path: "/api/v1/people/{id}", Tag: "auth", Summary: "Change a person's entry"},
		func(ctx context.Context, in *struct {
			ID   string `path:"id"`
			Body struct {
				PersonInput
				Version int `json:"version"`
			}
		}) (*struct{}, error) {
			return nil, m.EditPerson(ctx, in.ID, in.Body.Version, in.Body.PersonInput)
		})
	httpapi.Register(api, httpapi.Op{ID: "people-disable", Method: "POST", Path: "/api/v1/people/{id}/disable", Tag: "auth", Summary: "Lock a person out"},
		func(ctx context.Context, in *versionIn) (*struct{}, error) {
			return nil, m.SetStatus(ctx, in.ID, in.Body.Version, Disabled)
		})
	httpapi.Register(api, httpapi.Op{ID: "people-enable", Method: "POST", Path: "/api/v1/people/{id}/enable", Tag: "auth", Summary: "Let a person in again"},
		func(ctx context.Context, in *versionIn) (*struct{}, error) {
			return nil, m.SetStatus(ctx, in.ID, in.Body.Version, Active)
		})
	m.helpRoutes(api)
	m.grantRoutes(api)
}

// helpRoutes are what a manager does for somebody who cannot get in.
func (m *Module) helpRoutes(api *httpapi.API) {
	type pinOut struct {
		Body struct {
			PIN string `json:"pin" doc:"shown this once"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "people-invite", Method: "POST", Path: "/api/v1/people/{id}/invite", Tag: "auth",
		Summary: "Make a link by which a person sets a password"},
		func(ctx context.Context, in *idIn) (*linkOut, error) {
			out := &linkOut{}
			link, err := m.Invite(db.WithoutKey(ctx), in.ID)
			out.Body.ID, out.Body.Link = in.ID, link
			return out, err
		})
	httpapi.Register(api, httpapi.Op{ID: "people-pin", Method: "POST", Path: "/api/v1/people/{id}/pin", Tag: "auth", Summary: "Issue a PIN"},
		func(ctx context.Context, in *idIn) (*pinOut, error) {
			out := &pinOut{}
			pin, err := m.IssuePIN(db.WithoutKey(ctx), in.ID)
			out.Body.PIN = pin
			return out, err
		})
	httpapi.Register(api, httpapi.Op{ID: "people-factor-reset", Method: "POST", Path: "/api/v1/people/{id}/second-factor/reset", Tag: "auth",
		Summary: "Take a lost second factor away"},
		func(ctx context.Context, in *idIn) (*struct{}, error) { return nil, m.ResetFactor(ctx, in.ID) })
	httpapi.Register(api, httpapi.Op{ID: "people-sessions", Method: "GET", Path: "/api/v1/people/{id}/sessions", Tag: "auth",
		Summary: "Where a person is logged in"},
		func(ctx context.Context, in *idIn) (*sessionsOut, error) { return sessions(m.SessionsOf(ctx, in.ID)) })
}

func (m *Module) grantRoutes(api *httpapi.API) {
	type rolesOut struct {
		Body struct {
			Items []RoleInfo `json:"items" nullable:"false"`
		}
	}
	type grantedOut struct {
		Body struct {
			ID string `json:"id"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "auth-roles", Method: "GET", Path: "/api/v1/auth/roles", Tag: "auth", Summary: "All roles"},
		func(ctx context.Context, _ *struct{}) (*rolesOut, error) {
			out := &rolesOut{}
			var err error
			out.Body.Items, err = m.Roles(ctx)
			return out, err
		})
	httpapi.Register(api, httpapi.Op{ID: "people-grant", Method: "POST", Path: "/api/v1/people/{id}/grants", Tag: "auth",
		Summary: "Give a person a role for a place", Status: 201},
		func(ctx context.Context, in *struct {
			ID   string `path:"id"`
			Body GrantInput
		}) (*grantedOut, error) {
			out := &grantedOut{}
			key, err := m.Grant(ctx, in.ID, in.Body)
			out.Body.ID = key
			return out, err
		})
	httpapi.Register(api, httpapi.Op{ID: "people-grant-revoke", Method: "POST", Path: "/api/v1/people/{id}/grants/{grant}/revoke", Tag: "auth",
		Summary: "Take a role back"},
		func(ctx context.Context, in *struct {
			ID    string `path:"id"`
			Grant string `path:"grant"`
		}) (*struct{}, error) {
			return nil, m.Revoke(ctx, in.ID, in.Grant)
		})
}
