package device

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// Register puts a device on the register of a school and returns its secret, which is
// shown this once and never again.
func (s *Service) Register(ctx context.Context, in Registration) (*Device, string, error) {
	if err := in.check(); err != nil {
		return nil, "", err
	}
	var d *Device
	var secret string
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		school, err := org.GetSchool(ctx, tx, in.SchoolID)
		if err != nil {
			return orRefused(err, errSchool)
		}
		if err := access.See(ctx, PermManage, school.Path, errSchool); err != nil {
			return err
		}
		d = &Device{ID: id.New("dev"), Version: 1, SchoolID: school.ID, Path: school.Path, Kind: in.Kind, Protocol: in.Protocol, State: Unseen, CreatedAt: tx.Now}
		if err := s.apply(ctx, tx, d, in); err != nil {
			return err
		}
		if secret = in.Secret; secret == "" && d.ParentID == "" && !in.Clear {
			secret = newSecret(d.Protocol)
		}
		s.seal(d, secret)
		if err := insert(ctx, tx, d); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, "device.register", d.ID, d.registered(in.Clear)); err != nil {
			return err
		}
		if d, err = get(ctx, tx, d.ID); err == nil {
			s.announce(tx, d)
		}
		return err
	})
	return d, secret, err
}

func orRefused(err error, refusal *errs.Error) error {
	if errs.KindOf(err) == errs.KindNotFound {
		return refusal
	}
	return err
}

// apply takes over what a form may say about a device.
func (s *Service) apply(ctx context.Context, tx *db.Tx, d *Device, in Registration) error {
	if in.PlaceID != "" {
		place, err := org.GetPlace(ctx, tx, in.PlaceID)
		if err != nil {
			return orRefused(err, errPlace)
		}
		if place.SchoolID != d.SchoolID {
			return errPlace
		}
	}
	if in.ParentID != "" {
		parent, err := get(ctx, tx, in.ParentID)
		if err != nil {
			return orRefused(err, errParent)
		}
		if parent.SchoolID != d.SchoolID || parent.Protocol != d.Protocol || parent.ParentID != "" || parent.ID == d.ID || parent.State == Retired {
			return errParent
		}
	}
	if in.Code == "" {
		if in.Code = d.Code; in.Code == "" {
			in.Code = newCode()
		}
	}
	d.PlaceID, d.ParentID, d.Name, d.Code, d.Panic, d.HeartbeatS = in.PlaceID, in.ParentID, in.Name, in.Code, in.Panic, in.HeartbeatS
	return nil
}

// told is what the audit book keeps: no secret.
func (d *Device) told() map[string]any {
	return map[string]any{"school": d.SchoolID, "place": d.PlaceID, "name": d.Name, "kind": d.Kind, "protocol": d.Protocol, "code": d.Code,
		"panic": d.Panic, "heartbeatS": d.HeartbeatS, "parent": d.ParentID}
}

// registered is told, and says so where a box was let in without a key.
func (d *Device) registered(inClear bool) map[string]any {
	told := d.told()
	if inClear {
		told["clear"] = true
	}
	return told
}

func sealPlace(deviceID string) string { return "device/secret/" + deviceID }

func (s *Service) seal(d *Device, secret string) {
	if d.sealed = ""; secret != "" {
		d.sealed = s.sealer.Seal(sealPlace(d.ID), secret)
	}
	d.HasSecret = d.sealed != ""
}

func newCode() string { return "hx" + strings.ToLower(rand.Text()[:10]) }

// newSecret makes one that people can still type into a box.
func newSecret(protocol string) string {
	if protocol == DC09 {
		key := make([]byte, 16)
		_, _ = rand.Read(key)
		return strings.ToUpper(hex.EncodeToString(key))
	}
	if protocol == GB28181 {
		return rand.Text()[:16] // some cameras take no more
	}
	return rand.Text()
}

// Edit changes what is written down about a device. School, kind and protocol stay:
// what else it may be is another device.
func (s *Service) Edit(ctx context.Context, deviceID string, version int64, in Registration) (*Device, error) {
	return s.on(ctx, deviceID, "device.edit", func(tx *db.Tx, d *Device) (any, error) {
		in.Kind, in.Protocol, in.Secret, in.Clear = d.Kind, d.Protocol, "", false
		if in.Code == "" {
			in.Code = d.Code
		}
		if err := in.check(); err != nil {
			return nil, err
		}
		if err := s.apply(ctx, tx, d, in); err != nil {
			return nil, err
		}
		return d.told(), update(ctx, tx, d, version)
	})
}

// NewSecret gives a device another secret; with the old one it is turned away.
func (s *Service) NewSecret(ctx context.Context, deviceID string, version int64) (*Device, string, error) {
	secret := ""
	d, err := s.on(ctx, deviceID, "device.new_secret", func(tx *db.Tx, d *Device) (any, error) {
		if d.ParentID != "" {
			return nil, errSecret.With("protocol", d.Protocol)
		}
		secret = newSecret(d.Protocol)
		s.seal(d, secret)
		return nil, update(ctx, tx, d, version)
	})
	return d, secret, err
}

// Retire takes a device out of use, and its channels with it. What it has said stays;
// what it says from now on is refused.
func (s *Service) Retire(ctx context.Context, deviceID string, version int64, reason string) (*Device, error) {
	reason = plain(strings.TrimSpace(reason), 200)
	if reason == "" {
		return nil, errReason
	}
	return s.on(ctx, deviceID, "device.retire", func(tx *db.Tx, d *Device) (any, error) {
		parts, err := channels(ctx, tx, d.ID)
		if err != nil {
			return nil, err
		}
		for _, c := range append([]*Device{d}, parts...) {
			at := c.Version
			if c.ID == d.ID {
				at = version
			}
			c.State, c.RetiredAt, c.RetiredWhy = Retired, tx.Now, reason
			if err := update(ctx, tx, c, at); err != nil {
				return nil, err
			}
			if err := s.mendAll(ctx, tx, c); err != nil {
				return nil, err
			}
		}
		return map[string]any{"reason": reason, "channels": len(parts)}, nil
	})
}

// on is the shape of what is done to a device: load, authorise, act, record.
func (s *Service) on(ctx context.Context, deviceID, action string, do func(*db.Tx, *Device) (any, error)) (*Device, error) {
	var out *Device
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := lock(ctx, tx, deviceID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, d.Path, ErrNotFound); err != nil {
			return err
		}
		if err := access.Require(ctx, PermManage, d.Path); err != nil {
			return err
		}
		if d.State == Retired {
			return errRetired
		}
		detail, err := do(tx, d)
		if err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, action, d.ID, detail); err != nil {
			return err
		}
		if out, err = get(ctx, tx, d.ID); err == nil {
			s.announce(tx, out)
		}
		return err
	})
	return out, err
}

// Secret returns the device in use that a protocol knows by this name, and its secret:
// for listeners, which check what comes in. A channel has its parent's. access: only
// the house's own listeners call it.
func (s *Service) Secret(ctx context.Context, protocol, code string) (Device, []byte, error) {
	var d *Device
	key := ""
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if d, err = byCode(ctx, tx, protocol, code); err != nil {
			return err
		}
		of := d
		if d.ParentID != "" && d.sealed == "" {
			if of, err = get(ctx, tx, d.ParentID); err != nil {
				return err
			}
		}
		if of.sealed != "" {
			key, err = s.sealer.Unseal(sealPlace(of.ID), of.sealed)
		}
		return err
	})
	if err != nil {
		return Device{}, nil, err
	}
	return *d, []byte(key), nil
}

// InUse are the devices of a protocol that are in use, for listeners.
// access: only the house's own listeners call it.
func (s *Service) InUse(ctx context.Context, protocol string) ([]*Device, error) {
	var out []*Device
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.All(ctx, tx, scanDevice, selectDevice+`WHERE d.protocol = $1 AND d.state <> 'retired' ORDER BY d.path, d.id`, protocol)
		return err
	})
	return out, err
}
