package auth

import (
	"context"

	"huxue/internal/kit/db"
)

// deviceRow is a device as the log-in needs it.
type deviceRow = Device

const deviceColumns = `d.id, d.name, d.kind, COALESCE(d.school_id, ''), COALESCE(c.name, ''), COALESCE(d.agency_id, ''), COALESCE(g.name, ''),
	COALESCE(d.place_id, ''), COALESCE(l.name, ''), ` + devicePath + `,
	d.status, d.paired_at, d.seen_at, d.version, d.created_at`

// devicePath is where a device stands: at a school, or in an agency's area.
const devicePath = `COALESCE(c.path, g.path)`

const deviceTables = ` FROM devices d LEFT JOIN schools c ON c.id = d.school_id LEFT JOIN agencies g ON g.id = d.agency_id
	LEFT JOIN school_places l ON l.id = d.place_id`

func scanDevice(s db.Scanner) (d Device, err error) {
	err = s.Scan(&d.ID, &d.Name, &d.Kind, &d.SchoolID, &d.SchoolName, &d.AgencyID, &d.AgencyName, &d.PlaceID, &d.PlaceName, &d.Path, &d.Status,
		&d.PairedAt, &d.SeenAt, &d.Version, &d.CreatedAt)
	return d, err
}

// pairedDevice returns the device a token was given to, nil when it was revoked
// or never was.
func pairedDevice(ctx context.Context, tx *db.Tx, hash string) (*Device, error) {
	d, err := db.One(ctx, tx, scanDevice, `SELECT `+deviceColumns+deviceTables+` WHERE d.token_hash = $1 AND d.status = 'paired'`, hash)
	if db.IsNotFound(err) {
		return nil, nil
	}
	if err != nil || d.AgencyID == "" {
		return &d, err
	}
	d.covers, err = db.All(ctx, tx, db.Value[string], `SELECT c.path FROM agency_coverage v JOIN schools c ON c.id = v.school_id
		WHERE v.agency_id = $1 ORDER BY c.path`, d.AgencyID)
	return &d, err
}

func getDevice(ctx context.Context, tx *db.Tx, id string) (Device, error) {
	d, err := db.One(ctx, tx, scanDevice, `SELECT `+deviceColumns+deviceTables+` WHERE d.id = $1`, id)
	if db.IsNotFound(err) {
		return d, ErrNoDevice
	}
	return d, err
}

func insertDevice(ctx context.Context, tx *db.Tx, d Device) error {
	_, err := tx.Exec(ctx, `INSERT INTO devices (id, name, kind, school_id, agency_id, place_id, status, code_until, paired_at, seen_at, version, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, 'new', 0, 0, 0, 1, $7)`,
		d.ID, d.Name, d.Kind, orNull(d.SchoolID), orNull(d.AgencyID), orNull(d.PlaceID), db.Millis(tx.Now))
	return err
}

func updateDevice(ctx context.Context, tx *db.Tx, d Device) error {
	return tx.UpdateOne(ctx, `UPDATE devices SET name = $1, place_id = $2, version = version + 1 WHERE id = $3 AND version = $4`,
		d.Name, orNull(d.PlaceID), d.ID, d.Version)
}

func setPairingCode(ctx context.Context, tx *db.Tx, id, hash string) error {
	return tx.UpdateOne(ctx, `UPDATE devices SET code_hash = $1, code_until = $2 WHERE id = $3 AND status <> 'revoked'`,
		hash, db.Millis(tx.Now.Add(pairingLife)), id)
}

func codeOpen(ctx context.Context, tx *db.Tx, code string) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int],
		`SELECT COUNT(*) FROM devices WHERE code_hash = $1 AND code_until > $2 AND status <> 'revoked'`, code, db.Millis(tx.Now))
	return n > 0, err
}

// pairWith spends a pairing code; not found when it is wrong or too old.
func pairWith(ctx context.Context, tx *db.Tx, code, token string) (string, error) {
	return db.One(ctx, tx, db.Value[string], `UPDATE devices SET token_hash = $1, status = 'paired', paired_at = $2, seen_at = $2,
			code_hash = NULL, code_until = 0, version = version + 1
		WHERE code_hash = $3 AND code_until > $2 AND status <> 'revoked' RETURNING id`, token, db.Millis(tx.Now), code)
}

func setDeviceRevoked(ctx context.Context, tx *db.Tx, id string, version int) error {
	return tx.UpdateOne(ctx, `UPDATE devices SET status = 'revoked', token_hash = NULL, code_hash = NULL, code_until = 0,
		version = version + 1 WHERE id = $1 AND version = $2`, id, version)
}

func listDevices(ctx context.Context, tx *db.Tx, f DeviceFilter, paths []string) ([]Device, error) {
	var a db.Args
	where := a.Within(devicePath, paths)
	if f.Query != "" {
		where += " AND " + a.Contains(f.Query, "d.name", "c.name", "g.name", "l.name")
	}
	if f.Status != "" {
		where += " AND d.status = " + a.Add(f.Status)
	}
	if f.SchoolID != "" {
		where += " AND d.school_id = " + a.Add(f.SchoolID)
	}
	if f.After != "" {
		where += " AND d.id < " + a.Add(f.After)
	}
	return db.All(ctx, tx, scanDevice, `SELECT `+deviceColumns+deviceTables+` WHERE `+where+
		` ORDER BY d.id DESC LIMIT `+a.Add(f.Limit+1), a.Values()...)
}

// Colleague is a name on the log-in page of a device.
type Colleague struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

const ofSchool = ` p.status = 'active' AND x.pin <> '' AND (p.school_id = $1
	OR EXISTS (SELECT 1 FROM grants g WHERE g.person_id = p.id AND g.school_id = $1))`

// colleagues are the people of a school who have a PIN.
func colleagues(ctx context.Context, tx *db.Tx, school string) ([]Colleague, error) {
	return db.All(ctx, tx, func(s db.Scanner) (c Colleague, err error) {
		err = s.Scan(&c.ID, &c.Name)
		return c, err
	}, `SELECT p.id, p.name FROM people p JOIN auth_secrets x ON x.person_id = p.id WHERE`+ofSchool+` ORDER BY p.name, p.id`, school)
}

// identifyPIN finds a colleague and the hash of the PIN; all empty for others.
func identifyPIN(ctx context.Context, tx *db.Tx, school, person string) (who identity, hash string, err error) {
	err = tx.QueryRow(ctx, `SELECT p.id, p.name, p.login, x.pin FROM people p JOIN auth_secrets x ON x.person_id = p.id
		WHERE p.id = $2 AND`+ofSchool, school, person).Scan(&who.person, &who.name, &who.login, &hash)
	if db.IsNotFound(err) {
		return identity{}, "", nil
	}
	return who, hash, err
}
