package auth

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
)

func (m *Module) deviceRoutes(api *httpapi.API) {
	type devicesIn struct {
		Query    string `query:"q" maxLength:"80"`
		After    string `query:"after" maxLength:"40"`
		Limit    int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
		Status   string `query:"status" enum:"new,paired,revoked"`
		SchoolID string `query:"schoolId"`
	}
	type devicesOut struct {
		Body struct {
			Items []Device `json:"items" nullable:"false"`
			Next  string   `json:"next"`
		}
	}
	type codeOut struct {
		Body struct {
			ID   string `json:"id"`
			Code string `json:"code" doc:"to type in on the device within 15 minutes, shown this once"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "devices-list", Method: "GET", Path: "/api/v1/devices", Tag: "auth", Summary: "Devices of my area"},
		func(ctx context.Context, in *devicesIn) (*devicesOut, error) {
			out := &devicesOut{}
			var err error
			out.Body.Items, out.Body.Next, err = m.Devices(ctx, DeviceFilter{Query: in.Query, Status: in.Status,
				SchoolID: in.SchoolID, After: in.After, Limit: in.Limit})
			return out, err
		})
	httpapi.Register(api, httpapi.Op{ID: "devices-add", Method: "POST", Path: "/api/v1/devices", Tag: "auth", Summary: "Enrol a device", Status: 201},
		func(ctx context.Context, in *struct{ Body DeviceInput }) (*codeOut, error) {
			out := &codeOut{}
			d, code, err := m.AddDevice(db.WithoutKey(ctx), in.Body)
			out.Body.ID, out.Body.Code = d.ID, code
			return out, err
		})
	httpapi.Register(api, httpapi.Op{ID: "devices-edit", Method: "PUT", Path: "/api/v1/devices/{id}", Tag: "auth", Summary: "Rename or move a device"},
		func(ctx context.Context, in *struct {
			ID   string `path:"id"`
			Body struct {
				Name    string `json:"name" maxLength:"40"`
				PlaceID string `json:"placeId,omitempty"`
				Version int    `json:"version"`
			}
		}) (*struct{}, error) {
			return nil, m.EditDevice(ctx, in.ID, in.Body.Version, in.Body.Name, in.Body.PlaceID)
		})
	httpapi.Register(api, httpapi.Op{ID: "devices-code", Method: "POST", Path: "/api/v1/devices/{id}/code", Tag: "auth", Summary: "A new pairing code"},
		func(ctx context.Context, in *idIn) (*codeOut, error) {
			out := &codeOut{}
			code, err := m.PairingCode(db.WithoutKey(ctx), in.ID)
			out.Body.ID, out.Body.Code = in.ID, code
			return out, err
		})
	httpapi.Register(api, httpapi.Op{ID: "devices-revoke", Method: "POST", Path: "/api/v1/devices/{id}/revoke", Tag: "auth", Summary: "Make a device worthless"},
		func(ctx context.Context, in *versionIn) (*struct{}, error) {
			return nil, m.RevokeDevice(ctx, in.ID, in.Body.Version)
		})
}
