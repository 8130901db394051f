package auth

import (
	"context"
	"strings"
	"unicode/utf8"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// DeviceFilter narrows the list of devices. After is the id of the last row seen.
type DeviceFilter struct {
	Query, Status, SchoolID, After string
	Limit                          int
}

// DeviceInput is what is written down about a device. PlaceID is where in the
// school it stands, "" for one that is carried. A siren may stand at an agency
// instead of a school.
type DeviceInput struct {
	Name     string `json:"name" maxLength:"40"`
	Kind     string `json:"kind" enum:"gate,phone,siren"`
	SchoolID string `json:"schoolId,omitempty"`
	AgencyID string `json:"agencyId,omitempty"`
	PlaceID  string `json:"placeId,omitempty"`
}

func (in *DeviceInput) check() error {
	in.Name = strings.TrimSpace(in.Name)
	if in.Name == "" || utf8.RuneCountInString(in.Name) > maxName {
		return errs.Invalid("request.invalid", errs.Field{Name: "name", Code: "required"})
	}
	return nil
}

// path is where the device will stand; the input names a school, or for a siren
// perhaps an agency.
func (in *DeviceInput) path(ctx context.Context, tx *db.Tx) (string, error) {
	if in.AgencyID == "" {
		school, err := org.GetSchool(ctx, tx, in.SchoolID)
		return school.Path, err
	}
	if in.SchoolID != "" || in.PlaceID != "" || in.Kind != KindSiren {
		return "", errs.Invalid("request.invalid", errs.Field{Name: "agencyId", Code: "malformed"})
	}
	agency, err := org.GetAgency(ctx, tx, in.AgencyID)
	return agency.Path, err
}

// checkPlace refuses a place of another school.
func checkPlace(ctx context.Context, tx *db.Tx, schoolID, placeID string) error {
	if placeID == "" {
		return nil
	}
	place, err := org.GetPlace(ctx, tx, placeID)
	if err == nil && place.SchoolID != schoolID {
		err = org.ErrNoPlace
	}
	return err
}

// Devices lists the devices of the caller's area.
func (s *Service) Devices(ctx context.Context, f DeviceFilter) (list []Device, next string, err error) {
	if err := access.RequireSomewhere(ctx, PermDevicesManage); err != nil {
		return nil, "", err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = listDevices(ctx, tx, f, access.Areas(ctx, PermDevicesManage))
		return err
	})
	if len(list) > f.Limit {
		list = list[:f.Limit]
		next = list[f.Limit-1].ID
	}
	return list, next, err
}

// AddDevice enrols a device for a school or an agency and returns the code to type in on it
// within a quarter of an hour.
func (s *Service) AddDevice(ctx context.Context, in DeviceInput) (d Device, code string, err error) {
	if err := in.check(); err != nil {
		return d, "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		path, err := in.path(ctx, tx)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, PermDevicesManage, path); err != nil {
			return err
		}
		if err := checkPlace(ctx, tx, in.SchoolID, in.PlaceID); err != nil {
			return err
		}
		d = Device{ID: id.New("dev"), Name: in.Name, Kind: in.Kind, SchoolID: in.SchoolID, AgencyID: in.AgencyID, PlaceID: in.PlaceID}
		if err := insertDevice(ctx, tx, d); err != nil {
			return err
		}
		code = newCode(pairingLength)
		if err := setPairingCode(ctx, tx, d.ID, hashOf(code)); err != nil {
			return err
		}
		if d, err = getDevice(ctx, tx, d.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "auth.device_added", d.ID, map[string]string{"name": d.Name, "path": d.Path})
	})
	return d, code, err
}

const pairingLength = 8

// onDevice does something to a device of the caller's area.
func (s *Service) onDevice(ctx context.Context, deviceID, action string, do func(*db.Tx, Device) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := getDevice(ctx, tx, deviceID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermDevicesManage, d.Path, ErrNoDevice); err != nil {
			return err
		}
		if err := do(tx, d); err != nil {
			return err
		}
		tx.AfterCommit(s.actors.empty)
		return audit.Record(ctx, tx, action, d.ID, map[string]string{"name": d.Name, "path": d.Path})
	})
}

// EditDevice changes a device's name and place.
func (s *Service) EditDevice(ctx context.Context, deviceID string, version int, name, placeID string) error {
	in := DeviceInput{Name: name}
	if err := in.check(); err != nil {
		return err
	}
	return s.onDevice(ctx, deviceID, "auth.device_edited", func(tx *db.Tx, d Device) error {
		if err := checkPlace(ctx, tx, d.SchoolID, placeID); err != nil {
			return err
		}
		d.Name, d.PlaceID, d.Version = in.Name, placeID, version
		return updateDevice(ctx, tx, d)
	})
}

// PairingCode gives a new code for a device, to pair it or its replacement; the
// old device goes on until the code is used.
func (s *Service) PairingCode(ctx context.Context, deviceID string) (code string, err error) {
	err = s.onDevice(ctx, deviceID, "auth.device_code", func(tx *db.Tx, d Device) error {
		if d.Status == "revoked" {
			return ErrDisabled
		}
		code = newCode(pairingLength)
		return setPairingCode(ctx, tx, d.ID, hashOf(code))
	})
	return code, err
}

// RevokeDevice makes a device worthless and ends the sessions on it.
func (s *Service) RevokeDevice(ctx context.Context, deviceID string, version int) error {
	return s.onDevice(ctx, deviceID, "auth.device_revoked", func(tx *db.Tx, d Device) error {
		if err := revokeOfDevice(ctx, tx, d.ID); err != nil {
			return err
		}
		return setDeviceRevoked(ctx, tx, d.ID, version)
	})
}

// Pair turns the browser it is called from into the device the code was made
// for. access: exempt, the code is the right.
func (s *Service) Pair(ctx context.Context, code string) (d Device, token string, err error) {
	code = cleanCode(code)
	caller := callerFrom(ctx)
	token, hash := newToken()
	err = s.attempt(ctx, try{
		subject: "pair:" + caller.ip, refusal: ErrPairing,
		check: func() (bool, error) { return s.pairable(ctx, hashOf(code)) },
		then: func(tx *db.Tx) error {
			deviceID, err := pairWith(ctx, tx, hashOf(code), hash)
			if db.IsNotFound(err) {
				return ErrPairing
			}
			if err != nil {
				return err
			}
			if d, err = getDevice(ctx, tx, deviceID); err != nil {
				return err
			}
			// A device that was given this identity before has lost it, and who was logged in there too.
			if err := revokeOfDevice(ctx, tx, d.ID); err != nil {
				return err
			}
			tx.AfterCommit(s.actors.empty)
			self := access.With(ctx, access.Actor{Kind: access.Device, ID: d.ID, Name: d.Name, Device: d.ID})
			return audit.Record(self, tx, "auth.device_paired", d.ID, map[string]string{"ip": caller.ip})
		},
	})
	return d, token, err
}

func (s *Service) pairable(ctx context.Context, code string) (ok bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		ok, err = codeOpen(ctx, tx, code)
		return err
	})
	return ok, err
}

// Colleagues lists who may log in on this device with a PIN. access: exempt, the
// device is the right.
func (s *Service) Colleagues(ctx context.Context) (list []Colleague, err error) {
	d := callerFrom(ctx).terminal
	if d == nil || d.Kind == KindSiren {
		return nil, ErrNotADevice
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = colleagues(ctx, tx, d.SchoolID)
		return err
	})
	return list, err
}

// LoginPIN lets somebody of the school in on its device. The session is bound to
// the device and holds only at its school. access: exempt, this is the door.
func (s *Service) LoginPIN(ctx context.Context, personID, pin string) (*Outcome, error) {
	d := callerFrom(ctx).terminal
	if d == nil || d.Kind == KindSiren {
		return nil, ErrNotADevice
	}
	var who identity
	var hash string
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		who, hash, err = identifyPIN(ctx, tx, d.SchoolID, personID)
		return err
	}); err != nil {
		return nil, err
	}
	who.method = methodPIN
	var out *Outcome
	err := s.attempt(ctx, try{
		subject: "pin:" + personID, person: who.person, refusal: ErrBadPIN,
		check: func() (bool, error) { return s.hasher.matches(ctx, hash, pin) },
		then:  func(tx *db.Tx) (err error) { out, err = s.open(ctx, tx, who, false, d.ID); return err },
	})
	return out, err
}
