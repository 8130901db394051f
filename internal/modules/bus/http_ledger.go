package bus

import (
	"context"
	"net/http"

	"huxue/internal/kit/httpapi"
)

func (s *Service) routeLedger(api *httpapi.API) {
	type listIn struct {
		Path  string `query:"path" maxLength:"120"`
		Query string `query:"q" maxLength:"60"`
	}
	list := func(in *listIn) Filter { return Filter{Path: in.Path, Query: in.Query} }

	type vehiclesOut struct {
		Body struct {
			Items []*Vehicle `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "bus-vehicles", Method: http.MethodGet, Path: "/api/v1/buses/vehicles",
		Summary: "Vehicles of my area (一车一档), those that may not drive first", Tag: "bus"},
		func(ctx context.Context, in *listIn) (*vehiclesOut, error) {
			items, err := s.Vehicles(ctx, list(in))
			out := &vehiclesOut{}
			out.Body.Items = items
			return out, err
		})
	type vehicleIn struct {
		Body struct {
			ID          string `json:"id,omitempty" maxLength:"40" doc:"empty for a new one"`
			Version     int64  `json:"version,omitempty"`
			SchoolID    string `json:"schoolId" maxLength:"40"`
			Plate       string `json:"plate" maxLength:"12"`
			Kind        string `json:"kind" enum:"kindergarten,primary,school"`
			Seats       int    `json:"seats" minimum:"1" maximum:"80"`
			Owner       string `json:"owner,omitempty" maxLength:"60"`
			PermitNo    string `json:"permitNo,omitempty" maxLength:"40"`
			PermitUntil string `json:"permitUntil,omitempty" maxLength:"10"`
			InspectedOn string `json:"inspectedOn,omitempty" maxLength:"10"`
			LetterOn    string `json:"letterOn,omitempty" maxLength:"10"`
			Hammer      bool   `json:"hammer,omitempty"`
			Extinguish  bool   `json:"extinguisher,omitempty"`
			FirstAid    bool   `json:"firstAid,omitempty"`
			Recorder    bool   `json:"recorder,omitempty"`
			Retired     bool   `json:"retired,omitempty"`
		}
	}
	type vehicleOut struct{ Body Vehicle }
	httpapi.Register(api, httpapi.Op{ID: "bus-put-vehicle", Method: http.MethodPost, Path: "/api/v1/buses/vehicles",
		Summary: "Enter a vehicle or write its file anew", Tag: "bus"},
		func(ctx context.Context, in *vehicleIn) (*vehicleOut, error) {
			b := in.Body
			v, err := s.PutVehicle(ctx, Vehicle{ID: b.ID, Version: b.Version, SchoolID: b.SchoolID, Plate: b.Plate, Kind: b.Kind, Seats: b.Seats, Owner: b.Owner,
				PermitNo: b.PermitNo, PermitUntil: b.PermitUntil, InspectedOn: b.InspectedOn, LetterOn: b.LetterOn, Hammer: b.Hammer, Extinguish: b.Extinguish,
				FirstAid: b.FirstAid, Recorder: b.Recorder, Retired: b.Retired})
			if err != nil {
				return nil, err
			}
			return &vehicleOut{*v}, nil
		})

	type crewsOut struct {
		Body struct {
			Items []*Crew `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "bus-crew", Method: http.MethodGet, Path: "/api/v1/buses/crew",
		Summary: "Drivers and attendants of my area, those who may not go along first", Tag: "bus"},
		func(ctx context.Context, in *listIn) (*crewsOut, error) {
			items, err := s.Crews(ctx, list(in))
			out := &crewsOut{}
			out.Body.Items = items
			return out, err
		})
	type crewIn struct {
		Body struct {
			ID         string   `json:"id,omitempty" maxLength:"40"`
			Version    int64    `json:"version,omitempty"`
			SchoolID   string   `json:"schoolId" maxLength:"40"`
			Kind       string   `json:"kind" enum:"driver,attendant"`
			Name       string   `json:"name" maxLength:"20"`
			Born       string   `json:"born" maxLength:"7"`
			LicensedOn string   `json:"licensedOn,omitempty" maxLength:"10"`
			ReviewOn   string   `json:"reviewOn,omitempty" maxLength:"10"`
			Cleared    []string `json:"cleared,omitempty" maxItems:"5"`
			PersonID   string   `json:"personId,omitempty" maxLength:"40"`
			Retired    bool     `json:"retired,omitempty"`
		}
	}
	type crewOut struct{ Body Crew }
	httpapi.Register(api, httpapi.Op{ID: "bus-put-crew", Method: http.MethodPost, Path: "/api/v1/buses/crew",
		Summary: "Enter a driver or an attendant, or write it anew", Tag: "bus"},
		func(ctx context.Context, in *crewIn) (*crewOut, error) {
			b := in.Body
			c, err := s.PutCrew(ctx, Crew{ID: b.ID, Version: b.Version, SchoolID: b.SchoolID, Kind: b.Kind, Name: b.Name, Born: b.Born, LicensedOn: b.LicensedOn,
				ReviewOn: b.ReviewOn, Cleared: b.Cleared, PersonID: b.PersonID, Retired: b.Retired})
			if err != nil {
				return nil, err
			}
			return &crewOut{*c}, nil
		})

	type linesOut struct {
		Body struct {
			Items []*Line `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "bus-lines", Method: http.MethodGet, Path: "/api/v1/buses/lines",
		Summary: "Lines of my area: school, vehicle, crew, stops, times (六定)", Tag: "bus"},
		func(ctx context.Context, in *listIn) (*linesOut, error) {
			items, err := s.Lines(ctx, list(in))
			out := &linesOut{}
			out.Body.Items = items
			return out, err
		})
	type lineIn struct {
		Body struct {
			ID          string `json:"id,omitempty" maxLength:"40"`
			Version     int64  `json:"version,omitempty"`
			SchoolID    string `json:"schoolId" maxLength:"40"`
			Name        string `json:"name" maxLength:"40"`
			VehicleID   string `json:"vehicleId" maxLength:"40"`
			DriverID    string `json:"driverId" maxLength:"40"`
			AttendantID string `json:"attendantId" maxLength:"40"`
			Stops       []Stop `json:"stops" maxItems:"40"`
			Arrive      int    `json:"arrive" minimum:"0" maximum:"1439"`
			Leave       int    `json:"leave" minimum:"0" maximum:"1439"`
			Days        string `json:"days" maxLength:"7"`
			Active      bool   `json:"active"`
		}
	}
	type lineOut struct{ Body Line }
	httpapi.Register(api, httpapi.Op{ID: "bus-put-line", Method: http.MethodPost, Path: "/api/v1/buses/lines",
		Summary: "Enter a line or write it anew", Tag: "bus"},
		func(ctx context.Context, in *lineIn) (*lineOut, error) {
			b := in.Body
			l, err := s.PutLine(ctx, Line{ID: b.ID, Version: b.Version, SchoolID: b.SchoolID, Name: b.Name, VehicleID: b.VehicleID, DriverID: b.DriverID,
				AttendantID: b.AttendantID, Stops: b.Stops, Arrive: b.Arrive, Leave: b.Leave, Days: b.Days, Active: b.Active})
			if err != nil {
				return nil, err
			}
			return &lineOut{*l}, nil
		})

	type ridersOut struct {
		Body struct {
			Items []Rider `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "bus-riders", Method: http.MethodGet, Path: "/api/v1/buses/lines/{id}/riders",
		Summary: "Who rides on a line, with stop and seat (一生一档)", Tag: "bus"},
		func(ctx context.Context, in *idIn) (*ridersOut, error) {
			items, err := s.Riders(ctx, in.ID)
			out := &ridersOut{}
			out.Body.Items = items
			return out, err
		})
	type accountsIn struct {
		School string `query:"school" maxLength:"40" required:"true"`
	}
	type accountsOut struct {
		Body struct {
			Items []Account `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "bus-accounts", Method: http.MethodGet, Path: "/api/v1/buses/accounts",
		Summary: "Accounts that an attendant's file may be joined to", Tag: "bus"},
		func(ctx context.Context, in *accountsIn) (*accountsOut, error) {
			items, err := s.Accounts(ctx, in.School)
			out := &accountsOut{}
			out.Body.Items = items
			return out, err
		})
	type offerIn struct {
		ID    string `path:"id" maxLength:"40"`
		Class string `query:"class" maxLength:"40"`
	}
	type offerOut struct{ Body Offer }
	httpapi.Register(api, httpapi.Op{ID: "bus-candidates", Method: http.MethodGet, Path: "/api/v1/buses/lines/{id}/candidates",
		Summary: "Classes of the line's school, and who is in one of them; each look at names is recorded", Tag: "bus"},
		func(ctx context.Context, in *offerIn) (*offerOut, error) {
			offer, err := s.Candidates(ctx, in.ID, in.Class)
			return &offerOut{offer}, err
		})
	type seatIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Riders []Rider `json:"riders" maxItems:"80"`
		}
	}
	httpapi.Register(api, httpapi.Op{ID: "bus-seat", Method: http.MethodPut, Path: "/api/v1/buses/lines/{id}/riders",
		Summary: "Say who rides on a line", Tag: "bus"},
		func(ctx context.Context, in *seatIn) (*ridersOut, error) {
			items, err := s.SeatRiders(ctx, in.ID, in.Body.Riders)
			out := &ridersOut{}
			out.Body.Items = items
			return out, err
		})
}
